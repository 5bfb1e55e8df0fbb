"""Phrases that mean danger now: `data/lookups/<language>/danger.yml`.

`*` ends a stem, `_` stands for up to three other words. All languages are looked for at once, since a frightened
person may
mix them and the detector may err; a phrase's `unless` words are those of its own language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.nlu.gazetteer import LOOKUPS, WORD
from bot.nlu.text import clean, fold

GAP = "_"
LONGEST_GAP = 3


@dataclass(frozen=True)
class _Phrase:
    words: tuple[str, ...]
    language: str


class DangerPhrases:
    """The rule half of the danger detector."""

    def __init__(self, lookups: Path = LOOKUPS) -> None:
        self._now: dict[str, list[_Phrase]] = {}
        self._unless: dict[str, list[_Phrase]] = {}
        for path in sorted(lookups.glob("*/danger.yml")):
            language = path.parent.name
            data = yaml.safe_load(path.read_text("utf-8"))
            for text in data["now"]:
                phrase = _Phrase(_words(text), language)
                self._now.setdefault(phrase.words[0][:2].rstrip("*"), []).append(phrase)
            self._unless[language] = [_Phrase(_words(text), language) for text in data["unless"]]

    def tell_danger(self, text: str) -> bool:
        """Return whether a phrase for danger now stands in the text, and nothing makes it past or hypothetical."""
        words = [_plain(m[0]) for m in WORD.finditer(clean(text))]
        matched: set[str] = set()
        for position, word in enumerate(words):
            for key in {word[:2], word[:1]}:
                for phrase in self._now.get(key, ()):
                    if phrase.language not in matched and _matches(phrase.words, words, position):
                        matched.add(phrase.language)
        return any(not self._excused(language, words) for language in matched)

    def _excused(self, language: str, words: Sequence[str]) -> bool:
        return any(
            _matches(phrase.words, words, position)
            for phrase in self._unless[language]
            for position in range(len(words))
        )


def _plain(word: str) -> str:
    # People type "hes got a knife" as often as "he's".
    return fold(word).replace("'", "")


def _words(text: str) -> tuple[str, ...]:
    words = []
    for part in text.split():
        if part == GAP:
            words.append(GAP)
            continue
        stem = part.endswith("*")
        inner = [_plain(m[0]) for m in WORD.finditer(clean(part.rstrip("*")))]
        if stem and inner:
            inner[-1] += "*"
        words += inner
    return tuple(words)


def _matches(phrase: Sequence[str], words: Sequence[str], position: int) -> bool:
    gap = 0
    for part in phrase:
        if part == GAP:
            gap = LONGEST_GAP
            continue
        for step in range(gap + 1):
            if position + step < len(words) and same_word(part, words[position + step]):
                position += step + 1
                gap = 0
                break
        else:
            return False
    return True


def same_word(part: str, word: str) -> bool:
    """Return True if a folded word is the one of a list; `*` ends a stem."""
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
