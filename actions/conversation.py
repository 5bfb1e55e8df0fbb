"""What only makes sense after something was said: again, more, their number, when, the year before."""

from __future__ import annotations

from actions.crime import ActionAreas, ActionCrimeType, ActionWardCrime
from actions.neighbourhood import ActionCommittee, ActionCommitteeMeeting
from actions.topics import say_topic
from actions.turn import TopicAction, Turn, lines, name

ASKING_AGAIN = {"committee": ActionCommittee, "ward_crime": ActionWardCrime}


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
        first = known.buttons[0]
        if f"utter_{first}" in _plain_topics(turn):
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
        topic = known.topics.get(turn.slot("topic") or "")
        contacts = [known.contacts[c] for c in topic.contacts] if topic else []
        if not topic or not contacts:
            turn.say("utter_contact_followup_nothing", topic="contact_followup")
            return
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
        if topic in ("committee", "committees", "committee_about", "committee_meeting"):
            ActionCommitteeMeeting().answer(turn)
        elif topic in ("panel_meetings", "face_the_people"):
            say_topic(turn, topic)
        elif topic:
            turn.say("utter_when_followup", topic="when_followup")
        else:
            turn.say("utter_when_followup_nothing", topic="when_followup", outcome="clarify")


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
        elif topic in ("crime_overall", "crime_types"):
            say_topic(turn, "crime_overall")
        else:
            turn.say("utter_year_before_nothing", topic="year_before", outcome="clarify")


class ActionAffirm(TopicAction):
    """Yes: go on with what was offered; otherwise ask what is wanted."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_affirm"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        pending = turn.slot("pending")
        if pending in ASKING_AGAIN:
            ASKING_AGAIN[pending]().answer(turn)
        else:
            turn.say("utter_affirm", topic="affirm")


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
