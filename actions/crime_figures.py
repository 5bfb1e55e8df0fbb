"""How the figures on crime are said: by ward, by area, by committee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.crime_question import asks_for_trend
from actions.turn import COMPASS_WARDS, Turn, Values, answered, count, lines, name, percent
from actions.words import mentions
from bot.knowledge import Ward

PERIOD_NOW = {"kind": "period", "value": ["2010-04", "2011-03"]}
PERIOD_BEFORE = {"kind": "period", "value": ["2009-04", "2010-03"]}


def say_ward_crime(turn: Turn, places: Sequence[str]) -> None:
    """Say crimes and rank of the wards that places lie in."""
    known = turn.knowledge
    if not any(known.wards_of(place) for place in places):
        values = {"place": name(known.place_name(places[0]))}
        turn.say("utter_committee_elsewhere", values, topic="ward_crime", outcome="out_of_scope")
        answered(turn, "ward_crime")
        return
    wards = list(dict.fromkeys(w for place in places for w in known.wards_of(place)))
    turn.remember("place", places[-1])
    found = [known.wards[w] for w in wards]
    chart = {"title": "topic:ward_crime", "rows": [[w.name, w.crimes] for w in found], "derived": False}
    buttons: list[dict[str, Any]] = [{"topic": "committee", "entities": {"place": places[-1]}}, {"topic": "most_crime"}]
    # "Central" after Stanground East may be the ward Central; "North" may be an area.
    for meant in turn.completed():
        buttons.append({"topic": "ward_crime", "entities": {"place": meant}, "title": name(known.wards[meant].name)})
    if not set(wards).isdisjoint(COMPASS_WARDS):
        buttons.append({"topic": "areas"})
    if asks_for_trend(turn):
        turn.say("utter_ward_crime_no_year_before", part=True)
    if len(found) == 1:
        turn.say("utter_ward_crime", ward_values(turn, found[0]), topic="ward_crime", buttons=buttons)
        if places[0] not in known.wards:
            values = {"place": name(known.place_name(places[0])), "ward": name(found[0].name)}
            turn.say("utter_ward_crime_place", values, part=True)
    elif len(found) == 2:
        values = {"period": PERIOD_NOW}
        for letter, ward in zip("ab", found):
            values |= {
                f"ward_{letter}": name(ward.name),
                f"count_{letter}": count(ward.crimes),
                f"rank_{letter}": count(ward.rank),
            }
        turn.say("utter_ward_crime_two", values, topic="ward_crime", chart=chart, buttons=buttons)
    else:
        turn.say("utter_ward_crime_many", {"rows": ward_rows(found)}, topic="ward_crime", chart=chart, buttons=buttons)
    answered(turn, "ward_crime")
    first = turn.once("not_risk")
    if first or mentions(turn.text, "risk"):
        turn.say("utter_ward_crime_not_risk", part=True)


def say_rank(turn: Turn, rank: int) -> None:
    """Say which ward has a rank."""
    ward = next(w for w in turn.knowledge.wards.values() if w.rank == rank)
    turn.remember("place", ward.id)
    turn.say("utter_ward_crime_rank", ward_values(turn, ward), topic="ward_crime")
    answered(turn, "ward_crime")


def say_area(turn: Turn, area_id: str) -> None:
    """Say an area's two years and the fall."""
    area = turn.knowledge.areas[area_id]
    values: Values = {
        "area": name(area.name),
        "before": count(area.before),
        "after": count(area.after),
        "change": count(area.after - area.before),
        "percent": percent(area.percent),
        "period_before": PERIOD_BEFORE,
        "period": PERIOD_NOW,
    }
    turn.say("utter_area_crime", values, topic="areas")


def say_committee_crime(turn: Turn, committee_id: str) -> None:
    """Say the crimes of a committee's wards, and that the total is calculated."""
    known = turn.knowledge
    committee = known.committees[committee_id]
    wards = [known.wards[w] for w in committee.wards]
    values = {
        "committee": name(committee.name),
        "total": count(known.committee_crimes(committee_id)),
        "rows": ward_rows(wards),
    }
    chart = {"title": "topic:committee_crime", "rows": [[w.name, w.crimes] for w in wards], "derived": True}
    if asks_for_trend(turn):
        turn.say("utter_ward_crime_no_year_before", part=True)
    turn.say("utter_committee_crime", values, topic="committee_crime", chart=chart)
    answered(turn, "committee_crime")


def say_unsaid(turn: Turn, kind: str = "") -> None:
    """Say that the plan does not have a figure, and offer the ones nearest to it."""
    places = turn.certain("place")
    buttons: list[dict[str, Any]] = [{"topic": kind}] if kind else []
    buttons.append({"topic": "ward_crime", "entities": {"place": places[0]}} if places else {"topic": "most_crime"})
    turn.say("utter_not_in_plan", topic="not_in_plan", buttons=buttons)


def ward_values(turn: Turn, ward: Ward) -> Values:
    """Return the values of a ward that the texts about one use."""
    return {
        "ward": name(ward.name),
        "count": count(ward.crimes),
        "rank": count(ward.rank),
        "ward_count": count(len(turn.knowledge.wards)),
        "period": PERIOD_NOW,
    }


def ward_rows(wards: Sequence[Ward]) -> dict[str, object]:
    """Return a list of wards, one a line, with crimes and rank."""
    rows: list[Values] = [{"ward": name(w.name), "count": count(w.crimes), "rank": count(w.rank)} for w in wards]
    return lines("utter_row_ward", rows)
