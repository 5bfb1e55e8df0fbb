"""Rasa component: does the message tell of danger now?

Two opinions, either alone is enough: phrases (`data/lookups/<language>/danger.yml`) and a classifier of its
own, trained on the sentences of the topic `danger` against all others and against
`data/lookups/<language>/not_now.txt` (alarming words, no danger now). `danger` is an output property: `sure`
replaces the topic by `danger`; `unsure` keeps the topic, and the reply begins with 999 before the normal
answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.alarming import read_not_now
from bot.nlu.encoder import encode_cached, load_encoder
from bot.nlu.featurizer import sentence_vector
from bot.nlu.hidden import HiddenModel
from bot.nlu.linear import LinearModel
from bot.nlu.linear_component import LinearComponent, stack
from bot.nlu.ngrams import ngrams
from bot.nlu.phrases import DangerPhrases
from bot.nlu.place_extractor import MASKED
from bot.nlu.topic_classifier import NGRAMS, TOPIC_SHARE

DANGER = "danger"
SAFE = "safe"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerDetector(LinearComponent):
    """Combines the phrases and the classifier."""

    NAME = "danger"

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
        hidden: HiddenModel | None = None,
    ) -> None:
        super().__init__(config, model_storage, resource, model, hidden)
        self._phrases = DangerPhrases()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the shares from which danger is sure and possible, and the training knobs (see `linear.train`).

        `weight` is how much more a danger that is missed costs in training than a false alarm.
        """
        return {
            "sure": 0.5,
            "unsure": 0.15,
            "weight": 3.0,
            "inverse_penalty": 3.0,
            "scale": 2.0,
            "iterations": 60,
            "hidden_units": 128,
            "epochs": 10,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        not_now = read_not_now()
        labels = [DANGER if e.get(INTENT) == DANGER else SAFE for e in examples] + [SAFE] * len(not_now)
        return self._fit(
            np.concatenate([stack(examples), encode_cached(load_encoder(), not_now)]),
            [e.get(MASKED) or e.get(TEXT) for e in examples] + not_now,
            labels,
            np.array([self._config["weight"] if label == DANGER else 1.0 for label in labels], np.float32),
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the `danger` property: none, unsure or sure."""
        for message in messages:
            share = self._share(message)
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
            elif (message.get(INTENT) or {}).get("name") == DANGER:
                # The topic classifier has not seen the alarming sentences that are no danger; this one has.
                _next_topic(message)
        return messages

    def _share(self, message: Message) -> float:
        text = message.get(MASKED)
        if self._model is None or not text:
            return 0.0
        own = self._shares(sentence_vector(message), message.get(NGRAMS) or ngrams(text))[DANGER]
        # The topic classifier errs on other sentences: the mean of both found five points more of the dangers.
        topic = float(message.get(TOPIC_SHARE) or 0.0)
        return (own + topic) / 2


def _next_topic(message: Message) -> None:
    """Give a message its next likely topic, with the share that it has among the others."""
    others = [guess for guess in message.get("intent_ranking", []) if guess["name"] != DANGER]
    total = sum(guess["confidence"] for guess in others)
    ranking = [{"name": g["name"], "confidence": g["confidence"] / total} for g in others] if total else []
    message.set("intent_ranking", ranking, add_to_output=True)
    message.set(INTENT, dict(ranking[0]) if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
