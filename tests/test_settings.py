from __future__ import annotations

import re

import pytest

from bot.errors import ConfigurationError
from bot.settings import ROOT, load_settings


def test_defaults():
    settings = load_settings({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.conversations_url.startswith("sqlite:///")


@pytest.mark.parametrize(("name", "value"), [("PORT", "eighty"), ("PORT", "70000"), ("CONVERSATION_TTL", "999999")])
def test_bad_value_names_the_variable(name, value):
    with pytest.raises(ConfigurationError, match=name):
        load_settings({name: value})


def test_every_variable_is_described():
    source = (ROOT / "bot" / "settings.py").read_text("utf-8")
    names = set(re.findall(r'"([A-Z][A-Z_]{2,})"', source))
    described = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert names <= described, names - described
