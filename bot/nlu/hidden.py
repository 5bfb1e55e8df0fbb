"""A classifier with one hidden layer on the sentence vector alone; its opinion is averaged with the linear one's.

The two err on different sentences: together they took a third of the false alarms away at the same number of dangers
recognised, and added a point to the topics (cross-validation and held-out sets). Trained by scikit-learn, kept as
arrays; predicting takes NumPy only, so that a start need not import scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu.arrays import StoredArrays, softmax
from bot.nlu.linear import centered
from bot.nlu.ngrams import Floats

#: Penalty of the weights, step and batch size, chosen by cross-validation.
PENALTY = 1e-3
STEP = 1e-3
BATCH = 256
#: Times the length of a vector from `centered`: the layer learns faster from longer ones.
STRETCH = 2.0


@dataclass
class HiddenModel(StoredArrays):
    """Weights: `first` (dimensions, units), `second` (units, outputs); one output where there are two classes."""

    center: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats

    def probabilities(self, vector: Floats) -> Floats:
        """Return one probability per class."""
        hidden = np.maximum(STRETCH * centered(vector, self.center) @ self.first + self.first_bias, 0)
        scores = hidden @ self.second + self.second_bias
        if len(scores) == 1:  # two classes: the score of the second against the first
            scores = np.concatenate([np.zeros(1, np.float32), scores])
        return softmax(scores)


def train_hidden(
    vectors: Floats, labels: Sequence[str], *, units: int, epochs: int, start: HiddenModel | None = None
) -> HiddenModel:
    """Fit the classifier.

    Args:
        vectors: sentence vectors, shape (n, dimensions).
        labels: class of each row.
        units: size of the hidden layer.
        epochs: passes over the rows.
        start: a model of the same classes and size to begin with; few passes are needed then.

    """
    from sklearn.neural_network import MLPClassifier

    center = vectors.mean(axis=0) if start is None else start.center
    inputs, targets = STRETCH * centered(vectors, center), np.array(labels)
    classes = np.unique(targets)
    network = MLPClassifier((units,), alpha=PENALTY, learning_rate_init=STEP, batch_size=BATCH, random_state=0)
    if start is not None:
        network.set_params(batch_size=1)
        network.partial_fit(inputs[:1], targets[:1], classes)  # makes the arrays that are replaced now
        network.set_params(batch_size=BATCH)
        network.coefs_ = [start.first.copy(), start.second.copy()]
        network.intercepts_ = [start.first_bias.copy(), start.second_bias.copy()]
    # A fixed number of passes: more would learn by heart.
    for _ in range(epochs):
        network.partial_fit(inputs, targets, classes)
    (first, second), (first_bias, second_bias) = network.coefs_, network.intercepts_
    arrays = (np.asarray(a, dtype=np.float32) for a in (center, first, first_bias, second, second_bias))
    return HiddenModel([str(c) for c in network.classes_], *arrays)
