"""Numbers in 4 bits as the encoder keeps them: blocks of 32, each with its scale (Q4_0 of ggml)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BLOCK = 32
_HALF = BLOCK // 2
#: Two bytes of scale and sixteen of numbers.
_BYTES = 2 + _HALF


def pack(numbers: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Return the bytes of numbers, rounded; their count must be a multiple of 32."""
    blocks = numbers.reshape(-1, BLOCK).astype(np.float32)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1)[:, None], axis=1)
    scales = (largest / -8).astype(np.float16)
    with np.errstate(divide="ignore"):
        inverse = np.where(scales == 0, 0, 1 / scales.astype(np.float32))
    steps = np.clip(np.round(blocks * inverse + 8), 0, 15).astype(np.uint8)
    halves = steps[:, :_HALF] | steps[:, _HALF:] << 4
    return np.concatenate([scales.view(np.uint8).reshape(-1, 2), halves], axis=1).ravel()


def unpack(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Return the numbers of `pack`ed bytes."""
    blocks = packed.reshape(-1, _BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = blocks[:, 2:]
    steps = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(steps * scales, np.float32).ravel()
