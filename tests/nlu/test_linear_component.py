from __future__ import annotations

import numpy as np
import pytest

from bot.nlu import linear_component
from bot.nlu.linear import train
from bot.nlu.linear_component import WARM_CHANGE, _recall, _remembered
from bot.nlu.ngrams import ngrams, ngrams_as_spelled


@pytest.fixture
def remembered(tmp_path):
    vectors = np.eye(4, dtype=np.float32)
    grams = [ngrams(text) for text in "abcd"]
    model = train(vectors, grams, ["x", "y", "x", "y"], inverse_penalty=1, scale=1, iterations=3)
    np.save(tmp_path / "rows.npy", np.arange(1000, dtype=np.uint32))
    model.save(tmp_path / "weights.npz")
    return tmp_path


def test_a_small_change_begins_with_the_last_weights(remembered):
    few = int(1000 * WARM_CHANGE) - 1
    assert _recall(remembered, set(range(few, 1000)))[0] is not None


def test_a_large_change_begins_from_nothing(remembered):
    many = int(1000 * WARM_CHANGE) + 20
    assert _recall(remembered, set(range(many, 1000))) == (None, None)


def test_nothing_is_recalled_where_nothing_is_remembered(tmp_path):
    assert _recall(tmp_path, {1, 2}) == (None, None)


def test_other_classes_or_knobs_are_remembered_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(linear_component, "CACHE", tmp_path / "embeddings.db")
    places = {
        _remembered("topics", ["a", "b"], {"scale": 2.0}),
        _remembered("topics", ["a", "c"], {"scale": 2.0}),
        _remembered("topics", ["a", "b"], {"scale": 3.0}),
        _remembered("danger", ["a", "b"], {"scale": 2.0}),
    }
    assert len(places) == 4


def test_spelling_tells_slovak_from_czech():
    folded, spelled = ngrams("ľúto"), ngrams_as_spelled("ľúto")
    assert set(folded.chars.tolist()) < set(spelled.chars.tolist())
