"""Held-out conversations and dangers, against the floors of tests/nlu/thresholds.yml.

The floors are what was measured, rounded down: a regression fails the build; whoever beats one raises it.
"""

from __future__ import annotations

import pytest
import yaml

from bot.evaluation import conversations, danger
from bot.i18n.languages import served_languages
from bot.settings import ROOT

pytestmark = pytest.mark.model

FLOORS = yaml.safe_load((ROOT / "tests" / "nlu" / "thresholds.yml").read_text("utf-8"))
MEASURED = [code for code in served_languages() if code in FLOORS]


def test_every_language_with_held_out_sentences_has_a_floor():
    for code, language in served_languages().items():
        if conversations.read_tests(language.locale):
            assert code in FLOORS, f"{code}: measure it (`make evaluate`) and write its floors"


@pytest.mark.parametrize("code", MEASURED)
async def test_conversations(staffed, code):
    tests = conversations.read_tests(served_languages()[code].locale)
    played = [await conversations.play(staffed, test) for test in tests]
    passed = sum(p.passed for p in played) / len(played)
    failed = [f"{p.test['id']}: {p.problems[0]}" for p in played if not p.passed]
    assert passed >= FLOORS[code]["conversations"], failed


@pytest.mark.parametrize("code", MEASURED)
async def test_danger(assistant, code):
    result = await danger.measure(assistant, served_languages()[code].locale)
    found = 1 - len(result.missed) / result.dangers
    alarms = len(result.false_alarms) / result.others
    assert found >= FLOORS[code]["danger"], result.missed
    assert alarms <= FLOORS[code]["false_alarms"], result.false_alarms
