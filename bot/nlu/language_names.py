"""Rasa components: names of languages in a message, and messages that only name a language.

Babel knows the name of every language in every language; `data/lookups/<language>/languages.yml` adds how
people really say it ("po polsku", "lietuviskai"). The list is made at training and kept with the model, so
that starting reads no locale data.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, localedata
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.i18n.languages import served_languages, to_code
from bot.nlu.gazetteer import LOOKUPS, WORD
from bot.nlu.text import clean, fold

REQUEST = "change_language"
#: Topics in which a name of a language is used; elsewhere "Polish" may be a nationality.
_LONGEST_NAME = 4
_SHORTEST_NAME = 3
#: Words that may stand beside a language's name in a message that only asks for that language.
_FILLERS = frozenset(
    fold(word)
    for word in "in auf po en em w на یی میں please plz pls prosze prosim language mowa язык lang speak i".split()
)


def collect_names(lookups: Path = LOOKUPS) -> dict[str, str]:
    """Return folded names (words joined by spaces) with the code of the language each one means."""
    names: dict[str, str] = {}

    def add(name: str, code: str) -> None:
        key = " ".join(fold(m[0]) for m in WORD.finditer(clean(name)))
        if len(key.replace(" ", "")) >= _SHORTEST_NAME and len(key.split()) <= _LONGEST_NAME:
            names.setdefault(key, code)

    for path in sorted(lookups.glob("*/languages.yml")):
        for locale, spellings in yaml.safe_load(path.read_text("utf-8")).items():
            for spelling in spellings:
                add(spelling, to_code(locale))
    for language in served_languages().values():
        add(language.endonym, language.code)
    for identifier in localedata.locale_identifiers():
        if "_" not in identifier:
            own = Locale.parse(identifier).languages.get(identifier)
            if own:
                add(own, identifier)
    for language in served_languages().values():
        for code, name in language.babel.languages.items():
            if "_" not in code:
                add(name, code)
    return names


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageNameExtractor(GraphComponent):
    """Adds an entity `language` for each name of a language; its value is the code."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, names: dict[str, str] | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._names = names or {}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """There is nothing to configure."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageNameExtractor:
        """Create an untrained component (Rasa's factory)."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageNameExtractor:
        """Load a trained component."""
        with model_storage.read_from(resource) as path:
            names = json.loads((path / "names.json").read_text("utf-8"))
        return cls(model_storage, resource, names)

    def train(self, training_data: TrainingData) -> Resource:
        """Collect the names; the training sentences are not looked at."""
        self._names = collect_names()
        with self._model_storage.write_to(self._resource) as path:
            (path / "names.json").write_text(json.dumps(self._names, ensure_ascii=False), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as they are: no later component learns from these entities."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities."""
        for message in messages:
            text = clean(message.get(TEXT) or "")
            found = find_names(text, self._names)
            if found:
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def find_names(text: str, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return an entity for each name of a language in a text, longest first where they overlap."""
    spans = [(m.start(), m.end(), fold(m[0])) for m in WORD.finditer(text)]
    found: list[dict[str, Any]] = []
    position = 0
    while position < len(spans):
        for length in range(min(_LONGEST_NAME, len(spans) - position), 0, -1):
            part = spans[position : position + length]
            code = names.get(" ".join(word for _, _, word in part))
            if code:
                found.append(
                    {
                        "entity": "language",
                        "value": code,
                        "start": part[0][0],
                        "end": part[-1][1],
                        "extractor": LanguageNameExtractor.__name__,
                    }
                )
                position += length
                break
        else:
            position += 1
    return found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageRequest(GraphComponent):
    """A message that is nothing but the name of a language ("Русский", "in Lithuanian please") asks for it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """There is nothing to configure."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageRequest:
        """Create the component (Rasa's factory)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the topic of such messages."""
        for message in messages:
            text = clean(message.get(TEXT) or "")
            named = [e for e in message.get(ENTITIES, []) if e.get("entity") == "language"]
            if not named:
                continue
            rest = text[: named[0]["start"]] + " " + text[named[-1]["end"] :]
            words = [fold(m[0]) for m in WORD.finditer(rest)]
            if all(word in _FILLERS for word in words):
                message.set(INTENT, {"name": REQUEST, "confidence": 1.0}, add_to_output=True)
        return messages
