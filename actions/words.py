"""Words of all languages that change what an answer has to say.

`data/lookups/<language>/figure_words.yml`: `trend` (did it fall), `share` (per cent), `risk` (is it safe there),
`unsaid` (what the plan has no figures for), `kind` (one kind of crime), `rank` (the place in the list of wards),
`most` and `least` (its top and its bottom), `money` (what a fall saved), `there` (in the place just spoken of).
`data/lookups/<language>/choices.yml`: "the second one". A word that no language lists only means
that the plainer answer is given.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from bot.callbacks.phone import western
from bot.i18n.formats import word_for_and
from bot.i18n.languages import served_languages
from bot.nlu.gazetteer import LOOKUPS, WARD_WORDS, words_in
from bot.nlu.text import clean, fold

#: Sorts of words in `figure_words.yml`.
SORTS = ("trend", "share", "risk", "unsaid", "kind", "rank", "most", "least", "money", "there")
#: "The last one".
LAST = -1
#: The year before the wards' figures: 2009, 2009/10, 09/10.
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:2009|09\s*[/\-\u2013]\s*(?:20)?10)(?!\d)")
#: "2", "2.", "2nd", "#2": a choice by its number.
_NUMBER = re.compile(r"([1-9])(?:st|nd|rd|th|a|o|e)?")
_LONGEST_CHOICE = 7


def mentions(text: str, kind: str) -> bool:
    """Return True if a text has a word of a sort (`SORTS`) in any language."""
    words = " ".join(_words(text))
    return bool(words) and _figure_words()[kind].search(f" {words} ") is not None


def names_number(text: str, number: str) -> bool:
    """Return True if a text has a number, in the digits of any script."""
    return re.search(rf"(?<!\d){number}(?!\d)", western(clean(text))) is not None


def names_year_before(text: str) -> bool:
    """Return True if a text names the year before the one of the wards' figures."""
    return _YEAR_BEFORE.search(western(clean(text))) is not None


def says_ward(text: str) -> bool:
    """Return True if a text has a word for a ward, an area or a village in any language."""
    return not WARD_WORDS.isdisjoint(_words(text))


def asked_choice(text: str) -> int:
    """Return which of the things offered a message chooses: 1, 2, ..., `LAST`, or 0 where it says anything else."""
    words = _words(text)
    if not 0 < len(words) <= _LONGEST_CHOICE:
        return 0
    numbers, beside = _choices()
    found = []
    for word in words:
        digits = _NUMBER.fullmatch(word)
        if word in numbers:
            found.append(numbers[word])
        elif digits:
            found.append(int(digits[1]))
        elif word not in beside:
            return 0
    return found[0] if len(found) == 1 else 0


def _words(text: str) -> list[str]:
    return words_in(western(clean(text)))


@lru_cache(maxsize=1)
def _figure_words(lookups: Path = LOOKUPS) -> dict[str, re.Pattern[str]]:
    stems: dict[str, set[str]] = {kind: set() for kind in SORTS}
    for path in sorted(lookups.glob("*/figure_words.yml")):
        for kind, words in yaml.safe_load(path.read_text("utf-8")).items():
            stems[kind] |= {" ".join(_words(word.rstrip("*"))) + ("*" if word.endswith("*") else "") for word in words}
    return {kind: re.compile(" (?:" + "|".join(map(_pattern, sorted(found))) + ") ") for kind, found in stems.items()}


def _pattern(stem: str) -> str:
    return re.escape(stem[:-1]) + r"\S*" if stem.endswith("*") else re.escape(stem)


@lru_cache(maxsize=1)
def _choices(lookups: Path = LOOKUPS) -> tuple[dict[str, int], frozenset[str]]:
    """Return the words that choose, with what they choose, and the words that may stand beside them."""
    numbers: dict[str, int] = {}
    words_for_and = map(word_for_and, served_languages().values())
    beside = {fold(word) for word in words_for_and if word}
    for path in sorted(lookups.glob("*/choices.yml")):
        for key, words in yaml.safe_load(path.read_text("utf-8")).items():
            folded = {fold(word) for word in words}
            if key == "beside":
                beside |= folded
            else:
                numbers |= dict.fromkeys(folded, LAST if key == "last" else int(key))
    return numbers, frozenset(beside - set(numbers))
