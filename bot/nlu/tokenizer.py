"""Rasa tokenizer on spaCy's language-neutral rules (`spacy.blank("xx")`): no model to download."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.text import clean


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class NeutralTokenizer(Tokenizer):
    """Cleans the message's text and splits it into words."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._nlp = spacy.blank("xx")

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's keys for splitting intents; they are unused here but Rasa asks for them."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NeutralTokenizer:
        """Create the component (Rasa's factory)."""
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training sentences whole: nothing that is trained here asks for their words."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of one attribute of a message."""
        text = clean(message.get(attribute) or "")
        return [Token(word.text, word.idx) for word in self._nlp(text)]
