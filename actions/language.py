"""Change the language of the conversation."""

from __future__ import annotations

from actions.fallback import say_unsupported
from actions.turn import TopicAction, Turn, name
from bot.i18n.languages import language_names, negotiate, served_languages


class ActionChangeLanguage(TopicAction):
    """Go on in the language that was named; say the last answer again in it."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_change_language"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        wanted = turn.entities("language")
        if not wanted:
            buttons = [
                {"topic": "change_language", "entities": {"language": code}, "title": name(language.endonym)}
                for code, language in served_languages().items()
            ]
            turn.say("utter_language_which", topic="change_language", outcome="clarify", buttons=buttons)
            return
        code = negotiate(wanted[:1])
        if code is None:
            say_unsupported(turn, wanted[0])
            return
        turn.language = code
        turn.remember("language", code)
        turn.remember("chosen_language", code)
        earlier = turn.slot("last_replies") or []
        turn.say(
            "utter_language_changed",
            {"language_native": name(language_names(served_languages()[code].locale)[1])},
            topic="change_language",
            part=bool(earlier),
            outcome="answered",
        )
        if earlier:
            turn.again(earlier)
