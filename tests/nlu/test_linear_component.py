from __future__ import annotations

import numpy as np
import pytest

from bot.nlu import linear_component
from bot.nlu.linear import train
from bot.nlu.linear_component import WARM_CHANGE, WARM_OLD, _new_and_some_old, _recall, _remembered
from bot.nlu.ngrams import ngrams, ngrams_as_spelled


@pytest.fixture
def remembered(tmp_path):
    vectors = np.eye(4, dtype=np.float32)
    grams = [ngrams(text) for text in "abcd"]
    model = train(vectors, grams, ["x", "y", "x", "y"], inverse_penalty=1, scale=1, iterations=3)
    np.save(tmp_path / "rows.npy", np.arange(1000, dtype=np.uint32))
    model.save(tmp_path / "weights.npz")
    return tmp_path


def keys(first, last=1000):
    return np.arange(first, last, dtype=np.uint32)


def test_a_small_change_begins_with_the_last_weights(remembered):
    few = int(1000 * WARM_CHANGE) - 1
    model, _, new = _recall(remembered, keys(0, 1000 + few))
    assert model is not None
    assert new.tolist() == list(range(1000, 1000 + few))
    assert _recall(remembered, keys(few))[0] is not None


def test_a_large_change_begins_from_nothing(remembered):
    assert _recall(remembered, keys(int(1000 * WARM_CHANGE) + 20))[0] is None


def test_nothing_is_recalled_where_nothing_is_remembered(tmp_path):
    assert _recall(tmp_path, keys(0, 2))[:2] == (None, None)


def test_weights_can_be_forgotten(monkeypatch, tmp_path):
    monkeypatch.setattr(linear_component, "CACHE", tmp_path / "embeddings.db")
    linear_component.forget_weights()  # there are none yet
    folder = _remembered("topics", ["a", "b"], {})
    folder.mkdir(parents=True)
    linear_component.forget_weights()
    assert not folder.exists()


def test_new_sentences_stand_first_and_some_old_ones_beside_them():
    rows = _new_and_some_old(np.array([7, 90]), 3 * WARM_OLD)
    assert rows[:2].tolist() == [7, 90]
    assert len(rows) == len(set(rows.tolist())) == WARM_OLD + 2


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
