"""How near a message is to the sentences that a topic was learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.nlu.arrays import StoredArrays
from bot.nlu.ngrams import Floats

_FULL = 127


@dataclass
class FamiliarSentences(StoredArrays):
    """The vectors of the training sentences, a byte a number.

    Those of topic number i are `rows[starts[i]:starts[i + 1]]`; `center` is what all vectors have in common.
    """

    center: Floats
    rows: npt.NDArray[np.int8]
    starts: npt.NDArray[np.int64]

    @classmethod
    def learn(cls, vectors: Floats, topics: Sequence[str]) -> FamiliarSentences:
        """Keep sentence vectors, shape (n, dimensions), by their topics."""
        names = sorted(set(topics))
        numbers = np.searchsorted(names, topics)
        order = np.argsort(numbers, kind="stable")
        center = vectors.mean(axis=0)
        rows = np.round(_FULL * _directions(vectors[order] - center)).astype(np.int8)
        return cls(names, center, rows, np.searchsorted(numbers[order], np.arange(len(names) + 1)))

    def nearest(self, topic: str, vector: Floats) -> float:
        """Return the cosine of a vector and the nearest sentence of a topic, 0 for a topic without sentences."""
        if topic not in self.classes:
            return 0.0
        number = self.classes.index(topic)
        rows = self.rows[self.starts[number] : self.starts[number + 1]]
        return float((rows @ _directions(vector - self.center)).max() / _FULL)


def _directions(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-6), np.float32)
