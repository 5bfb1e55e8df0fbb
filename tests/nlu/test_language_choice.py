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
