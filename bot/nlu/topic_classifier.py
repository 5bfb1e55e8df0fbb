"""Rasa intent classifier: the topic of a message."""

from __future__ import annotations

import logging
import re
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder import load_encoder
from bot.nlu.featurizer import sentence_vector
from bot.nlu.linear import LinearModel, char_ngrams, design_matrix, train
from bot.nlu.place_extractor import MASKED

logger = logging.getLogger(__name__)

RANKING = "intent_ranking"
ALSO = "also"
#: The classifier's share for the topic `danger`; the danger detector weighs it with its own.
TOPIC_SHARE = "danger_topic_share"

#: End of a sentence in any of the scripts.
_SENTENCE_END = re.compile(r"(?<=[.?!؟۔।])\s+|\n+")
_QUESTION = ("?", "؟")
#: A question inside a longer message is answered too if it is at least this clear and this long.
_LEAST_SHARE = 0.6
_LEAST_WORDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Linear classifier on the sentence vector and character n-grams, for all languages at once."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the training knobs (see `linear.train`) and how many topics the ranking keeps."""
        return {"inverse_penalty": 3.0, "scale": 2.0, "iterations": 60, "ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Create an untrained component (Rasa's factory)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load a trained component."""
        with model_storage.read_from(resource) as path:
            model = LinearModel.load(path / "topics.npz")
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        logger.info("topic classifier: %d sentences", len(examples))

        def progress(step: int, _: float) -> None:
            if step % 10 == 0:
                logger.info("topic classifier: step %d of %d", step, self._config["iterations"])

        self._model = train(
            np.stack([sentence_vector(e) for e in examples]),
            design_matrix([e.get(MASKED) or e.get(TEXT) for e in examples]),
            [e.get(INTENT) for e in examples],
            inverse_penalty=self._config["inverse_penalty"],
            scale=self._config["scale"],
            iterations=self._config["iterations"],
            progress=progress,
        )
        with self._model_storage.write_to(self._resource) as path:
            self._model.save(path / "topics.npz")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add `intent` and `intent_ranking`; a message without text or with an intent already keeps what it has."""
        for message in messages:
            text = message.get(MASKED)
            if self._model is None or not text:
                continue
            shares = self._model.probabilities(sentence_vector(message), char_ngrams(text))
            order = np.argsort(-shares)[: self._config["ranking_length"]]
            ranking = [{"name": self._model.classes[i], "confidence": float(shares[i])} for i in order]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
            if "danger" in self._model.classes:
                message.set(TOPIC_SHARE, float(shares[self._model.classes.index("danger")]))
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
            shares = self._model.probabilities(vector, char_ngrams(part))
            best = int(shares.argmax())
            name = self._model.classes[best]
            if float(shares[best]) >= _LEAST_SHARE and name != topic and name not in found:
                found.append(name)
        return found[:1]
