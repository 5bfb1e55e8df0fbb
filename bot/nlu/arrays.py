"""Models that are a few arrays: kept without pickle, and the shares they give."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bot.nlu.ngrams import Floats

Model = TypeVar("Model", bound="StoredArrays")


@dataclasses.dataclass
class StoredArrays:
    """A model whose fields are arrays, numbers, and `classes`, the names of what it tells apart."""

    classes: list[str]

    def save(self, path: Path) -> None:
        """Write the fields to a NumPy archive (no pickle)."""
        np.savez(path, **{field.name: np.asarray(getattr(self, field.name)) for field in dataclasses.fields(self)})

    @classmethod
    def load(cls: type[Model], path: Path) -> Model:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            values: dict[str, Any] = {
                name: stored[name] if stored[name].ndim else float(stored[name]) for name in stored.files
            }
        return cls(**{**values, "classes": [str(c) for c in values["classes"]]})


def softmax(scores: Floats) -> Floats:
    """Return the shares of scores, shape unchanged, 1 together."""
    exponents = np.exp(scores - scores.max())
    return np.asarray(exponents / exponents.sum(), dtype=np.float32)
