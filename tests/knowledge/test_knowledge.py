from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bot.errors import KnowledgeError
from bot.knowledge import load
from bot.settings import ROOT

FACTS = [json.loads(line) for line in (Path(__file__).parent / "facts.jsonl").read_text("utf-8").splitlines()]


def test_tables_add_up_as_the_plan_does(knowledge):
    assert len(knowledge.wards) == 24
    assert sum(w.crimes for w in knowledge.wards.values()) == 19072
    assert sum(a.after for a in knowledge.areas.values()) == 19072
    assert sum(a.before for a in knowledge.areas.values()) == 21301
    ranked = sorted(knowledge.wards.values(), key=lambda w: -w.crimes)
    assert [w.rank for w in ranked] == list(range(1, 25))


def test_percentages_are_those_of_the_numbers(knowledge):
    for row in [*knowledge.areas.values(), *knowledge.crime_types.values()]:
        computed = 100 * (row.before - row.after) / row.before
        assert abs(computed - row.percent) < 0.06, row.id
    for row in knowledge.crime_types.values():
        assert row.after - row.before == row.change


def test_every_ward_is_in_the_list_of_its_committee(knowledge):
    listed = {w: c.id for c in knowledge.committees.values() for w in c.wards}
    assert listed == {w.id: w.committee for w in knowledge.wards.values()}


def test_a_place_lies_in_the_committees_of_its_wards(knowledge):
    for place in knowledge.places.values():
        assert bool(place.committees) != bool(place.elsewhere), place.id
        if place.id != "hempsted":  # which ward is unresolved
            assert {knowledge.wards[w].committee for w in place.wards} == set(place.committees), place.id


def test_no_contact_of_low_confidence_is_to_be_acted_on(knowledge):
    for topic in knowledge.topics.values():
        for contact in topic.contacts:
            assert not knowledge.contacts[contact].printed_only, f"{topic.id}: {contact}"


@pytest.mark.parametrize("field", ["buttons", "contacts"])
def test_a_reference_that_leads_nowhere_is_named(tmp_path, monkeypatch, field):
    for path in load.DATA.glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    topics = yaml.safe_load((tmp_path / "topics.yml").read_text("utf-8"))
    topics["themes"][field] = ["nowhere"]
    (tmp_path / "topics.yml").write_text(yaml.safe_dump(topics), "utf-8")
    monkeypatch.setattr(load, "DATA", tmp_path)
    with pytest.raises(KnowledgeError, match=r"themes.*nowhere"):
        load.load_knowledge.__wrapped__()


def test_low_confidence_contact_is_refused(tmp_path, monkeypatch):
    for path in load.DATA.glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    with (tmp_path / "contacts.yml").open("a", encoding="utf-8") as file:
        file.write('\nelms: {kind: tel, value: "0800 000 0000", confidence: L}\n')
    monkeypatch.setattr(load, "DATA", tmp_path)
    with pytest.raises(KnowledgeError, match="elms"):
        load.load_knowledge.__wrapped__()


def test_intents_of_the_domain_are_the_topics(knowledge):
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    assert [next(iter(intent)) for intent in domain["intents"]] == list(knowledge.topics)


def test_every_topic_has_exactly_one_rule(knowledge):
    ruled: list[str] = []
    for path in (ROOT / "data" / "rules").glob("*.yml"):
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]:
            first = rule["steps"][0]
            ruled += [s["intent"] for s in first.get("or", [first]) if "intent" in s]
    assert sorted(ruled) == sorted([*knowledge.topics, "nlu_fallback"])


def test_every_fact_has_a_topic(knowledge):
    topics = yaml.safe_load((Path(__file__).parent / "facts_topics.yml").read_text("utf-8"))
    assert sorted(topics) == [fact["id"] for fact in FACTS]
    assert set(topics.values()) <= set(knowledge.topics)


def test_questions_of_the_facts_are_not_training_data():
    questions = {" ".join(fact["question"].casefold().split()) for fact in FACTS}
    for path in (ROOT / "data" / "nlu").glob("*/*.yml"):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            for line in entry["examples"].splitlines():
                assert " ".join(line.removeprefix("- ").casefold().split()) not in questions, f"{path}: {line}"
