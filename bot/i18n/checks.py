"""Checks that keep a translation whole; each problem says file, line and remedy.

Errors: a text without translation or marked fuzzy; a placeholder missing, added or misspelt; a digit typed
into a translation (numbers come from the knowledge, so that a wrong one cannot be typed); a proper name typed
instead of its placeholder; a plural form missing; a text in the wrong script; a list with more or fewer items
than the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n.catalogs import catalog_path
from bot.i18n.languages import Language
from bot.knowledge import load_knowledge
from bot.nlg.render import PLACEHOLDER
from bot.nlu.language_choice import SCRIPTS
from bot.settings import ROOT

#: Share of letters that have to be of the language's own script (names of services stay Latin).
LEAST_SCRIPT_SHARE = 0.4
#: Texts whose Latin words are meant: the check for the script leaves them out.
_MARKUP = re.compile(r"<[^>]*>")

_FUZZY = "the source text has changed (fuzzy); revise the translation and remove the mark"
_EMPTY = "not translated"
_EMPTY_FORM = "a plural form is empty"
_UNFINISHED = frozenset((_FUZZY, _EMPTY, _EMPTY_FORM))


@dataclass(frozen=True)
class Problem:
    """Something wrong with a translation; `unfinished`: it is only not there yet, or not of today."""

    path: Path
    line: int
    text: str
    unfinished: bool = False

    def __str__(self) -> str:
        shown = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{shown}:{self.line}: {self.text}"


def check_catalog(language: Language, path: Path | None = None, template: Catalog | None = None) -> list[Problem]:
    """Return the problems of one catalog, in the order of the file.

    Args:
        language: whose catalog.
        path: where it is, if not in its place.
        template: all source texts; what a catalog lacks of them is a problem.

    """
    path = path or catalog_path(language.locale)
    if not path.exists():
        return [Problem(path, 0, "there is no catalog; run `python -m bot language update`", unfinished=True)]
    with path.open("rb") as file:
        catalog = read_po(file, locale=language.locale, charset="utf-8")
    problems = []
    held = {(m.context, _key(m)) for m in catalog if m.id}
    for message in template or ():
        if message.id and (message.context, _key(message)) not in held:
            lacking = f"{message.context}: {_key(message)[:40]!r} is missing; run `make strings`"
            problems.append(Problem(path, 0, lacking, unfinished=True))
    for message in catalog:
        if message.id:
            label = message.context or ""
            for text in _message_problems(message, catalog, language):
                problems.append(Problem(path, message.lineno or 0, f"{label}: {text}", text in _UNFINISHED))
    return problems


def _key(message: Message) -> str:
    """Return the (first) source text of a message."""
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def _message_problems(message: Message, catalog: Catalog, language: Language) -> Iterator[str]:
    sources = list(message.id) if isinstance(message.id, (tuple, list)) else [str(message.id)]
    forms = list(message.string) if isinstance(message.string, (tuple, list)) else [str(message.string)]
    if message.fuzzy:
        yield _FUZZY
    if message.pluralizable and len(forms) != catalog.num_plurals:
        yield f"{len(forms)} plural forms, {catalog.num_plurals} wanted: {catalog.plural_expr}"
    if not all(forms):
        yield _EMPTY if not any(forms) else _EMPTY_FORM
        return
    wanted = set(PLACEHOLDER.findall(" ".join(sources)))
    for form in forms:
        found = set(PLACEHOLDER.findall(form))
        missing = wanted - found
        if missing and not (message.pluralizable and len(missing) == 1):
            yield f"placeholder {_braced(missing)} is missing"
        if found - wanted:
            yield f"placeholder {_braced(found - wanted)} is not in the source"
        bare = PLACEHOLDER.sub("", form)
        if "{" in bare or "}" in bare:
            yield "a brace stands alone; a placeholder is written {like_this}"
        digits = sorted({c for c in bare if unicodedata.category(c) == "Nd"})
        if digits:
            yield f"digit {' '.join(digits)} is typed; numbers come by placeholder"
        for name in _names():
            if name in bare and name not in PLACEHOLDER.sub("", sources[0]):
                yield f"the name {name!r} is typed; use its placeholder"
        if _bullets(form) != _bullets(sources[0]):
            yield f"{_bullets(form)} lines begin with '- ', {_bullets(sources[0])} in the source"
        if not _in_script(bare, language):
            yield "most of it is not in the language's script"


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _names() -> list[str]:
    # Short or everyday names (NHS, Fearless) may be part of another word.
    return [name for name in load_knowledge().names.values() if len(name) >= 8]


def _bullets(text: str) -> int:
    return sum(line.startswith("- ") for line in text.splitlines())


def _in_script(text: str, language: Language) -> bool:
    scripts = [s for s, codes in SCRIPTS.items() if language.code in codes]
    letters = [c for c in _MARKUP.sub("", text) if c.isalpha()]
    if not scripts or not letters:
        return True
    own = sum(unicodedata.name(c, "").startswith(scripts[0]) for c in letters)
    return own >= len(letters) * LEAST_SCRIPT_SHARE
