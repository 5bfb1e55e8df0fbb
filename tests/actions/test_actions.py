"""Actions: exact responses, values and slots; no model."""

from __future__ import annotations

import pytest

from actions import conversation, crime, danger, fallback, language, neighbourhood, topics
from tests.builders import make_tracker, place, run_action


def responses(said):
    return [s["response"] for s in said]


async def test_plain_topic_is_answered_and_remembered():
    said, slots = await run_action(topics.ActionAnswer(), make_tracker("priorities"))
    assert responses(said) == ["utter_priorities", "utter_plan_old"]
    assert slots["topic"] == "priorities"
    assert slots["language"] == "en"


async def test_age_of_the_plan_is_told_once():
    tracker = make_tracker("priorities", slots={"told": ["plan_old"]})
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert responses(said) == ["utter_priorities"]


async def test_uncertain_danger_is_told_before_the_answer():
    said, _ = await run_action(topics.ActionAnswer(), make_tracker("stalking", danger="unsure"))
    assert responses(said)[:2] == ["utter_danger_unsure", "utter_stalking"]
    assert said[0]["outcome"] == "emergency"


async def test_second_question_is_answered_too():
    tracker = make_tracker("burglary_victim", slots={"told": ["plan_old"]})
    tracker.latest_message["also"] = ["burglary_figures"]
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert responses(said) == ["utter_burglary_victim", "utter_burglary_figures"]


@pytest.mark.parametrize(
    ("found", "response"),
    [
        ("paston", "utter_committee"),
        ("longthorpe", "utter_committee_place"),
        ("bretton", "utter_committee_place_wards"),
        ("peakirk", "utter_committee_place_only"),
        ("millfield", "utter_committee_which"),
        ("yaxley", "utter_committee_elsewhere"),
    ],
)
async def test_committee_of_a_place(found, response):
    said, _ = await run_action(neighbourhood.ActionCommittee(), make_tracker("committee", entities=[place(found)]))
    assert said[0]["response"] == response


async def test_two_committees_are_asked_about_with_a_button_for_each_ward():
    tracker = make_tracker("committee", entities=[place("millfield")])
    said, slots = await run_action(neighbourhood.ActionCommittee(), tracker)
    assert [b["entities"]["place"] for b in said[0]["buttons"]] == ["central", "north", "park"]
    assert slots["pending"] == "committee"


async def test_committee_without_a_place_asks_for_it_and_a_bare_place_goes_on():
    said, slots = await run_action(neighbourhood.ActionCommittee(), make_tracker("committee"))
    assert responses(said) == ["utter_committee_ask"]
    tracker = make_tracker("place_only", entities=[place("walton")], slots=slots)
    said, _ = await run_action(neighbourhood.ActionPlaceOnly(), tracker)
    assert said[0]["response"] == "utter_committee"


async def test_place_said_before_is_not_asked_again():
    said, _ = await run_action(neighbourhood.ActionCommittee(), make_tracker("committee", slots={"place": "walton"}))
    assert said[0]["values"]["ward"]["value"] == "Walton"


async def test_bare_place_after_crimes_means_crimes():
    tracker = make_tracker("place_only", entities=[place("west")], slots={"topic": "ward_crime"})
    said, _ = await run_action(neighbourhood.ActionPlaceOnly(), tracker)
    assert said[0]["response"] == "utter_ward_crime"
    assert said[0]["values"]["count"]["value"] == 723


async def test_meeting_of_a_known_place_names_its_committee():
    tracker = make_tracker("committee_meeting", slots={"place": "walton"})
    said, _ = await run_action(neighbourhood.ActionCommitteeMeeting(), tracker)
    assert said[0]["values"]["committee"]["value"] == "Peterborough North"


async def test_ward_crime():
    tracker = make_tracker("ward_crime", entities=[place("paston")])
    said, _ = await run_action(crime.ActionWardCrime(), tracker)
    values = said[0]["values"]
    assert (values["count"]["value"], values["rank"]["value"]) == (696, 12)


async def test_two_wards_are_compared():
    tracker = make_tracker("ward_crime", entities=[place("park"), place("west")])
    said, _ = await run_action(crime.ActionWardCrime(), tracker)
    assert said[0]["response"] == "utter_ward_crime_two"
    assert said[0]["chart"]["rows"] == [["Park", 1000], ["West", 723]]


async def test_rank_is_looked_up():
    tracker = make_tracker("ward_crime", text="which ward was ranked 4th?")
    said, _ = await run_action(crime.ActionWardCrime(), tracker)
    assert said[0]["response"] == "utter_ward_crime_rank"
    assert said[0]["values"]["ward"]["value"] == "Bretton North"


async def test_question_about_the_list_is_not_asked_back():
    ranking = [{"name": "ward_crime", "confidence": 0.5}, {"name": "most_crime", "confidence": 0.4}]
    said, _ = await run_action(crime.ActionWardCrime(), make_tracker("ward_crime", ranking=ranking))
    assert said[0]["response"] == "utter_most_crime"


async def test_area_has_two_years():
    tracker = make_tracker("areas", entities=[place("north_east", kind="area")])
    said, _ = await run_action(crime.ActionAreas(), tracker)
    values = said[0]["values"]
    assert (values["before"]["value"], values["after"]["value"], values["percent"]["value"]) == (2968, 2289, 22.9)


async def test_committee_total_is_calculated_and_says_so():
    tracker = make_tracker("committee_crime", entities=[place("rural_north", kind="committee")])
    said, _ = await run_action(crime.ActionCommitteeCrime(), tracker)
    assert said[0]["response"] == "utter_committee_crime"
    assert said[0]["values"]["total"]["value"] == 879
    assert said[0]["chart"]["derived"]


async def test_no_year_before_for_wards():
    said, _ = await run_action(
        conversation.ActionYearBefore(), make_tracker("year_before", slots={"topic": "ward_crime"})
    )
    assert responses(said) == ["utter_ward_crime_no_year_before"]


async def test_year_before_of_a_crime_type_is_its_row():
    tracker = make_tracker("year_before", slots={"topic": "vehicle_theft", "told": ["plan_old"]})
    said, _ = await run_action(conversation.ActionYearBefore(), tracker)
    assert said[0]["values"]["before"]["value"] == 424


async def test_their_number_is_that_of_the_last_topic():
    said, _ = await run_action(
        conversation.ActionContactFollowup(), make_tracker("contact_followup", slots={"topic": "crimestoppers"})
    )
    values = [row["contact_value"]["value"] for row in said[0]["values"]["rows"]["rows"]]
    assert "0800 555 111" in values


async def test_repeat_says_the_last_answer_in_the_language_of_now():
    _, slots = await run_action(topics.ActionAnswer(), make_tracker("themes"))
    said, _ = await run_action(conversation.ActionRepeat(), make_tracker("repeat", language="pl", slots=slots))
    assert said[0]["response"] == "utter_themes"
    assert said[0]["language"] == "pl"


async def test_danger_names_the_language_to_say():
    said, _ = await run_action(danger.ActionDanger(), make_tracker("danger", language="pl", danger="sure"))
    assert said[0]["values"]["language_english"]["value"] == "Polish"
    assert said[0]["topic"] == "danger"


async def test_third_miss_leads_to_a_person():
    slots: dict[str, object] = {}
    seen = []
    for _ in range(3):
        said, slots = await run_action(fallback.ActionFallback(), make_tracker("nlu_fallback", slots=slots))
        seen += responses(said)
    assert seen == ["utter_fallback", "utter_fallback_again", "utter_fallback_person", "utter_fallback_email"]


async def test_likely_topics_are_offered():
    ranking = [{"name": "themes", "confidence": 0.2}, {"name": "insult", "confidence": 0.19}]
    said, _ = await run_action(fallback.ActionFallback(), make_tracker("nlu_fallback", ranking=ranking))
    assert said[0]["outcome"] == "clarify"
    assert [b["topic"] for b in said[0]["buttons"]] == ["themes"]


async def test_language_that_was_named_is_used_from_then_on():
    _, slots = await run_action(topics.ActionAnswer(), make_tracker("themes"))
    entities = [{"entity": "language", "value": "pl"}]
    said, after = await run_action(
        language.ActionChangeLanguage(), make_tracker("change_language", entities=entities, slots=slots)
    )
    assert after["language"] == "pl"
    assert responses(said)[1] == "utter_themes"
    assert all(s["language"] == "pl" for s in said)


async def test_language_that_nobody_wrote_texts_in_gets_the_interpreter():
    entities = [{"entity": "language", "value": "ti"}]
    said, _ = await run_action(language.ActionChangeLanguage(), make_tracker("change_language", entities=entities))
    assert said[0]["outcome"] == "unsupported_language"
    assert said[0]["values"]["language_native"]["value"] == "ትግርኛ"


async def test_message_in_a_language_without_texts_gets_the_interpreter_offer():
    tracker = make_tracker("themes", guess={"unserved": "de"})
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert said[0]["response"] == "utter_unsupported_language"


async def test_danger_in_a_language_without_texts_is_danger_first():
    tracker = make_tracker("danger", danger="sure", guess={"unserved": "de"})
    said, _ = await run_action(danger.ActionDanger(), tracker)
    assert said[0]["response"] == "utter_danger"


async def test_status_of_a_draft_language_is_told_once():
    said, slots = await run_action(topics.ActionAnswer(), make_tracker("greet", language="pl"))
    assert responses(said) == ["utter_greet", "utter_draft_notice"]
    said, _ = await run_action(topics.ActionAnswer(), make_tracker("greet", language="pl", slots=slots))
    assert responses(said) == ["utter_greet"]


async def test_romanised_writers_are_offered_english_and_an_interpreter():
    tracker = make_tracker("greet", language="ur", guess={"romanised": True})
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert said[1]["response"] == "utter_romanised_notice"
    assert [b["topic"] for b in said[1]["buttons"]] == ["change_language", "interpreter"]


async def test_romanised_punjabi_is_offered_urdu_first():
    tracker = make_tracker("greet", language="pa", guess={"romanised": True})
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert said[1]["buttons"][0]["entities"] == {"language": "ur"}


async def test_danger_is_not_followed_by_notices():
    said, _ = await run_action(danger.ActionDanger(), make_tracker("danger", language="pl", danger="sure"))
    assert responses(said) == ["utter_danger"]


async def test_place_with_a_question_nobody_understood_is_told_all_the_plan_has():
    said, _ = await run_action(fallback.ActionFallback(), make_tracker("nlu_fallback", entities=[place("walton")]))
    assert {"utter_committee", "utter_ward_crime"} <= set(responses(said))
