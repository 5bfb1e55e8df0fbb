"""Play held-out conversations and judge the replies.

A file `tests/nlu/<locale>/conversations.jsonl` has one conversation a line: `lang`, `kind`, `turns` (what the
resident types), `expect` (for each turn a list of groups; of each group one text has to be in the reply),
`forbid`. The texts are names, numbers and addresses, which are the same in every language.
"""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.assistant.assistant import Assistant, Message
from bot.i18n.languages import SOURCE, served_languages
from bot.settings import ROOT

HELD_OUT = ROOT / "tests" / "nlu"

#: Outcomes that fit a kind of conversation (absent: any).
FITTING = {
    "emergency": {"emergency"},
    "oos": {"out_of_scope", "fallback", "clarify", "unsupported_language"},
    "fact": {"answered"},
    "contact": {"answered", "emergency"},
    "ward": {"answered"},
    "service": {"answered", "emergency"},
    "interpreter": {"answered", "form", "clarify"},
    "smalltalk": {"smalltalk", "answered", "clarify", "fallback"},
}
#: In an emergency the number stands within this many characters; where there is none it does not.
FIRST_WORDS = 120
LONGEST = 1500
#: So many Latin words and fewer say nothing about the language.
UNDECIDABLE_WORDS = 3


@dataclass
class Played:
    """A conversation that was played; it passed if there are no problems."""

    test: dict[str, Any]
    replies: list[list[Message]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every turn was answered as it should be."""
        return not self.problems


def read_tests(locale: str, folder: Path = HELD_OUT) -> list[dict[str, Any]]:
    """Return the conversations of a locale."""
    path = folder / locale / "conversations.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


async def play(assistant: Assistant, test: dict[str, Any]) -> Played:
    """Play one conversation, the language undeclared, and judge it."""
    played = Played(test)
    sender = f"eval-{uuid.uuid4().hex}"
    for number, (text, groups) in enumerate(zip(test["turns"], test["expect"]), 1):
        replies = await assistant.handle(sender, text)
        played.replies.append(replies)
        played.problems += [f"turn {number}: {p}" for p in judge_turn(test, replies, groups)]
    played.problems += judge_language(test, [m for turn in played.replies for m in turn])
    callback = str(test.get("note", "")).startswith("CALLBACK:")
    if callback and not any(m["outcome"] == "form" for turn in played.replies for m in turn):
        played.problems.append("no callback was begun")
    return played


def judge_turn(test: dict[str, Any], replies: Sequence[Message], groups: Iterable[Sequence[str]]) -> list[str]:
    """Return what is wrong with the replies of one turn."""
    problems = []
    whole = "\n".join(m["text"] for m in replies)
    kind, outcomes = test["kind"], {m["outcome"] for m in replies}
    if len(whole) > LONGEST:
        problems.append(f"{len(whole)} characters")
    problems += [f"none of {list(group)}" for group in groups if not any(holds(whole, t) for t in group)]
    problems += [f"forbidden {text!r}" for text in test.get("forbid", []) if holds(whole, text)]
    warned = holds(replies[0]["text"][:FIRST_WORDS], "999")
    if kind == "emergency" and not warned:
        problems.append("999 is not among the first words")
    if kind == "notnow" and (warned or "emergency" in outcomes):
        problems.append("taken for an emergency")
    if kind in FITTING and not FITTING[kind] & outcomes:
        problems.append(f"outcome {sorted(outcomes)}")
    return problems


def judge_language(test: dict[str, Any], replies: Sequence[Message]) -> list[str]:
    """Return a problem if the replies are in another language than the conversation."""
    wanted = test["lang"]
    if wanted not in served_languages():
        return []
    tiny = all(t.isascii() and len(t.split()) <= UNDECIDABLE_WORDS for t in test["turns"])
    found = {m["lang"] for m in replies}
    if found == {wanted} or (tiny and wanted != SOURCE):
        return []
    return [f"answered in {sorted(found)}"]


def holds(reply: str, wanted: str) -> bool:
    """Return True if a reply holds a text: words by spelling, numbers by value, telephone numbers by digits."""
    reply, wanted = _plain(reply), _plain(wanted)
    if not re.fullmatch(r"[\d\s.,()+%-]+", wanted):
        return wanted in reply
    digits = re.sub(r"\D", "", wanted)
    if len(digits) >= 6 or " " in wanted:
        return digits in re.sub(r"[\s().\-\u2010-\u2015/]", "", reply) or digits in _numbers(reply)
    if "." in wanted:
        return wanted.strip("%") in _decimals(reply)
    return digits in _numbers(reply)


def _plain(text: str) -> str:
    text = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c
        for c in unicodedata.normalize("NFKC", text)
        if unicodedata.category(c) != "Cf"
    )
    return re.sub(r"\s+", " ", text.replace("\n", " ; ")).casefold().strip()


_NUMBER = re.compile(r"\d+(?:[ .,'\u2019\u066c]\d{3})+(?!\d)|\d+")
_DECIMAL = re.compile(r"\d+[.,\u066b]\d+")


def _numbers(text: str) -> set[str]:
    return {re.sub(r"\D", "", m) for m in _NUMBER.findall(text)}


def _decimals(text: str) -> set[str]:
    return {re.sub(r"[,\u066b]", ".", m) for m in _DECIMAL.findall(text)}
