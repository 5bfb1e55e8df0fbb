"""A small linear classifier: multinomial logistic regression on a dense and a hashed sparse part.

Rasa's own LogisticRegressionClassifier keeps a scikit-learn object and pays eight seconds of imports for it at
every start. Here training uses SciPy's L-BFGS and the result is two arrays; predicting takes NumPy only.
Dense: sentence vector. Sparse: character n-grams (1-4, within word boundaries) of the folded text, hashed.
nlu.md has the comparison that led to this pair.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu.text import fold

Floats = npt.NDArray[np.float32]

BUCKETS = 1 << 15
LONGEST_NGRAM = 4
#: Length given to a centred sentence vector, chosen by cross-validation together with the defaults of the classifiers.
DENSE_LENGTH = 3.0


def char_ngrams(text: str) -> tuple[npt.NDArray[np.int32], Floats]:
    """Return the buckets and the weights (unit length together) of a text's character n-grams."""
    counts: dict[int, int] = {}
    for word in fold(text).split():
        padded = f" {word[:40]} "
        for size in range(1, LONGEST_NGRAM + 1):
            for start in range(len(padded) - size + 1):
                bucket = zlib.crc32(padded[start : start + size].encode()) & (BUCKETS - 1)
                counts[bucket] = counts.get(bucket, 0) + 1
    buckets = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
    weights = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
    norm = float(np.linalg.norm(weights))
    return buckets, (weights / norm if norm else weights).astype(np.float32)


@dataclass
class LinearModel:
    """Weights of a trained classifier; `dense` is (dimensions, classes), `sparse` (BUCKETS, classes).

    `center` is the mean of the training vectors: sentence vectors of this encoder lie in a narrow cone (cosines of
    .75 to .95), and taking the mean away lifted cross-validated accuracy by three points.
    """

    classes: list[str]
    center: Floats
    dense: Floats
    sparse: npt.NDArray[np.float16]
    bias: Floats
    scale: float

    def scores(self, vector: Floats, ngrams: tuple[npt.NDArray[np.int32], Floats]) -> Floats:
        """Return one logit per class."""
        buckets, weights = ngrams
        chars = weights @ self.sparse[buckets].astype(np.float32) if len(buckets) else 0.0
        return np.asarray(centered(vector, self.center) @ self.dense + self.scale * chars + self.bias, dtype=np.float32)

    def probabilities(self, vector: Floats, ngrams: tuple[npt.NDArray[np.int32], Floats]) -> Floats:
        """Return one probability per class."""
        scores = self.scores(vector, ngrams)
        exponents = np.exp(scores - scores.max())
        return np.asarray(exponents / exponents.sum(), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the weights to a NumPy archive (no pickle)."""
        np.savez(
            path,
            classes=np.array(self.classes),
            center=self.center,
            dense=self.dense,
            sparse=self.sparse,
            bias=self.bias,
            scale=np.float32(self.scale),
        )

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(
                [str(c) for c in stored["classes"]],
                stored["center"],
                stored["dense"],
                stored["sparse"],
                stored["bias"],
                float(stored["scale"]),
            )


def centered(vectors: Floats, center: Floats) -> Floats:
    """Return vectors (one or many) without their common part, all of the length DENSE_LENGTH."""
    moved = vectors - center
    norm = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(DENSE_LENGTH * moved / np.maximum(norm, 1e-6), dtype=np.float32)


def design_matrix(texts: Sequence[str]) -> Any:
    """Return the n-grams of many texts as a SciPy CSR matrix, shape (len(texts), BUCKETS)."""
    from scipy import sparse

    rows = [char_ngrams(text) for text in texts]
    indptr = np.cumsum([0, *(len(b) for b, _ in rows)])
    indices = np.concatenate([b for b, _ in rows]) if rows else np.zeros(0, np.int32)
    data = np.concatenate([w for _, w in rows]) if rows else np.zeros(0, np.float32)
    return sparse.csr_matrix((data, indices, indptr), shape=(len(rows), BUCKETS), dtype=np.float32)


def train(
    vectors: Floats,
    matrix: Any,
    labels: Sequence[str],
    *,
    inverse_penalty: float,
    scale: float,
    iterations: int,
    sample_weights: Floats | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> LinearModel:
    """Fit the classifier.

    Args:
        vectors: sentence vectors, shape (n, dimensions).
        matrix: n-grams from `design_matrix`, shape (n, BUCKETS).
        labels: class of each row.
        inverse_penalty: C of the L2 penalty, as in scikit-learn.
        scale: weight of the character part against the dense part.
        iterations: L-BFGS steps at most.
        sample_weights: weight of each row, 1 if absent.
        progress: called with (iteration, loss).

    """
    from scipy import optimize

    classes = sorted(set(labels))
    index = {c: i for i, c in enumerate(classes)}
    target = np.array([index[label] for label in labels])
    center = vectors.mean(axis=0)
    vectors = centered(vectors, center)
    count, dimensions = vectors.shape
    used = np.unique(matrix.indices)  # buckets no sentence falls into need no weight while training
    chars = (matrix[:, used] * scale).tocsr()
    transposed = chars.T.tocsr()
    width = len(classes)
    weights = np.ones(count, np.float32) if sample_weights is None else sample_weights
    total = dimensions + len(used) + 1
    rows = np.arange(count)
    steps = 0

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        w = flat.reshape(total, width).astype(np.float32)
        logits = vectors @ w[:dimensions] + chars @ w[dimensions:-1] + w[-1]
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        sums = logits.sum(axis=1, keepdims=True)
        logits /= sums
        fit = -float(np.dot(weights, np.log(np.maximum(logits[rows, target], 1e-12)).astype(np.float64)))
        logits[rows, target] -= 1
        logits *= weights[:, None]
        gradient = np.empty((total, width), np.float32)
        gradient[:dimensions] = vectors.T @ logits
        gradient[dimensions:-1] = transposed @ logits
        gradient[-1] = logits.sum(axis=0)
        w[-1] = 0
        penalty = 0.5 / inverse_penalty * float(np.vdot(w, w))
        gradient += w / np.float32(inverse_penalty)
        return fit + penalty, gradient.astype(np.float64).ravel()

    def report(flat: npt.NDArray[np.float64]) -> None:
        nonlocal steps
        steps += 1
        if progress:
            progress(steps, 0.0)

    result = optimize.minimize(
        loss,
        np.zeros(total * width),
        jac=True,
        method="L-BFGS-B",
        callback=report,
        options={"maxiter": iterations, "maxcor": 6, "maxfun": iterations * 2},
    )
    fitted = result.x.reshape(total, width).astype(np.float32)
    sparse_part = np.zeros((BUCKETS, width), np.float16)
    sparse_part[used] = fitted[dimensions:-1].astype(np.float16)
    return LinearModel(classes, center, fitted[:dimensions], sparse_part, fitted[-1], scale)
