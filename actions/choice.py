"""What was offered last, in its order, and going on with one of it: "the second one"."""

from __future__ import annotations

from typing import Any

from actions.turn import Turn, say_about
from actions.words import LAST, asked_choice

#: What is offered: a topic (None where nothing says more of it), and the things it is about.
Offer = tuple[str | None, dict[str, str]]
#: Texts with a list, and the topic that says more of each of its lines (None where there is none).
LISTED_TOPICS: dict[str, tuple[str | None, ...]] = {
    "utter_priorities": ("achievements", "asb_facts", "committee_about"),
    "utter_themes": (
        "asb_facts",
        None,
        "domestic_abuse_facts",
        "hate_crime_work",
        "road_safety",
        "acquisitive_crime",
        "sexual_offences",
        None,
        "violent_crime",
    ),
    "utter_help": ("committee", "priorities", "ward_crime", "victim_support", "interpreter"),
    "utter_fallback_again": ("committee", "themes", "victim_support", "report_crime", "interpreter"),
}
#: Texts with a list of things: the placeholder of a line that names the thing, the topic about it, its kind.
LISTED_THINGS = {
    "utter_most_crime": ("ward", "ward_crime", "place"),
    "utter_ward_crime_many": ("ward", "ward_crime", "place"),
    "utter_committee_crime": ("ward", "ward_crime", "place"),
    "utter_committee_crime_all": ("committee", "committee_crime", "committee"),
    "utter_areas": ("area", "areas", "area"),
}


def choose(turn: Turn) -> bool:
    """Go on with what the resident chose of what was offered; return False if the message chooses nothing.

    A choice is told by its words alone: the classifiers, which see no conversation, make anything of "2".
    """
    number = asked_choice(turn.text)
    if not number:
        return False
    offers = offered(turn)
    place = len(offers) if number == LAST else number
    topic, things = offers[place - 1] if 0 < place <= len(offers) else (None, {})
    if topic is None:
        turn.say("utter_more_nothing", topic="more", outcome="clarify")
        return True
    turn.go_on(topic, things)
    say_about(turn, topic)
    return True


def offered(turn: Turn) -> list[Offer]:
    """Return what the last answer offered: the lines of its list if it has one, else its buttons."""
    replies = turn.slot("last_replies") or []
    for reply in replies:
        listed = _listed(turn, reply)
        if listed:
            return listed
    for reply in reversed(replies):
        buttons = _buttons(turn, reply["say"])
        if buttons:
            return buttons
    return []


def _listed(turn: Turn, reply: dict[str, Any]) -> list[Offer]:
    known, response, values = turn.knowledge, reply["response"], reply["say"]["values"]
    if response in LISTED_TOPICS:
        return [(topic, {}) for topic in LISTED_TOPICS[response]]
    if response == "utter_committees":
        return [("committee", {"committee": c}) for c in known.committees]
    if response == "utter_crime_types":
        return [(crime_type, {}) for crime_type in known.crime_types]
    things: dict[str, Any] = {"place": known.wards, "area": known.areas, "committee": known.committees}
    if response == "utter_ward_crime_two":
        named, topic, kind = [values["ward_a"]["value"], values["ward_b"]["value"]], "ward_crime", "place"
    elif response in LISTED_THINGS:
        key, topic, kind = LISTED_THINGS[response]
        named = [row[key]["value"] for row in values["rows"]["rows"]]
    else:
        return []
    ids = {thing.name: thing.id for thing in things[kind].values()}
    return [(topic, {kind: ids[name]}) for name in named]


def _buttons(turn: Turn, say: dict[str, Any]) -> list[Offer]:
    buttons = say.get("buttons")
    if buttons is None:
        topic = turn.knowledge.topics.get(say.get("topic") or "")
        buttons = [{"topic": b} for b in topic.buttons] if topic else []
    return [(b["topic"], b.get("entities") or {}) for b in buttons]
