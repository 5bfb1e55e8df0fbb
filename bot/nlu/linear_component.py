"""What the trained components of the pipeline share: a linear model, and one with a hidden layer where configured."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import TrainedComponent
from bot.nlu.encoder import encoder_name
from bot.nlu.featurizer import sentence_vector
from bot.nlu.hidden import HiddenModel, train_hidden
from bot.nlu.linear import LinearModel, train
from bot.nlu.ngrams import Floats, Ngrams, ngrams
from bot.nlu.vectors import CACHE

logger = logging.getLogger(__name__)

#: A training that begins with the weights of the last one: its steps, the share of the sentences that may differ, and
#: how many of the old ones stand beside the new ones.
WARM_ITERATIONS = 10
WARM_CHANGE = 0.01
WARM_OLD = 8000
REPORT_EVERY = 10

Keys = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]


class LinearComponent(TrainedComponent):
    """A graph component with a linear model, trained, kept and loaded under `NAME`.

    With `hidden_units` and `epochs` in its configuration a model with a hidden layer stands beside it, and the shares
    are the geometric mean of both: what one of them holds for impossible is unlikely.
    """

    NAME: ClassVar[str]

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._model: LinearModel | None = None
        self._hidden: HiddenModel | None = None

    def _write(self, folder: Path) -> None:
        assert self._model is not None
        self._model.save(folder / f"{self.NAME}.npz")
        if self._hidden:
            self._hidden.save(folder / f"{self.NAME}-hidden.npz")

    def _read(self, folder: Path) -> None:
        self._model = LinearModel.load(folder / f"{self.NAME}.npz")
        beside = folder / f"{self.NAME}-hidden.npz"
        self._hidden = HiddenModel.load(beside) if beside.exists() else None

    def _fit(self, vectors: Floats, texts: Sequence[str], labels: Sequence[str]) -> Resource:
        """Train on sentence vectors (n, dimensions), texts and labels, keep the result and return where.

        Where few sentences differ from those of the last whole training, its linear model learns the new ones, held by
        some of the old ones, and its hidden layer stays. A removed sentence is forgotten in the next whole training.
        """
        remembered = _remembered(self.NAME, sorted(set(labels)), self._config)
        keys = np.array([zlib.crc32(f"{label} {text}".encode()) for label, text in zip(labels, texts)], np.uint32)
        start, self._hidden, new = _recall(remembered, keys)
        if start:
            rows = _new_and_some_old(new, len(keys))
            vectors, texts, labels = vectors[rows], [texts[row] for row in rows], [labels[row] for row in rows]
        steps = WARM_ITERATIONS if start else self._config["iterations"]
        logger.info("%s: %d sentences, %s", self.NAME, len(texts), "from the last weights" if start else "from nothing")

        def report(step: int) -> None:
            if step % REPORT_EVERY == 0:
                logger.info("%s: step %d of %d", self.NAME, step, steps)

        grams = [self._ngrams(text) for text in texts]
        self._model = train(
            vectors,
            grams,
            labels,
            inverse_penalty=self._config["inverse_penalty"],
            scale=self._config["scale"],
            iterations=steps,
            start=start,
            new=len(new),
            progress=report,
        )
        units = self._config.get("hidden_units", 0)
        if units and not start:
            logger.info("%s: hidden layer of %d units", self.NAME, units)
            self._hidden = train_hidden(vectors, grams, labels, units=units, epochs=self._config["epochs"])
        if not start:
            # Only a whole training is remembered, so that many quick ones do not drift away from it.
            remembered.mkdir(parents=True, exist_ok=True)
            np.save(remembered / "rows.npy", np.unique(keys))
            self._model.save(remembered / "weights.npz")
            if self._hidden:
                self._hidden.save(remembered / "hidden.npz")
        return self._keep()

    def _ngrams(self, text: str) -> Ngrams:
        """Return what the linear model sees of a text."""
        return ngrams(text)

    def _opinions(self, vector: Floats, grams: Ngrams) -> tuple[Floats, Floats | None]:
        """Return what the linear classifier and the hidden layer (if there is one) make of a text: shares by class."""
        assert self._model is not None
        hidden = self._hidden.probabilities(vector, grams) if self._hidden else None
        return self._model.probabilities(vector, grams), hidden

    def _shares(self, opinions: tuple[Floats, Floats | None], weight: float = 1.0) -> dict[str, float]:
        """Return the probability of each class.

        Args:
            opinions: see `_opinions`.
            weight: what the hidden layer counts, where the linear classifier counts 1 (weighted geometric mean).

        """
        assert self._model is not None
        shares, hidden = opinions
        if hidden is not None:
            shares = (shares * hidden**weight) ** (1 / (1 + weight))
            shares /= shares.sum()
        return dict(zip(self._model.classes, map(float, shares)))


def stack(messages: Sequence[Message]) -> Floats:
    """Return the sentence vectors of messages, shape (len(messages), dimensions)."""
    return np.stack([sentence_vector(message) for message in messages])


def _remembered(name: str, classes: list[str], config: dict[str, Any]) -> Path:
    """Return the folder of the last whole training with this encoder, these classes and knobs.

    Remove .cache to forget it.
    """
    knobs = {key: value for key, value in config.items() if isinstance(value, int | float)}
    told = json.dumps([name, encoder_name(), classes, knobs], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()[:16]
    return _weights() / f"{name}-{digest}"


def _weights() -> Path:
    return CACHE.parent / "weights"


def forget_weights() -> None:
    """Make the next training one from nothing."""
    shutil.rmtree(_weights(), ignore_errors=True)


def _recall(remembered: Path, keys: Keys) -> tuple[LinearModel | None, HiddenModel | None, Rows]:
    """Return the weights of the last whole training if nearly all of its sentences are the same, and the new rows.

    Args:
        remembered: where they are kept.
        keys: a key for each sentence, shape (n,).

    """
    if not (remembered / "weights.npz").exists():
        return None, None, np.arange(len(keys))
    before = np.load(remembered / "rows.npy")
    new = np.flatnonzero(~np.isin(keys, before))
    if len(np.setxor1d(keys, before)) > WARM_CHANGE * len(keys):
        return None, None, new
    hidden = remembered / "hidden.npz"
    return LinearModel.load(remembered / "weights.npz"), HiddenModel.load(hidden) if hidden.exists() else None, new


def _new_and_some_old(new: Rows, count: int) -> Rows:
    """Return the new of `count` rows, then some of the others by chance."""
    old = np.setdiff1d(np.arange(count), new)
    some = np.random.default_rng(0).permutation(old)[:WARM_OLD]
    return np.concatenate([new, some])
