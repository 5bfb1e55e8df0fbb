"""The request for a call: says what the form decided (`bot.callbacks.dialogue`), and keeps the id of its draft."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, TopicAction, Turn
from bot.callbacks.desk import current_desk
from bot.callbacks.dialogue import Dialogue, Heard

TOPIC = "callback"
OFF = "utter_callback"


class ActionCallback(TopicAction):
    """One turn of the form."""

    def __init__(self) -> None:
        self._note: dict[str, Any] | None = None

    def name(self) -> str:
        """Return the action's id."""
        return "action_callback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """See TopicAction; a copy answers, since two conversations may be answered at once."""
        turn = ActionCallback()
        turn._note = (tracker.latest_message or {}).get("callback")
        return await super(ActionCallback, turn).run(dispatcher, tracker, domain)

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        note = self._note
        if note is None:
            # Rasa's own channels do not offer messages to the form first: it begins, and its buttons work.
            heard = Heard(text="", parse={"intent": {"name": TOPIC}}, language=turn.language)
            taken = Dialogue(current_desk()).hear(turn.slot("callback_draft"), heard)
            note = taken.note() if taken else {"says": [], "draft": None}
        turn.remember("callback_draft", note["draft"])
        for say in note["says"]:
            off = say["response"] == OFF
            turn.say(
                say["response"],
                say["values"],
                topic=TOPIC,
                outcome="answered" if off else "form",
                buttons=None if off else say["buttons"],
                part=not off,
            )
        turn.remember("topic", TOPIC)
        turn.remember("misses", 0)
        turn.remember("pending", None)
