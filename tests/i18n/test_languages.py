from __future__ import annotations

import pytest

from bot.errors import ConfigurationError
from bot.i18n.languages import accepted_tags, language_names, negotiate, served_languages, to_code


def test_negotiation_prefers_exact_then_base():
    assert negotiate(["de", "pl-PL", "en"]) == "pl"
    assert negotiate(["EN-gb"]) == "en"
    assert negotiate(["xx"]) is None
    assert negotiate([]) is None


def test_accept_language_header_is_ordered_by_weight():
    assert accepted_tags("en;q=0.5, pl, ur;q=0.8, *;q=0.1") == ["pl", "ur", "en"]
    assert accepted_tags("nonsense;;;q=,") == []


def test_names_of_any_language():
    assert language_names("ti") == ("Tigrinya", "ትግርኛ")
    assert language_names("sq")[0] == "Albanian"
    assert language_names("zz") == ("zz", "zz")


def test_register():
    urdu = served_languages()["ur"]
    assert urdu.dir == "rtl"
    assert urdu.endonym == "اردو"
    assert urdu.english == "Urdu"
    assert to_code("pt_PT") == "pt-PT"


def test_a_bad_register_names_the_entry(tmp_path):
    register = tmp_path / "languages.yml"
    register.write_text("- {code: qq, locale: qq, status: draft, example: Qq}\n")
    with pytest.raises(ConfigurationError, match="qq"):
        served_languages.__wrapped__(register)
