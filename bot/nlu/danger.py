"""Rasa component: does the message tell of danger now?

Two opinions, either alone is enough: phrases (`data/lookups/<language>/danger.yml`) and the topic classifier, which
learned the sentences of the topic `danger` beside `data/lookups/<language>/not_now.txt` (alarming words, no danger
now). `danger` is an output property: `sure` replaces the topic by `danger`; `unsure` keeps the topic, and the reply
begins with 999 before the normal answer.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import FixedComponent
from bot.nlu.phrases import DangerPhrases
from bot.nlu.topic_classifier import TOPIC_SHARE

DANGER = "danger"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerDetector(FixedComponent):
    """Combines the phrases and the classifier."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._phrases = DangerPhrases()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the shares from which danger is sure and possible."""
        return {"sure": 0.5, "unsure": 0.08}

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the `danger` property: none, unsure or sure."""
        for message in messages:
            share = float(message.get(TOPIC_SHARE) or 0.0)
            if self._phrases.tell_danger(message.get(TEXT) or "") or share >= self._config["sure"]:
                level = "sure"
            elif share >= self._config["unsure"]:
                level = "unsure"
            else:
                level = "none"
            message.set(DANGER, level, add_to_output=True)
            if level == "sure":
                message.set(INTENT, {"name": DANGER, "confidence": 1.0}, add_to_output=True)
            elif (message.get(INTENT) or {}).get("name") == DANGER:
                # Likelier than any other topic, but not likely.
                _next_topic(message)
        return messages


def _next_topic(message: Message) -> None:
    """Give a message its next likely topic, with the share that it has among the others."""
    others = [guess for guess in message.get("intent_ranking", []) if guess["name"] != DANGER]
    total = sum(guess["confidence"] for guess in others)
    ranking = [{"name": g["name"], "confidence": g["confidence"] / total} for g in others] if total else []
    message.set("intent_ranking", ranking, add_to_output=True)
    message.set(INTENT, dict(ranking[0]) if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
