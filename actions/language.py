"""Change the language of the conversation."""

from __future__ import annotations

from typing import Any

from actions.fallback import say_unsupported
from actions.topics import say_topic
from actions.turn import READ_BY_WRITERS_OF, TopicAction, Turn, language_button, name, tell_near
from bot.i18n.languages import SOURCE, language_names, negotiate, served_languages
from bot.i18n.varieties import SIGN_LANGUAGE
from bot.nlu.text import script_of


class ActionChangeLanguage(TopicAction):
    """Go on in the language that was named; say the last answer again in it."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_change_language"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        wanted = turn.entities("language")
        if SIGN_LANGUAGE in wanted:
            # A telephone number would be no help.
            say_topic(turn, "deaf_access")
            return
        unserved = turn.unserved_language()
        if unserved and (not wanted or (unserved in wanted and wanted[0] in (turn.language, SOURCE))):
            # Also "I do not speak English, I speak Somali": the language one writes in is not the one one asks for.
            say_unsupported(turn, unserved)
            return
        if not wanted:
            buttons = [language_button(code) for code in served_languages()]
            turn.say("utter_language_which", topic="change_language", outcome="clarify", buttons=buttons)
            return
        code = negotiate(wanted[:1])
        if code is None:
            say_unsupported(turn, wanted[0])
            return
        turn.language = code
        turn.remember("language", code)
        turn.remember("chosen_language", code)
        # An earlier change of language, or a note without an answer, is nothing to say again.
        earlier = [
            reply
            for reply in turn.slot("last_replies") or []
            if not reply["say"].get("part") and reply["say"].get("topic") != "change_language"
        ]
        if not tell_near(turn, wanted[0]):
            turn.say(
                "utter_language_changed",
                {"language_native": name(language_names(served_languages()[code].locale)[1])},
                topic="change_language",
                part=bool(earlier),
                outcome="answered",
                buttons=_other_scripts(turn, code),
            )
        if earlier:
            turn.again(earlier)


def _other_scripts(turn: Turn, code: str) -> list[dict[str, Any]] | None:
    """Return buttons to languages that speakers of the chosen one may read instead, unless they wrote its script."""
    others = [other for other in READ_BY_WRITERS_OF.get(code, ()) if other in served_languages()]
    if script_of(turn.text) in ("LATIN", "ARABIC"):
        return [language_button(other) for other in others] or None
    return None
