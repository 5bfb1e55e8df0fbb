"""Messages that lean on the answer before: without a model."""

from __future__ import annotations

import pytest
import yaml

from actions import conversation, crime, fallback, registry, topics
from actions.follow_up import LIKELIER, LONGEST
from actions.words import SORTS, asked_choice
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


@pytest.mark.parametrize(
    ("last", "text", "intent", "response"),
    [
        ("committee", "and where did that one come for crime?", "most_crime", "utter_ward_crime"),
        ("ward_crime", "a które to miejsce w mieście?", "place_only", "utter_ward_crime"),
        ("committee", "si pe ce loc e la infractiuni", "most_crime", "utter_ward_crime"),
        ("committee", "na es hanyadik a listan?", "least_crime", "utter_ward_crime"),
        ("ward_crime", "a najwięcej?", "when_followup", "utter_most_crime"),
        ("most_crime", "а най-малко?", "areas", "utter_least_crime"),
        ("ward_crime", "¿y el que menos?", "ward_crime", "utter_least_crime"),
    ],
)
async def test_what_is_asked_of_the_list_of_wards_after_a_ward(last, text, intent, response):
    tracker = make_tracker(
        intent,
        text=text,
        ranking=guesses((intent, 0.6), ("most_crime", 0.35)),
        slots={"topic": last, "place": "paston", "told": ["plan_old"]},
    )
    said, _ = await run_action(registry.TOPIC_ACTIONS.get(intent, topics.ActionAnswer)(), tracker)
    assert said[0]["response"] == response


async def test_the_place_where_a_committee_meets_is_no_rank():
    tracker = make_tracker(
        "when_followup",
        text="in which place is it?",
        slots={"topic": "committee", "place": "paston", "told": ["plan_old"]},
    )
    said, _ = await run_action(conversation.ActionWhenFollowup(), tracker)
    assert said[0]["response"] == "utter_committee_meeting_for"


async def test_which_ward_has_most_is_no_question_about_the_ward_just_spoken_of():
    tracker = make_tracker(
        "most_crime",
        text="and which place has the most of all the wards in the city?",
        ranking=guesses(("most_crime", 0.9)),
        slots={"topic": "committee", "place": "paston", "told": ["plan_old"]},
    )
    said, _ = await run_action(crime.ActionMostCrime(), tracker)
    assert said[0]["response"] == "utter_most_crime"


@pytest.mark.parametrize(
    ("last", "text", "intent", "response"),
    [
        ("vehicle_theft", "a v kusoch je to koľko?", "ward_crime", "utter_crime_type"),
        ("vehicle_theft", "acha to is se paisa kitna bacha?", "cost_followup", "utter_crime_type"),
        ("vehicle_theft", "and in my ward?", "ward_crime", "utter_ward_crime_ask"),
        ("criminal_damage", "how much money did that save", "not_in_plan", "utter_criminal_damage"),
        ("burglary_figures", "അതുകൊണ്ട് എത്ര പൗണ്ട് ലാഭിച്ചു?", "general_knowledge", "utter_burglary_figures"),
        ("burglary_figures", "how many police officers are there", "not_in_plan", "utter_not_in_plan"),
        ("areas", "and how many crimes was that in 2010/11", "ward_crime", "utter_areas"),
        ("one_service_address", "n who funds it", "cost_followup", "utter_social_impact_bond"),
        ("victim_support", "who pays for it", "cost_followup", "utter_cost_followup"),
    ],
)
async def test_money_and_numbers_after_figures(last, text, intent, response):
    said = await asked(last, text, (intent, 0.9), action=registry.TOPIC_ACTIONS.get(intent))
    assert said[0] == response


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("Melyik wardban történik a legkevesebb bűncselekmény?", "utter_least_crime"),
        ("which is the least safe", "utter_most_crime"),
        ("which has the most", "utter_most_crime"),
    ],
)
async def test_a_word_for_the_end_of_the_list_outweighs_the_classifier(text, response):
    said, _ = await run_action(crime.ActionMostCrime(), make_tracker("most_crime", text=text))
    assert said[0]["response"] == response


@pytest.mark.parametrize(
    ("last", "named", "ward"),
    [
        (None, "werrington", "Werrington South"),
        ("werrington", None, "Werrington South"),
        ("werrington_north", None, "Werrington South"),
        ("paston", "bretton", "Bretton South"),
    ],
)
async def test_a_compass_word_completes_the_place_beside_it_or_the_last_one(last, named, ward):
    entities = [place("south", "part"), *([place(named)] if named else [])]
    slots = {"topic": "ward_crime", "place": last, "told": ["plan_old", "not_risk"]}
    tracker = make_tracker("place_only", text="and in the south?", entities=entities, slots=slots)
    said, _ = await run_action(conversation.ActionPlaceOnly(), tracker)
    assert said[0]["values"]["ward"]["value"] == ward


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


async def test_their_website_is_given_beside_their_number():
    tracker = make_tracker("contact_followup", text="and online?", slots={"topic": "report_crime"})
    said, _ = await run_action(conversation.ActionContactFollowup(), tracker)
    values = [row["contact_value"]["value"] for row in said[0]["values"]["rows"]["rows"]]
    assert {"101", "www.cambs.police.uk", "0800 555 111", "www.crimestoppers-uk.org"} <= set(values)
    assert len(values) == len(set(values))


async def test_what_it_costs_leaves_what_is_spoken_of():
    tracker = make_tracker("cost_followup", text="do they charge?", slots={"topic": "victim_support"})
    said, slots = await run_action(conversation.ActionCostFollowup(), tracker)
    assert [one["response"] for one in said] == ["utter_cost_followup"]
    assert "topic" not in slots


async def test_where_a_service_is_gives_its_address():
    tracker = make_tracker(
        "when_followup", text="where are they?", slots={"topic": "one_service", "told": ["plan_old"]}
    )
    said, _ = await run_action(conversation.ActionWhenFollowup(), tracker)
    assert [one["response"] for one in said] == ["utter_one_service_address"]


async def test_their_e_mail_after_a_committee():
    slots = {"topic": "committee", "place": "paston"}
    said, _ = await run_action(conversation.ActionContactFollowup(), make_tracker("contact_followup", slots=slots))
    assert [one["response"] for one in said if one["response"] != "utter_plan_old"] == [
        "utter_committee_meeting_for",
        "utter_fallback_email",
    ]


async def test_a_compass_word_alone_is_no_question_about_the_areas():
    tracker = make_tracker(
        "areas",
        text="na es a south?",
        entities=[place("south", "part")],
        slots={"place": "werrington_north", "topic": "ward_crime", "told": ["plan_old", "not_risk"]},
    )
    said, _ = await run_action(crime.ActionAreas(), tracker)
    assert said[0]["response"] == "utter_ward_crime"
    assert said[0]["values"]["ward"]["value"] == "Werrington South"


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


@pytest.mark.parametrize("language", served_languages().values(), ids=lambda language: language.locale)
def test_every_language_has_words_of_every_sort(language):
    words = yaml.safe_load((ROOT / "data" / "lookups" / language.locale / "figure_words.yml").read_text("utf-8"))
    assert [sort for sort in SORTS if not words.get(sort)] == []
