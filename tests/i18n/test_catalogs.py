"""Catalogs are whole; each way of breaking one is found, with file, line and remedy."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.i18n.catalogs import catalog_path
from bot.i18n.checks import check_catalog
from bot.i18n.languages import SOURCE, Language, served_languages
from bot.i18n.update import TEMPLATE, build_template, write_template

TRANSLATED = [language for language in served_languages().values() if language.locale != SOURCE]
POLISH = served_languages()["pl"]
URDU = served_languages()["ur"]


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda language: language.code)
def test_catalog_is_whole(language):
    assert [str(problem) for problem in check_catalog(language)] == []


def test_template_is_current(tmp_path):
    write_template(tmp_path / "messages.pot")
    assert (tmp_path / "messages.pot").read_bytes() == TEMPLATE.read_bytes(), "run `make strings`"


def test_catalogs_hold_the_texts_of_today():
    wanted = {(m.context, m.id) for m in build_template() if m.id}
    for language in TRANSLATED:
        with catalog_path(language.locale).open("rb") as file:
            catalog = read_po(file, locale=language.locale)
        assert {(m.context, m.id) for m in catalog if m.id} == wanted, f"{language.code}: run `make strings`"


def test_catalogs_have_no_dates_and_no_line_numbers():
    for language in TRANSLATED:
        text = catalog_path(language.locale).read_text("utf-8")
        assert "Date:" not in text
        assert not re.search(r"^#:", text, re.MULTILINE)


def broken(tmp_path, language: Language, source, string, fuzzy=False, context="utter_x"):
    """Return the problems of a catalog with one message."""
    catalog = Catalog(locale=language.locale, charset="utf-8")
    catalog.add(source, string, context=context, flags=["fuzzy"] if fuzzy else [])
    path = tmp_path / "messages.po"
    with path.open("wb") as file:
        write_po(file, catalog)
    return [str(problem) for problem in check_catalog(language, path)]


CALL = "Call {council} now."
CHOICES = ("{choice_count} choice", "{choice_count} choices")


@pytest.mark.parametrize(
    ("source", "string", "problem"),
    [
        (CALL, "", "not translated"),
        (CALL, "Zadzwoń teraz.", "placeholder {council} is missing"),
        (CALL, "Zadzwoń {counsil} {council}.", "placeholder {counsil} is not in the source"),
        (CALL, "Zadzwoń {council} {", "a brace stands alone"),
        (CALL, "Zadzwoń {council} 24 h.", "digit 2 4 is typed"),
        ("Ask {cross_keys}.", "Zapytaj {cross_keys} Cross Keys Homes.", "'Cross Keys Homes' is typed"),
        ("Do:\n- one\n- two", "Zrób:\n- raz", "1 lines begin with '- ', 2 in the source"),
        (CHOICES, ("{choice_count} opcja", "{choice_count} opcje"), "a plural form is empty"),
        (CHOICES, ("{choice_count} opcja", "{choice_count} opcje", ""), "a plural form is empty"),
    ],
)
def test_broken_translation_is_found(tmp_path, source, string, problem):
    found = broken(tmp_path, POLISH, source, string)
    assert len(found) == 1
    assert problem in found[0]
    assert re.match(r".*messages\.po:\d+: utter_x: ", found[0])


def test_fuzzy_translation_is_found(tmp_path):
    assert "fuzzy" in broken(tmp_path, POLISH, CALL, "Zadzwoń {council}.", fuzzy=True)[0]


def test_wrong_script_is_found(tmp_path):
    assert "script" in broken(tmp_path, URDU, CALL, "Abhi {council} par call karein.")[0]
    assert broken(tmp_path, URDU, CALL, "ابھی {council} پر کال کریں۔") == []


def test_right_translation_passes(tmp_path):
    assert broken(tmp_path, POLISH, CALL, "Zadzwoń: {council}.") == []


def test_missing_text_is_found(tmp_path):
    template = Catalog()
    template.add("A new text.", context="utter_new")
    assert "'A new text.' is missing" in broken_with(tmp_path, template)[0]


def broken_with(tmp_path, template):
    path = tmp_path / "messages.po"
    with path.open("wb") as file:
        write_po(file, Catalog(locale="pl", charset="utf-8"))
    return [str(problem) for problem in check_catalog(POLISH, path, template)]


def test_missing_catalog_is_found(tmp_path):
    assert "language update" in str(check_catalog(POLISH, tmp_path / "no.po")[0])
