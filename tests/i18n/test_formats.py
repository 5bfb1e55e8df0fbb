from __future__ import annotations

import pytest

from bot.errors import CatalogError
from bot.i18n.formats import LRI, PDI, format_value
from bot.i18n.languages import Language


def language(locale: str) -> Language:
    return Language(locale.replace("_", "-"), locale, "draft", "X")


SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


@pytest.mark.parametrize(
    ("locale", "kind", "value", "expected"),
    [
        ("en", "count", 4713, "4,713"),
        ("pl", "count", 4713, "4 713"),
        ("ro", "count", 4713, "4.713"),
        ("fa", "count", 4713, "4,713"),
        ("ckb", "count", 1212428, "1,212,428"),
        ("gu", "count", 1212428, "1,212,428"),
        ("pa", "count", 1212428, "1,212,428"),
        ("en", "percent", 10, "10%"),
        ("lt", "percent_1", 22.2, "22,2 %"),
        ("en", "percent_1", 6.0, "6.0%"),
        ("en", "percent_1", -17.2, "-17.2%"),
        ("en", "money", 977714, "£977,714"),
        ("ml", "money", 1212428, "£1,212,428"),
        ("en", "period", ["2010-04", "2011-03"], "April 2010 – March 2011"),
        ("en", "year_range", [2011, 2014], "2011–2014"),
        ("en", "names", ["Paston", "Walton", "East"], "Paston, Walton, and East"),
        ("en", "names", ["Dogsthorpe, East and Park", "Central"], "Dogsthorpe, East and Park; Central"),
    ],
)
def test_format(locale, kind, value, expected):
    assert format_value(kind, value, language(locale)).translate(SPACES).replace("\u2009", " ") == expected


@pytest.mark.parametrize("locale", ["ur", "ar", "fa", "ps", "ckb"])
def test_what_is_dialled_is_isolated_in_right_to_left_text(locale):
    assert format_value("tel", "(01733) 747474", language(locale)) == f"{LRI}(01733) 747474{PDI}"


@pytest.mark.parametrize("locale", "en pl lt pt_PT ro ur lv pa ru sk ckb ps ar fa bg cs ml gu hu es it".split())
def test_digits_are_western_everywhere(locale):
    for kind, value in (("count", 4713), ("percent_1", 22.2), ("money", 1212428), ("period", ["2010-04", "2011-03"])):
        text = format_value(kind, value, language(locale))
        assert all(c in "0123456789" for c in text if c.isdigit()), (locale, text)


def test_unknown_kind_is_an_error():
    with pytest.raises(CatalogError, match="weight"):
        format_value("weight", 1, language("en"))
