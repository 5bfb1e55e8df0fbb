"""Translation catalogs: the only module that knows gettext.

A compiled catalog (`.mo`) is made from the `.po` beside it when it is missing or older, so nobody can forget to.
"""

from __future__ import annotations

import gettext
import io
import os
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.i18n.languages import SOURCE
from bot.settings import ROOT

LOCALES = ROOT / "locales"


def catalog_path(locale: str, locales: Path = LOCALES) -> Path:
    """Return where the catalog of a locale is kept."""
    return locales / locale / "LC_MESSAGES" / "messages.po"


@lru_cache(maxsize=64)
def load_catalog(locale: str, locales: Path = LOCALES) -> gettext.NullTranslations:
    """Return the translations of a locale; those of the source language hand the text back."""
    if locale == SOURCE:
        return gettext.NullTranslations()
    source = catalog_path(locale, locales)
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        _compile(source, locale, compiled)
    return gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))  # type: ignore[arg-type]


def _compile(source: Path, locale: str, compiled: Path) -> None:
    with source.open("rb") as file:
        catalog = read_po(file, locale=locale)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    temporary = compiled.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(buffer.getvalue())
    temporary.replace(compiled)  # whole or not at all, also with several processes starting
