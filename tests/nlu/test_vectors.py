from __future__ import annotations

import numpy as np
import pytest

from bot.cli.train import training_sentences
from bot.nlu import vectors
from bot.nlu.encoder import load_encoder
from bot.nlu.vectors import encode_cached, keep, share_kept

TEXTS = ["a", "bb", "ccc"]
#: Fewer than this share of the training sentences kept, and a first training becomes slow: run `make vectors`.
LEAST_KEPT = 0.9


class Counting:
    """An encoder that counts what it is asked for."""

    name, dimensions = "counting", 4

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        return np.array([[len(text), 1, -0.5, 0] for text in texts], dtype=np.float32)


@pytest.fixture
def counting():
    return Counting()


@pytest.fixture
def places(tmp_path):
    return {"cache": tmp_path / "cache" / "vectors.db", "kept": tmp_path / "kept"}


def test_vectors_are_remembered_by_text(counting, places):
    first = encode_cached(counting, ["a", "bb", "a"], **places)
    again = encode_cached(counting, ["bb", "ccc"], **places)
    assert counting.asked == TEXTS
    assert first[:, 0].tolist() == [1, 2, 1]
    assert again[:, 0].tolist() == [2, 3]


def test_kept_vectors_need_no_encoder(counting, places):
    assert keep(counting, TEXTS, **places) == 3
    places["cache"].unlink()
    counting.asked.clear()
    found = encode_cached(counting, ["ccc", "new", "a"], **places)
    assert counting.asked == ["new"]
    assert np.allclose(found, [[3, 1, -0.5, 0], [3, 1, -0.5, 0], [1, 1, -0.5, 0]], atol=0.02)


def test_only_what_is_new_is_added(counting, places):
    keep(counting, TEXTS, **places)
    assert keep(counting, TEXTS, **places) == 0
    assert keep(counting, [*TEXTS, "dddd"], **places) == 1
    assert len(list(places["kept"].glob("*.npz"))) == 2
    assert share_kept(counting, [*TEXTS, "dddd"], places["kept"]) == 1
    assert share_kept(counting, ["a", "no"], places["kept"]) == 0.5


def test_files_stay_small(counting, places, monkeypatch):
    monkeypatch.setattr(vectors, "MOST_IN_A_FILE", 2)
    keep(counting, TEXTS, **places)
    keep(counting, [*TEXTS, "dddd"], **places)
    assert [path.stem for path in sorted(places["kept"].glob("*.npz"))] == ["0001", "0002", "0003"]
    assert share_kept(counting, [*TEXTS, "dddd"], places["kept"]) == 1


def test_sentences_that_are_gone_are_forgotten_in_time(counting, places):
    keep(counting, TEXTS, **places)
    keep(counting, ["a", "eeeee"], **places)
    assert share_kept(counting, ["a", "eeeee"], places["kept"]) == 1
    assert share_kept(counting, ["bb", "ccc"], places["kept"]) == 0
    assert len(list(places["kept"].glob("*.npz"))) == 1


def test_the_repository_keeps_what_the_encoder_says(tmp_path):
    texts = [text for text, _, _ in training_sentences()]
    encoder = load_encoder()
    assert share_kept(encoder, texts) >= LEAST_KEPT, "run `make vectors`"
    some = texts[:: len(texts) // 20]
    kept = encode_cached(encoder, some, tmp_path / "cache.db")
    fresh = encode_cached(encoder, some, tmp_path / "cache.db", tmp_path / "nothing")
    assert (kept * fresh).sum(axis=1).min() > 0.999
