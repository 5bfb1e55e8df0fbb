"""Languages without texts of their own (`data/lookups/varieties.yml`): their names, and what they are answered in.

Babel names hundreds of languages, but not these, or not as their speakers and interpreters do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.errors import ConfigurationError
from bot.settings import ROOT

VARIETIES = ROOT / "data" / "lookups" / "varieties.yml"
#: A language of signs: speaking to somebody on the telephone is no help.
SIGN_LANGUAGE = "bfi"


@dataclass(frozen=True)
class Variety:
    """A language without texts; `answer` is the code of the served language its speakers are answered in, if any."""

    code: str
    english: str
    native: str
    spellings: tuple[str, ...]
    answer: str | None = None
    same_as: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def load_varieties(path: Path = VARIETIES) -> dict[str, Variety]:
    """Return the varieties by code, in the order of the file.

    Raises:
        ConfigurationError: an entry lacks a key or has an unknown one.

    """
    found = {}
    for entry in yaml.safe_load(path.read_text("utf-8")):
        try:
            lists = {key: tuple(entry.get(key, ())) for key in ("spellings", "same_as")}
            variety = Variety(**{**entry, **lists})
        except TypeError as error:
            raise ConfigurationError(f"{path.name}: {entry.get('code')}: {error}") from error
        found[variety.code] = variety
    return found


def find_variety(tag: str) -> Variety | None:
    """Return the variety of a language tag, in any case and with either kind of stroke, or None."""
    wanted = tag.replace("_", "-").casefold()
    for variety in load_varieties().values():
        if wanted in (code.casefold() for code in (variety.code, *variety.same_as)):
            return variety
    return None
