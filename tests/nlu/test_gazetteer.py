from __future__ import annotations

import pytest

from bot.nlu.gazetteer import Gazetteer
from bot.nlu.masking import mask


@pytest.fixture(scope="module")
def gazetteer(knowledge):
    return Gazetteer(knowledge)


def ids(mentions, kind="place"):
    return [m.id for m in mentions if m.kind == kind]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("what committee is Glington in", "glinton"),
        ("mieszkam w Ravensthorpe", "ravensthorpe"),
        ("w Ravensthorpie od roku", "ravensthorpe"),
        ("Werington north", "werrington_north"),
        ("dogsthrope", "dogsthorpe"),
        ("Bretton'e gyvenu", "bretton"),
        ("zona Woodstonului", "woodston"),
        ("ڈاگستھورپ میں", "dogsthorpe"),
        ("в Догсторпе", "dogsthorpe"),
        ("orton goldhei", "orton_goldhay"),
        ("fletton and woodston ward", "fletton"),
        ("Eye and Thorney", "eye_and_thorney"),
        ("I live in Helpston with my wife", "helpston"),
        ("crimes in North ward", "north"),
        ("stanground east", "stanground_east"),
        ("كم جريمة بالهامبتون فيل", "hampton_vale"),
        ("بيتي بدوغستورب", "dogsthorpe"),
    ],
)
def test_names_are_found_however_typed(gazetteer, text, place):
    assert place in ids(gazetteer.find(text))


@pytest.mark.parametrize(
    "text",
    [
        "kids drink in the park every night",
        "keep an eye on it",
        "my boss is a pain",
        "it is a walk in the park for them",
    ],
)
def test_everyday_words_are_not_certain(gazetteer, text):
    assert [m for m in gazetteer.find(text) if not m.ambiguous and m.kind != "city"] == []


def test_longest_name_wins(gazetteer):
    assert ids(gazetteer.find("crimes in bretton north please")) == ["bretton_north"]
    assert ids(gazetteer.find("orton with hampton")) == ["orton_with_hampton"]


def test_areas_and_committees_have_kinds_of_their_own(gazetteer):
    assert ids(gazetteer.find("area north west"), "area") == ["north_west"]
    assert ids(gazetteer.find("Rural North committee"), "committee") == ["rural_north"]


def test_city_centre_is_a_place_and_an_area(gazetteer):
    found = gazetteer.find("how many crimes in the City Centre ward")
    assert ids(found) == ["city_centre"]
    assert ids(found, "area") == ["city_centre"]


def test_ordinary_words_are_never_misspelt_names(gazetteer):
    assert ids(gazetteer.find("panel meeting", frozenset({"panel", "meeting"}))) == []


def test_mask_gives_every_place_one_face(gazetteer):
    text = "how many crimes in Glington and in Walton"
    assert mask(text, gazetteer.find(text)) == "how many crimes in Paston and in Paston"


def test_all_printed_names_are_found_exactly(gazetteer, knowledge):
    for ward in knowledge.wards.values():
        assert ward.id in ids(gazetteer.find(f"{ward.name} ward")), ward.name
    for place in knowledge.places.values():
        assert place.id in ids(gazetteer.find(f"I live in {place.name}")), place.name
    for committee in knowledge.committees.values():
        assert committee.id in ids(gazetteer.find(f"{committee.name} committee"), "committee"), committee.name


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("o South?", "south"),
        ("അപ്പോ സൗത്തോ?", "south"),
        ("ਤੇ ਸਾਊਥ 'ਚ?", "south"),
        ("а в южном", "south"),
        ("i na wschodzie?", "east"),
        ("i po pracy?", None),
    ],
)
def test_compass_words_are_found_in_any_language(gazetteer, text, part):
    assert [found.part for found in gazetteer.find_parts(text)] == ([part] if part else [])


def test_a_name_with_an_ending_is_no_ordinary_word(gazetteer):
    assert gazetteer.is_inflected_name("brettonu")
    assert not gazetteer.is_inflected_name("visto")
    assert not gazetteer.is_inflected_name("kardan")


@pytest.mark.parametrize("text", ["വാൾട്ടണിലേക്ക് മാറി", "വാൾട്ടണിൽ"])
def test_malayalam_names_take_long_endings(gazetteer, text):
    assert [m.id for m in gazetteer.find(text)] == ["walton"]
