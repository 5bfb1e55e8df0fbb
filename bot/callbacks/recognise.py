"""What a typed message is inside the form: deterministic, so that an answer never depends on the classifier alone."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.phrases import same_word
from bot.nlu.text import clean, fold

_WORDS = Path(__file__).with_name("words.yml")
_SPLIT = re.compile(r"[^\w'\u0300-\u036f\u0900-\u0dff\u200c\u200d-]+")
_WORD = re.compile(r"[^\s.,;:!?()\"\u060c\u061b\u061f\u06d4\u0964]+")
_QUESTION_MARKS = ("?", "؟", "⸮", "\u037e")
#: What the classifier makes of stray words: an answer to the form that was not understood, not an interruption.
_NOT_A_QUESTION = frozenset("affirm deny place_only callback thanks greet how_are_you more insult".split())
#: What the classifier makes of a message that says little but a contact.
_ONLY_A_CONTACT = frozenset("nlu_fallback contact_partnership contact_followup personal_data human interpreter".split())
LONGEST_STOP = 8
LONGEST_YES = 6
#: A stop in another language than the conversation's: so few words, of which the first has so many letters.
LONGEST_FOREIGN_STOP = 4
TELLING = 5
#: After "my name is", so many words are hidden.
NAME_WORDS = 2

Phrase = tuple[str, ...]


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, dict[str, list[Phrase]]]:
    """Return the phrases of each kind by language, long ones first."""
    # Plain strings only: YAML would read the words "yes" and "no" as truth values.
    entries = yaml.load(_WORDS.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 - makes strings only
    return {
        language: {kind: sorted(map(_phrase, texts), key=len, reverse=True) for kind, texts in kinds.items()}
        for language, kinds in entries.items()
    }


def _phrase(text: str) -> Phrase:
    return tuple(words(text.replace("*", "٭")))


def _own(kind: str, language: str) -> list[Phrase]:
    return _lexicon().get(language.split("-")[0], {}).get(kind, [])


def _any(kind: str) -> list[Phrase]:
    return [phrase for kinds in _lexicon().values() for phrase in kinds[kind]]


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


def _equal(phrase: Phrase, said: list[str]) -> bool:
    return len(phrase) == len(said) and all(map(same_word, phrase, said))


def _places(phrase: Phrase, said: list[str]) -> list[int]:
    return [n for n in range(len(said) - len(phrase) + 1) if _equal(phrase, said[n : n + len(phrase)])]


def yes_or_no(text: str, language: str) -> str | None:
    """Return `yes`, `no`, `both` (to be asked again) or None.

    Args:
        text: what was typed.
        language: the code of the conversation's language. Its words count at the start of a short message, too; those
            of another language only as the whole message: Latvian "ja" is a yes, Polish "ja nie chcę" begins with "I".

    """
    said = words(text)
    for kind in ("yes", "no"):
        if any(_equal(phrase, said) for phrase in _own(kind, language)):
            return kind
    if len(said) <= LONGEST_YES:
        starts = [
            (len(phrase), kind)
            for kind in ("yes", "no")
            for phrase in _own(kind, language)
            if _equal(phrase, said[: len(phrase)])
        ]
        if starts:
            length, kind = max(starts)
            other = "no" if kind == "yes" else "yes"
            rest = said[length:]
            return "both" if any(_places(phrase, rest) for phrase in _own(other, language)) else kind
    kinds = {kind for kind in ("yes", "no") for phrase in _any(kind) if _equal(phrase, said)}
    return kinds.pop() if len(kinds) == 1 else "both" if kinds else None


def skips(text: str, language: str) -> bool:
    """Return True where a question is passed over; "Nada" and "Sari" are names in other languages."""
    said = words(text)
    return any(_equal(phrase, said) for phrase in [*_own("skip", language), *_own("skip", "en")])


def says_stop(text: str, language: str, *, free: bool = False) -> bool:
    """Return True where a short message wants to end the form.

    Args:
        text: what was typed.
        language: the code of the conversation's language.
        free: any words can be the answer ("robbed at the bus stop"), so only a whole message counts.

    """
    return any(_ends(kind, text, language, free) for kind in ("stop", "cancel", "no_call"))


def says_cancel(text: str, language: str) -> bool:
    """Return True where a short message wants a stored request to be cancelled."""
    return any(_ends(kind, text, language, False) for kind in ("cancel", "no_call"))


def _ends(kind: str, text: str, language: str, free: bool) -> bool:
    if is_question(text):
        return False
    polite = {word for phrase in [*_own("please", language), *_own("please", "en")] for word in phrase}
    said = words(text)
    bare = [word for word in said if word not in polite]
    if any(_equal(phrase, one) for phrase in _any(kind) for one in (said, bare)):
        return True
    if free or kind == "no_call" or len(said) > LONGEST_STOP:
        return False
    inside = [*_own(kind, language), *_own(kind, "en"), *(phrase for phrase in _any(kind) if len(phrase) > 1)]
    if any(_places(phrase, said) for phrase in inside):
        return True
    # A single word of another language may be a word of this one (Portuguese "pare", Romanian "pare sigur").
    telling = [phrase for phrase in _any(kind) if len(phrase[0].rstrip("*")) >= TELLING]
    return len(said) <= LONGEST_FOREIGN_STOP and any(_equal(phrase, said[:1]) for phrase in telling)


def gives_own_contact(text: str) -> tuple[bool, bool]:
    """Return whether a text says "my number" (of any contact), and whether it asks to be contacted."""
    said = words(text)
    own, reach = (any(_places(phrase, said) for phrase in _any(kind)) for kind in ("own", "reach"))
    return own, reach


def without_names(text: str, name: str, hidden: str) -> str:
    """Return a text without a name and without what follows "my name is".

    Args:
        text: what was typed.
        name: the name the resident gave in the form, or nothing.
        hidden: what stands in the place of a name.

    """
    found = list(_WORD.finditer(text))
    said = [fold(clean(match[0])) for match in found]
    gone: set[int] = set()
    parts = words(name)
    for part in [tuple(parts), *((part,) for part in parts if len(part) > 2)]:
        gone.update(n + m for n in _places(part, said) for m in range(len(part)))
    phrases = _any("name")
    for phrase in phrases:
        for place in _places(phrase, said):
            if any(len(more) > len(phrase) and _equal(more, said[place : place + len(more)]) for more in phrases):
                continue  # "my name is" is longer than "my name"
            last = place + len(phrase) - 1
            for n in range(last + 1, min(last + 1 + NAME_WORDS, len(found))):
                if text[found[n - 1].end() : found[n].start()].strip():
                    break
                gone.add(n)
    out = text
    for n in sorted(gone, reverse=True):
        out = out[: found[n].start()] + hidden + out[found[n].end() :]
    return out


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


def tells_only_a_contact(parse: dict[str, Any]) -> bool:
    """Return True where the understanding found nothing to answer in a message that holds a contact."""
    intent = intent_of(parse)
    return intent in _ONLY_A_CONTACT or intent in _NOT_A_QUESTION


def intent_of(parse: dict[str, Any]) -> str:
    """Return the topic of a message."""
    return str((parse.get("intent") or {}).get("name") or "")
