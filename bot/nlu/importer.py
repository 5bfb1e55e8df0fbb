"""Rasa importer for tens of thousands of training sentences.

Rasa's own reader parses and checks every file several times in pure Python and copies each sentence piece by piece:
with 49,000 sentences that took most of a minute of every training. Here the files under `data/nlu/` are parsed once,
by libyaml, and the sentences copy cheaply; Rasa's own parser still makes the examples of each entry. A file that holds
anything but plain entries (`intent`, `metadata`, `examples`) is left to Rasa's reader, with its schema check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_ENTRY = frozenset(("intent", "metadata", "examples"))


class Sentence(Message):
    """A training sentence whose copies share what never changes, and whose fingerprint is quick."""

    _cached_fingerprint: str | None

    def __deepcopy__(self, memo: dict[int, Any]) -> Sentence:
        """Return a sentence of its own; the values inside are shared: they are replaced, never changed."""
        twin = Sentence.__new__(Sentence)
        twin.__dict__.update(self.__dict__)
        twin.data = dict(self.data)
        twin.features = list(self.features)
        twin.output_properties = set(self.output_properties)
        return twin

    def fingerprint(self) -> str:
        """Return a hash of everything the components before have said about the sentence."""
        if self._cached_fingerprint is None:
            digest = hashlib.md5(repr(sorted(self.data.items())).encode("utf-8", "replace"), usedforsecurity=False)
            for feature in self.features:
                digest.update(f"{feature.origin} {feature.type}".encode() + feature.features.tobytes())
            self._cached_fingerprint = digest.hexdigest()
        return self._cached_fingerprint


class SentenceImporter(RasaFileImporter):
    """Reads the sentences quickly; stories, rules, domain and configuration as Rasa does."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return all sentences of the training files.

        Raises:
            yaml.YAMLError: a file is not YAML; the message names file and line.

        """
        sentences: list[Message] = []
        others = []
        for path in self._nlu_files:
            with Path(path).open(encoding="utf-8") as file:
                content = yaml.load(file, Loader=yaml.CSafeLoader)
            if not _is_plain(content):
                others.append(RasaYAMLReader().read(path))
                continue
            reader = RasaYAMLReader()
            reader.filename = str(path)
            reader._parse_nlu(content["nlu"])
            sentences += (Sentence(message.data) for message in reader.training_examples)
        return TrainingData(sentences).merge(*others) if others else TrainingData(sentences)


def _is_plain(content: Any) -> bool:
    if not isinstance(content, Mapping) or set(content) - {"version", "nlu"}:
        return False
    entries = content.get("nlu")
    return isinstance(entries, list) and all(
        isinstance(entry, Mapping)
        and entry.get("intent")
        and set(entry) <= _ENTRY
        and isinstance(entry["examples"], str)
        for entry in entries
    )
