"""Danger now: before everything else, in the resident's language."""

from __future__ import annotations

from actions.turn import TopicAction, Turn, name
from bot.i18n.languages import served_languages

#: The language a page in English gives as its example of what to say.
EXAMPLE_ON_ENGLISH_PAGE = "Polish"


class ActionDanger(TopicAction):
    """Say: call 999; what to say without English; what to do without speech or hearing."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_danger"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        example = served_languages()[turn.language].example
        if turn.language == "en":
            example = EXAMPLE_ON_ENGLISH_PAGE
        turn.say("utter_danger", {"language_english": name(example)}, topic="danger")
