"""What residents are answered in is complete; what a language lacks is counted."""

from __future__ import annotations

import dataclasses

import pytest

from bot.i18n.coverage import measure_coverage
from bot.i18n.languages import Language, served_languages
from bot.i18n.update import build_template


@pytest.fixture(scope="module")
def template():
    return build_template()


@pytest.mark.parametrize("code", served_languages())
def test_a_served_language_is_complete(code, template):
    coverage = measure_coverage(served_languages()[code], template)
    assert coverage.lacking == ()
    assert coverage.complete
    assert (coverage.translated, coverage.covered) == (coverage.texts, coverage.topics)


def test_only_a_checked_language_is_reviewed(template):
    polish = served_languages()["pl"]
    assert measure_coverage(dataclasses.replace(polish, status="draft"), template).reviewed is None
    checked = measure_coverage(dataclasses.replace(polish, status="checked"), template)
    assert checked.reviewed == checked.translated > 0


def test_a_language_without_any_file_lacks_all(template):
    coverage = measure_coverage(Language("eu", "eu", "started", "Basque"), template)
    assert not coverage.complete
    assert (coverage.translated, coverage.sentences, coverage.covered) == (0, 0, 0)
    wanted = (
        "locales/eu/STYLE.md",
        "locales/eu/LC_MESSAGES/messages.po",
        "data/nlu/eu/help.yml",
        "data/lookups/eu/danger.yml",
        "data/lookups/eu/places.yml",
        "data/lookups/eu/languages.yml",
        "tests/nlu/eu/conversations.jsonl",
        "tests/nlu/eu/danger.jsonl",
    )
    for path in wanted:
        assert [line for line in coverage.lacking if line.startswith(f"{path}: ")], path
