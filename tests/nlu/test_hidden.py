from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.hidden import HiddenModel, train_hidden
from bot.nlu.ngrams import ngrams

SILENT = [ngrams("")] * 400


def ring(classes):
    """Points that no straight line parts: two classes on a ring, each in two opposite quarters."""
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return vectors, [classes[int(angle // (np.pi / 2)) % len(classes)] for angle in angles]


def share_right(model, vectors, grams, labels):
    best = [model.classes[int(model.probabilities(v, g).argmax())] for v, g in zip(vectors, grams)]
    return np.mean([one == label for one, label in zip(best, labels)])


@pytest.mark.parametrize("classes", [["danger", "safe"], ["a", "b", "c", "d"]])
def test_it_learns_what_a_line_cannot_part(classes):
    vectors, labels = ring(classes)
    model = train_hidden(vectors, SILENT, labels, units=32, epochs=300)
    assert share_right(model, vectors, SILENT, labels) > 0.95
    assert abs(float(model.probabilities(vectors[0], SILENT[0]).sum()) - 1) < 1e-5


def test_it_learns_from_the_words_where_the_vectors_say_nothing():
    texts = ["he was here last year", "he is here now"] * 100
    grams = [ngrams(text) for text in texts]
    vectors = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
    labels = ["past", "now"] * 100
    model = train_hidden(vectors, grams, labels, units=8, epochs=300)
    assert share_right(model, vectors, grams, labels) > 0.95
    assert share_right(train_hidden(vectors, SILENT[:200], labels, units=8, epochs=300), vectors, SILENT, labels) < 0.8


def test_saved_weights_give_the_same_answer(tmp_path):
    vectors, labels = ring(["danger", "safe"])
    grams = [ngrams(label) for label in labels]
    model = train_hidden(vectors, grams, labels, units=8, epochs=5)
    model.save(tmp_path / "weights.npz")
    loaded = HiddenModel.load(tmp_path / "weights.npz")
    assert np.array_equal(model.probabilities(vectors[7], grams[7]), loaded.probabilities(vectors[7], grams[7]))
