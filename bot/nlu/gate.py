"""Rasa component: do I know this? A message that is not likely to ask for its best topic becomes `nlu_fallback`.

People ask for anything: no class of "everything else" can hold it all, and a classifier is often sure of what it has
never seen. So the share of the best topic is one of four signs, put together by a logistic regression that
`make measured` calibrates on the held-out sentences (docs/adr/0010): how near the message is to the nearest sentence
of the topic, its share, what the topics out of scope have together, and its length (a few letters are near everything).
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import load_knowledge
from bot.nlu.familiar_component import FamiliarComponent
from bot.nlu.featurizer import sentence_vector
from bot.nlu.linear_component import stack
from bot.nlu.signs import likelihood, log_odds
from bot.nlu.topic_classifier import SHARES

FALLBACK = "nlu_fallback"
#: The signs of a message and how likely it is to ask for its best topic, as an output property.
KNOWN = "known"
#: Groups of topics that are judged by their share alone: what they answer does no harm.
_HARMLESS = frozenset({"conversation", "out_of_scope"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KnowOrNotGate(FamiliarComponent):
    """Turns away what is not likely enough to be known; training keeps the vectors of the sentences of each topic."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        topics = load_knowledge().topics.values()
        self._out_of_scope = frozenset(topic.id for topic in topics if topic.group == "out_of_scope")
        self._judged = frozenset(topic.id for topic in topics if topic.group not in _HARMLESS)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the smallest share of any topic, the smallest likelihood of one that is judged, the signs' weights."""
        return {
            "least_share": 0.25,
            "least_likely": 0.5,
            "weights": {"bias": 0.0, "nearest": 0.0, "share": 1.0, "out_of_scope": 0.0, "length": 0.0},
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the vectors of the sentences of the judged topics."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT) in self._judged]
        vectors = stack(examples)
        return self._learn(vectors, [e.get(INTENT) for e in examples], vectors.mean(axis=0))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add `known` and replace an unlikely topic; the ranking stays, so that "did you mean" can use it."""
        for message in messages:
            intent = message.get(INTENT) or {}
            name, share = intent.get("name"), float(intent.get("confidence") or 0.0)
            if not name or share == 1.0:  # a rule spoke
                continue
            unlikely = share < self._config["least_share"]
            if name in self._judged and self._familiar and message.get(SHARES):
                signs = self._signs(message, name, share)
                likely = likelihood(signs, self._config["weights"])
                message.set(KNOWN, {**signs, "likely": likely}, add_to_output=True)
                unlikely = unlikely or likely < self._config["least_likely"]
            if unlikely:
                message.set(INTENT, {"name": FALLBACK, "confidence": 1.0}, add_to_output=True)
        return messages

    def _signs(self, message: Message, topic: str, share: float) -> dict[str, float]:
        assert self._familiar is not None
        outside = sum(other for name, other in message.get(SHARES).items() if name in self._out_of_scope)
        return {
            "nearest": self._familiar.nearest(topic, sentence_vector(message)),
            "share": log_odds(share),
            "out_of_scope": log_odds(outside),
            "length": self._length(message),
        }
