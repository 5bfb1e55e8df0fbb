"""Rasa entity extractor on the gazetteer; also stores the masked text the later components classify."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import load_knowledge
from bot.nlu.component import TrainedComponent
from bot.nlu.gazetteer import WORD, Gazetteer, Mention, Part
from bot.nlu.masking import mask
from bot.nlu.text import clean, fold

MASKED = "masked_text"
ORDINARY = "ordinary.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PlaceExtractor(TrainedComponent):
    """Finds wards, places, areas and committees.

    Training only collects the ordinary words of the training data: those are never taken for a misspelt name.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._ordinary: frozenset[str] = frozenset()
        self._gazetteer = Gazetteer(load_knowledge())

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return `topics`: in how many topics a word has to stand to count as ordinary."""
        return {"topics": 2, "place_topics": ["committee", "ward_crime", "areas", "place_only"]}

    def _write(self, folder: Path) -> None:
        (folder / ORDINARY).write_text(json.dumps(sorted(self._ordinary), ensure_ascii=False), "utf-8")

    def _read(self, folder: Path) -> None:
        self._ordinary = frozenset(json.loads((folder / ORDINARY).read_text("utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Collect the ordinary words."""
        self._ordinary = ordinary_words(training_data, self._config, self._gazetteer)
        return self._keep()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Mask the training sentences as real ones will be."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities and the masked text."""
        for message in messages:
            text = clean(message.get(TEXT) or "")
            mentions = self._gazetteer.find(text, self._ordinary)
            message.set(MASKED, mask(text, mentions))
            entities = [_entity(text, m) for m in mentions if m.kind != "city"]
            named = {position for m in mentions for position in range(m.start, m.end)}
            entities += [_part(part) for part in self._gazetteer.find_parts(text) if part.start not in named]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages


def ordinary_words(training_data: TrainingData, config: dict[str, Any], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the folded words that stand in several topics other than those about places, and are no long names."""
    topics_of: dict[str, set[str]] = defaultdict(set)
    for example in training_data.intent_examples:
        topic = example.get("intent")
        if topic in config["place_topics"]:
            continue
        for match in WORD.finditer(clean(example.get(TEXT) or "")):
            topics_of[fold(match[0])].add(topic)
    common = (word for word, topics in topics_of.items() if len(topics) >= config["topics"])
    return frozenset(word for word in common if not gazetteer.is_inflected_name(word))


def _part(part: Part) -> dict[str, Any]:
    return {
        "entity": "part",
        "value": part.part,
        "start": part.start,
        "end": part.end,
        "extractor": PlaceExtractor.__name__,
    }


def _entity(text: str, mention: Mention) -> dict[str, Any]:
    return {
        "entity": mention.kind,
        "value": mention.id,
        "start": mention.start,
        "end": mention.end,
        "how": mention.how,
        "ambiguous": mention.ambiguous,
        "extractor": PlaceExtractor.__name__,
    }
