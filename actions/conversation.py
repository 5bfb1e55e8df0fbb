"""What only makes sense after something was said: again, more, their number, when, what it costs, the year before."""

from __future__ import annotations

from typing import Any

from actions.asking import ask_place, misses, say_person
from actions.crime import ActionAreas, ActionCrimeType
from actions.crime_question import ONE_KIND
from actions.fallback import ActionFallback
from actions.neighbourhood import ABOUT_COMMITTEES, ActionCommitteeMeeting, ActionPlaceOnly
from actions.topics import say_topic
from actions.turn import TopicAction, Turn, lines, name, say_about

#: Where a topic has no contacts of its own, the one that says how to reach those it is about.
CONTACT_TOPICS = {
    "one_service": "one_service_address",
    "social_impact_bond": "one_service_address",
    "one_service_address": "one_service_address",
    "gpp_contact": "gpp_contact",
    "gpp_about": "gpp_contact",
    "gpp_priorities": "gpp_contact",
    "gpp_outcomes": "gpp_contact",
}
#: Topics whose contact and date are those of the meetings.
OF_COMMITTEES = (*ABOUT_COMMITTEES, "committee_crime")


class ActionRepeat(TopicAction):
    """Say the last answer again (also in another language, where that changed)."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_repeat"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        replies = turn.slot("last_replies") or []
        if replies:
            turn.again(replies)
        else:
            turn.say("utter_repeat_nothing", topic="repeat")


class ActionMore(TopicAction):
    """Offer what people ask next about the last topic."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_more"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        topic = turn.slot("topic")
        known = turn.knowledge.topics.get(topic or "")
        if not known or not known.buttons:
            turn.say("utter_more_nothing", topic="more", outcome="clarify")
            return
        turn.once(f"more_{known.id}")
        # What "tell me more" has told already would lead round in a circle.
        untold = [b for b in known.buttons if f"more_{b}" not in (turn.slot("told") or [])]
        first = untold[0] if untold else None
        if first == "committee_meeting":
            ActionCommitteeMeeting().answer(turn)
        elif first and f"utter_{first}" in _plain_topics(turn):
            say_topic(turn, first)
        else:
            buttons = [{"topic": b} for b in known.buttons]
            turn.say("utter_more", topic=topic, buttons=buttons)


class ActionContactFollowup(TopicAction):
    """Give the contacts of the last topic."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_contact_followup"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        known = turn.knowledge
        # What was said last may be no topic to come back to ("the council can help"), but it can be contacted.
        last = [reply["say"].get("topic") for reply in turn.slot("last_replies") or []]
        topics = [known.topics[t] for t in (*reversed(last), turn.slot("topic")) if t in known.topics]
        topic = next((t for t in topics if t.contacts or t.group not in ("conversation", "out_of_scope")), None)
        if topic is None:
            turn.say("utter_contact_followup_nothing", topic="contact_followup")
            return
        if topic.id in OF_COMMITTEES:
            ActionCommitteeMeeting().answer(turn)  # it says whom to ask for
            if turn.said[-1]["response"] != "utter_committee_meeting":
                turn.say("utter_fallback_email", part=True)  # which that one says too
            return
        if topic.id in CONTACT_TOPICS:
            say_topic(turn, CONTACT_TOPICS[topic.id])
            return
        # "The plan does not say, the council may", then "their number": of those spoken of before, or the council's.
        before = known.topics.get(turn.slot("topic") or "") if topic.id == "not_in_plan" else None
        wanted = [*(before.contacts if before else ()), *topic.contacts]
        # The council answers for the partnership.
        ids = [i for c in wanted or ("council",) for i in (c, known.contacts[c].website) if i]
        contacts = [known.contacts[i] for i in dict.fromkeys(ids)]
        rows = [
            {
                "contact_name": name(known.names.get(c.name or "", c.id)),
                "contact_value": {"kind": c.kind, "value": c.value},
            }
            for c in contacts
        ]
        turn.say("utter_contact_followup", {"rows": lines("utter_row_contact", rows)}, topic=topic.id, buttons=[])


class ActionWhenFollowup(TopicAction):
    """Say when the last topic takes place, as far as the plan says."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_when_followup"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        topic = turn.slot("topic")
        if topic in OF_COMMITTEES:
            ActionCommitteeMeeting().answer(turn)
        elif topic in ("panel_meetings", "face_the_people"):
            say_topic(turn, topic)
        elif topic in CONTACT_TOPICS:
            say_topic(turn, CONTACT_TOPICS[topic])  # "where are they?"
        elif topic:
            turn.say("utter_when_followup", topic="when_followup")
        else:
            turn.say("utter_when_followup_nothing", topic="when_followup", outcome="clarify")


class ActionCostFollowup(TopicAction):
    """Say what is free; the topic stays the one before, so that "their number" is still that one's."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_cost_followup"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        turn.say("utter_cost_followup", topic="cost_followup")


class ActionYearBefore(TopicAction):
    """Give the earlier year of the last figures; there is none for wards."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_year_before"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        topic = turn.slot("topic")
        types = turn.knowledge.crime_types
        if turn.certain("area") or topic == "areas":
            if not turn.certain("area") and turn.slot("last_replies"):
                turn.again([r for r in turn.slot("last_replies") if r["say"].get("topic") == "areas"])
            if not turn.said:
                ActionAreas().answer(turn)
        elif topic in types:
            turn.intent = topic
            ActionCrimeType().answer(turn)
        elif topic in ("ward_crime", "most_crime", "least_crime", "committee_crime"):
            turn.say("utter_ward_crime_no_year_before", topic="ward_crime")
        elif topic == "crime_types":
            turn.intent = topic
            ActionCrimeType().answer(turn)
        elif topic in ONE_KIND or topic in ("crime_overall", "victim_figures"):
            say_topic(turn, topic)  # "fell by so much": there is no number of either year
            turn.say("utter_year_before", part=True)
        else:
            turn.say("utter_year_before_nothing", topic="year_before", outcome="clarify")


class ActionAffirm(TopicAction):
    """Yes: go on with what was offered; otherwise ask what is wanted."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_affirm"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        last = _last_reply(turn)
        if turn.places():
            ActionPlaceOnly().answer(turn)
        elif waits_for_place(turn) and not last.get("outcome"):
            turn.again(turn.slot("last_replies")[-1:])  # yes, but in which of the wards?
        elif waits_for_place(turn):
            ask_place(turn, turn.slot("pending"))
        elif last.get("outcome") == "clarify" and len(last.get("buttons") or []) == 1:
            button = last["buttons"][0]
            turn.go_on(button["topic"], button.get("entities") or {})
            say_about(turn, button["topic"])
        elif last.get("outcome") == "clarify" and last.get("buttons"):
            turn.again(turn.slot("last_replies")[-1:])  # yes, but which?
        else:
            turn.say("utter_affirm", topic="affirm")


def say_no(turn: Turn) -> None:
    """No: the place that was meant, if there is one; a person for who cannot say; a guess that was wrong is a miss."""
    if turn.places():
        ActionPlaceOnly().answer(turn)
    elif waits_for_place(turn):
        say_person(turn)
    elif misses(turn):
        ActionFallback().answer(turn)
    else:
        say_topic(turn, "deny")


def waits_for_place(turn: Turn) -> bool:
    """Return True if the last answer asked which place is meant."""
    pending = turn.slot("pending")
    return pending is not None and _last_reply(turn).get("topic") == pending


def _last_reply(turn: Turn) -> dict[str, Any]:
    replies = turn.slot("last_replies") or []
    return dict(replies[-1]["say"]) if replies else {}


def _plain_topics(turn: Turn) -> set[str]:
    """Return the responses of topics that one text without values answers."""
    looked_up = {
        "committee",
        "committees",
        "ward_crime",
        "areas",
        "most_crime",
        "least_crime",
        "committee_crime",
        "crime_types",
    }
    looked_up |= set(turn.knowledge.crime_types)
    return {f"utter_{t}" for t in turn.knowledge.topics if t not in looked_up}
