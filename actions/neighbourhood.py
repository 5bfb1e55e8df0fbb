"""Which committee a place belongs to, and what can be said of its meetings."""

from __future__ import annotations

from actions.asking import ask_place, committee_list
from actions.crime_figures import say_area, say_committee_crime, say_ward_crime
from actions.crime_question import last_committee
from actions.turn import TopicAction, Turn, answered, name, names

MOST_PLACES = 3
#: A second guess below this share is not followed.
LEAST_SHARE = 0.1
#: After one of these a bare place asks for its committee.
ABOUT_COMMITTEES = ("committee", "committees", "committee_about", "committee_meeting")


class ActionCommittee(TopicAction):
    """Tell the committee of a place, or the wards of a committee."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_committee"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        places = turn.places()
        committees = turn.certain("committee")
        if (
            places
            and turn.slot("topic") == "ward_crime"
            and turn.is_short()
            and turn.may_mean("place_only", LEAST_SHARE)
        ):
            say_ward_crime(turn, places[:MOST_PLACES])  # "no, central I meant"
        elif committees and not turn.certain("place"):
            for committee in committees[:MOST_PLACES]:
                say_committee_wards(turn, committee)
        elif places:
            for place in places[:MOST_PLACES]:
                say_committee(turn, place)
        elif turn.slot("topic") in ("most_crime", "least_crime"):
            _say_committee_of_list(turn)
        elif turn.slot("place"):
            say_committee(turn, turn.slot("place"))
        else:
            ask_place(turn, "committee")


class ActionCommitteeMeeting(TopicAction):
    """Say how to learn the date of a meeting: the plan has none."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_committee_meeting"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        known = turn.knowledge
        committees = turn.certain("committee")
        for place in turn.certain("place"):
            committees += known.committees_of(place)
        if not committees:
            committees = last_committee(turn)
        if not committees and turn.slot("place"):
            committees = list(known.committees_of(turn.slot("place")))
        committees = list(dict.fromkeys(committees))
        if 0 < len(committees) <= MOST_PLACES:
            for committee in committees:
                values = {"committee": name(known.committees[committee].name)}
                turn.say("utter_committee_meeting_for", values, topic="committee_meeting")
        else:
            turn.say("utter_committee_meeting", topic="committee_meeting")
        answered(turn, "committee_meeting")


class ActionCommittees(TopicAction):
    """List the seven committees."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_committees"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        turn.say("utter_committees", {"committees": committee_list(turn)}, topic="committees")
        _changed(turn, "committees")


class ActionPlaceOnly(TopicAction):
    """Go on with what was asked before about another place; with nothing asked before, tell the committee and offer
    the crimes.
    """

    def name(self) -> str:
        """Return the action's id."""
        return "action_place_only"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        asked = turn.slot("pending") or turn.slot("topic")
        places = turn.places()
        areas = turn.entities("area")
        if areas and (asked == "areas" or not places):
            for area in areas[:MOST_PLACES]:
                say_area(turn, area)
            answered(turn, "areas")
        elif turn.certain("committee") and not turn.certain("place"):
            for committee in turn.certain("committee")[:MOST_PLACES]:
                say_committee_wards(turn, committee)
        elif not places:
            waiting = turn.slot("pending") == "ward_crime"
            ask_place(turn, "ward_crime" if waiting else "committee", unknown=True)
        elif asked == "committee_crime" and len(turn.knowledge.committees_of(places[0])) == 1:
            say_committee_crime(turn, turn.knowledge.committees_of(places[0])[0])
        elif asked in ("ward_crime", "areas", "most_crime", "least_crime"):
            say_ward_crime(turn, places[:MOST_PLACES])
        elif asked in ABOUT_COMMITTEES:
            for place in places[:MOST_PLACES]:
                say_committee(turn, place)
        else:
            # Nothing says what is wanted: both things the plan has on a place.
            say_committee(turn, places[0])
            if turn.knowledge.wards_of(places[0]):
                say_ward_crime(turn, places[:1])


def _say_committee_of_list(turn: Turn) -> None:
    """Tell the committee of the ward named last, the top or the end of the list; "mine?" may be meant as well."""
    own = turn.slot("place")
    named = min if turn.slot("topic") == "most_crime" else max
    ward = named(turn.knowledge.wards.values(), key=lambda ward: ward.rank)
    say_committee(turn, ward.id)
    if not own:
        ask_place(turn, "committee")
    elif own != ward.id:
        say_committee(turn, own)


def say_committee(turn: Turn, place: str) -> None:
    """Tell the committee of a ward or place, or ask where there are two."""
    known = turn.knowledge
    label = name(known.place_name(place))
    wards, committees = known.wards_of(place), known.committees_of(place)
    if not committees:
        turn.say("utter_committee_elsewhere", {"place": label}, topic="committee")
        answered(turn, "committee")
        return
    turn.remember("place", place)
    if len(committees) > 1:
        values = {
            "place": label,
            "committee_a": name(known.committees[committees[0]].name),
            "committee_b": name(known.committees[committees[1]].name),
        }
        buttons = [
            {"topic": "committee", "entities": {"place": ward}, "title": name(known.wards[ward].name)} for ward in wards
        ]
        turn.say("utter_committee_which", values, topic="committee", buttons=buttons)
        turn.remember("topic", "committee")
        turn.remember("pending", "committee")
        return
    committee = name(known.committees[committees[0]].name)
    buttons = [
        {"topic": "committee_meeting"},
        {"topic": "ward_crime", "entities": {"place": place}},
    ]
    if place in known.wards:
        ward = known.wards[place]
        turn.say(
            "utter_committee",
            {"ward": name(ward.printed or ward.name) if place == "fletton" else label, "committee": committee},
            topic="committee",
            buttons=buttons,
        )
    elif len(wards) == 1 and known.places[place].ward_certain:
        values = {"place": label, "ward": name(known.wards[wards[0]].name), "committee": committee}
        turn.say("utter_committee_place", values, topic="committee", buttons=buttons)
    elif known.places[place].ward_certain:
        values = {"place": label, "committee": committee, "wards": names([known.wards[w].name for w in wards])}
        turn.say("utter_committee_place_wards", values, topic="committee", buttons=buttons)
    else:
        values = {"place": label, "committee": committee}
        turn.say("utter_committee_place_only", values, topic="committee", buttons=buttons)
    _changed(turn, "committee")


def say_committee_wards(turn: Turn, committee: str) -> None:
    """Tell the wards of a committee."""
    known = turn.knowledge
    found = known.committees[committee]
    wards = [
        known.wards[w].printed or known.wards[w].name if w == "fletton" else known.wards[w].name for w in found.wards
    ]
    # "And when does it meet?" is about this committee now, not about a place named before.
    turn.remember("place", None)
    values = {"committee": name(found.name), "wards": names(wards)}
    turn.say("utter_committee_wards", values, topic="committee")
    _changed(turn, "committee")


def _changed(turn: Turn, topic: str) -> None:
    answered(turn, topic)
    if turn.once("committee_changed"):
        turn.say("utter_committee_changed", part=True)
