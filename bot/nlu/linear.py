"""A small linear classifier: multinomial logistic regression on a dense and a hashed sparse part.

Rasa's own LogisticRegressionClassifier keeps a scikit-learn object and pays eight seconds of imports for it at
every start. Here training uses SciPy's L-BFGS and the result is a few arrays; predicting takes NumPy only.
Dense: sentence vector. Sparse: the n-grams of `ngrams.py`. nlu.md has the comparison that led to this pair.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.nlu.arrays import StoredArrays, softmax
from bot.nlu.ngrams import BUCKETS, Floats, Ngrams, design_matrix, rarity_of, weigh

#: Length given to a centred sentence vector, chosen by cross-validation together with the defaults of the classifiers.
DENSE_LENGTH = 3.0


@dataclass
class LinearModel(StoredArrays):
    """Weights of a trained classifier; `dense` is (dimensions, classes), `sparse` (BUCKETS, classes).

    `center` is the mean of the training vectors: sentence vectors of this encoder lie in a narrow cone (cosines of
    .75 to .95), and taking the mean away lifted cross-validated accuracy by three points. `rarity` weighs the
    buckets of the n-grams, shape (BUCKETS,).
    """

    center: Floats
    rarity: Floats
    dense: Floats
    sparse: npt.NDArray[np.float16]
    bias: Floats
    scale: float

    def scores(self, vector: Floats, grams: Ngrams) -> Floats:
        """Return one logit per class."""
        buckets, weights = weigh(grams, self.rarity)
        chars = weights @ self.sparse[buckets].astype(np.float32) if len(buckets) else 0.0
        return np.asarray(centered(vector, self.center) @ self.dense + self.scale * chars + self.bias, dtype=np.float32)

    def probabilities(self, vector: Floats, grams: Ngrams) -> Floats:
        """Return one probability per class."""
        return softmax(self.scores(vector, grams))


def centered(vectors: Floats, center: Floats) -> Floats:
    """Return vectors (one or many) without their common part, all of the length DENSE_LENGTH."""
    moved = vectors - center
    norm = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(DENSE_LENGTH * moved / np.maximum(norm, 1e-6), dtype=np.float32)


def train(
    vectors: Floats,
    grams: Sequence[Ngrams],
    labels: Sequence[str],
    *,
    inverse_penalty: float,
    scale: float,
    iterations: int,
    start: LinearModel | None = None,
    new: int = 0,
    progress: Callable[[int], None] | None = None,
) -> LinearModel:
    """Fit the classifier, on all processors.

    Args:
        vectors: sentence vectors, shape (n, dimensions).
        grams: n-grams of each text.
        labels: class of each row.
        inverse_penalty: C of the L2 penalty, as in scikit-learn.
        scale: weight of the sparse part against the dense part.
        iterations: L-BFGS steps at most.
        start: a model of the same classes that is to learn a few rows more; zeros if absent.
        new: how many rows, the first ones, `start` has not seen. The others hold it where it is: their gradient at the
            start is taken away, and the penalty is on moving, so that without new rows nothing changes.
        progress: called with the number of each step.

    """
    from scipy import optimize

    classes = start.classes if start else sorted(set(labels))
    index = {c: i for i, c in enumerate(classes)}
    target = np.array([index[label] for label in labels])
    center = start.center if start else vectors.mean(axis=0)
    vectors = centered(vectors, center)
    count, dimensions = vectors.shape
    rarity = start.rarity if start else rarity_of(grams)
    matrix = design_matrix(grams, rarity)
    used = np.unique(matrix.indices)  # buckets no sentence falls into need no weight while training
    chars = (matrix[:, used] * np.float32(scale)).tocsr()
    width = len(classes)
    total = dimensions + len(used) + 1
    steps = 0

    parts = []
    for rows in np.array_split(np.arange(count), os.cpu_count() or 1):
        part = chars[rows[0] : rows[-1] + 1] if len(rows) else chars[:0]
        parts.append((vectors[rows], part, part.T.tocsr(), target[rows]))

    def errors_of(part: tuple, w: Floats) -> tuple[float, Floats]:
        dense, sparse, _, wanted = part
        rows = np.arange(len(wanted))
        logits = dense @ w[:dimensions] + sparse @ w[dimensions:-1] + w[-1]
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        fit = -float(np.log(np.maximum(logits[rows, wanted], 1e-12)).astype(np.float64).sum())
        logits[rows, wanted] -= 1
        return fit, logits

    def gradient_of(part: tuple, errors: Floats) -> Floats:
        dense, _, transposed, _ = part
        gradient = np.empty((total, width), np.float32)
        gradient[:dimensions] = dense.T @ errors
        gradient[dimensions:-1] = transposed @ errors
        gradient[-1] = errors.sum(axis=0)
        return gradient

    def part_loss(part: tuple, w: Floats) -> tuple[float, Floats]:
        fit, errors = errors_of(part, w)
        return fit, gradient_of(part, errors)

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        w = flat.reshape(total, width).astype(np.float32)
        results = list(threads.map(lambda part: part_loss(part, w), parts))
        moved = w - first
        fit = sum(one for one, _ in results) - float(np.vdot(held, moved))
        gradient = np.sum([one for _, one in results], axis=0) - held
        moved[-1] = 0
        gradient += moved / np.float32(inverse_penalty)
        return fit + 0.5 / inverse_penalty * float(np.vdot(moved, moved)), gradient.astype(np.float64).ravel()

    def report(_: npt.NDArray[np.float64]) -> None:
        nonlocal steps
        steps += 1
        if progress:
            progress(steps)

    first = np.zeros((total, width), np.float32)
    sparse_part = np.zeros((BUCKETS, width), np.float16)
    if start:
        sparse_part = start.sparse.copy()
        first[:dimensions], first[dimensions:-1], first[-1] = start.dense, start.sparse[used], start.bias
    held = np.zeros((total, width), np.float32)
    if start:
        seen = (vectors[new:], chars[new:], chars[new:].T.tocsr(), target[new:])
        held = gradient_of(seen, errors_of(seen, first)[1])
    with ThreadPoolExecutor(len(parts)) as threads:
        result = optimize.minimize(
            loss,
            first.ravel().astype(np.float64),
            jac=True,
            method="L-BFGS-B",
            callback=report,
            options={"maxiter": iterations, "maxcor": 6, "maxfun": iterations * 2},
        )
    fitted = result.x.reshape(total, width).astype(np.float32)
    sparse_part[used] = fitted[dimensions:-1].astype(np.float16)
    return LinearModel(classes, center, rarity, fitted[:dimensions], sparse_part, fitted[-1], scale)
