"""Rasa featurizer: the encoder's vector of the masked sentence as a dense sentence feature."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import FixedComponent
from bot.nlu.encoder import Vectors, encoder_name, load_encoder
from bot.nlu.place_extractor import MASKED
from bot.nlu.vectors import encode_cached

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(FixedComponent):
    """Encodes whole sentences; remembers training sentences on disk so that retraining is quick."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return which encoder it is, so that Rasa takes nothing from its cache that another one made."""
        return {"encoder": encoder_name()}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to all training sentences."""
        examples = [e for e in training_data.training_examples if e.get(TEXT)]
        texts = [e.get(MASKED) or e.get(TEXT) for e in examples]

        def progress(done: int, todo: int) -> None:
            logger.info("encoded %d of %d new sentences", done, todo)

        vectors = encode_cached(load_encoder(), texts, progress=progress)
        for example, vector in zip(examples, vectors):
            _add(example, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to messages."""
        texts = [m.get(MASKED) or m.get(TEXT) or "" for m in messages]
        for message, vector in zip(messages, load_encoder().encode(texts)):
            _add(message, vector)
        return messages


def _add(message: Message, vector: Vectors) -> None:
    message.add_features(Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, SentenceEncoder.__name__))


def sentence_vector(message: Message) -> Vectors:
    """Return the vector the encoder gave a message (zeros if it gave none)."""
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        return np.zeros(load_encoder().dimensions, dtype=np.float32)
    vector: Vectors = sentence.features[0]
    return vector
