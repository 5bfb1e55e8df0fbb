"""What the components that judge how near a message is to known sentences share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import TrainedComponent
from bot.nlu.familiar import FamiliarSentences
from bot.nlu.ngrams import Floats
from bot.nlu.place_extractor import MASKED

_FILE = "familiar.npz"


class FamiliarComponent(TrainedComponent):
    """A component whose training keeps the vectors of sentences by their topics, in `_familiar`."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._familiar: FamiliarSentences | None = None

    def _learn(self, vectors: Floats, topics: Sequence[str], center: Floats) -> Resource:
        """Keep vectors (see `FamiliarSentences.learn`), and return where."""
        self._familiar = FamiliarSentences.learn(vectors, topics, center)
        return self._keep()

    def _write(self, folder: Path) -> None:
        assert self._familiar is not None
        self._familiar.save(folder / _FILE)

    def _read(self, folder: Path) -> None:
        self._familiar = FamiliarSentences.load(folder / _FILE)

    @staticmethod
    def _length(message: Message) -> float:
        """Return the sign of a message's length: the logarithm of its characters."""
        return float(np.log(max(len(message.get(MASKED) or ""), 1)))
