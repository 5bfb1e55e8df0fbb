"""Plain functions that make what tests need."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher


def make_tracker(
    intent: str, *, text: str = "", language: str = "en", slots: dict[str, Any] | None = None, **message: Any
) -> Tracker:
    """Return a tracker whose latest message has an intent, a language and perhaps more."""
    latest = {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": message.pop("ranking", []),
        "entities": message.pop("entities", []),
        "language": {"code": language, **message.pop("guess", {})},
        "danger": message.pop("danger", "none"),
    }
    return Tracker("test", slots or {}, latest, [], False, None, {}, "action_listen")


def place(identifier: str, kind: str = "place", ambiguous: bool = False) -> dict[str, Any]:
    """Return an entity as the place extractor makes it."""
    return {"entity": kind, "value": identifier, "ambiguous": ambiguous}


async def run_action(action: Any, tracker: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return what an action says (response id and `say`) and the slots it sets."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, {})
    said = [{"response": m["response"], **m["say"]} for m in dispatcher.messages]
    return said, {e["name"]: e["value"] for e in events if e["event"] == "slot"}
