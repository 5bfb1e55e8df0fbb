"""Shahmukhi and Kurmanji are told from Urdu and Sorani; no sentence of a served language is taken for them."""

from __future__ import annotations

import pytest
import yaml
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.language_choice import choose_language
from bot.nlu.language_detector import _telling_words
from bot.nlu.language_names import LanguageRequest, find_names
from bot.nlu.language_near import is_kurmanji, is_shahmukhi
from bot.settings import ROOT

CODES = ("en", "pl", "ur", "ar", "fa", "ps", "ckb", "ru", "bg")
OWN = dict.fromkeys(CODES, 0.1)


@pytest.mark.parametrize(
    "text",
    ["میں کی کراں", "سانوں پولیس دی لوڑ اے", "تہاڈا دفتر کتھے اے", "چور گھر وچ آ گئے نیں", "میرے نال لڑائی ہوندی اے"],
)
def test_shahmukhi_is_answered_in_urdu_and_told(text):
    guess = choose_language(text, 4, {**OWN, "fa": 0.9}, [("ur", 0.9)], None, None)
    assert (guess.code, guess.near, guess.unserved) == ("ur", "pa-Arab", None)


@pytest.mark.parametrize(
    "text",
    ["ez kurdî diaxivim", "alîkarî", "Ez hewceyî alîkariyê me", "Polîs li ku ye û çawa bi wan re", "min alikari divê"],
)
def test_kurmanji_gets_the_offer_and_no_sorani(text):
    guess = choose_language(text, 3, {**OWN, "ckb": 0.95}, [("ku", 0.5)], "ckb", None)
    assert (guess.code, guess.unserved) == ("en", "ku")
    assert choose_language(text, 3, OWN, [("ku", 0.5)], "pl", None).code == "pl"


@pytest.mark.parametrize("text", ["min yarmatim awe", "chon polis bangkam", "la garakakaman dizi krawa"])
def test_romanised_sorani_stays_sorani(text):
    guess = choose_language(text, 4, {**OWN, "ckb": 0.95}, [("id", 0.3), ("ku", 0.2)], None, None)
    assert (guess.code, guess.romanised, guess.unserved) == ("ckb", True, None)


@pytest.mark.parametrize("text", ["مجھے مدد چاہیے", "میں کیا کروں", "دری", "پولیس کو کیسے بلائیں اور کب تک آئے گی"])
def test_ordinary_urdu_is_urdu(text):
    guess = choose_language(text, 4, {**OWN, "ur": 0.9}, [("ur", 0.9), ("pnb", 0.05)], None, None)
    assert (guess.code, guess.near) == ("ur", None)


@pytest.mark.parametrize("folder", sorted(p.name for p in (ROOT / "data" / "nlu").iterdir() if p.is_dir()))
def test_no_training_sentence_is_taken_for_them(folder):
    for path in (ROOT / "data" / "nlu" / folder).glob("*.yml"):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if block["intent"] == "change_language":
                continue
            for line in block["examples"].splitlines():
                assert not is_shahmukhi(line[2:]), line
                assert not is_kurmanji(line[2:]), line


def test_ukrainian_letters_are_not_russian():
    general = [("uk", 0.99)]
    guess = choose_language("Мені потрібна допомога", 3, {**OWN, "ru": 0.95}, general, None, None)
    assert guess.unserved == "uk"
    assert choose_language("Мне нужна помощь", 3, {**OWN, "ru": 0.95}, [("uk", 0.8)], None, None).unserved is None


def test_a_language_nobody_knows_is_not_answered_in_a_script_by_chance():
    general = [("tr", 0.99)]
    guess = choose_language("yardıma ihtiyacım var lütfen", 4, {**OWN, "ckb": 0.4}, general, None, "pl")
    assert (guess.code, guess.unserved, guess.romanised) == ("pl", "tr", False)


def test_kurdish_said_in_kurmanji_is_kurmanji():
    text = "ez kurdî diaxivim"
    one = Message({"text": text, "language": {"code": "en", "unserved": "ku"}})
    one.set("entities", find_names(text, {"kurdi": "ckb"}))
    LanguageRequest({}).process([one])
    assert one.get("entities")[0]["value"] == "ku"
    assert one.get("intent")["name"] == "change_language"


@pytest.mark.parametrize(("text", "tells"), [("Shqip", False), ("999 ok", False), ("mówię po ukraińsku", True)])
def test_a_bare_name_of_a_language_tells_nothing_of_the_language_it_is_said_in(text, tells):
    found = find_names(text, {"shqip": "sq", "ukrainsku": "uk"})
    assert bool(_telling_words(text, found, text)) is tells
