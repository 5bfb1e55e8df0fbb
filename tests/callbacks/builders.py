"""Plain functions that make what the tests of callbacks need."""

from __future__ import annotations

from bot.callbacks import cases, drafts
from bot.callbacks.answers import Answers


def whole_answers(**changes) -> Answers:
    """Return answers that can be sent."""
    values = {
        "language": "pl",
        "way": "call",
        "contact": "+447700900123",
        "name": "Zuzanna",
        "about": "Zgubiony rower",
        "day": "any",
        "period": "morning",
        "safe": True,
        "message": False,
        "who": False,
        "page_language": "pl",
    }
    return Answers.load({**values, **changes})


def send(desk, client="test", **changes) -> cases.Sent:
    """Store a case."""
    answers = whole_answers(**changes)
    return cases.send(desk, drafts.begin(desk, answers), answers, client)
