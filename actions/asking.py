"""Asking back, and when a person is the better answer: after three turns in a row that led nowhere."""

from __future__ import annotations

from actions.turn import Turn, Value

#: The third turn that led nowhere gets a telephone number, an e-mail address and an interpreter.
BEFORE_A_PERSON = 3


def misses(turn: Turn) -> int:
    """Return how many turns in a row led nowhere."""
    return int(turn.slot("misses") or 0)


def miss(turn: Turn) -> int:
    """Count a turn that led nowhere; return how many there are now."""
    count = misses(turn) + 1
    turn.remember("misses", count)
    return count


def ask_place(turn: Turn, topic: str, *, unknown: bool = False) -> None:
    """Ask which ward or place is meant.

    Args:
        turn: the turn.
        topic: `committee` or `ward_crime`: what goes on once the place is named.
        unknown: the resident named something that is no place we know.

    """
    again = turn.slot("pending") == topic
    if not again:
        turn.remember("misses", 0)
    if miss(turn) >= BEFORE_A_PERSON:
        say_person(turn)
    elif topic == "ward_crime":
        buttons = [{"topic": "most_crime"}, {"topic": "least_crime"}]
        turn.say("utter_ward_crime_ask", topic=topic, outcome="clarify", buttons=buttons)
    elif unknown and again:
        turn.say("utter_committee_unknown", {"committees": committee_list(turn)}, topic=topic, outcome="clarify")
    else:
        turn.say("utter_committee_ask", topic=topic, outcome="clarify")
    turn.remember("pending", topic)


def say_person(turn: Turn) -> None:
    """Lead to a person: telephone, e-mail, interpreter."""
    buttons = [{"topic": "human"}, {"topic": "interpreter"}]
    turn.say("utter_fallback_person", outcome="fallback", buttons=buttons)
    turn.say("utter_fallback_email", outcome="fallback", part=True)


def committee_list(turn: Turn) -> Value:
    """Return all committees as the lines of a list."""
    return {"kind": "name_lines", "value": [c.name for c in turn.knowledge.committees.values()]}
