"""Rasa component: does the message tell of danger now?

A phrase of the lists or the topic classifier raises it, either alone is enough. `danger` is then an output
property: `sure`
replaces the topic by `danger`; `unsure` keeps the topic, and the reply begins with 999 before the normal answer.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.phrases import DangerPhrases

DANGER = "danger"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerDetector(GraphComponent):
    """Combines the phrase rule and the classifier's share for `danger`."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._phrases = DangerPhrases()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the classifier shares from which danger is sure, and from which it is possible."""
        return {"sure": 0.5, "unsure": 0.2}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerDetector:
        """Create the component (Rasa's factory)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the `danger` property: none, unsure or sure."""
        for message in messages:
            share = float(message.get("danger_share") or 0.0)
            spoken, now = self._phrases.find(message.get(TEXT) or "")
            if now or share >= self._config["sure"]:
                level = "sure"
            elif share >= self._config["unsure"] / (2 if spoken else 1):
                level = "unsure"
            else:
                level = "none"
            message.set(DANGER, level, add_to_output=True)
            if level == "sure":
                message.set(INTENT, {"name": DANGER, "confidence": 1.0}, add_to_output=True)
        return messages
