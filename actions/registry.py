"""Which action answers which topic: the same as `data/rules`, for actions that answer for one another."""

from __future__ import annotations

from collections.abc import Callable

from actions import callback, conversation, crime, language, neighbourhood
from actions.topics import say_topic
from actions.turn import TopicAction, Turn

TOPIC_ACTIONS: dict[str, type[TopicAction]] = {
    "callback": callback.ActionCallback,
    "change_language": language.ActionChangeLanguage,
    "committee": neighbourhood.ActionCommittee,
    "committee_meeting": neighbourhood.ActionCommitteeMeeting,
    "committees": neighbourhood.ActionCommittees,
    "place_only": neighbourhood.ActionPlaceOnly,
    "ward_crime": crime.ActionWardCrime,
    "areas": crime.ActionAreas,
    "crime_types": crime.ActionCrimeType,
    "acquisitive_crime": crime.ActionCrimeType,
    "vehicle_theft": crime.ActionCrimeType,
    "violent_crime": crime.ActionCrimeType,
    "sexual_offences": crime.ActionCrimeType,
    "most_crime": crime.ActionMostCrime,
    "least_crime": crime.ActionLeastCrime,
    "committee_crime": crime.ActionCommitteeCrime,
    "contact_followup": conversation.ActionContactFollowup,
    "cost_followup": conversation.ActionCostFollowup,
    "when_followup": conversation.ActionWhenFollowup,
    "year_before": conversation.ActionYearBefore,
}


def answer_of(topic: str) -> Callable[[Turn], None]:
    """Return what answers a topic: its own action, or its text."""
    action = TOPIC_ACTIONS.get(topic)
    return action().answer if action else lambda turn: say_topic(turn, topic)
