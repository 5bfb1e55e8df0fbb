"""What the components of the pipeline share: those that learn nothing, and those that keep what they learn."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

Component = TypeVar("Component", bound="FixedComponent")
Trained = TypeVar("Trained", bound="TrainedComponent")


class FixedComponent(GraphComponent):
    """A component that is its configuration."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls: type[Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Component:
        """Create the component (Rasa's factory)."""
        return cls(config)


class TrainedComponent(GraphComponent):
    """A component that learns; `_write` and `_read` keep and bring back what it has learnt."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls: type[Trained],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Trained:
        """Create an untrained component (Rasa's factory)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: type[Trained],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Trained:
        """Load a trained component."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as path:
            component._read(path)
        return component

    def _keep(self) -> Resource:
        """Keep what was learnt, and return where."""
        with self._model_storage.write_to(self._resource) as path:
            self._write(path)
        return self._resource

    @abstractmethod
    def _write(self, folder: Path) -> None:
        """Write what was learnt into a folder."""

    @abstractmethod
    def _read(self, folder: Path) -> None:
        """Read what `_write` wrote."""
