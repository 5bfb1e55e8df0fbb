"""Every text in every language can be written, and says only numbers that the knowledge holds."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.utils.endpoints import read_endpoint_config

from bot.errors import CatalogError
from bot.i18n.formats import LRI, PDI, format_value
from bot.i18n.languages import served_languages
from bot.knowledge import load_knowledge
from bot.nlg.generator import CatalogNLG
from bot.nlg.render import PLACEHOLDER, Renderer
from bot.nlg.responses import load_responses
from bot.settings import ROOT


@pytest.fixture(scope="module")
def renderer():
    return Renderer(load_knowledge())


class AnyValues(dict[str, Any]):
    """Gives a value to whatever the knowledge does not know."""

    def __contains__(self, key: object) -> bool:
        known = load_knowledge()
        name = str(key).removesuffix("_printed")
        return not (key in known.figures or key in known.names or name in known.contacts)

    def __getitem__(self, key: str) -> dict[str, Any]:
        return {"kind": "count", "value": 5} if "count" in key else {"kind": "name", "value": "Paston"}


@pytest.mark.parametrize("code", served_languages())
def test_every_response_can_be_written(renderer, code):
    language = served_languages()[code]
    for response in load_responses():
        text = renderer.text(response, language, AnyValues())
        assert text
        assert not PLACEHOLDER.search(text), response


@pytest.mark.parametrize("code", served_languages())
def test_every_title_can_be_written(renderer, code):
    for topic in load_knowledge().topics:
        assert renderer.title(topic, served_languages()[code])


@pytest.mark.parametrize("code", served_languages())
def test_no_long_number_but_those_of_the_knowledge(renderer, code):
    known, language = load_knowledge(), served_languages()[code]
    values = [v for c in known.contacts.values() for v in (c.value, c.printed) if v]
    values += [format_value(f.kind, f.value, language).strip(LRI + PDI) for f in known.figures.values()]
    for response in load_responses():
        text = renderer.text(response, language, AnyValues())
        for value in sorted(values, key=len, reverse=True):
            text = text.replace(value, "#")
        assert not re.search(r"\d(?:[ ()-]?\d){5,}", text), (response, text)


@pytest.mark.parametrize("code", served_languages())
def test_danger_begins_with_the_number(renderer, code):
    text = renderer.text("utter_danger", served_languages()[code], AnyValues())
    assert "999" in text[:60]


@pytest.mark.parametrize("code", served_languages())
def test_a_question_about_emergencies_does_not_begin_with_it(renderer, code):
    assert "999" not in renderer.text("utter_emergency_info", served_languages()[code], AnyValues())[:120]


def test_placeholder_without_value_names_response_and_language(renderer):
    with pytest.raises(CatalogError, match="ward_crime"):
        renderer.text("utter_ward_crime", served_languages()["en"], {})


def test_plural_forms_follow_the_language(renderer):
    polish = served_languages()["pl"]
    texts = {
        n: renderer.text("utter_choices", polish, {"choice_count": {"kind": "count", "value": n}}) for n in (1, 2, 5)
    }
    assert len({t.strip("0123456789 ") for t in texts.values()}) == 3


def test_message_carries_what_a_page_may_show():
    message = CatalogNLG().message("utter_victim_support", {"topic": "victim_support"}, served_languages()["en"])
    assert message["source"]["section"] == "Victim Support"
    assert message["contacts"][0]["value"] == "08 08 16 89 111"
    assert all(b["payload"].startswith("button:") for b in message["buttons"])


def test_rasas_own_server_makes_the_generator_from_endpoints_yml():
    made = NaturalLanguageGenerator.create(read_endpoint_config(str(ROOT / "endpoints.yml"), "nlg"), None)
    assert isinstance(made, CatalogNLG)
