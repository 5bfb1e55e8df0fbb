from __future__ import annotations

import numpy as np

from bot.nlu.linear import LinearModel, char_ngrams, design_matrix, train

TEXTS = ["burglar in the house", "burglary figures", "the committee meets", "which committee is mine"] * 3
LABELS = ["crime", "crime", "committee", "committee"] * 3


def fitted():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(len(TEXTS), 8)).astype(np.float32)
    model = train(vectors, design_matrix(TEXTS), LABELS, inverse_penalty=30, scale=1.0, iterations=40)
    return model, vectors


def test_it_learns():
    model, vectors = fitted()
    for text, label, vector in zip(TEXTS, LABELS, vectors):
        shares = model.probabilities(vector, char_ngrams(text))
        assert model.classes[int(shares.argmax())] == label
        assert abs(float(shares.sum()) - 1) < 1e-5


def test_saved_weights_give_the_same_answer(tmp_path):
    model, vectors = fitted()
    model.save(tmp_path / "weights.npz")
    loaded = LinearModel.load(tmp_path / "weights.npz")
    grams = char_ngrams("the committee")
    assert np.array_equal(model.scores(vectors[0], grams), loaded.scores(vectors[0], grams))


def test_training_is_repeatable():
    one, _ = fitted()
    two, _ = fitted()
    assert np.array_equal(one.dense, two.dense)


def test_text_without_letters_has_no_ngrams():
    buckets, weights = char_ngrams("")
    assert len(buckets) == len(weights) == 0
