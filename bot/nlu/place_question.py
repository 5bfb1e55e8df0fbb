"""Rasa component: what is asked of a place that a message names.

"Which committee is Paston in" and "how many crimes in Paston" differ in one word, and a short sentence in a mixed
spelling has little else to go by. Where the topic classifier sees one of the topics of `_OPEN`, or nothing clearly, and
the message names a place and has a word for crime, it is about the place's crimes; with a word for a committee, about
its committee (`data/lookups/<language>/place_words.yml`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import FixedComponent
from bot.nlu.gazetteer import LOOKUPS, words_in
from bot.nlu.phrases import same_word
from bot.nlu.text import clean, fold

#: Topics that are mistaken for one another where a place is named.
_OPEN = frozenset({"committee", "ward_crime", "place_only", "other_place", "personal_data", "more", "repeat"})
#: The same where a word for crime is all that stands beside the name: the plan has the crimes of a ward.
_OPEN_TO_CRIME = frozenset({"not_in_plan", "crime_types", "crime_overall", "areas"})
_TOPICS = {"crime": "ward_crime", "committee": "committee"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PlaceQuestion(FixedComponent):
    """Tells a question about a place's crimes from one about its committee."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return `unclear`: a topic with a smaller share than this is open too."""
        return {"unclear": 0.6}

    def process(self, messages: list[Message]) -> list[Message]:
        """Change the topic where the words beside the place are clearer than the classifier."""
        for message in messages:
            intent = message.get(INTENT) or {}
            named = any(e.get("entity") == "place" and not e.get("ambiguous") for e in message.get(ENTITIES, []))
            unclear = float(intent.get("confidence") or 0.0) < self._config["unclear"]
            topic = intent.get("name")
            if not named or not (topic in _OPEN or topic in _OPEN_TO_CRIME or unclear):
                continue
            asked = asked_of_place(message.get(TEXT) or "")
            if asked and asked != topic and (topic not in _OPEN_TO_CRIME or asked == _TOPICS["crime"]):
                message.set(INTENT, {"name": asked, "confidence": 1.0}, add_to_output=True)
        return messages


def asked_of_place(text: str) -> str | None:
    """Return `ward_crime` or `committee` if words of one kind only are in the text, else None."""
    words = words_in(clean(text))
    kinds = {
        kind for kind, stems in place_words().items() if any(same_word(stem, word) for word in words for stem in stems)
    }
    return _TOPICS[kinds.pop()] if len(kinds) == 1 else None


@lru_cache(maxsize=1)
def place_words(lookups: Path = LOOKUPS) -> dict[str, frozenset[str]]:
    """Return the folded words and stems (with `*`) of each kind, of all languages together."""
    found: dict[str, set[str]] = {kind: set() for kind in _TOPICS}
    for path in sorted(lookups.glob("*/place_words.yml")):
        for kind, words in yaml.safe_load(path.read_text("utf-8")).items():
            found[kind] |= {fold(word) for word in words}
    return {kind: frozenset(words) for kind, words in found.items()}
