"""Telephone numbers and e-mail addresses as people write them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import phone
from bot.callbacks.answers import find_reference
from bot.callbacks.recognise import chosen, is_question, says_stop, yes_or_no

MOBILE = "+447400123456"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("07400 123456", MOBILE),
        ("07400123456", MOBILE),
        ("+44 (0)7400 123456", MOBILE),
        ("0044 7400 123-456", MOBILE),
        ("my no. is 07400.123.456 pls", MOBILE),
        ("tak, mój numer to 07400 123456", MOBILE),
        ("جی میرا نمبر ۰۷۴۰۰ ۱۲۳۴۵۶ ہے", MOBILE),
        ("મારો નંબર ૦૭૪૦૦૧૨૩૪૫૬", MOBILE),
        ("٠٧٤٠٠١٢٣٤٥٦", MOBILE),
        ("07400１２３４５６", MOBILE),
        ("oh seven four double oh one two three four five six", MOBILE),
        ("01733 747474, no, 07400 123456", MOBILE),
        ("+48 512 345 678", "+48512345678"),
        ("01733 747474", "+441733747474"),
    ],
)
def test_a_number_is_understood(text, number):
    assert phone.normalise(text) == number


@pytest.mark.parametrize(
    "text", ["0770", "abcdefgh", "", "1" * 10_000, "\x00", "📞", "123456789012345678", "07400 12345"]
)
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(phone.BadNumber) as refused:
        phone.normalise(text)
    assert refused.value.kind is False


@pytest.mark.parametrize(
    "text", ["999", "112", "101", "18000", "0909 8790000", "0845 46 47", "+1 900 555 1234", "116123"]
)
def test_numbers_that_must_not_be_called_are_refused_by_kind(text):
    with pytest.raises(phone.BadNumber) as refused:
        phone.normalise(text)
    assert refused.value.kind is True


@pytest.mark.parametrize("text", ["01632 960983", "07700 900123", "020 7946 0018", "0113 496 0123", "0161 496 0000"])
def test_numbers_for_drama_need_the_setting(text):
    with pytest.raises(phone.BadNumber):
        phone.normalise(text)
    assert phone.normalise(text, allow_test=True).startswith("+44")


def test_contacts_are_masked():
    assert phone.masked(MOBILE) == "•••56"
    assert phone.masked("anna@example.org") == "a•••@•••.org"


@pytest.fixture(scope="module", autouse=True)
def words_are_read():
    """The lists of words are read once, which must not count as the time of one example."""
    yes_or_no("yes", "en")


@given(st.text(max_size=300))
def test_any_text_is_a_number_or_refused(text):
    with contextlib.suppress(phone.BadNumber):
        assert phone.normalise(text, allow_test=True).startswith("+")
    phone.find_email(text)
    find_reference(text)
    yes_or_no(text, "en"), says_stop(text, "en"), is_question(text)
    chosen(text, [("a", "In the morning")])


@pytest.mark.parametrize("text", ["my reference is K7M2-9QXA", "k7m2 9qxa", "K7M29QXA 07400 123456"])
def test_a_reference_is_found(text):
    assert find_reference(text) == "K7M2-9QXA"


@pytest.mark.parametrize("text", ["HELP DESK", "neighbor", "07400 123456", "in 2010 and 2011", "please call"])
def test_other_words_are_no_reference(text):
    assert find_reference(text) is None


@pytest.mark.parametrize(
    "text",
    (
        "stop|anuluj to proszę|nie dzwońcie do mnie|отмена|cancel please|رہنے دیں|لا تتصلوا بي|már nem kérem|"
        "já não quero|nebereikia|atcelt|renunț la asta|રહેવા દો|ਰੱਦ ਕਰੋ|už nechcem|вече не искам"
    ).split("|"),
)
def test_stopping_in_many_words(text):
    assert says_stop(text, "en")


@pytest.mark.parametrize("text", ["no", "nie", "Zuzanna", "how do I stop speeding cars in my street?", "jutro", "da"])
def test_other_words_do_not_stop(text):
    assert not says_stop(text, "en")


def test_yes_and_no_in_many_languages():
    for word in ("tak", "Taip!", "да", "sì", "áno", "جی ہاں", "بله", "હા", "ਹਾਂ", "അതെ", "sim", "jā"):
        assert yes_or_no(word, "en") == "yes", word
    for word in ("nie", "ne", "нет", "nem", "نہیں", "خیر", "ના", "ਨਹੀਂ", "ഇല്ല", "não", "nē", "no"):
        assert yes_or_no(word, "en") == "no", word


def test_a_choice_is_named():
    titles = [("morning", "In the morning"), ("afternoon", "In the afternoon"), ("any", "At any time")]
    assert chosen("morning please", titles) == "morning"
    assert chosen("w poniedziałek", [("1", "poniedziałek"), ("2", "wtorek")]) == "1"
    assert chosen("what is crimestoppers", titles) is None
