"""Languages that are named, near a served one, romanised, without texts, or signed; no model."""

from __future__ import annotations

import pytest

from actions import language, topics
from bot.i18n.languages import language_names
from bot.nlu.language_names import collect_names, find_names, only_asks
from bot.nlu.text import clean
from tests.builders import make_tracker, run_action

#: Languages without texts that are spoken in Peterborough or asked of interpreters in England: by English name.
ENGLISH_NAMES = {
    **{"Albanian": "sq", "Amharic": "am", "Armenian": "hy", "Bangla": "bn", "Bengali": "bn", "Bosnian": "bs"},
    **{"Burmese": "my", "Cantonese": "yue", "Chinese": "zh", "Croatian": "hr", "Danish": "da", "Dutch": "nl"},
    **{"Estonian": "et", "Filipino": "fil", "Finnish": "fi", "French": "fr", "Georgian": "ka", "German": "de"},
    **{"Greek": "el", "Hausa": "ha", "Hebrew": "he", "Hindi": "hi", "Igbo": "ig", "Japanese": "ja", "Kazakh": "kk"},
    **{"Khmer": "km", "Korean": "ko", "Krio": "kri", "Lingala": "ln", "Macedonian": "mk", "Mandarin": "zh"},
    **{"Mongolian": "mn", "Ndebele": "nd", "Nepali": "ne", "Oromo": "om", "Serbian": "sr", "Shona": "sn"},
    **{"Sinhala": "si", "Somali": "so", "Swahili": "sw", "Swedish": "sv", "Sylheti": "bn", "Tagalog": "tl"},
    **{"Tajik": "tg", "Tamil": "ta", "Telugu": "te", "Tetum": "tet", "Thai": "th", "Tigrinya": "ti", "Turkish": "tr"},
    **{
        "Twi": "tw",
        "Ukrainian": "uk",
        "Uyghur": "ug",
        "Uzbek": "uz",
        "Vietnamese": "vi",
        "Welsh": "cy",
        "Yoruba": "yo",
    },
}
OWN_NAMES = (
    "am az be bn bs cy da de el et eu fi fil fr ga ha he hi hr hy ig is ja ka kk km kn ko ku ky lo mk mn mr ms "
    "mt my ne nl no om or rw si sl sn so sq sr sv sw ta te th ti tk tr uk uz vi wo xh yo zh zu"
).split()


@pytest.fixture(scope="module")
def names():
    return collect_names()


def named(text, names):
    """Return the codes named in a text that asks for nothing but a language."""
    found = find_names(clean(text), names)
    return [entity["value"] for entity in found] if found and only_asks(clean(text), found) else []


def entities(*codes):
    return [{"entity": "language", "value": code} for code in codes]


async def change_language(*codes, **more):
    return await run_action(
        language.ActionChangeLanguage(), make_tracker("change_language", entities=entities(*codes), **more)
    )


def responses(said):
    return [one["response"] for one in said]


@pytest.mark.parametrize("english", ENGLISH_NAMES)
async def test_any_language_is_known_by_its_english_name(names, english):
    code = ENGLISH_NAMES[english]
    for text in (english, f"I speak {english}", f"{english.lower()} please", f"I need a {english} interpreter"):
        assert named(text, names) == [code], text
    said, _ = await change_language(code)
    assert responses(said) == ["utter_unsupported_language"]
    assert said[0]["values"]["language_english"]["value"] == language_names(code)[0]


@pytest.mark.parametrize("code", OWN_NAMES)
def test_any_language_is_known_by_its_own_name(names, code):
    assert named(language_names(code)[1], names) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Shqip", "sq"),
        ("ትግርኛ", "ti"),
        ("ትግርኛ እዛረብ", "ti"),
        ("Tigrigna", "ti"),
        ("mówię po ukraińsku", "uk"),
        ("говорю на украинском", "uk"),
        ("я розмовляю українською", "uk"),
        ("mluvím ukrajinsky", "uk"),
        ("kalbu ukrainietiškai", "uk"),
        ("beszélek ukránul", "uk"),
        ("Somali please", "so"),
        ("I speak Dari", "fa-AF"),
        ("دری", "fa-AF"),
        ("Mirpuri", "phr"),
        ("pahari bolni aan", "phr"),
        ("shahmukhi", "pa-Arab"),
        ("Kurmanji", "ku"),
        ("kurmancî", "ku"),
        ("بادینی", "ku"),
        ("kirmanckî", "zza"),
        ("Kurdish", "ckb"),
        ("sign language please", "bfi"),
        ("I use British Sign Language", "bfi"),
        ("język migowy", "bfi"),
        ("lietuviškai", "lt"),
    ],
)
def test_wish_for_a_language_is_understood(names, text, code):
    assert named(text, names) == [code]


@pytest.mark.parametrize("text", ["I don't speak English", "vai", "I got burgled", "my Polish neighbour", "komu"])
def test_what_is_no_wish_for_a_language_is_none(names, text):
    assert named(text, names) == []


def test_kurmanji_reads_kurmanji():
    assert language_names("ku") == ("Kurmanji", "kurmancî")
    assert language_names("kmr") == ("Kurmanji", "kurmancî")


async def test_kurmanji_leads_to_its_interpreter_not_to_sorani():
    said, slots = await change_language("ku")
    assert responses(said) == ["utter_unsupported_language"]
    assert said[0]["values"]["language_english"]["value"] == "Kurmanji"
    assert said[0]["language"] == slots["language"] == "en"


@pytest.mark.parametrize(("code", "answer"), [("fa-AF", "fa"), ("pa-Arab", "ur"), ("phr", "ur")])
async def test_near_language_is_answered_in_one_its_readers_know_and_this_is_said_once(code, answer):
    said, slots = await change_language(code)
    assert said[0]["response"] == "utter_near_language_notice"
    assert said[0]["values"]["language_native"]["value"] == language_names(code)[1]
    assert slots["language"] == slots["chosen_language"] == said[0]["language"] == answer
    again, _ = await change_language(code, slots=slots)
    assert responses(again) == ["utter_language_changed"]


async def test_message_in_a_near_language_is_answered_and_the_language_of_the_answer_told_once():
    tracker = make_tracker("priorities", language="ur", guess={"near": "pa-Arab"}, slots={"told": ["plan_old"]})
    said, slots = await run_action(topics.ActionAnswer(), tracker)
    assert responses(said) == ["utter_priorities", "utter_near_language_notice", "utter_draft_notice"]
    assert said[1]["values"]["answer_language"]["value"] == "اردو"
    tracker = make_tracker("priorities", language="ur", guess={"near": "pa-Arab"}, slots=slots)
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert responses(said) == ["utter_priorities"]


async def test_interpreter_for_a_named_language_names_it():
    tracker = make_tracker("interpreter", entities=entities("ta"))
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert responses(said) == ["utter_unsupported_language"]
    assert said[0]["values"]["language_code"]["value"] == "ta"


async def test_interpreter_for_a_served_language_is_the_ordinary_answer():
    said, _ = await run_action(topics.ActionAnswer(), make_tracker("interpreter", entities=entities("pl")))
    assert said[0]["response"] == "utter_interpreter"


async def test_a_name_is_more_certain_than_a_guess_by_the_script():
    guess = {"unserved": "am", "script": "ETHIOPIC"}
    tracker = make_tracker("thanks", entities=entities("ti"), guess=guess)
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert said[0]["values"]["language_english"]["value"] == "Tigrinya"


async def test_an_everyday_word_is_no_name_in_a_message_of_another_language():
    guess = {"unserved": "hr", "script": "LATIN"}
    tracker = make_tracker("report_crime", entities=entities("kkj"), guess=guess)
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert said[0]["values"]["language_english"]["value"] == "Croatian"


async def test_the_language_one_speaks_counts_not_the_one_one_does_not():
    said, _ = await change_language("en", "so")
    assert said[0]["values"]["language_english"]["value"] == "Somali"


async def test_wish_without_a_name_in_a_language_without_texts_gets_its_interpreter():
    said, _ = await change_language(guess={"unserved": "de", "script": "LATIN"})
    assert said[0]["values"]["language_english"]["value"] == "German"


@pytest.mark.parametrize("intent", ["change_language", "interpreter"])
async def test_sign_language_gets_a_route_without_a_voice(intent):
    action = language.ActionChangeLanguage() if intent == "change_language" else topics.ActionAnswer()
    said, _ = await run_action(action, make_tracker(intent, entities=entities("bfi")))
    assert responses(said) == ["utter_deaf_access"]


def test_sign_language_users_are_told_video_relay_and_a_call_by_video():
    from bot.i18n.languages import served_languages
    from bot.knowledge import load_knowledge
    from bot.nlg.generator import CatalogNLG

    message = CatalogNLG().message("utter_deaf_access", {"topic": "deaf_access"}, served_languages()["en"])
    known = load_knowledge()
    for contact in ("emergency_bsl", "police_relay", "council_relay", "textphone_emergency"):
        assert known.contacts[contact].value in message["text"]
        assert known.contacts[contact].value in [c["value"] for c in message["contacts"]]
    # The form offers a video call in sign language.
    assert "callback" in [button["intent"] for button in message["buttons"]]


async def test_chosen_script_of_romanised_punjabi_is_remembered():
    slots = {"chosen_language": "ur", "told": ["plan_old"]}
    tracker = make_tracker("priorities", language="pa", guess={"romanised": True}, slots=slots)
    said, after = await run_action(topics.ActionAnswer(), tracker)
    assert said[0]["language"] == after["language"] == "ur"
    assert "utter_romanised_notice" not in responses(said)


async def test_gurmukhi_is_not_turned_into_urdu():
    tracker = make_tracker("priorities", language="pa", slots={"chosen_language": "ur", "told": ["plan_old"]})
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert said[0]["language"] == "pa"


async def test_english_chosen_by_who_writes_in_latin_letters_is_remembered():
    slots = {"chosen_language": "en", "told": ["plan_old"]}
    tracker = make_tracker("priorities", language="ur", guess={"romanised": True}, slots=slots)
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert responses(said) == ["utter_priorities"]
    assert said[0]["language"] == "en"


@pytest.mark.parametrize("code", ["ur", "pa", "gu", "ml", "ar", "fa", "ps", "ckb"])
async def test_first_reply_to_romanised_text_offers_english_and_an_interpreter(code):
    slots = {"told": ["plan_old"]}
    tracker = make_tracker("priorities", language=code, guess={"romanised": True}, slots=slots)
    said, after = await run_action(topics.ActionAnswer(), tracker)
    assert said[0]["language"] == code
    [notice] = [one for one in said if one["response"] == "utter_romanised_notice"]
    offered = [(b["topic"], (b.get("entities") or {}).get("language")) for b in notice["buttons"]]
    assert offered[-2:] == [("change_language", "en"), ("interpreter", None)]
    assert (offered[0] == ("change_language", "ur")) is (code == "pa")
    tracker = make_tracker("priorities", language=code, guess={"romanised": True}, slots=after)
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert responses(said) == ["utter_priorities"]


async def test_romanised_writers_of_a_checked_language_may_not_read_its_script_either(monkeypatch):
    from bot.i18n.languages import Language

    monkeypatch.setattr(Language, "review", "checked")
    tracker = make_tracker("thanks", language="gu", guess={"romanised": True})
    said, _ = await run_action(topics.ActionAnswer(), tracker)
    assert responses(said) == ["utter_thanks", "utter_romanised_notice"]
    said, _ = await run_action(topics.ActionAnswer(), make_tracker("thanks", language="gu"))
    assert responses(said) == ["utter_thanks"]


async def test_punjabi_by_name_offers_urdu_unless_gurmukhi_was_written():
    said, _ = await change_language("pa", text="punjabi")
    assert said[0]["buttons"][0]["entities"] == {"language": "ur"}
    said, _ = await change_language("pa", text="ਪੰਜਾਬੀ")
    assert "buttons" not in said[0]


async def test_an_earlier_change_of_language_is_not_said_again():
    _, slots = await change_language("pl")
    said, _ = await change_language("lt", slots=slots)
    assert responses(said) == ["utter_language_changed", "utter_draft_notice"]
