from __future__ import annotations

import pytest
import yaml

from bot.nlu.gazetteer import LOOKUPS
from bot.nlu.phrases import DangerPhrases


@pytest.fixture(scope="module")
def phrases():
    return DangerPhrases()


def test_a_phrase_is_found_with_words_between(tmp_path):
    (tmp_path / "en").mkdir()
    data = {"now": ["break* in _ now", "has a knife"], "unless": ["yesterday", "last year"]}
    (tmp_path / "en" / "danger.yml").write_text(yaml.safe_dump(data))
    rule = DangerPhrases(tmp_path)
    assert rule.tell_danger("someone is BREAKING in next door now")
    assert not rule.tell_danger("someone is breaking in my very old big shed now")
    assert rule.tell_danger("he has a knife")
    assert not rule.tell_danger("yesterday he had, he has a knife")
    assert not rule.tell_danger("nothing here")


@pytest.mark.parametrize(
    "text",
    ["he has a knife", "hes got a knife", "my house is on fire", "on ma nóż", "ma noz pomocy", "اس کے پاس چاقو ہے"],
)
def test_danger_now(phrases, text):
    assert phrases.tell_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "my shed burned down last year",
        "how many violent crimes were there",
        "what if there is a fire one day",
        "this queue is killing me",
    ],
)
def test_no_danger_now(phrases, text):
    assert not phrases.tell_danger(text)


def test_lists_are_well_formed():
    for path in LOOKUPS.glob("*/danger.yml"):
        data = yaml.safe_load(path.read_text("utf-8"))
        assert set(data) == {"now", "unless"}, path
        assert all(isinstance(text, str) and text.strip() for texts in data.values() for text in texts), path
