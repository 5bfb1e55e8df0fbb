"""A classifier with one hidden layer on the sentence vector and the n-grams; its opinion counts beside the linear one.

The two err on different sentences (docs/adr/0008). The n-grams come in through a projection on the directions in which
the training sentences differ most (truncated SVD): a layer on all of them learned them by heart. Trained by
scikit-learn, kept as arrays; predicting takes NumPy only, so that a start need not import scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu.arrays import StoredArrays, softmax
from bot.nlu.linear import centered
from bot.nlu.ngrams import Floats, Ngrams, design_matrix, rarity_of, weigh

#: Penalty of the weights, step and batch size, chosen by cross-validation.
PENALTY = 1e-3
STEP = 1e-3
BATCH = 256
#: Times the length of a vector from `centered`: the layer learns faster from longer ones.
STRETCH = 2.0
#: Directions kept of the n-grams.
DIRECTIONS = 256
#: Share of the rows whose n-grams are hidden in each pass: who mistypes every word has only the vector.
WORDLESS = 0.5


@dataclass
class HiddenModel(StoredArrays):
    """Weights: `first` (dimensions + directions, units), `second` (units, outputs); one output for two classes.

    `projection` takes n-grams, weighed by `rarity`, to their directions, shape (BUCKETS, directions); `scale` gives
    them the length of the sentence vectors.
    """

    center: Floats
    rarity: Floats
    projection: npt.NDArray[np.float16]
    scale: float
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats

    def probabilities(self, vector: Floats, grams: Ngrams) -> Floats:
        """Return one probability per class."""
        buckets, weights = weigh(grams, self.rarity)
        directions = self.scale * (weights @ self.projection[buckets].astype(np.float32))
        inputs = np.concatenate([STRETCH * centered(vector, self.center), directions])
        hidden = np.maximum(inputs @ self.first + self.first_bias, 0)
        scores = hidden @ self.second + self.second_bias
        if len(scores) == 1:  # two classes: the score of the second against the first
            scores = np.concatenate([np.zeros(1, np.float32), scores])
        return softmax(scores)


def train_hidden(
    vectors: Floats,
    grams: Sequence[Ngrams],
    labels: Sequence[str],
    *,
    units: int,
    epochs: int,
) -> HiddenModel:
    """Fit the classifier.

    Args:
        vectors: sentence vectors, shape (n, dimensions).
        grams: n-grams of each text.
        labels: class of each row.
        units: size of the hidden layer.
        epochs: passes over the rows.

    """
    from sklearn.neural_network import MLPClassifier

    rarity = rarity_of(grams)
    matrix = design_matrix(grams, rarity)
    center = vectors.mean(axis=0)
    dense = centered(vectors, center)
    projection = _main_directions(matrix)
    directions = matrix @ projection.astype(np.float32)
    scale = _length(dense) / _length(directions)
    inputs = np.hstack([STRETCH * dense, np.float32(scale) * directions]).astype(np.float32)
    targets = np.array(labels)
    classes = np.unique(targets)
    network = MLPClassifier((units,), alpha=PENALTY, learning_rate_init=STEP, batch_size=BATCH, random_state=0)
    chance = np.random.default_rng(0)
    # A fixed number of passes: more would learn by heart.
    for _ in range(epochs):
        seen = inputs.copy()
        seen[chance.random(len(inputs)) < WORDLESS, dense.shape[1] :] = 0
        network.partial_fit(seen, targets, classes)
    layers = (np.asarray(a, np.float32) for pair in zip(network.coefs_, network.intercepts_) for a in pair)
    return HiddenModel([str(c) for c in network.classes_], center, rarity, projection, scale, *layers)


def _main_directions(matrix: Any) -> npt.NDArray[np.float16]:
    """Return the directions in which the rows of a sparse matrix differ most, shape (columns, at most DIRECTIONS)."""
    from sklearn.utils.extmath import randomized_svd

    wanted = min(DIRECTIONS, *matrix.shape)
    _, _, directions = randomized_svd(matrix, wanted, n_iter=3, random_state=0)
    return np.asarray(directions.T, np.float16)


def _length(rows: Floats) -> float:
    """Return the length of rows, as the root of their mean square."""
    return float(np.sqrt(max((rows**2).sum(axis=1).mean(), 1e-12)))
