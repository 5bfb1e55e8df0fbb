"""The tables of the plan, answered by lookup. Figures that the plan does not print are said to be calculated."""

from __future__ import annotations

from actions.asking import ask_place
from actions.crime_figures import (
    PERIOD_BEFORE,
    PERIOD_NOW,
    say_area,
    say_committee_crime,
    say_rank,
    say_unsaid,
    say_ward_crime,
    ward_rows,
    ward_values,
)
from actions.crime_question import (
    asked_rank,
    asks_for_least,
    asks_for_trend,
    asks_two_things,
    by_ward,
    last_committee,
    second_guess,
    unsaid,
)
from actions.turn import TopicAction, Turn, Values, answered, count, lines, name, percent, say_about
from actions.words import names_number
from bot.nlu.place_question import asked_of_place

TOP = 5
#: A question about a committee's crimes this likely to be about a ward is taken for that where no committee is named.
_WARD_SHARE = 0.2


class ActionWardCrime(TopicAction):
    """Crimes and rank of one ward, or of several side by side."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_ward_crime"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        places = turn.places()
        areas = turn.certain("area")
        if unsaid(turn, of_wards=True):
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
        if asks_for_least(turn):
            ActionLeastCrime().answer(turn)
            return
        if asked_rank(turn):
            say_rank(turn, asked_rank(turn))
            return
        values = {**ward_values(turn, ranked[0]), "rows": ward_rows(ranked[:TOP])}
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
        turn.say("utter_least_crime", ward_values(turn, last), topic="least_crime")
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
        if turn.certain("place") and not committees and asks_two_things(turn):
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
