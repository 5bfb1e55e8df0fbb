from __future__ import annotations

import pytest

from bot.assistant.redaction import redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ring me on 07700 900123 please", "ring me on [telephone] please"),
        ("+44 (0)7700-900123", "[telephone]"),
        ("میرا نمبر ۰۷۷۰۰ ۹۰۰۱۲۳ ہے", "میرا نمبر [telephone] ہے"),
        ("mail me: jo.bloggs@example.org.", "mail me: [e-mail]"),
        ("my NI number is AB 12 34 56 C", "my NI number is [number]"),
        ("card 4111 1111 1111 1111", "card [number]"),
        ("I live at PE1 1AA", "I live at [postcode]"),
    ],
)
def test_personal_details_go(text, expected):
    assert redact(text).rstrip(".") == expected.rstrip(".")


@pytest.mark.parametrize(
    "text",
    [
        "is 0800 555 111 Crimestoppers?",
        "call 116 123?",
        "08 08 16 89 111",
        "0345 456 456 4 does not work",
        "(01733) 747474",
        "2010/2011",
        "2009-2010",
        "£1,212,428 is a lot",
        "24 wards, 4713 crimes",
        "PE3 8DX",
        "18001 101",
    ],
)
def test_public_numbers_stay(text):
    assert redact(text) == text
