"""Rasa components: names of languages in a message, and messages that only name a language.

Babel knows the name of every language in every language; `data/lookups/<language>/languages.yml` adds how
people really say it ("po polsku", "lietuviskai"), and `data/lookups/varieties.yml` what Babel does not know. The list
is made at training and kept with the model, so that starting reads no locale data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, localedata
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.i18n.languages import served_languages, to_code
from bot.i18n.varieties import find_variety, load_varieties
from bot.nlu.component import FixedComponent, TrainedComponent
from bot.nlu.gazetteer import LOOKUPS, WORD, words_in
from bot.nlu.language_near import KURMANJI
from bot.nlu.text import clean, fold, script_of

REQUEST = "change_language"
#: The property of a message that `language_detector` sets.
LANGUAGE = "language"
NAMES = "names.json"
#: Words and letters of a name; elsewhere than in a wish for a language "Polish" may be a nationality.
_LONGEST_NAME = 4
_SHORTEST_NAME = 3
_SHORTEST_INFLECTED = 5
#: Scripts in which two characters are a whole name.
_DENSE_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
#: A bare "Kurdish" is answered in Sorani, as most Kurds here speak it; Kurmanji is named (`varieties.yml`).
_KURDISH, _SORANI = KURMANJI, "ckb"
#: How languages turn the name that Babel gives into "in ...": by endings. Only for names nobody listed.
_ENDINGS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "pl": (("ski", ("sku", "skim", "skiego")), ("cki", ("cku", "ckim", "ckiego")), ("dzki", ("dzku", "dzkim"))),
    "cs": (("stina", ("stiny", "stine", "stinu", "stinou", "sky")), ("ctina", ("ctiny", "ctine", "ctinu", "cky"))),
    "sk": (("cina", ("ciny", "cine", "cinu", "cky", "sky")), ("stina", ("stiny", "stine", "stinu", "sky"))),
    "ru": (("ский", ("ски", "ском", "ского")), ("цкий", ("цки", "цком", "цкого"))),
    "bg": (("ски", ("ския",)),),
    "lt": (("iečių", ("ietiškai",)), ("ų", ("iškai",))),
    "lv": (("u", ("iski",)),),
    "hu": (("", ("ul", "t", "re", "ra")),),
    "ro": (("eana", ("eneste", "ean")), ("a", ("este",))),
}


def collect_names(lookups: Path = LOOKUPS) -> dict[str, str]:
    """Return folded names (words joined by spaces) with the code of the language each one means."""
    names: dict[str, str] = {}
    others = yaml.safe_load((lookups / "other_languages.yml").read_text("utf-8"))
    everyday = {fold(word) for word in others["everyday"]}

    def add(name: str, code: str) -> None:
        key = " ".join(words_in(clean(name)))
        if key in everyday:
            return
        shortest = 2 if script_of(key) in _DENSE_SCRIPTS else _SHORTEST_NAME
        if len(key.replace(" ", "")) >= shortest and len(key.split()) <= _LONGEST_NAME:
            names.setdefault(key, code)

    for variety in load_varieties().values():
        for spelling in variety.spellings:
            add(spelling, variety.code)
    listed = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(lookups.glob("*/languages.yml"))]
    for spellings_of in [*listed, others["names"]]:
        for locale, spellings in spellings_of.items():
            for spelling in spellings:
                add(spelling, to_code(locale))
    for language in served_languages().values():
        add(language.endonym, language.code)
    for identifier in localedata.locale_identifiers():
        if "_" not in identifier:
            own = Locale.parse(identifier).languages.get(identifier)
            if own:
                add(own, _canonical(identifier))
    inflected: list[tuple[str, str]] = []
    for language in served_languages().values():
        for code, name in language.babel.languages.items():
            if "_" not in code:
                meant = _SORANI if code == _KURDISH else _canonical(code)
                add(name, meant)
                inflected += [(form, meant) for form in _forms(name, language.babel.language)]
    # Last, so that no made-up form hides a name that is written so.
    for form, code in inflected:
        add(form, code)
    return names


def _canonical(code: str) -> str:
    variety = find_variety(code)
    return variety.code if variety else code


def _forms(name: str, language: str) -> Iterator[str]:
    """Yield how a language says "in ..." for a name that it gives a language."""
    word = fold(name)
    if " " in word or len(word) < _SHORTEST_INFLECTED:
        return
    for ending, others in _ENDINGS.get(language, ()):
        if word.endswith(fold(ending)):
            stem = word[: len(word) - len(fold(ending))]
            yield from (stem + other for other in others)
            return


@lru_cache(maxsize=1)
def _asking_words(lookups: Path = LOOKUPS) -> frozenset[str]:
    """Return the folded words that may stand beside a language's name in a message that only asks for it."""
    words = yaml.load((lookups / "asking.yml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - else "no" is a truth value
    return frozenset(fold(clean(word)) for listed in words.values() for word in listed)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageNameExtractor(TrainedComponent):
    """Adds an entity `language` for each name of a language; its value is the code."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._names: dict[str, str] = {}

    def _write(self, folder: Path) -> None:
        (folder / NAMES).write_text(json.dumps(self._names, ensure_ascii=False), "utf-8")

    def _read(self, folder: Path) -> None:
        self._names = json.loads((folder / NAMES).read_text("utf-8"))

    def train(self, training_data: TrainingData) -> Resource:
        """Collect the names; the training sentences are not looked at."""
        self._names = collect_names()
        return self._keep()

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
class LanguageRequest(FixedComponent):
    """A message that is nothing but the name of a language ("Русский", "in Lithuanian please") asks for it."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the topic of such messages."""
        for message in messages:
            named = [e for e in message.get(ENTITIES, []) if e.get("entity") == "language"]
            if (message.get(LANGUAGE) or {}).get("unserved") == KURMANJI:
                # "Kurdish" said in Kurmanji means Kurmanji.
                for entity in named:
                    entity["value"] = KURMANJI if entity["value"] == _SORANI else entity["value"]
            if named and only_asks(clean(message.get(TEXT) or ""), named):
                message.set(INTENT, {"name": REQUEST, "confidence": 1.0}, add_to_output=True)
        return messages


def only_asks(text: str, named: list[dict[str, Any]]) -> bool:
    """Return True where a text holds nothing but names of languages and words of asking for them."""
    names = {place for entity in named for place in range(entity["start"], entity["end"])}
    rest = (match for match in WORD.finditer(text) if match.start() not in names)
    return all(fold(match[0]) in _asking_words() for match in rest)
