"""What a text looks like letter by letter: character n-grams and words, hashed into buckets.

The sentence vector knows what a sentence means; n-grams know the words of this project, in any spelling. Both
together are better than either (nlu.md). Rare n-grams count more than common ones, and whole words and pairs of
words stand beside the n-grams: each of the two added a point in cross-validation on the training sentences.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu.text import fold

Floats = npt.NDArray[np.float32]
Buckets = npt.NDArray[np.int32]

BUCKETS = 1 << 15
LONGEST_NGRAM = 4
LONGEST_WORD = 40
#: Length of the part of the words, where the part of the n-grams has length 1.
WORDS_LENGTH = 0.7


@dataclass(frozen=True)
class Ngrams:
    """The n-grams of a text: buckets of those within words with their counts, buckets of words and pairs."""

    chars: Buckets
    counts: Floats
    words: Buckets


def ngrams(text: str) -> Ngrams:
    """Return the n-grams (1 to 4 characters, within word boundaries), the words and the pairs of words of a text."""
    return _ngrams_of(fold(text).split())


def ngrams_as_spelled(text: str) -> Ngrams:
    """Return the n-grams of a text with its diacritics, and without them: they tell Slovak from Czech."""
    return _ngrams_of([*text.casefold().split(), *fold(text).split()])


def _ngrams_of(all_words: list[str]) -> Ngrams:
    words = [word[:LONGEST_WORD] for word in all_words]
    inside = [_inside(word) for word in words]
    chars, counts = np.unique(np.concatenate(inside) if inside else np.zeros(0, np.int32), return_counts=True)
    whole = {_bucket(f" {word} ") for word in words} | {_bucket("_".join(pair)) for pair in itertools.pairwise(words)}
    return Ngrams(
        chars,
        counts.astype(np.float32),
        np.array(sorted(whole), dtype=np.int32),
    )


@lru_cache(maxsize=1 << 15)
def _inside(word: str) -> Buckets:
    """Return the buckets of the n-grams of one word, each as often as it stands there; words come again and again."""
    padded = f" {word} "
    return np.array(
        [
            _bucket(padded[start : start + size])
            for size in range(1, LONGEST_NGRAM + 1)
            for start in range(len(padded) - size + 1)
        ],
        dtype=np.int32,
    )


def weigh(grams: Ngrams, rarity: Floats) -> tuple[Buckets, Floats]:
    """Return buckets and weights of a text, given the rarity of each bucket."""
    chars = (1 + np.log(grams.counts)) * rarity[grams.chars] if len(grams.chars) else grams.counts
    norm = float(np.linalg.norm(chars))
    words = np.full(len(grams.words), WORDS_LENGTH / max(len(grams.words), 1) ** 0.5, np.float32)
    weights = np.concatenate([chars / norm if norm else chars, words]).astype(np.float32)
    return np.concatenate([grams.chars, grams.words]), weights


def rarity_of(texts: Sequence[Ngrams]) -> Floats:
    """Return the smoothed inverse document frequency of every bucket, shape (BUCKETS,), 1 on average."""
    seen = np.zeros(BUCKETS, np.float32)
    for grams in texts:
        seen[grams.chars] += 1
    rarity = 1 + np.log((1 + len(texts)) / (1 + seen))
    return np.asarray(rarity / rarity.mean(), dtype=np.float32)


def design_matrix(texts: Sequence[Ngrams], rarity: Floats) -> Any:
    """Return the weighted n-grams of many texts as a SciPy CSR matrix, shape (len(texts), BUCKETS)."""
    from scipy import sparse

    rows = [weigh(grams, rarity) for grams in texts]
    indptr = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    indices = np.concatenate([np.zeros(0, np.int32), *(buckets for buckets, _ in rows)])
    data = np.concatenate([np.zeros(0, np.float32), *(weights for _, weights in rows)])
    matrix = sparse.csr_matrix((data, indices, indptr), shape=(len(rows), BUCKETS), dtype=np.float32)
    matrix.sum_duplicates()
    return matrix


def _bucket(text: str) -> int:
    return zlib.crc32(text.encode()) & (BUCKETS - 1)
