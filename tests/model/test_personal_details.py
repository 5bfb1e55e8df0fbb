"""With the trained model: what looks like a personal detail in a question is stored nowhere, public numbers are."""

from __future__ import annotations

import logging
import sqlite3
import uuid

import pytest

pytestmark = pytest.mark.model


def written(assistant):
    """Return everything in the store: every row, and the bytes of every file."""
    path = assistant._settings.conversations_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        rows = "\n".join(str(row) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"'))
    files = b"".join(p.read_bytes() for p in assistant._settings.data_dir.rglob("*") if p.is_file())
    return rows, files


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("is the number 07911 234567 from crimestoppers?", ("07911 234567", "7911234567")),
        ("they say +44 7911 234568 is the police, is it true", ("7911 234568", "7911234568")),
        ("who is behind jo.bloggs77@example.org, is it a scam", ("jo.bloggs77",)),
        ("someone stole a letter with JM 12 34 56 C on it, or jm123457d", ("JM 12 34 56 C", "jm123457d")),
        ("czy numer 07911 234569 to policja?", ("07911 234569", "7911234569")),
        ("کیا ۰۷۹۱۱ ۲۳۴۵۷۰ پولیس کا نمبر ہے؟", ("07911 234570", "۲۳۴۵۷۰")),
    ],
)
async def test_personal_details_of_a_question_are_not_stored(assistant, caplog, text, secrets):
    caplog.set_level(logging.DEBUG)
    replies = await assistant.handle(f"details-{uuid.uuid4().hex}", text)
    rows, files = written(assistant)
    for secret in secrets:
        assert secret not in rows
        assert secret.encode() not in files
        assert secret not in caplog.text
        assert secret not in str(replies)


@pytest.mark.parametrize("number", ["0800 555 111", "08 08 16 89 111", "(01733) 747474", "0808 2000 247", "116 123"])
async def test_public_numbers_of_a_question_are_kept(assistant, number):
    sender = f"details-{uuid.uuid4().hex}"
    await assistant.handle(sender, f"whose number is {number}?")
    (turn,) = await assistant.turns(sender)
    assert number in turn.said
