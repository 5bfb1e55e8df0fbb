from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.text import clean, fold, script_of, shorten


def test_ligature_that_kills_the_encoder_is_expanded():
    assert "\ufdfa" not in clean("\ufdfa" * 60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b", "a b"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("  two\n\nlines ", "two lines"),
        ("\ud800broken", "broken"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("tag\U000e0041s", "tags"),
        ("HELP! HE HAS A KNIFE", "help! he has a knife"),
        ("NHS GP", "NHS GP"),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


def test_fold_drops_what_people_leave_out():
    assert fold("ŁÓDŹ, Ştefan") == "lodz, stefan"
    assert fold("كيف") == fold("کیف")
    assert fold("Bretton’e") == "bretton'e"


def test_fold_keeps_the_vowel_signs_of_indic_words():
    assert fold("ਕਿੰਨੇ") == "ਕਿੰਨੇ"
    assert fold("મીટિંગ") == "મીટિંગ"


def test_shorten_keeps_head_and_tail():
    text = "first " + "middle " * 200 + "last"
    short = shorten(text)
    assert len(short) <= 300
    assert short.startswith("first")
    assert short.endswith("last")


def test_script_of():
    assert script_of("Pod który") == "LATIN"
    assert script_of("کیا حال ہے آپ کا Walton") == "ARABIC"
    assert script_of("999 !") == "NONE"


@given(st.text(max_size=600))
def test_whatever_is_typed_can_be_encoded_as_utf8(text):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned or len(clean(cleaned)) <= len(cleaned)
    assert len(shorten(cleaned)) <= 300
