"""Choices, words about figures, asking back: without a model."""

from __future__ import annotations

import pytest

from actions import conversation, crime, fallback, neighbourhood, topics
from actions.words import LAST, asked_choice, mentions, names_year_before
from bot.i18n.languages import served_languages
from bot.settings import ROOT
from tests.builders import make_tracker, place, run_action


def responses(said):
    return [s["response"] for s in said]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the second one", 2),
        ("2", 2),
        ("2nd please", 2),
        ("Option 3.", 3),
        ("tell me more about the first one", 1),
        ("the last one", LAST),
        ("ten drugi", 2),
        ("دوسرا والا", 2),
        ("۲", 2),
        ("antrasis", 2),
        ("второй", 2),
        ("a doua", 2),
        ("no", 0),
        ("999", 0),
        ("101", 0),
        ("", 0),
        ("the one", 0),
        ("first or second", 0),
        ("second hand smoke", 0),
        ("which ward came second", 0),
        ("he hit me a second time", 0),
    ],
)
def test_choices_are_told_by_their_words_alone(text, number):
    assert asked_choice(text) == number


def test_every_language_says_first_second_and_last():
    for language in served_languages().values():
        assert (ROOT / "data" / "lookups" / language.locale / "choices.yml").exists(), language.code


@pytest.mark.parametrize(
    ("text", "kind", "there"),
    [
        ("did crime fall in Walton?", "trend", True),
        ("has crime gone up in Park", "trend", True),
        ("czy przestępczość spadła w Walton", "trend", True),
        ("how many crimes in Walton", "trend", False),
        ("is it safe to live in Park ward?", "risk", True),
        ("czy w Central jest niebezpiecznie", "risk", True),
        ("how many crimes in Park", "risk", False),
        ("crimes per 1,000 people", "unsaid", True),
        ("how many arrests were there", "unsaid", True),
        ("how many crimes in the rest of the city", "unsaid", False),
    ],
)
def test_words_in_a_question_about_figures(text, kind, there):
    assert mentions(text, kind) is there


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("crimes in Park in 2009/10", True),
        ("crimes in Park in 09/10", True),
        ("in 2009", True),
        ("جرائم ۲۰۰۹ میں", True),
        ("in 2010/11", False),
        ("call 01733 747474 on 9/10", False),
    ],
)
def test_year_before(text, there):
    assert names_year_before(text) is there


async def _then(action, first, text, intent="deny", **message):
    """Return what an action says to `text` after another one answered."""
    _, slots = first
    return await run_action(action, make_tracker(intent, text=text, slots=slots, **message))


async def test_second_button_is_pressed_by_words():
    first = await run_action(neighbourhood.ActionCommittee(), make_tracker("committee", entities=[place("millfield")]))
    said, slots = await _then(topics.ActionAnswer(), first, "the second one")
    assert said[0]["values"]["ward"]["value"] == "North"
    assert slots["pending"] is None


async def test_what_is_chosen_is_no_danger():
    first = await run_action(neighbourhood.ActionCommittee(), make_tracker("committee", entities=[place("millfield")]))
    said, _ = await _then(topics.ActionAnswer(), first, "2", danger="unsure")
    assert "utter_danger_unsure" not in responses(said)


async def test_number_without_an_offer_is_asked_about():
    said, _ = await run_action(topics.ActionAnswer(), make_tracker("deny", text="the third one"))
    assert responses(said) == ["utter_more_nothing"]


@pytest.mark.parametrize(
    ("action", "intent", "text", "response"),
    [
        (crime.ActionMostCrime(), "most_crime", "the fifth one", "utter_ward_crime"),
        (crime.ActionAreas(), "areas", "the first one", "utter_area_crime"),
        (crime.ActionCrimeType(), "crime_types", "number 2", "utter_crime_type"),
        (crime.ActionCommitteeCrime(), "committee_crime", "the last one", "utter_committee_crime"),
        (neighbourhood.ActionCommittees(), "committees", "the second one", "utter_committee_wards"),
        (topics.ActionAnswer(), "themes", "the fifth one", "utter_road_safety"),
        (topics.ActionAnswer(), "themes", "the second one", "utter_more_nothing"),
    ],
)
async def test_line_of_a_list_is_chosen(action, intent, text, response):
    said, _ = await _then(topics.ActionAnswer(), await run_action(action, make_tracker(intent)), text)
    assert said[0]["response"] == response


async def test_every_listed_topic_exists(knowledge):
    from actions.choice import LISTED_TOPICS

    for response, listed in LISTED_TOPICS.items():
        assert {topic for topic in listed if topic} <= set(knowledge.topics), response


async def test_asking_for_a_place_ends_with_a_person():
    seen, slots = [], {}
    for _ in range(3):
        said, slots = await run_action(crime.ActionWardCrime(), make_tracker("ward_crime", slots=slots))
        seen.append(responses(said))
    assert seen[:2] == [["utter_ward_crime_ask"], ["utter_ward_crime_ask"]]
    assert seen[2] == ["utter_fallback_person", "utter_fallback_email"]


async def test_place_nobody_knows_gets_the_list_of_committees():
    first = await run_action(neighbourhood.ActionCommittee(), make_tracker("committee"))
    said, _ = await _then(neighbourhood.ActionPlaceOnly(), first, "Narnia", intent="place_only")
    assert responses(said) == ["utter_committee_unknown"]


async def test_answer_ends_a_row_of_misses():
    slots = {"misses": 2.0}
    said, slots = await run_action(topics.ActionAnswer(), make_tracker("council_services", slots=slots))
    assert slots["misses"] == 0
    said, _ = await run_action(fallback.ActionFallback(), make_tracker("nlu_fallback", slots=slots))
    assert responses(said) == ["utter_fallback"]


async def test_three_questions_about_nothing_here_lead_to_a_person():
    slots: dict = {}
    seen = []
    for _ in range(3):
        said, now = await run_action(topics.ActionAnswer(), make_tracker("general_knowledge", slots=slots))
        slots |= now
        seen.append(responses(said)[0])
    assert seen == ["utter_general_knowledge", "utter_general_knowledge", "utter_fallback_person"]


async def test_no_to_a_guess_is_a_miss():
    ranking = [{"name": "themes", "confidence": 0.2}]
    first = await run_action(fallback.ActionFallback(), make_tracker("nlu_fallback", ranking=ranking))
    said, slots = await _then(topics.ActionAnswer(), first, "no")
    assert responses(said) == ["utter_fallback_again"]
    said, _ = await run_action(topics.ActionAnswer(), make_tracker("deny", text="no", slots=slots | {"misses": 2.0}))
    assert responses(said) == ["utter_fallback_person", "utter_fallback_email"]


async def test_yes_to_one_guess_is_its_button():
    ranking = [{"name": "themes", "confidence": 0.2}]
    first = await run_action(fallback.ActionFallback(), make_tracker("nlu_fallback", ranking=ranking))
    said, _ = await _then(conversation.ActionAffirm(), first, "yes", intent="affirm")
    assert said[0]["response"] == "utter_themes"


async def test_yes_to_several_guesses_asks_which():
    ranking = [{"name": "themes", "confidence": 0.2}, {"name": "priorities", "confidence": 0.2}]
    first = await run_action(fallback.ActionFallback(), make_tracker("nlu_fallback", ranking=ranking))
    said, _ = await _then(conversation.ActionAffirm(), first, "yes", intent="affirm")
    assert responses(said) == ["utter_did_you_mean"]
    assert len(said[0]["buttons"]) == 2


async def test_one_kind_of_crime_in_a_ward_is_not_in_the_plan():
    tracker = make_tracker("vehicle_theft", text="vehicle theft in Walton", entities=[place("walton")])
    said, _ = await run_action(crime.ActionCrimeType(), tracker)
    assert responses(said) == ["utter_not_in_plan"]
    assert [b["topic"] for b in said[0]["buttons"]] == ["vehicle_theft", "ward_crime"]


async def test_place_of_another_clause_is_not_asked_about():
    tracker = make_tracker(
        "violent_crime", text="a lad got stabbed in Walton, is it rising", entities=[place("walton")]
    )
    said, _ = await run_action(crime.ActionCrimeType(), tracker)
    assert said[0]["response"] == "utter_crime_type"


async def test_careful_answers_are_not_added_as_a_second_guess():
    ranking = [{"name": "victim_support", "confidence": 0.5}, {"name": "domestic_abuse", "confidence": 0.45}]
    said, _ = await run_action(topics.ActionAnswer(), make_tracker("victim_support", ranking=ranking))
    assert responses(said) == ["utter_victim_support"]
    ranking = [{"name": "victim_support", "confidence": 0.5}, {"name": "crimestoppers", "confidence": 0.45}]
    said, _ = await run_action(topics.ActionAnswer(), make_tracker("victim_support", ranking=ranking))
    assert responses(said) == ["utter_victim_support", "utter_crimestoppers"]


@pytest.mark.parametrize(("share", "response"), [(0.2, "utter_ward_crime"), (0.4, "utter_least_crime")])
async def test_a_doubt_about_the_list_does_not_leave_the_ward_just_told(share, response):
    first = await run_action(crime.ActionWardCrime(), make_tracker("ward_crime", entities=[place("fletton")]))
    ranking = [{"name": "ward_crime", "confidence": 0.6}, {"name": "least_crime", "confidence": share}]
    said, _ = await _then(
        crime.ActionWardCrime(), first, "and the quiet one of them", intent="ward_crime", ranking=ranking
    )
    assert responses(said)[0] == response


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("violent crime in Bretton", "utter_not_in_plan"),
        ("włamania w Bretton", "utter_not_in_plan"),
        ("crime in Bretton", "utter_ward_crime_two"),
    ],
)
async def test_words_for_one_kind_of_crime_in_a_ward_are_enough(text, response):
    said, _ = await run_action(
        crime.ActionWardCrime(), make_tracker("ward_crime", text=text, entities=[place("bretton")])
    )
    assert responses(said)[0] == response


@pytest.mark.parametrize(("text", "share"), [("violence in Paston", 0.3), ("violent crime in Paston last year", 0.01)])
@pytest.mark.parametrize("intent", ["other_place", "other_year"])
async def test_one_kind_of_crime_in_a_ward_is_of_no_other_place_or_year(intent, text, share):
    ranking = [{"name": intent, "confidence": 0.6}, {"name": "violent_crime", "confidence": share}]
    tracker = make_tracker(intent, text=text, entities=[place("paston")], ranking=ranking)
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert (responses(said)[0] == "utter_not_in_plan") is (share >= 0.05)
