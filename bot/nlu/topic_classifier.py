"""Rasa intent classifier: the topic of a message."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.alarming import NOT_NOW, read_not_now
from bot.nlu.encoder import encode_cached, load_encoder
from bot.nlu.featurizer import sentence_vector
from bot.nlu.linear_component import LinearComponent, stack
from bot.nlu.ngrams import ngrams
from bot.nlu.place_extractor import MASKED

RANKING = "intent_ranking"
ALSO = "also"
#: The classifier's share for the topic `danger`; the danger detector weighs it with its own.
TOPIC_SHARE = "danger_topic_share"
#: The n-grams of a message, for the components after this one.
NGRAMS = "ngrams"

#: End of a sentence in any of the scripts.
_SENTENCE_END = re.compile(r"(?<=[.?!؟۔।])\s+|\n+")
_QUESTION = ("?", "؟")
#: A question inside a longer message is answered too if it is at least this clear and this long.
_LEAST_SHARE = 0.6
_LEAST_WORDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(LinearComponent, IntentClassifier):
    """Linear classifier on the sentence vector and character n-grams, for all languages at once.

    It also learns the sentences with alarming words and no danger now, as a class that is never a topic: what it would
    have got goes to the others.
    """

    NAME = "topics"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the training knobs (see `linear.train`) and how many topics the ranking keeps."""
        return {
            "inverse_penalty": 3.0,
            "scale": 2.0,
            "iterations": 60,
            "hidden_units": 384,
            "epochs": 18,
            "ranking_length": 5,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        not_now = read_not_now()
        return self._fit(
            np.concatenate([stack(examples), encode_cached(load_encoder(), not_now)]),
            [e.get(MASKED) or e.get(TEXT) for e in examples] + not_now,
            [e.get(INTENT) for e in examples] + [NOT_NOW] * len(not_now),
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Add `intent` and `intent_ranking`; a message without text or with an intent already keeps what it has."""
        for message in messages:
            text = message.get(MASKED)
            if self._model is None or not text:
                continue
            grams = ngrams(text)
            message.set(NGRAMS, grams)
            shares = self._shares(sentence_vector(message), grams)
            message.set(TOPIC_SHARE, shares.get("danger", 0.0))
            ranking = _rank(shares, self._config["ranking_length"])
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
            message.set(ALSO, self._questions(text, ranking[0]["name"]), add_to_output=True)
        return messages

    def _questions(self, text: str, topic: str) -> list[str]:
        """Return the topics of the questions inside a message of several sentences, other than its own topic."""
        assert self._model is not None
        parts = [part.strip() for part in _SENTENCE_END.split(text)]
        asked = [p for p in parts if p.endswith(_QUESTION) and len(p.split()) >= _LEAST_WORDS]
        if len(parts) < 2 or not asked:
            return []
        found: list[str] = []
        for part, vector in zip(asked, load_encoder().encode(asked)):
            best = _rank(self._shares(vector, ngrams(part)), 1)[0]
            if best["confidence"] >= _LEAST_SHARE and best["name"] != topic and best["name"] not in found:
                found.append(best["name"])
        return found[:1]


def _rank(shares: dict[str, float], length: int) -> list[dict[str, Any]]:
    """Return the likeliest topics with their share among all topics."""
    left = max(1 - shares.get(NOT_NOW, 0.0), 1e-6)
    topics = sorted((name for name in shares if name != NOT_NOW), key=lambda name: -shares[name])
    return [{"name": name, "confidence": shares[name] / left} for name in topics[:length]]
