"""What a typed message is inside the form: deterministic, so that an answer never depends on the classifier alone."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.text import clean, fold

_WORDS = Path(__file__).with_name("words.yml")
_SPLIT = re.compile(r"[^\w'\u0300-\u036f\u0900-\u0dff\u200c\u200d-]+")
_QUESTION_MARKS = ("?", "؟", "⸮", "\u037e")
#: What the classifier makes of stray words: an answer to the form that was not understood, not an interruption.
_NOT_A_QUESTION = frozenset("affirm deny place_only callback thanks greet how_are_you more insult".split())
LONGEST_STOP = 8
LONGEST_YES = 6

Phrases = dict[str, list[tuple[str, ...]]]


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    found: Phrases = {"yes": [], "no": [], "stop": [], "skip": []}
    # Plain strings only: YAML would read the words "yes" and "no" as truth values.
    for entry in yaml.load(_WORDS.read_text("utf-8"), yaml.BaseLoader).values():  # noqa: S506 - BaseLoader makes strings
        for kind, texts in entry.items():
            found[kind] += [tuple(words(str(text).replace("*", "٭"))) for text in texts]
    return found


def words(text: str) -> list[str]:
    """Return the folded words of a text; a stem keeps its mark."""
    stems = text.replace("٭", " ٭")
    out: list[str] = []
    for word in re.split(r"\s+", stems):
        if word == "٭" and out:
            out[-1] += "*"
        else:
            out += [fold(part) for part in _SPLIT.split(clean(word)) if part]
    return out


def _equal(phrase: tuple[str, ...], said: list[str]) -> bool:
    return len(phrase) == len(said) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part for part, word in zip(phrase, said)
    )


def says(kind: str, text: str) -> bool:
    """Return True where a text says `yes`, `no` or `skip`: as a whole, or in the first words of a short one."""
    said = words(text)
    for phrase in _phrases()[kind]:
        if _equal(phrase, said):
            return True
        if kind != "skip" and len(phrase) < len(said) <= LONGEST_YES and _equal(phrase, said[: len(phrase)]):
            return True
    return False


def says_stop(text: str) -> bool:
    """Return True where a short message wants to end the form."""
    said = words(text)
    if not said or len(said) > LONGEST_STOP or is_question(text):
        return False
    return any(
        _equal(phrase, said[start : start + len(phrase)])
        for phrase in _phrases()["stop"]
        for start in range(len(said) - len(phrase) + 1)
    )


def chosen(text: str, titles: list[tuple[str, str]]) -> str | None:
    """Return the choice whose title a text names, if it names just one.

    Args:
        text: what was typed.
        titles: the choices, each with the words on its button (and others that mean it).

    """
    said = words(text)
    if not said or len(said) > LONGEST_STOP:
        return None
    found = {value for value, title in titles if _names(said, words(title))}
    return found.pop() if len(found) == 1 else None


def _names(said: list[str], title: list[str]) -> bool:
    if title and all(word in said for word in title):
        return True
    # A telling word of the title is enough, in another case too: "w poniedziałek", "rano".
    long = [word for word in title if len(word) >= 4]
    return any(_alike(one, word) for one in said for word in long)


def _alike(one: str, other: str) -> bool:
    shared = 0
    for a, b in zip(one, other):
        if a != b:
            break
        shared += 1
    return shared >= 4 and shared >= max(len(one), len(other)) - 3


def is_question(text: str) -> bool:
    """Return True where a text has a question mark of any script."""
    return any(mark in text for mark in _QUESTION_MARKS)


def asks_something(parse: dict[str, Any], topics: dict[str, str]) -> bool:
    """Return True where the understanding found something to answer in a message.

    Args:
        parse: Rasa's result.
        topics: the group of each topic.

    """
    intent = str((parse.get("intent") or {}).get("name") or "")
    if intent in _NOT_A_QUESTION:
        return False
    return intent in topics


def intent_of(parse: dict[str, Any]) -> str:
    """Return the topic of a message."""
    return str((parse.get("intent") or {}).get("name") or "")
