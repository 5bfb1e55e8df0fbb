"""The register of languages (`languages.yml`) and what Babel knows of each.

Codes are BCP 47 (`pt-PT`) wherever a browser or a program sees them; catalogs and data directories carry
Babel's form (`pt_PT`). This module is the only place that turns one into the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from babel import Locale

from bot.errors import ConfigurationError
from bot.i18n.varieties import find_variety
from bot.settings import ROOT

REGISTER = ROOT / "languages.yml"
SOURCE = "en"

#: Still being written: neither trained nor shown to residents.
STARTED = "started"
#: Complete, but no speaker has checked the texts.
DRAFT = "draft"
#: A speaker has checked the texts.
CHECKED = "checked"
STATUSES = (STARTED, DRAFT, CHECKED)


@dataclass(frozen=True)
class Language:
    """A language of the register; the assistant answers in it once it is no longer `started`."""

    code: str
    locale: str
    status: str
    example: str
    reviewer: str | None = None
    date: str | None = None

    @property
    def babel(self) -> Locale:
        """Babel's locale."""
        return Locale.parse(self.locale)

    @property
    def dir(self) -> str:
        """`rtl` or `ltr`."""
        return self.babel.text_direction

    @property
    def endonym(self) -> str:
        """The language's name in itself, with a capital first letter."""
        name = self.babel.get_language_name(self.locale) or self.code
        return name[:1].upper() + name[1:]

    @property
    def english(self) -> str:
        """The language's name in English."""
        return Locale.parse("en").languages[self.babel.language]

    @property
    def review(self) -> str:
        """`checked` or `draft`, as the REST contract says."""
        return CHECKED if self.status == CHECKED else DRAFT

    @property
    def served(self) -> bool:
        """Whether residents are answered in it."""
        return self.status != STARTED


@lru_cache(maxsize=2)
def registered_languages(register: Path = REGISTER) -> dict[str, Language]:
    """Return the languages of the register by code, in its order, also those that are only started.

    Raises:
        ConfigurationError: an entry lacks a key, has an unknown one or an unknown status, or names no Babel locale.

    """
    languages = {}
    for entry in yaml.safe_load(register.read_text("utf-8")):
        try:
            language = Language(**entry)
            _ = language.babel
        except Exception as error:
            raise ConfigurationError(f"{register.name}: {entry}: {error}") from error
        if language.status not in STATUSES:
            raise ConfigurationError(f"{register.name}: {entry}: status is one of {', '.join(STATUSES)}")
        languages[language.code] = language
    return languages


@lru_cache(maxsize=1)
def served_languages(register: Path = REGISTER) -> dict[str, Language]:
    """Return the languages residents are answered in, by code, in the order of the register.

    Raises:
        ConfigurationError: see `registered_languages`.

    """
    return {code: language for code, language in registered_languages(register).items() if language.served}


def to_code(locale: str) -> str:
    """Return the BCP 47 code of a locale directory (`pt_PT` -> `pt-PT`)."""
    return locale.replace("_", "-")


def negotiate(wanted: Iterable[str]) -> str | None:
    """Return the code of the first wanted language tag that is served, or None.

    A regional tag matches its language (`pt-BR` is served by `pt-PT`); a language without texts whose readers know
    those of another one matches that (`fa-AF` Farsi, `pa-Arab` Urdu).
    """
    served = served_languages()
    by_base = {code.split("-")[0].lower(): code for code in reversed(list(served))}
    exact = {code.lower(): code for code in served}
    for tag in wanted:
        tag = tag.strip().replace("_", "-").lower()
        if tag in exact:
            return exact[tag]
        variety = find_variety(tag)
        if variety and variety.answer in served:
            return variety.answer
        base = tag.split("-")[0]
        if base in by_base:
            return by_base[base]
    return None


def accepted_tags(header: str) -> list[str]:
    """Return the language tags of an Accept-Language header, most wanted first."""
    weighted = []
    for position, part in enumerate(header[:500].split(",")):
        match = re.fullmatch(r"\s*([A-Za-z0-9-]{1,35})\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", part)
        if match:
            weighted.append((-float(match[2] or 1), position, match[1]))
    return [tag for _, _, tag in sorted(weighted)]


def language_names(code: str) -> tuple[str, str]:
    """Return the name of any language Babel knows, in English and in itself (English twice if unknown)."""
    variety = find_variety(code)
    if variety:
        return variety.english, variety.native
    english = Locale.parse("en").languages.get(code.split("-")[0].split("_")[0], code)
    try:
        own = Locale.parse(code.replace("-", "_"))
        native = own.get_language_name(own) or english
    except Exception:
        native = english
    return english, native
