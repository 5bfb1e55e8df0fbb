"""Rasa component: do I know this? A message whose best topic is not likely enough becomes `nlu_fallback`."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import FixedComponent

FALLBACK = "nlu_fallback"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class KnowOrNotGate(FixedComponent):
    """Holds a threshold per language: one set on English would turn away good sentences in the others (nlu.md)."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the smallest share of the best topic: for any language, and for some by their code."""
        return {"threshold": 0.25, "languages": {}}

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace an unlikely topic; the ranking stays, so that "did you mean" can use it."""
        for message in messages:
            intent = message.get(INTENT) or {}
            language = (message.get("language") or {}).get("code")
            threshold = self._config["languages"].get(language, self._config["threshold"])
            if intent.get("name") and float(intent.get("confidence") or 0.0) < threshold:
                message.set(INTENT, {"name": FALLBACK, "confidence": 1.0}, add_to_output=True)
        return messages
