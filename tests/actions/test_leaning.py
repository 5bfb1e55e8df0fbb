"""Messages that lean on the answer before: without a model."""

from __future__ import annotations

import pytest

from actions import conversation, crime, fallback, registry, topics
from actions.follow_up import LIKELIER, LONGEST
from actions.words import asked_choice
from bot.i18n.languages import served_languages
from bot.settings import ROOT
from tests.builders import make_tracker, place, run_action


def guesses(*pairs):
    return [{"name": name, "confidence": share} for name, share in pairs]


async def asked(last, text, *ranking, action=None, **message):
    """Return the responses to a message whose topics are `ranking`, after an answer on the topic `last`."""
    tracker = make_tracker(
        ranking[0][0], text=text, ranking=guesses(*ranking), slots={"topic": last, "told": ["plan_old"]}, **message
    )
    said, _ = await run_action((action or topics.ActionAnswer)(), tracker)
    return [one["response"] for one in said]


async def test_a_short_message_is_about_what_was_just_spoken_of():
    ranking = [("council_services", 0.5), ("victim_support", 0.2)]
    assert await asked("victim_support", "do they charge for it?", *ranking) == ["utter_victim_support"]
    assert await asked(None, "do they charge for it?", *ranking) == ["utter_council_services"]


async def test_what_people_ask_next_is_likelier_too():
    ranking = [("benefits_jobs", 0.4), ("one_service_address", 0.2)]
    assert await asked("one_service", "and their office?", *ranking) == ["utter_one_service_address"]


async def test_a_clear_question_stands_on_its_own():
    share = 0.9 / LIKELIER - 0.05
    ranking = [("general_knowledge", 0.9), ("victim_support", share)]
    assert await asked("victim_support", "will it rain tomorrow?", *ranking) == ["utter_general_knowledge"]


async def test_a_long_message_stands_on_its_own():
    ranking = [("council_services", 0.5), ("victim_support", 0.2)]
    text = "word " * (LONGEST + 1)
    assert await asked("victim_support", text, *ranking) == ["utter_council_services"]


async def test_a_message_that_names_a_place_or_an_unlikely_topic_stands_on_its_own():
    ranking = [("council_services", 0.5), ("victim_support", 0.2)]
    assert await asked("victim_support", "and in Paston", *ranking, entities=[place("paston")]) != [
        "utter_victim_support"
    ]
    ranking = [("council_services", 0.1), ("victim_support", 0.04)]
    assert await asked("victim_support", "hm and so", *ranking) == ["utter_council_services"]


async def test_the_answer_to_which_place_leans_on_nothing():
    slots = {
        "topic": "victim_support",
        "pending": "committee",
        "last_replies": [{"response": "utter_committee_ask", "say": {"topic": "committee"}}],
    }
    ranking = guesses(("council_services", 0.5), ("victim_support", 0.2))
    tracker = make_tracker("council_services", text="behind the bins", ranking=ranking, slots=slots)
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert said[0]["response"] == "utter_council_services"


async def test_per_cent_is_of_the_figures_just_told():
    said = await asked("violent_crime", "how many per cent is that?", ("burglary_figures", 0.8), ("violent_crime", 0.1))
    assert said[0] == "utter_crime_type"


async def test_per_cent_of_another_crime_is_not():
    ranking = [("burglary_figures", 0.8), ("violent_crime", 0.1)]
    said = await asked("violent_crime", "and burglary, how many per cent?", *ranking)
    assert said[0] == "utter_burglary_figures"


@pytest.mark.parametrize(
    ("last", "text", "intent", "share", "response"),
    [
        ("burglary_figures", "and what did that save?", "criminal_damage", 0.98, "utter_burglary_figures"),
        ("burglary_figures", "and vandalism?", "criminal_damage", 0.98, "utter_criminal_damage"),
        ("areas", "and the one that fell least?", "criminal_damage", 0.56, "utter_areas"),
        ("areas", "and the smallest?", "least_crime", 0.9, "utter_areas"),
        ("areas", "and cars?", "vehicle_theft", 0.9, "utter_crime_type"),
    ],
)
async def test_a_question_that_names_no_kind_of_crime_is_about_the_figures_just_told(
    last, text, intent, share, response
):
    assert (await asked(last, text, (intent, share), action=registry.TOPIC_ACTIONS.get(intent)))[0] == response


async def test_how_many_there_is_about_the_ward_just_named():
    said = await asked("most_crime", "how many were there?", ("ward_crime", 0.9), action=crime.ActionWardCrime)
    assert said[0] == "utter_most_crime"


async def test_their_number_after_a_question_without_answer_gives_both():
    tracker = make_tracker(
        "contact_followup",
        text="their number?",
        slots={
            "topic": "crimestoppers",
            "last_replies": [{"response": "utter_not_in_plan", "say": {"topic": "not_in_plan"}}],
        },
    )
    said, _ = await run_action(conversation.ActionContactFollowup(), tracker)
    values = [row["contact_value"]["value"] for row in said[0]["values"]["rows"]["rows"]]
    assert "0800 555 111" in values
    assert "(01733) 747474" in values


async def test_their_e_mail_after_a_committee():
    slots = {"topic": "committee", "place": "paston"}
    said, _ = await run_action(conversation.ActionContactFollowup(), make_tracker("contact_followup", slots=slots))
    assert [one["response"] for one in said if one["response"] != "utter_plan_old"] == [
        "utter_committee_meeting_for",
        "utter_fallback_email",
    ]


async def test_a_compass_word_in_any_language_completes_the_ward_before():
    tracker = make_tracker(
        "ward_crime", text="അപ്പോ സൗത്തോ?", entities=[place("south", "part")], slots={"place": "bretton_north"}
    )
    said, _ = await run_action(crime.ActionWardCrime(), tracker)
    assert said[0]["values"]["ward"]["value"] == "Bretton South"


@pytest.mark.parametrize("language", served_languages().values(), ids=lambda language: language.code)
def test_every_language_has_words_for_per_cent_and_for_kinds_of_crime(language):
    words = (ROOT / "data" / "lookups" / language.locale / "figure_words.yml").read_text("utf-8")
    assert "share: [" in words
    assert "kind:" in words


async def test_a_compass_word_asks_the_same_of_the_other_ward_whatever_the_classifier_thinks():
    tracker = make_tracker(
        "when_followup",
        text="وفي ساوث؟",
        entities=[place("south", "part")],
        slots={"topic": "ward_crime", "place": "bretton_north"},
    )
    said, _ = await run_action(conversation.ActionWhenFollowup(), tracker)
    assert said[0]["values"]["ward"]["value"] == "Bretton South"


@pytest.mark.parametrize(
    ("how", "response"), [("exact", "utter_committee_place_only"), ("fuzzy", "utter_did_you_mean")]
)
async def test_a_word_like_a_name_is_not_the_answer_to_what_nobody_understood(how, response):
    tracker = make_tracker(
        "nlu_fallback",
        text="spending",
        ranking=guesses(("have_your_say", 0.5)),
        entities=[{**place("parnwell"), "how": how}],
    )
    said, _ = await run_action(fallback.ActionFallback(), tracker)
    assert said[0]["response"].startswith(response[:15])


@pytest.mark.parametrize("text", ["¿y el segundo?", "a druhý?", "and the second?", "i drugi"])
def test_a_choice_may_begin_with_and(text):
    assert asked_choice(text) == 2


async def test_another_town_in_what_nobody_understood_is_not_ours():
    tracker = make_tracker("nlu_fallback", text="Is Cambridge safer than Norwich?", entities=[place("cambridge")])
    said, _ = await run_action(fallback.ActionFallback(), tracker)
    assert said[0]["response"] == "utter_other_place"
