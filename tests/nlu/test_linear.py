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


def test_without_new_rows_a_start_stays_where_it_is():
    model, vectors = fitted()
    grams = [ngrams(text) for text in TEXTS]
    again = train(vectors[:5], grams[:5], LABELS[:5], inverse_penalty=30, scale=1.0, iterations=40, start=model)
    assert np.abs(again.dense - model.dense).max() < 1e-3
    assert np.abs(again.sparse.astype(np.float32) - model.sparse.astype(np.float32)).max() < 1e-2


def test_a_start_learns_new_rows_and_keeps_the_others():
    model, vectors = fitted()
    told = ngrams("clog dance on tuesday")
    new = np.random.default_rng(1).normal(size=(1, 8)).astype(np.float32)
    knobs = {"inverse_penalty": 30, "scale": 1.0, "iterations": 20}
    rows = [told, *map(ngrams, TEXTS[:6])]
    for label in model.classes:
        again = train(np.vstack([new, vectors[:6]]), rows, [label, *LABELS[:6]], **knobs, start=model, new=1)
        assert again.classes[int(again.probabilities(new[0], told).argmax())] == label
        for text, wanted, vector in zip(TEXTS, LABELS, vectors):
            assert again.classes[int(again.probabilities(vector, ngrams(text)).argmax())] == wanted
