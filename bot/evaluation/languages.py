"""Which language short messages are answered in, beside the one they are written in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.evaluation.conversations import Played

#: First messages of more words say too much about their language to measure anything.
SHORT_WORDS = 8
ROMANISED = "romanised"


def confusions(played: Iterable[Played]) -> Counter[tuple[str, str]]:
    """Return how often a short first message of a language (first of the pair) was answered in one (second)."""
    return Counter(
        (one.test["lang"], one.replies[0][0]["lang"])
        for one in played
        if one.replies and len(one.test["turns"][0].split()) <= SHORT_WORDS
    )


def kept(played: Iterable[Played]) -> dict[str, tuple[int, int]]:
    """Return, for romanised conversations and the others, how many were answered in their language, of how many."""
    found: dict[str, tuple[int, int]] = {}
    for one in played:
        style = ROMANISED if one.test.get("style") == ROMANISED else "own script"
        right, total = found.get(style, (0, 0))
        same = all(message["lang"] == one.test["lang"] for turn in one.replies for message in turn)
        found[style] = right + same, total + 1
    return found
