"""Find the names of wards, places, areas and committees in a sentence, however they are typed.

Pure functions on text: no Rasa, no training. A name is found as printed, in the spellings of
`data/lookups/<language>/places.yml`, with a case ending, or with a typing error. Short everyday words that
are also names ("park", "eye", "west") are found too, but marked `ambiguous` unless the sentence shows that the
place is meant; only a topic that is about places may use them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

from bot.knowledge import Knowledge
from bot.nlu.text import fold, script_of
from bot.settings import ROOT

LOOKUPS = ROOT / "data" / "lookups"
WORD = re.compile(r"[^\s!\"#$%&()*+,\-./:;<=>?@\[\\\]^_`{|}~«»“”„…।،؛؟¿¡–—]+")

#: Names that are everyday words as well, in English or in the spellings of any language.
EVERYDAY = frozenset(
    ("Eye", "Park", "East", "West", "North", "Central", "City Centre", "March", "Boston", "Hampton Centre")
)
#: Words beside a name that show it is one.
WARD_WORDS = frozenset(
    fold(word)
    for word in (
        "ward wards area rejon rejonie okręg okręgu dzielnica dzielnicy seniūnija rajone rajonas zona bairro "
        "cartier cartierul zonă rajons rajonā район районе квартал квартале četvrť čtvrť štvrť obvod obvode "
        "kerület körzet barrio quartiere وارڈ وارډ علاقہ علاقے حي منطقة محله منطقه بخش ناحیه سیمه گەڕەک ناوچە "
        "ਵਾਰਡ ਇਲਾਕਾ વોર્ડ વિસ્તાર വാർഡ് ഏരിയ wardil wardda "
        "village wieś wsi wiosce kaimas kaime ciems ciemā satul satului aldeia aldea pueblo villaggio paese falu "
        "faluban obec obci dedina dedine vesnice vesnici село деревня деревне селе селото قرية "
        "قریة قریہ گاؤں روستا روستای کلي گوند گوندی ਪਿੰਡ ગામ ഗ്രാമം gaon gaanv gam gaam pind gramam"
    ).split()
)
COMPASS = frozenset({"north", "south", "east", "west", "central"})
_LEAST_PART = 3
#: Arabic, Persian, Urdu: "and" is written onto the next word.
_AND_BEFORE_A_WORD = "و"
#: Not taken for a compass word: Hungarian "dél", without its accent, is Spanish and Portuguese for "of the".
_NO_PART = frozenset({"del"})
_LATIN_VOWELS = "aeiouy"
#: The sign that ends a Malayalam word in a consonant; a case ending takes its place.
_VIRAMA = "\u0d4d"
#: How many letters a case ending has at most: in any language, behind an apostrophe or hyphen, in Malayalam.
_LONGEST_ENDING = 4
_LONGEST_ENDING_APART = 6
_LONGEST_ENDING_MALAYALAM = 8
#: A word that begins with a whole name of so many letters is that name with an ending.
_LEAST_NAME = 6
#: "in", "to", "and", "so", "as" and the article, as Arabic writes them before a name; the longest first.
_JOINED = ("وبال", "بال", "وال", "لل", "وب", "ول", "ال", "ب", "ل", "و", "ف", "ک")
_JOINED_LETTERS = frozenset(prefix[0] for prefix in _JOINED)
_LEAST_JOINED = 4
_LONGEST_NAME = 5


def words_in(text: str) -> list[str]:
    """Return the folded words of a text that is clean (`bot.nlu.text.clean`)."""
    return [fold(match[0]) for match in WORD.finditer(text)]


@dataclass(frozen=True)
class Mention:
    """A name found in a text: `text[start:end]` stands for the thing `id` of kind `kind`.

    `kind` is place (ward or place), area, committee or city. `how` is exact, inflected or fuzzy.
    """

    start: int
    end: int
    kind: str
    id: str
    how: str
    ambiguous: bool


@dataclass(frozen=True)
class Part:
    """A word of a ward's name that may complete the name of the place spoken of before: "and in South?"."""

    start: int
    end: int
    part: str


@dataclass(frozen=True)
class _Alias:
    words: tuple[str, ...]
    kind: str
    id: str
    everyday: bool


class Gazetteer:
    """All names in all spellings, ready to be looked for."""

    def __init__(self, knowledge: Knowledge, lookups: Path = LOOKUPS) -> None:
        self._exact: dict[tuple[str, ...], list[_Alias]] = {}
        #: Names by their number of words and their first letters: four for a case ending, one for a typing error.
        self._by_start: dict[tuple[str, int, str], list[_Alias]] = {}
        # The same words come again and again, above all in training.
        self._begins = lru_cache(maxsize=1 << 15)(self._first_words)
        targets = _targets(knowledge)
        for name, things in targets.items():
            for kind, identifier in things:
                plain = name.removeprefix("Area ").removeprefix("Committee ")
                self._add(plain, kind, identifier, name in EVERYDAY, printed=True)
        for path in sorted(lookups.glob("*/places.yml")):
            for name, spellings in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
                for kind, identifier in targets.get(name, ()):
                    for spelling in spellings:
                        self._add(spelling, kind, identifier, name in EVERYDAY)

        #: Words of `find_parts` by their first letters, and each with the part it is.
        self._parts: dict[str, list[tuple[str, str]]] = {}
        for word, part in self._learn_parts(knowledge).items():
            self._parts.setdefault(word[:_LEAST_PART], []).append((word, part))
        self._part_of = lru_cache(maxsize=1 << 15)(self._find_part)

    def _learn_parts(self, knowledge: Knowledge) -> dict[str, str]:
        """Return the words that only the spellings of one of several wards of the same name have, and which it is."""
        spelled: dict[str, set[str]] = {}
        for words, aliases in self._exact.items():
            for alias in aliases:
                if len(words) <= 2:
                    spelled.setdefault(alias.id, set()).update(words)
        parts: dict[str, str] = {}
        for ward in knowledge.wards.values():
            stem, _, part = fold(ward.name).rpartition(" ")
            siblings = [w.id for w in knowledge.wards.values() if w != ward and fold(w.name).startswith(f"{stem} ")]
            if stem and siblings and part in COMPASS:
                others = set().union(*(spelled.get(other, set()) for other in (*siblings, stem)))
                own = spelled[ward.id] - others - _NO_PART
                parts |= {word: part for word in own if len(word) >= _LEAST_PART and parts.get(word, part) == part}
        return parts

    def _add(self, spelling: str, kind: str, identifier: str, everyday: bool, printed: bool = False) -> None:
        words = tuple(words_in(spelling))
        if not words or len(words) > _LONGEST_NAME:
            return
        known = self._exact.setdefault(words, [])
        if any(a.kind == kind and a.id == identifier for a in known):
            return
        alias = _Alias(words, kind, identifier, everyday)
        known.append(alias)
        if everyday or max(map(len, words)) < 4:
            return
        self._by_start.setdefault(("inflected", len(words), words[0][:4]), []).append(alias)
        # Typing errors are looked for in the printed names only: a wrong spelling of a spelling by ear is too far off.
        if printed or not words[0].isascii():
            self._by_start.setdefault(("fuzzy", len(words), words[0][:1]), []).append(alias)

    def find(self, text: str, ordinary: frozenset[str] = frozenset()) -> list[Mention]:
        """Return the names in the text, in its order, longest first where they overlap.

        Args:
            text: a message, cleaned.
            ordinary: folded words that are never a misspelt name.

        """
        spans = [(m.start(), m.end(), fold(m[0])) for m in WORD.finditer(text)]
        words = [word for _, _, word in spans]
        taken = [False] * len(words)
        found: list[tuple[int, int, str, list[_Alias]]] = []
        for how in ("exact", "inflected", "fuzzy"):
            for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
                for i in range(len(words) - length + 1):
                    if any(taken[i : i + length]):
                        continue
                    part = tuple(words[i : i + length])
                    aliases = self._match(part, how, ordinary) or self._match_joined(part, how, ordinary)
                    if aliases:
                        taken[i : i + length] = [True] * length
                        found.append((i, i + length, how, aliases))
        mentions = []
        for first, last, how, aliases in sorted(found, key=lambda f: (f[0], f[1])):
            start, end = spans[first][0], spans[last - 1][1]
            clear = self._is_clear(text, spans, first, last)
            if _is_month(words, first, last):
                continue
            for alias in aliases:
                doubtful = alias.everyday and last - first == len(alias.words) and not clear
                mentions.append(Mention(start, end, alias.kind, alias.id, how, doubtful))
        return mentions

    def is_inflected_name(self, word: str) -> bool:
        """Return True for a folded word that is the whole of a long name with a case ending."""
        return any(
            len(alias.words[0]) >= _LEAST_NAME and word.startswith(alias.words[0])
            for alias, _ in self._begins(word, 1, "inflected")
        )

    def find_parts(self, text: str) -> list[Part]:
        """Return the words that tell two wards of one name apart ("South" of "Bretton South")."""
        found = []
        for match in WORD.finditer(text):
            part = self._part_of(fold(match[0]))
            if part:
                found.append(Part(match.start(), match.end(), part))
        return found

    def _find_part(self, word: str) -> str | None:
        """Return the part that a folded word is, also with a case ending or "and" before it; None for others."""
        for form in dict.fromkeys((word, word.removeprefix(_AND_BEFORE_A_WORD))):
            near = self._parts.get(form[:_LEAST_PART], ())
            parts = {part for name, part in near if form == name or _inflected(form, name) is not None}
            if len(parts) == 1:
                return parts.pop()
        return None

    def _match(self, part: tuple[str, ...], how: str, ordinary: frozenset[str]) -> list[_Alias]:
        if how == "exact":
            return self._exact.get(part, [])
        if max(map(len, part)) < 4 or all(word in ordinary for word in part):
            return []
        best: list[_Alias] = []
        best_cost = 99.0
        for alias, first_cost in self._begins(part[0], len(part), how):
            if first_cost and part[0] in ordinary:
                continue
            cost = first_cost + _cost_of(part[1:], alias.words[1:], how, ordinary)
            if cost >= 99:
                continue
            if cost < best_cost:
                best, best_cost = [alias], cost
            elif cost == best_cost and alias.id not in {a.id for a in best}:
                best.append(alias)
        kinds = {(a.kind, a.id) for a in best}
        # A spelling as near to several different places tells nothing.
        return best if len({i for k, i in kinds if k == "place"}) <= 1 else []

    def _first_words(self, typed: str, length: int, how: str) -> list[tuple[_Alias, float]]:
        """Return the names of `length` words that `typed` may begin, each with the cost of taking it for the first."""
        found = []
        for alias in self._by_start.get((how, length, typed[: 4 if how == "inflected" else 1]), ()):
            cost = 0.0 if typed == alias.words[0] else _TESTS[how](typed, alias.words[0])
            if cost is not None:
                found.append((alias, cost))
        return found

    def _match_joined(self, part: tuple[str, ...], how: str, ordinary: frozenset[str]) -> list[_Alias]:
        """Look behind the short words that Arabic writes joined to the next one ("in Hampton" is one word)."""
        if part[0][:1] not in _JOINED_LETTERS:
            return []
        for prefix in _JOINED:
            if part[0].startswith(prefix) and len(part[0]) - len(prefix) >= _LEAST_JOINED:
                found = self._match((part[0][len(prefix) :], *part[1:]), how, ordinary)
                if found and how != "fuzzy":
                    return found
        return []

    @staticmethod
    def _is_clear(text: str, spans: list[tuple[int, int, str]], first: int, last: int) -> bool:
        if len(spans) - (last - first) <= 2:
            return True
        around = [w for _, _, w in spans[max(0, first - 2) : first] + spans[last : last + 2]]
        if any(word in WARD_WORDS for word in around):
            return True
        start = spans[first][0]
        return first > 0 and text[start].isupper() and not text.isupper()


def _is_month(words: list[str], first: int, last: int) -> bool:
    """Return True where "March" is the month of a date and not the town."""
    if words[first:last] != ["march"]:
        return False
    return "april" in words or (last < len(words) and words[last][:2].isdigit())


def _inflected(typed: str, name: str) -> float | None:
    """Return a cost if `typed` is `name` with a case ending, else None."""
    if len(name) < 4:
        return None
    stem = name.rstrip(_LATIN_VOWELS) if name.isascii() else name.removesuffix(_VIRAMA)
    if len(stem) < 4 or not typed.startswith(stem):
        return None
    ending = typed[len(stem) :]
    longest = _LONGEST_ENDING_APART if ending.startswith(("'", "-")) else _LONGEST_ENDING
    if script_of(name) == "MALAYALAM":
        longest = _LONGEST_ENDING_MALAYALAM
    return 0.1 * len(ending) if len(ending) <= longest else None


def _misspelt(typed: str, name: str) -> float | None:
    """Return the number of typing errors if they are few for the length of the name, else None."""
    if len(name) < 5 or len(typed) < 4:
        return _inflected(typed, name)
    allowed = 1 if len(name) < 7 else 2 if len(name) < 11 else 3
    distance = OSA.distance(typed, name, score_cutoff=allowed)
    if distance <= allowed:
        return float(distance)
    if len(typed) > len(name):  # a misspelt name with a case ending
        for cut in (len(name), len(name) - 1):
            if len(typed) - cut <= 4 and OSA.distance(typed[:cut], name[:cut], score_cutoff=1) <= 1 and len(name) >= 7:
                return 1.5
    return None


#: How a word may differ from a name.
_TESTS = {"inflected": _inflected, "fuzzy": _misspelt}


def _cost_of(part: tuple[str, ...], names: tuple[str, ...], how: str, ordinary: frozenset[str]) -> float:
    """Return the cost of taking the words for those of a name, 99 if they cannot be."""
    total = 0.0
    for typed, name in zip(part, names):
        if typed == name:
            continue
        one = _TESTS[how](typed, name)
        if one is None or typed in ordinary:
            return 99.0
        total += one
    return total


def _targets(knowledge: Knowledge) -> Mapping[str, list[tuple[str, str]]]:
    """Return what each printed name stands for, with `Area` or `Committee` before those names."""
    targets: dict[str, list[tuple[str, str]]] = {}

    def add(name: str, kind: str, identifier: str) -> None:
        targets.setdefault(name, []).append((kind, identifier))

    for ward in knowledge.wards.values():
        for name in filter(None, (ward.name, ward.printed)):
            add(name, "place", ward.id)
    for place in knowledge.places.values():
        add(place.name, "place", place.id)
    for committee in knowledge.committees.values():
        add(f"Committee {committee.name}", "committee", committee.id)
    for area in knowledge.areas.values():
        short = area.name.removeprefix("Central - ")
        add(f"Area {short}", "area", area.id)
        if short != area.name:
            add(area.name, "area", area.id)
    add("Peterborough", "city", "peterborough")
    return targets


def strong(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions that are names beyond doubt."""
    return [m for m in mentions if not m.ambiguous]
