"""The tables of the plan, answered by lookup. Figures that the plan does not print are said to be calculated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.asking import ask_place
from actions.turn import COMPASS_WARDS, TopicAction, Turn, Values, answered, count, lines, name, percent, say_about
from actions.words import mentions, names_number, names_year_before
from bot.knowledge import Ward
from bot.nlu.gazetteer import LOOKUPS
from bot.nlu.place_question import asked_of_place
from bot.nlu.text import clean, fold

PERIOD_NOW = {"kind": "period", "value": ["2010-04", "2011-03"]}
PERIOD_BEFORE = {"kind": "period", "value": ["2009-04", "2010-03"]}
TOP = 5


class ActionWardCrime(TopicAction):
    """Crimes and rank of one ward, or of several side by side."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_ward_crime"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        places = turn.places()
        areas = turn.certain("area")
        if unsaid(turn, ONE_KIND):
            say_unsaid(turn)
        elif areas and not turn.certain("place"):
            for area in areas:
                say_area(turn, area)
            answered(turn, "areas")
        elif places:
            say_ward_crime(turn, places)
            if "city_centre" in places and "city_centre" in areas:
                say_area(turn, "city_centre")
        elif turn.certain("committee"):
            say_committee_crime(turn, turn.certain("committee")[0])
        elif asked_rank(turn):
            say_rank(turn, asked_rank(turn))
        elif second_guess(turn):
            say_about(turn, second_guess(turn))
        elif turn.slot("place"):
            say_ward_crime(turn, [turn.slot("place")])
        elif asks_for_trend(turn):
            buttons = [{"topic": "areas"}, {"topic": "crime_overall"}]
            turn.say("utter_ward_crime_no_year_before", topic="ward_crime", buttons=buttons)
            answered(turn, "ward_crime")
        else:
            ask_place(turn, "ward_crime")


class ActionAreas(TopicAction):
    """Crimes in one of the eight policing areas, or in all."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_areas"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        areas = turn.entities("area")
        places = turn.certain("place")
        if unsaid(turn):
            say_unsaid(turn)
        elif areas:
            for area in areas:
                say_area(turn, area)
            answered(turn, "areas")
        elif places:
            say_ward_crime(turn, places)
        else:
            rows = [
                {
                    "area": name(a.name),
                    "before": count(a.before),
                    "after": count(a.after),
                    "percent": percent(-a.percent),
                }
                for a in turn.knowledge.areas.values()
            ]
            chart = {
                "title": "topic:areas",
                "rows": [[a.name, a.after] for a in turn.knowledge.areas.values()],
                "derived": False,
            }
            turn.say("utter_areas", {"rows": lines("utter_row_area", rows)}, topic="areas", chart=chart)
            answered(turn, "areas")


class ActionCrimeType(TopicAction):
    """One row of the crime type table, or the whole table."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_crime_type"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        types = turn.knowledge.crime_types
        if by_ward(turn):
            say_unsaid(turn, turn.intent)
            return
        if turn.intent in types:
            row = types[turn.intent]
            values: Values = {
                "crime_type": {"kind": "response", "value": f"utter_name_{row.id}"},
                "before": count(row.before),
                "after": count(row.after),
                "change": count(row.change),
                "percent": percent(row.percent),
                "period_before": PERIOD_BEFORE,
                "period": PERIOD_NOW,
            }
            turn.say("utter_crime_type", values, topic=row.id)
            turn.say(f"utter_note_{row.id}", part=True)
            answered(turn, row.id)
            told = {reply["response"] for reply in turn.said}
            if row.id == "acquisitive_crime" and names_number(turn.text, "27") and "utter_burglary_figures" not in told:
                from actions.topics import say_topic

                say_topic(turn, "burglary_figures")  # the other number is of burglary alone
            return
        rows = [
            {
                "crime_type": {"kind": "response", "value": f"utter_name_{t.id}"},
                "before": count(t.before),
                "after": count(t.after),
                "percent": percent(-t.percent),
            }
            for t in types.values()
        ]
        turn.say("utter_crime_types", {"rows": lines("utter_row_crime_type", rows)}, topic="crime_types")
        answered(turn, "crime_types")


class ActionMostCrime(TopicAction):
    """The top of the ward list."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_most_crime"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        ranked = sorted(turn.knowledge.wards.values(), key=lambda w: w.rank)
        if turn.certain("place"):
            say_ward_crime(turn, turn.certain("place"))  # "is Park the worst?"
            return
        if asked_rank(turn):
            say_rank(turn, asked_rank(turn))
            return
        values = {**_ward_values(turn, ranked[0]), "rows": _ward_rows(ranked[:TOP])}
        chart = {"title": "topic:most_crime", "rows": [[w.name, w.crimes] for w in ranked[:TOP]], "derived": False}
        turn.say("utter_most_crime", values, topic="most_crime", chart=chart)
        turn.once("not_risk")
        turn.say("utter_ward_crime_not_risk", part=True)
        answered(turn, "most_crime")


class ActionLeastCrime(TopicAction):
    """The end of the ward list."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_least_crime"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        if turn.certain("place"):
            say_ward_crime(turn, turn.certain("place"))
            return
        if asked_rank(turn):
            say_rank(turn, asked_rank(turn))
            return
        last = max(turn.knowledge.wards.values(), key=lambda w: w.rank)
        turn.say("utter_least_crime", _ward_values(turn, last), topic="least_crime")
        turn.once("not_risk")
        turn.say("utter_ward_crime_not_risk", part=True)
        answered(turn, "least_crime")


class ActionCommitteeCrime(TopicAction):
    """The crimes of a committee's wards added up."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_committee_crime"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        known = turn.knowledge
        committees = turn.certain("committee")
        places = turn.entities("place")
        crimes_only = asked_of_place(turn.text) == "ward_crime"  # "crimes in my ward" has no word for a committee
        if crimes_only and not committees and not places and turn.may_mean("ward_crime", _WARD_SHARE):
            ActionWardCrime().answer(turn)
            return
        if unsaid(turn):
            say_unsaid(turn)
            return
        if turn.certain("place") and not committees and _asks_two_things(turn):
            say_about(turn, "committee")
            return
        if not committees and not places:
            committees = last_committee(turn)
            places = [turn.slot("place")] if turn.slot("place") else []
        for place in [] if committees else places:
            committees += [c for c in known.committees_of(place) if c not in committees]
        if len(committees) == 1:
            say_committee_crime(turn, committees[0])
            return
        rows: list[Values] = [
            {"committee": name(c.name), "total": count(known.committee_crimes(c.id))}
            for c in sorted(known.committees.values(), key=lambda c: -known.committee_crimes(c.id))
        ]
        turn.say("utter_committee_crime_all", {"rows": lines("utter_row_committee", rows)}, topic="committee_crime")
        answered(turn, "committee_crime")


#: A place in the list of wards: "ranked 4th", "number 4", "4. Platz"; digits of any script are Western by then.
_RANK = re.compile(r"(?<![\d/,.])(\d{1,2})(?:st|nd|rd|th|\.|º|ª)?(?![\d/])", re.IGNORECASE)
#: Questions about the list that are taken for a question about a ward; used when no ward is named.
_ABOUT_THE_LIST = ("most_crime", "least_crime", "committee_crime")
_GUESS_SHARE = 0.1
#: The same right after an answer about a ward: "and which place on the list is that?" goes on about it.
_GUESS_SHARE_AFTER_WARD = 0.3
#: Topics about one kind of crime, of which the plan has figures for the whole city only; a share that tells one.
ONE_KIND = (
    "acquisitive_crime",
    "vehicle_theft",
    "violent_crime",
    "sexual_offences",
    "burglary_figures",
    "criminal_damage",
    "racist_crime_figures",
)
_KIND_SHARE = 0.05
_WARD_SHARE = 0.2
_NEXT_CLAUSE = re.compile(r"[.,;:!?\u060c\u061b\u061f\u06d4\u0964]\s+\S")
#: A second guess as likely as this, that the plan does not say something, is followed.
_UNSAID_SHARE = 0.4


def asked_rank(turn: Turn) -> int:
    """Return the rank a message asks for, or 0; a list as long as "top 5" is no rank."""
    text = clean(turn.text)
    found = [int(m[1]) for m in _RANK.finditer(text)]
    # "third from the bottom, so 22nd": figures are plainer than words.
    found = found or [rank for word, rank in rank_words().items() if re.search(rf"\b{word}\b", fold(text))]
    ranks = [n for n in found if 1 <= n <= len(turn.knowledge.wards)]
    return ranks[0] if len(ranks) == 1 and "top" not in turn.text.casefold() else 0


@lru_cache(maxsize=1)
def rank_words(lookups: Path = LOOKUPS) -> dict[str, int]:
    """Return the written ranks of all languages (`data/lookups/<language>/ranks.yml`), folded."""
    return {
        fold(word): rank
        for path in sorted(lookups.glob("*/ranks.yml"))
        for rank, words in yaml.safe_load(path.read_text("utf-8")).items()
        for word in words
    }


def say_rank(turn: Turn, rank: int) -> None:
    """Say which ward has a rank."""
    ward = next(w for w in turn.knowledge.wards.values() if w.rank == rank)
    turn.remember("place", ward.id)
    turn.say("utter_ward_crime_rank", _ward_values(turn, ward), topic="ward_crime")
    answered(turn, "ward_crime")


def second_guess(turn: Turn) -> str:
    """Return the topic about the whole list that is likely too, or an empty text."""
    goes_on = turn.slot("topic") == "ward_crime" and turn.slot("place")
    least = _GUESS_SHARE_AFTER_WARD if goes_on else _GUESS_SHARE
    for guess in turn.ranking[1:3]:
        if guess["name"] == "committee_crime" and asked_of_place(turn.text) == "ward_crime":
            continue  # "crimes in my ward" has no word for a committee
        if guess["name"] in _ABOUT_THE_LIST and guess["confidence"] >= least:
            return str(guess["name"])
    return ""


def unsaid(turn: Turn, kinds: Sequence[str] = ()) -> bool:
    """Return True if figures are asked for that the plan does not have: for each person, month, of arrests.

    Args:
        turn: the turn.
        kinds: also topics about one kind of crime, where a place is named: there are none by ward.

    """
    # Of a message with two questions the guesses are of both together.
    if mentions(turn.text, "unsaid") or (not turn.also and turn.may_mean("not_in_plan", _UNSAID_SHARE)):
        return True
    if not kinds or not by_ward(turn):
        return False
    return mentions(turn.text, "kind") or any(turn.may_mean(kind, _KIND_SHARE) for kind in kinds)


def by_ward(turn: Turn) -> bool:
    """Return True if one clause asks about a place in Peterborough; in a story the place may be of another clause."""
    in_wards = any(turn.knowledge.wards_of(place) for place in turn.certain("place"))
    return in_wards and _NEXT_CLAUSE.search(turn.text) is None


def say_unsaid(turn: Turn, kind: str = "") -> None:
    """Say that the plan does not have a figure, and offer the ones nearest to it."""
    places = turn.certain("place")
    buttons: list[dict[str, Any]] = [{"topic": kind}] if kind else []
    buttons.append({"topic": "ward_crime", "entities": {"place": places[0]}} if places else {"topic": "most_crime"})
    turn.say("utter_not_in_plan", topic="not_in_plan", buttons=buttons)


def asks_for_trend(turn: Turn) -> bool:
    """Return True if the message asks for another year, or how figures changed: the plan has one year of the wards."""
    return names_year_before(turn.text) or mentions(turn.text, "trend")


def last_committee(turn: Turn) -> list[str]:
    """Return the committee the last answer was about, if it named one."""
    ids = {committee.name: committee.id for committee in turn.knowledge.committees.values()}
    for reply in reversed(turn.slot("last_replies") or []):
        named = reply["say"]["values"].get("committee")
        if named and named["value"] in ids:
            return [ids[named["value"]]]
    return []


def _asks_two_things(turn: Turn) -> bool:
    """Return True for "how many crimes in Paston? And which committee is it in?", taken for a committee's crimes."""
    return bool(turn.also) and ("ward_crime" in turn.also or turn.may_mean("committee", _GUESS_SHARE))


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
        turn.say("utter_ward_crime", _ward_values(turn, found[0]), topic="ward_crime", buttons=buttons)
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
        turn.say("utter_ward_crime_many", {"rows": _ward_rows(found)}, topic="ward_crime", chart=chart, buttons=buttons)
    answered(turn, "ward_crime")
    first = turn.once("not_risk")
    if first or mentions(turn.text, "risk"):
        turn.say("utter_ward_crime_not_risk", part=True)


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
        "rows": _ward_rows(wards),
    }
    chart = {"title": "topic:committee_crime", "rows": [[w.name, w.crimes] for w in wards], "derived": True}
    if asks_for_trend(turn):
        turn.say("utter_ward_crime_no_year_before", part=True)
    turn.say("utter_committee_crime", values, topic="committee_crime", chart=chart)
    answered(turn, "committee_crime")


def _ward_values(turn: Turn, ward: Ward) -> Values:
    return {
        "ward": name(ward.name),
        "count": count(ward.crimes),
        "rank": count(ward.rank),
        "ward_count": count(len(turn.knowledge.wards)),
        "period": PERIOD_NOW,
    }


def _ward_rows(wards: Sequence[Ward]) -> dict[str, object]:
    rows: list[Values] = [{"ward": name(w.name), "count": count(w.crimes), "rank": count(w.rank)} for w in wards]
    return lines("utter_row_ward", rows)
