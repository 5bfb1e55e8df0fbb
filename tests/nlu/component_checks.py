"""Build components by hand, without training a model."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


def make(component: Any, folder: Any, config: dict[str, Any] | None = None) -> Any:
    """Return a component as Rasa creates it, with a storage of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    storage = LocalModelStorage(folder)
    full = {**component.get_default_config(), **(config or {})}
    return component.create(full, storage, Resource(component.__name__), ExecutionContext(GraphSchema({})))


def load(component: Any, folder: Any, config: dict[str, Any] | None = None) -> Any:
    """Return a trained component as Rasa loads it."""
    storage = LocalModelStorage(folder)
    full = {**component.get_default_config(), **(config or {})}
    return component.load(full, storage, Resource(component.__name__), ExecutionContext(GraphSchema({})))


def message(text: str, **data: Any) -> Message:
    """Return a message with a text."""
    return Message(data={"text": text, **data})


def examples(*rows: tuple[str, str, str]) -> TrainingData:
    """Return training data of (text, topic, language)."""
    return TrainingData(
        [
            Message(data={"text": t, "intent": i, "metadata": {"intent": {"language": language}}})
            for t, i, language in rows
        ]
    )
