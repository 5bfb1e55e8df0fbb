from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.i18n.languages import served_languages
from bot.nlu.place_question import PlaceQuestion, asked_of_place
from bot.settings import ROOT


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("paston crimes 2010", "ward_crime"),
        ("paston committee pls", "committee"),
        ("la paston chand tawan habu", "ward_crime"),
        ("ilu przestępstw w Paston", "ward_crime"),
        ("преступления в Пастоне", "ward_crime"),
        ("Paston kuris komitetas", "committee"),
        ("does the committee in paston talk about crime", None),
        ("paston", None),
    ],
)
def test_words_beside_a_place(text, topic):
    assert asked_of_place(text) == topic


def test_every_language_has_words():
    for language in served_languages().values():
        assert (ROOT / "data" / "lookups" / language.locale / "place_words.yml").exists()


def processed(intent, confidence, entities, text="crimes in paston"):
    message = Message({TEXT: text, INTENT: {"name": intent, "confidence": confidence}, ENTITIES: entities})
    return PlaceQuestion(PlaceQuestion.get_default_config()).process([message])[0].get(INTENT)["name"]


def test_only_an_open_topic_with_a_certain_place_changes():
    paston = {"entity": "place", "value": "paston"}
    assert processed("committee", 0.9, [paston]) == "ward_crime"
    assert processed("report_crime", 0.2, [paston]) == "ward_crime"
    assert processed("report_crime", 0.8, [paston]) == "report_crime"
    assert processed("committee", 0.9, []) == "committee"
    assert processed("committee", 0.9, [{**paston, "ambiguous": True}]) == "committee"
