"""Rasa component: does the message tell of danger now?

Two opinions, either alone is enough: phrases (`data/lookups/<language>/danger.yml`), and a likelihood from four signs
(docs/adr/0011): the topic classifier's share of `danger`, how near the message is to the sentences of that topic and
to those with alarming words and no danger now (`data/lookups/<language>/not_now.txt`), and its length. `danger` is an
output property: `sure` replaces the topic by `danger`; `unsure` keeps the topic, and the reply begins with 999 before
the normal answer.
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

from bot.nlu.alarming import NOT_NOW, read_not_now
from bot.nlu.encoder import load_encoder
from bot.nlu.familiar_component import FamiliarComponent
from bot.nlu.featurizer import sentence_vector
from bot.nlu.linear_component import stack
from bot.nlu.phrases import DangerPhrases
from bot.nlu.signs import likelihood, log_odds
from bot.nlu.topic_classifier import TOPIC_SHARE
from bot.nlu.vectors import encode_cached

DANGER = "danger"
#: The signs of a message and how likely danger is, as an output property.
SIGNS = "danger_signs"
_NEAREST = 3
_FEW_WORDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerDetector(FamiliarComponent):
    """Combines the phrases and the likelihood; training keeps the vectors of the sentences on both sides."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._phrases = DangerPhrases()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the likelihoods from which danger is sure and possible, the weights of the signs, and `doubt`.

        With a smaller share than `doubt` the other signs are not asked: they could not change anything. A message of
        up to three words (a name, a greeting) that is not as `near` as this to any sentence of danger, or has a smaller
        share than `few_share`, tells of none.
        """
        return {
            "sure": 0.5,
            "unsure": 0.25,
            "doubt": 0.004,
            "near": 0.45,
            "few_share": 0.01,
            "weights": {"bias": 0.0, "share": 1.0, "danger": 0.0, "not_now": 0.0, "length": 0.0},
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the vectors of the sentences of danger and of those with alarming words and no danger now."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        vectors = stack(examples)
        danger = vectors[[e.get(INTENT) == DANGER for e in examples]]
        not_now = encode_cached(load_encoder(), read_not_now())
        topics = [DANGER] * len(danger) + [NOT_NOW] * len(not_now)
        return self._learn(np.concatenate([danger, not_now]), topics, vectors.mean(axis=0))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the `danger` property: none, unsure or sure."""
        for message in messages:
            likely = self._likelihood(message)
            if self._phrases.tell_danger(message.get(TEXT) or "") or likely >= self._config["sure"]:
                level = "sure"
            elif likely >= self._config["unsure"]:
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

    def _likelihood(self, message: Message) -> float:
        share = float(message.get(TOPIC_SHARE) or 0.0)
        if self._familiar is None or share < self._config["doubt"]:
            return 0.0
        vector = sentence_vector(message)
        signs = {
            "share": log_odds(share),
            "danger": self._familiar.nearest(DANGER, vector, _NEAREST),
            "not_now": self._familiar.nearest(NOT_NOW, vector, _NEAREST),
            "length": self._length(message),
        }
        likely = likelihood(signs, self._config["weights"])
        # A number is no word: "yes, it is 07700 900123" says little.
        few = sum(any(map(str.isalpha, word)) for word in (message.get(TEXT) or "").split()) <= _FEW_WORDS
        if few and (signs["danger"] < self._config["near"] or share < self._config["few_share"]):
            likely = 0.0
        message.set(SIGNS, {**signs, "likely": likely}, add_to_output=True)
        return likely


def _next_topic(message: Message) -> None:
    """Give a message its next likely topic, with the share that it has among the others."""
    others = [guess for guess in message.get("intent_ranking", []) if guess["name"] != DANGER]
    total = sum(guess["confidence"] for guess in others)
    ranking = [{"name": g["name"], "confidence": g["confidence"] / total} for g in others] if total else []
    message.set("intent_ranking", ranking, add_to_output=True)
    message.set(INTENT, dict(ranking[0]) if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
