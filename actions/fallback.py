"""Not understood: ask again once, offer guesses, then lead to a person."""

from __future__ import annotations

from actions.asking import BEFORE_A_PERSON, miss, say_person
from actions.crime_figures import say_unsaid
from actions.crime_question import ONE_KIND, by_ward
from actions.turn import TopicAction, Turn, name, say_about
from bot.i18n.languages import language_names

GUESSES = 3
#: A guess below this share is not worth a button.
LEAST_SHARE = 0.08


class ActionFallback(TopicAction):
    """First miss: guesses if there are any. Second: examples. Third: a telephone number and an interpreter."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_fallback"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        kind = turn.ranking[0]["name"] if turn.ranking else ""
        if kind in ONE_KIND and by_ward(turn):
            say_unsaid(turn, kind)  # "violent crime in Bretton": of the city it is known, of a ward it is not
            return
        if turn.certain("place", misspelt=False) or turn.certain("area"):
            # Whatever was asked, the place is clear: say what the plan has on it. ("Spending" is not Spalding.)
            elsewhere = not turn.certain("area") and not any(map(turn.knowledge.committees_of, turn.certain("place")))
            say_about(turn, "other_place" if elsewhere else "place_only")
            return
        misses = miss(turn)
        guesses = [
            {"topic": guess["name"]}
            for guess in turn.ranking[:GUESSES]
            if guess["confidence"] >= LEAST_SHARE and _can_be_offered(turn, guess["name"])
        ]
        if misses >= BEFORE_A_PERSON:
            say_person(turn)
        elif misses == 2:
            buttons = guesses or [{"topic": "help"}]
            turn.say("utter_fallback_again", outcome="fallback", buttons=buttons)
        elif guesses:
            turn.say("utter_did_you_mean", outcome="clarify", buttons=guesses)
        else:
            turn.say("utter_fallback", outcome="fallback", buttons=[{"topic": "help"}])


def say_unsupported(turn: Turn, code: str) -> None:
    """Offer an interpreter for a language."""
    english, native = language_names(code)
    # The page links the card of this language by the code.
    values = {"language_english": name(english), "language_native": name(native), "language_code": name(code)}
    turn.say("utter_unsupported_language", values, outcome="unsupported_language")


def _can_be_offered(turn: Turn, topic: str) -> bool:
    known = turn.knowledge.topics.get(topic)
    return known is not None and known.outcome == "answered" and known.group != "conversation"
