"""The words of the form: no language contradicts itself, and no word of one is taken for a word of another."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import yaml

from bot.callbacks import recognise
from bot.i18n.languages import served_languages

WORDS = yaml.load(Path(recognise.__file__).with_name("words.yml").read_text("utf-8"), yaml.BaseLoader)
KINDS = {"yes", "no", "stop", "cancel", "no_call", "skip", "please", "own", "reach", "name"}
SEPARATE = ("yes", "no", "stop", "cancel", "no_call", "skip", "please")


def matches(stem, word):
    return word.startswith(stem[:-1]) if stem.endswith("*") else word == stem


def test_every_served_language_has_every_kind_of_words():
    assert set(WORDS) == {code.split("-")[0] for code in served_languages()}
    for language, kinds in WORDS.items():
        assert set(kinds) == KINDS, language
        assert all(kinds.values()), language


@pytest.mark.parametrize("language", list(WORDS))
def test_no_word_has_two_meanings_within_a_language(language):
    for one, other in itertools.combinations(SEPARATE, 2):
        for a, b in itertools.product(WORDS[language][one], WORDS[language][other]):
            folded = (recognise._phrase(a), recognise._phrase(b))
            assert len(folded[0]) != len(folded[1]) or not all(
                matches(x, y) or matches(y, x) for x, y in zip(*folded)
            ), f"{a!r} ({one}) and {b!r} ({other})"


@pytest.mark.parametrize("language", list(WORDS))
def test_every_phrase_is_recognised_as_what_it_is(language):
    for kind in ("yes", "no"):
        for phrase in WORDS[language][kind]:
            assert recognise.yes_or_no(phrase, language) == kind, phrase
    for kind in ("stop", "cancel", "no_call"):
        for phrase in WORDS[language][kind]:
            assert recognise.says_stop(phrase.rstrip("*"), language, free=True), phrase
    for phrase in WORDS[language]["skip"]:
        assert recognise.skips(phrase, language), phrase


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("pl", "tak", "yes"),
        ("pl", "Nie!", "no"),
        ("pl", "no pewnie", "yes"),
        ("pl", "nie ma problemu", "yes"),
        ("pl", "na pewno", "yes"),
        ("pl", "ja nie wiem", None),
        ("es", "Sí", "yes"),
        ("es", "si, claro", "yes"),
        ("es", "no hay problema", "yes"),
        ("lv", "Jā", "yes"),
        ("lv", "nē", "no"),
        ("ro", "ba da", "yes"),
        ("ro", "nu", "no"),
        ("ru", "да нет", "no"),
        ("ru", "не против", "yes"),
        ("bg", "да", "yes"),
        ("bg", "не", "no"),
        ("hu", "nem gond", "yes"),
        ("ur", "ji nahi", "no"),
        ("ur", "theek hai", "yes"),
        ("pa", "ਹਾਂ ਜੀ", "yes"),
        ("ml", "വേണ്ട", "no"),
        ("en", "yes but not after six", "both"),
        ("en", "no, that is fine", "both"),
        ("en", "of course not", "no"),
        ("en", "tak", "yes"),
        ("en", "нет", "no"),
        ("en", "noon is best", None),
    ],
)
def test_yes_and_no(language, text, expected):
    assert recognise.yes_or_no(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "para mi madre"),
        ("es", "basta con un mensaje"),
        ("it", "basta un messaggio"),
        ("ro", "anul trecut"),
        ("ro", "lasă un mesaj"),
        ("ro", "pare sigur"),
        ("ar", "الغد"),
        ("ar", "بس رسالة"),
        ("ur", "بس میسج"),
        ("ur", "mat karo"),
        ("ps", "پیغام پرېږده"),
        ("ckb", "نامەیەک بەسە"),
        ("pl", "koniec tygodnia"),
        ("en", "don't call me in the morning"),
        ("en", "leave it on the voicemail"),
        ("en", "shall I stop?"),
    ],
)
def test_an_answer_is_no_stop(language, text):
    assert not recognise.says_stop(text, language)


@pytest.mark.parametrize(
    "text", ["robbed at the bus stop", "cancelled my bus pass", "make them stop", "stop and search"]
)
def test_where_any_words_are_an_answer_only_a_whole_message_stops(text):
    assert not recognise.says_stop(text, "en", free=True)
    assert recognise.says_stop("please stop", "en", free=True)


@pytest.mark.parametrize(("language", "name"), [("en", "Nada"), ("en", "Sari"), ("pl", "Nada"), ("es", "Sari")])
def test_a_name_that_means_nothing_in_another_language_is_a_name(language, name):
    assert not recognise.skips(name, language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my name is Zuzanna, what is crimestoppers?", "my name is •••, what is crimestoppers?"),
        ("Mam na imię Zuzanna. Co to jest?", "Mam na imię •••. Co to jest?"),
        ("меня зовут Анна Петрова", "меня зовут ••• •••"),
        ("میرا نام زینب ہے۔ کمیٹی کیا ہے؟", "میرا نام ••• •••۔ کمیٹی کیا ہے؟"),
        ("what can ewa nowak do about bullying?", "what can ••• ••• do about bullying?"),
        ("what is crimestoppers?", "what is crimestoppers?"),
    ],
)
def test_names_are_hidden(text, expected):
    assert recognise.without_names(text, "Ewa Nowak", "•••") == expected
