"""What a resident has answered so far, sealed, until it is sent, stopped or silent for half an hour.

A message of the conversation holds a mark in place of a personal detail. The mark is replaced when the message is
shown, and only while the draft exists: so the detail is nowhere else, and gone with the draft.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from bot.callbacks import phone
from bot.callbacks.answers import Answers
from bot.callbacks.desk import Desk
from bot.callbacks.schema import drafts
from bot.callbacks.store import transaction

HIDDEN = "•••"
_MARK = re.compile(r"⟦([A-Za-z0-9_-]{20,64}):(contact|name|about|dialect)⟧")


def begin(desk: Desk, answers: Answers) -> str:
    """Store a new draft; return its id."""
    identifier = desk.new_token()
    with transaction(desk.engine) as connection:
        row = {"id": identifier, "touched": desk.clock(), "sealed": desk.box.seal(answers.dump())}
        connection.execute(drafts.insert(), row)
    return identifier


def load(desk: Desk, identifier: str | None) -> Answers | None:
    """Return the answers of a draft, or None where it is gone or was silent too long."""
    if not identifier:
        return None
    with transaction(desk.engine) as connection:
        query = sa.select(drafts.c.sealed, drafts.c.touched).where(drafts.c.id == identifier)
        row = connection.execute(query).first()
    if row is None or row.touched < desk.clock() - desk.settings.page_idle:
        return None
    return Answers.load(desk.box.open(row.sealed))


def save(desk: Desk, identifier: str, answers: Answers) -> None:
    """Store the answers of a draft."""
    with transaction(desk.engine) as connection:
        row = {"touched": desk.clock(), "sealed": desk.box.seal(answers.dump())}
        connection.execute(drafts.update().where(drafts.c.id == identifier), row)


def erase(desk: Desk, identifier: str | None) -> None:
    """Erase a draft."""
    if identifier:
        with transaction(desk.engine) as connection:
            connection.execute(drafts.delete().where(drafts.c.id == identifier))


def erase_silent(desk: Desk) -> int:
    """Erase the drafts that were silent too long; return how many."""
    with transaction(desk.engine) as connection:
        old = drafts.c.touched < desk.clock() - desk.settings.page_idle
        return int(connection.execute(drafts.delete().where(old)).rowcount)


def mark(identifier: str, field: str) -> str:
    """Return the mark that stands for a personal detail."""
    return f"⟦{identifier}:{field}⟧"


def reveal(desk: Desk, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return messages with the marks of live drafts replaced by the details, all others by dots."""
    seen: dict[str, Answers | None] = {}

    def detail(match: re.Match[str]) -> str:
        identifier, field = match[1], match[2]
        if identifier not in seen:
            seen[identifier] = load(desk, identifier)
        answers = seen[identifier]
        value = getattr(answers, field) if answers else None
        if not value:
            return HIDDEN
        return phone.written(value) if field == "contact" and "@" not in value else str(value)

    def shown(value: Any) -> Any:
        if isinstance(value, str):
            return _MARK.sub(detail, value)
        if isinstance(value, list):
            return [shown(one) for one in value]
        if isinstance(value, dict):
            return {key: shown(one) for key, one in value.items()}
        return value

    return [shown(message) if "⟦" in str(message) else message for message in messages]
