from __future__ import annotations

from bot.nlu.language_choice import choose_language

CODES = ("en", "pl", "ur", "ar", "ru", "bg", "lt")


def own(**shares):
    rest = 0.01
    return {code: shares.get(code, rest) for code in CODES}


def test_script_narrows_the_choice():
    guess = choose_language("کیا حال ہے", 3, own(en=0.9), [("ur", 0.9)], None, None)
    assert guess.code == "ur"
    assert guess.script == "ARABIC"


def test_a_word_that_tells_nothing_keeps_the_conversation():
    guess = choose_language("999", 0, own(en=0.9), [("en", 0.9)], "pl", None)
    assert guess.code == "pl"


def test_first_message_without_words_takes_the_page():
    assert choose_language("", 0, own(en=0.5), [], None, "ur").code == "ur"
    assert choose_language("", 0, own(pl=0.5), [], None, None).code == "en"


def test_a_long_sentence_outweighs_the_conversation():
    guess = choose_language("ile przestępstw było w tym rejonie", 6, own(pl=0.97), [("pl", 0.99)], "en", "en")
    assert guess.code == "pl"


def test_romanised_is_told():
    guess = choose_language("meri committee konsi hai bhai", 5, own(ur=0.9), [("en", 0.4)], None, None)
    assert guess.code == "ur"
    assert guess.romanised


def test_language_nobody_serves():
    guess = choose_language("Ich möchte mit jemandem sprechen", 5, own(en=0.4), [("de", 0.99)], None, None)
    assert guess.unserved == "de"


def test_script_nobody_serves():
    guess = choose_language("ትግርኛ እዛረብ", 2, own(en=0.9), [("am", 0.9)], None, None)
    assert guess.unserved == "am"


def test_a_language_asked_for_by_name_stays_through_short_messages():
    english = (own(en=0.98), [("en", 0.99)])
    assert choose_language("repeat that", 2, *english, "pl", None).code == "en"
    assert choose_language("repeat that", 2, *english, "pl", None, chosen=True).code == "pl"
    longer = "can you tell me when the next meeting is"
    assert choose_language(longer, 9, *english, "pl", None, chosen=True).code == "en"


def test_english_words_alone_are_not_romanised():
    urdu = (own(ur=0.9), [("en", 0.3)])
    assert choose_language("south east area drop", 4, *urdu, None, None).code == "ur"
    assert choose_language("south east area drop", 4, *urdu, None, None, english_words=True).code != "ur"
    assert choose_language("south east area drop", 4, *urdu, "ur", None, english_words=True).code == "ur"
