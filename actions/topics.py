"""Topics that one text answers."""

from __future__ import annotations

import re

from actions.asking import BEFORE_A_PERSON, miss, say_person
from actions.crime_figures import say_unsaid
from actions.crime_question import ONE_KIND, by_ward, may_mean_kind
from actions.turn import SPOKEN_TOPICS, TopicAction, Turn, answered, say_about
from actions.words import names_number
from bot.i18n.varieties import SIGN_LANGUAGE
from bot.nlu.place_question import asked_of_place

#: Where anything ends up that is about nothing here, also what nobody can read: a turn that led nowhere.
ANYTHING = "general_knowledge"
#: A year of the figures in the plan.
_PLAN_YEAR = re.compile(r"(?<!\d)(?:20)?(?:09|10|11)(?!\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_QUESTION_END = re.compile(r"[?!.\u061f\u06d4\u0964]")


class ActionAnswer(TopicAction):
    """Say the text of the topic that was asked about."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_answer"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        if turn.intent in ("other_place", "other_year") and by_ward(turn) and may_mean_kind(turn):
            say_unsaid(turn)  # "violence in Paston" names neither another place nor another year
            return
        if turn.intent in ("other_place", "personal_data") and (turn.certain("area") or turn.certain("place")):
            # The list of names knows better than the classifier what lies in Peterborough.
            say_about(turn, "areas" if turn.certain("area") else "place_only")
            return
        if turn.intent == "other_place" and turn.certain("committee"):
            asked = asked_of_place(turn.text) == "ward_crime"
            say_about(turn, "committee_crime" if asked else "place_only")
            return
        if turn.intent == "not_in_plan" and turn.also and turn.certain("place") and _asks_for_committee(turn):
            say_about(turn, "committee")
            return
        if (turn.certain("area") or turn.certain("place")) and _asks_for_figures(turn):
            say_about(turn, "areas" if turn.certain("area") else "ward_crime")
            return
        if turn.intent == "deny":
            from actions.conversation import say_no

            say_no(turn)
            return
        if turn.intent in ONE_KIND and by_ward(turn):
            say_unsaid(turn, turn.intent)
            return
        if turn.intent == ANYTHING and miss(turn) >= BEFORE_A_PERSON:
            say_person(turn)
            return
        if turn.intent in SPOKEN_TOPICS and SIGN_LANGUAGE in turn.certain("language"):
            say_topic(turn, "deaf_access")
            return
        say_topic(turn, turn.intent)
        if turn.intent == "burglary_figures" and names_number(turn.text, "22"):  # 22.2 per cent
            say_about(turn, "acquisitive_crime")  # the other number is of all serious acquisitive crime


def _asks_for_committee(turn: Turn) -> bool:
    """Return True if one of several questions asks for a committee: of all together the classifier knows none."""
    return any(asked_of_place(question) == "committee" for question in _QUESTION_END.split(turn.text))


def _asks_for_figures(turn: Turn) -> bool:
    """Return True if figures of the plan are asked for, though the classifier thinks of the whole city or of others."""
    if turn.intent == "crime_overall":
        return True
    years = _YEAR.findall(turn.text)
    planned = bool(years) and all(_PLAN_YEAR.fullmatch(year) for year in years)
    return turn.intent in ("other_year", "not_in_plan") and planned


def say_topic(turn: Turn, topic: str) -> None:
    """Say the text of a topic."""
    turn.say(f"utter_{topic}", topic=topic)
    if turn.knowledge.topics[topic].outcome == "answered":
        answered(turn, topic)
