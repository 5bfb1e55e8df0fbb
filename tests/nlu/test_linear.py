from __future__ import annotations

import numpy as np

from bot.nlu.linear import LinearModel, train
from bot.nlu.ngrams import ngrams, rarity_of, weigh

TEXTS = ["burglar in the house", "burglary figures", "the committee meets", "which committee is mine"] * 3
LABELS = ["crime", "crime", "committee", "committee"] * 3


def fitted():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(len(TEXTS), 8)).astype(np.float32)
    model = train(vectors, [ngrams(text) for text in TEXTS], LABELS, inverse_penalty=30, scale=1.0, iterations=40)
    return model, vectors


def test_it_learns():
    model, vectors = fitted()
    for text, label, vector in zip(TEXTS, LABELS, vectors):
        shares = model.probabilities(vector, ngrams(text))
        assert model.classes[int(shares.argmax())] == label
        assert abs(float(shares.sum()) - 1) < 1e-5


def test_saved_weights_give_the_same_answer(tmp_path):
    model, vectors = fitted()
    model.save(tmp_path / "weights.npz")
    loaded = LinearModel.load(tmp_path / "weights.npz")
    grams = ngrams("the committee")
    assert np.array_equal(model.scores(vectors[0], grams), loaded.scores(vectors[0], grams))


def test_training_is_repeatable():
    one, _ = fitted()
    two, _ = fitted()
    assert np.array_equal(one.dense, two.dense)


def test_text_without_letters_has_no_ngrams():
    grams = ngrams("")
    buckets, weights = weigh(grams, rarity_of([grams]))
    assert len(buckets) == len(weights) == 0


def test_rare_ngrams_count_more_than_common_ones():
    texts = [ngrams(text) for text in ["the theft", "the noise", "the fire", "the park"]]
    rarity = rarity_of(texts)
    common, rare = ngrams("the").chars, ngrams("noise").chars
    assert rarity[common].mean() < rarity[rare].mean()


def test_a_start_near_the_end_needs_fewer_steps():
    model, vectors = fitted()
    grams = [ngrams(text) for text in TEXTS]
    steps = {"cold": 0, "warm": 0}

    def counting(name):
        def count(step):
            steps[name] = step

        return count

    knobs = {"inverse_penalty": 30, "scale": 1.0, "iterations": 40}
    train(vectors, grams, LABELS, **knobs, progress=counting("cold"))
    train(vectors, grams, LABELS, **knobs, start=model, progress=counting("warm"))
    assert steps["warm"] < steps["cold"]
