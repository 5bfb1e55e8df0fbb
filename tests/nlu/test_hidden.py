from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.hidden import HiddenModel, train_hidden


def ring(classes):
    """Points that no straight line parts: two classes on a ring, each in two opposite quarters."""
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return vectors, [classes[int(angle // (np.pi / 2)) % len(classes)] for angle in angles]


@pytest.mark.parametrize("classes", [["danger", "safe"], ["a", "b", "c", "d"]])
def test_it_learns_what_a_line_cannot_part(classes):
    vectors, labels = ring(classes)
    model = train_hidden(vectors, labels, units=32, epochs=300)
    right = [model.classes[int(model.probabilities(v).argmax())] == label for v, label in zip(vectors, labels)]
    assert np.mean(right) > 0.95
    assert abs(float(model.probabilities(vectors[0]).sum()) - 1) < 1e-5


def test_saved_weights_give_the_same_answer(tmp_path):
    vectors, labels = ring(["danger", "safe"])
    model = train_hidden(vectors, labels, units=8, epochs=5)
    model.save(tmp_path / "weights.npz")
    loaded = HiddenModel.load(tmp_path / "weights.npz")
    assert np.array_equal(model.probabilities(vectors[7]), loaded.probabilities(vectors[7]))


@pytest.mark.parametrize("classes", [["danger", "safe"], ["a", "b", "c", "d"]])
def test_a_trained_start_needs_one_pass(classes):
    vectors, labels = ring(classes)

    def share(model):
        right = [model.classes[int(model.probabilities(v).argmax())] == label for v, label in zip(vectors, labels)]
        return np.mean(right)

    whole = train_hidden(vectors, labels, units=32, epochs=300)
    assert share(train_hidden(vectors, labels, units=32, epochs=1)) < 0.8
    assert share(train_hidden(vectors, labels, units=32, epochs=1, start=whole)) > 0.95
