"""Bring the catalogs up to date with the source texts, with quiet diffs.

The template and the catalogs are sorted, without line numbers and without dates, so that a change of one text is
one change in the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.plurals import PLURALS
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from bot.i18n.catalogs import LOCALES, catalog_path
from bot.i18n.languages import SOURCE, registered_languages
from bot.settings import ROOT

TEMPLATE = LOCALES / "messages.pot"
PROJECT = "SaferPeterborough assistant"
HEADER = "# {language} texts of the SaferPeterborough assistant.\n# Review status: {status} (languages.yml).\n#"


def build_template() -> Catalog:
    """Return the catalog of all source texts."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    template = Catalog(project=PROJECT, charset="utf-8")
    for _, _, message, comments, context in extract_from_dir(
        str(ROOT), methods, options, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        template.add(message, None, [], auto_comments=comments, context=context)
    return template


def write_template(path: Path = TEMPLATE) -> None:
    """Write the template."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_bytes(build_template(), "# Source texts of the SaferPeterborough assistant.\n#"))


def update_catalog(locale: str, status: str) -> None:
    """Write a locale's catalog with the texts of today: new ones empty, changed ones fuzzy, gone ones removed."""
    path = catalog_path(locale)
    catalog = Catalog(locale=Locale.parse(locale), project=PROJECT, charset="utf-8")
    if not {locale, locale.split("_")[0]} & set(PLURALS):
        # Babel's table of gettext rules lacks the language and would give it English's: CLDR knows better.
        rule = to_gettext(Locale.parse(locale).plural_form)
        catalog.mime_headers = [("Plural-Forms", rule)]
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale, charset="utf-8")
    catalog.update(build_template(), no_fuzzy_matching=False, keep_user_comments=True)
    catalog.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    name = Locale.parse(locale).get_display_name("en") or locale
    path.write_bytes(_bytes(catalog, HEADER.format(language=name, status=status)))


def update_all() -> Iterator[str]:
    """Update template and catalogs; yield the path of each file written."""
    write_template()
    yield str(TEMPLATE.relative_to(ROOT))
    for language in registered_languages().values():
        if language.locale != SOURCE:
            update_catalog(language.locale, language.status)
            yield str(catalog_path(language.locale).relative_to(ROOT))


def _bytes(catalog: Catalog, header: str) -> bytes:
    catalog.header_comment = header
    for message in catalog:
        message.locations = []
    catalog.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_output=True, no_location=True, omit_header=False)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Generated-By', '"Report-Msgid')
    return "".join(line for line in lines if not line.startswith(dated)).encode("utf-8")
