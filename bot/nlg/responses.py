"""The English source texts: `data/responses/*.yml`, in Rasa's own format.

A text whose words change with a number has two forms; `custom` holds the second one and names the placeholder:

    utter_choices:
    - text: "{count} choice below"
      custom: {plural: "{count} choices below", number: count}
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.settings import ROOT

RESPONSES = ROOT / "data" / "responses"


@dataclass(frozen=True)
class Response:
    """One English source text."""

    id: str
    text: str
    plural: str | None = None
    number: str | None = None


@lru_cache(maxsize=1)
def load_responses(directory: Path = RESPONSES) -> dict[str, Response]:
    """Return all source texts by response id."""
    found = {}
    for path in sorted(directory.glob("*.yml")):
        for key, variants in yaml.safe_load(path.read_text("utf-8"))["responses"].items():
            variant = variants[0]
            custom = variant.get("custom") or {}
            found[key] = Response(key, variant["text"].strip(), custom.get("plural"), custom.get("number"))
    return found
