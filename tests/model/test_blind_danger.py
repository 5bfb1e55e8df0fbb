"""Sentences on danger that nothing was learnt from (docs/first-sight.md, the fifth set), in `tests/blind`.

Nothing is written, fitted or repaired because of them: they tell how well danger is recognised at first sight. Training
is not the same to the last bit on every machine, so the floors leave room for a few.
"""

from __future__ import annotations

import pytest

from bot.evaluation import danger
from bot.evaluation.danger import DangerResult
from bot.i18n.languages import served_languages
from bot.settings import ROOT

pytestmark = pytest.mark.model

BLIND = ROOT / "tests" / "blind"
#: Of the other languages a fourth is played, for time.
EVERY = 4
#: (of how many dangers, how many may be missed; of how many others, how many may be taken for danger)
ENGLISH = (120, 1, 520, 8)
OTHERS = (200, 5, 160, 8)


async def _measure(assistant, codes) -> DangerResult:
    total = DangerResult()
    for code in codes:
        every = 1 if code == "en" else EVERY
        one = await danger.measure(assistant, served_languages()[code].locale, BLIND, every)
        total.dangers += one.dangers
        total.others += one.others
        total.missed += one.missed
        total.false_alarms += one.false_alarms
    return total


@pytest.mark.parametrize("codes", [["en"], [c for c in served_languages() if c != "en"]], ids=["en", "others"])
async def test_danger_at_first_sight(assistant, codes):
    dangers, missed, others, alarms = ENGLISH if codes == ["en"] else OTHERS
    result = await _measure(assistant, codes)
    assert (result.dangers, result.others) == (dangers, others)
    assert len(result.missed) <= missed, result.missed
    assert len(result.false_alarms) <= alarms, result.false_alarms
