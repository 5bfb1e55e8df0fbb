"""The vectors of training sentences: kept in the repository, else remembered on disk, else made by the encoder.

The encoder makes about a hundred vectors a second on two processors, and there are tens of thousands of sentences: a
first training would take a quarter of an hour. `data/vectors/` keeps them (`make vectors`; docs/adr/0009). A sentence
that is not there is encoded once and remembered under `.cache/`; nothing goes wrong where both are missing, it is slow.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.nlu.encoder import Encoder, Vectors
from bot.settings import ROOT

CACHE = ROOT / ".cache" / "embeddings.db"
KEPT = ROOT / "data" / "vectors"
BATCH = 256
#: From this share of vectors of sentences that are gone on, all are written anew instead of added to.
MOST_UNUSED = 0.3
#: About four megabytes.
MOST_IN_A_FILE = 10_000

Keys = npt.NDArray[np.uint64]


def encode_cached(
    encoder: Encoder,
    texts: Sequence[str],
    cache: Path = CACHE,
    kept: Path = KEPT,
    progress: Callable[[int, int], None] | None = None,
) -> Vectors:
    """Return vectors for many texts, shape (len(texts), dimensions).

    Args:
        encoder: who encodes what is neither kept nor remembered.
        texts: the texts.
        cache: SQLite file of what was encoded here, made when missing; delete it to forget everything.
        kept: folder of the vectors in the repository.
        progress: called with (done, to do) after each batch of new texts.

    """
    keys = _keys(encoder, texts)
    known = _Kept.read(kept, encoder.dimensions)
    found = np.isin(keys, known.keys)
    vectors = np.zeros((len(keys), encoder.dimensions), np.float32)
    vectors[found] = known.vectors_of(keys[found])
    missing = np.flatnonzero(~found)
    if len(missing):
        vectors[missing] = _remembered(encoder, [texts[row] for row in missing], cache, progress)
    return vectors


def keep(encoder: Encoder, texts: Iterable[str], cache: Path = CACHE, kept: Path = KEPT) -> int:
    """Add the vectors of texts that are not kept yet as further files, and return how many; forget unused ones.

    Args:
        encoder: whose vectors.
        texts: all texts that are in use; each is encoded if it must be.
        cache: see `encode_cached`.
        kept: folder of the vectors in the repository.

    """
    unique = sorted(set(texts))
    by_key = dict(zip(_keys(encoder, unique).tolist(), unique))
    known = set(_Kept.read(kept, encoder.dimensions).keys.tolist())
    anew = len(known - by_key.keys()) > MOST_UNUSED * len(known)
    wanted = sorted(by_key.keys() if anew else by_key.keys() - known)
    if not wanted:
        return 0
    vectors = encode_cached(encoder, [by_key[key] for key in wanted], cache, kept)
    before = sorted(kept.glob("*.npz"))
    if anew:
        for part in before:
            part.unlink()
    kept.mkdir(parents=True, exist_ok=True)
    first = 1 if anew else len(before) + 1
    for number, start in enumerate(range(0, len(wanted), MOST_IN_A_FILE), first):
        rows = slice(start, start + MOST_IN_A_FILE)
        _Kept(np.array(wanted[rows], np.uint64), *_rounded(vectors[rows])).write(kept / f"{number:04}.npz")
    return len(wanted)


def share_kept(encoder: Encoder, texts: Sequence[str], kept: Path = KEPT) -> float:
    """Return the share of texts whose vectors are kept."""
    known = _Kept.read(kept, encoder.dimensions)
    return float(np.isin(_keys(encoder, texts), known.keys).mean())


@dataclass
class _Kept:
    """Vectors in a byte a number: `vectors` (n, dimensions) times `scales` (n,), by `keys` (n,)."""

    keys: Keys
    vectors: npt.NDArray[np.int8]
    scales: Vectors

    @classmethod
    def read(cls, folder: Path, dimensions: int) -> _Kept:
        """Return what all files of a folder keep."""
        parts = [cls(np.zeros(0, np.uint64), np.zeros((0, dimensions), np.int8), np.zeros(0, np.float32))]
        for path in sorted(folder.glob("*.npz")):
            with np.load(path, allow_pickle=False) as part:
                parts.append(cls(part["keys"], part["vectors"], part["scales"]))
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("keys", "vectors", "scales")))

    def write(self, path: Path) -> None:
        """Write a file of the folder."""
        np.savez(path, keys=self.keys, vectors=self.vectors, scales=self.scales)

    def vectors_of(self, keys: Keys) -> Vectors:
        """Return the vectors of keys that are kept."""
        order = np.argsort(self.keys)
        rows = order[np.searchsorted(self.keys[order], keys)]
        return np.asarray(self.vectors[rows] * self.scales[rows, None], np.float32)


def _rounded(vectors: Vectors) -> tuple[npt.NDArray[np.int8], Vectors]:
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-6) / 127
    return np.round(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _digest(encoder: Encoder, text: str) -> bytes:
    return hashlib.sha256(f"{encoder.name}\0{text}".encode("utf-8", "replace")).digest()


def _keys(encoder: Encoder, texts: Sequence[str]) -> Keys:
    return np.frombuffer(b"".join(_digest(encoder, text)[:8] for text in texts), np.uint64)


def _remembered(
    encoder: Encoder, texts: Sequence[str], cache: Path, progress: Callable[[int, int], None] | None
) -> Vectors:
    cache.parent.mkdir(parents=True, exist_ok=True)
    keys = [_digest(encoder, text) for text in texts]
    with sqlite3.connect(cache, timeout=60) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        known: dict[bytes, bytes] = {}
        unique = list(dict.fromkeys(keys))
        for start in range(0, len(unique), 500):
            part = unique[start : start + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608 - only question marks
            known.update(database.execute(query, part))
        by_key = dict(zip(keys, texts))
        missing = [key for key in unique if key not in known]
        parts = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
        done = 0
        # The encoder works outside Python's lock: a thread for each processor.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for part, vectors in zip(parts, threads.map(lambda p: encoder.encode([by_key[key] for key in p]), parts)):
                rows = [(key, vector.astype(np.float16).tobytes()) for key, vector in zip(part, vectors)]
                database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                database.commit()
                known.update(rows)
                done += len(part)
                if progress:
                    progress(done, len(missing))
    stacked = np.frombuffer(b"".join(known[key] for key in keys), dtype=np.float16)
    return stacked.reshape(len(keys), encoder.dimensions).astype(np.float32)
