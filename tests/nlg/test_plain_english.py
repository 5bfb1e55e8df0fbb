"""The English of the answers is plain: a reading age of 9 to 11 years, measured.

The measure is the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom, "Derivation of New Readability
Formulas", Naval Technical Training Command, 1975): 0.39 x words per sentence + 11.8 x syllables per word - 15.59.
Grade 6 is a reading age of about 11 years. A resident who meets `{victim_support}` reads a name or a number and not a
hard word of ours, so a placeholder or name counts as one short word. A line that holds only names or numbers is
not a sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache
from statistics import mean

import pyphen
import pytest

from bot.nlg.render import PLACEHOLDER
from bot.nlg.responses import load_responses

#: School grades (American), on average and for the hardest text.
MOST_ON_AVERAGE = 6.0
MOST_OF_ONE_TEXT = 9.0
#: A grade says something only of a text that has this many sentences or words.
LEAST_SENTENCES = 3
LEAST_WORDS = 30
#: Words in a sentence.
LONGEST_SENTENCE = 25

SHORT_WORD = "one"
NAMES = re.compile(r"\b(Peterborough|Christmas)\b")
WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
MARK = re.compile(r"^(- |\{item_\d\}\. )")
END = re.compile(r"(?<=[.!?])[\"')]*\s+")


def texts() -> dict[str, str]:
    """Return all English texts; the second form of a text with a number is a text of its own."""
    found = {}
    for response in load_responses().values():
        found[response.id] = response.text
        if response.plural:
            found[f"{response.id} (plural)"] = response.plural
    return found


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, names made short; a line break ends a sentence, as in a list."""
    found = []
    for line in text.splitlines():
        if WORD.search(PLACEHOLDER.sub("", line)):
            line = NAMES.sub(SHORT_WORD, PLACEHOLDER.sub(SHORT_WORD, MARK.sub("", line)))
            found += [sentence for sentence in END.split(line) if WORD.search(sentence)]
    return found


@lru_cache
def hyphenator() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def syllables(word: str) -> int:
    """Return about how many syllables an English word has.

    A hyphenator leaves syllables out ("about") and counting groups of vowels does too ("area"), so the larger
    number is taken. Over these texts the sum is within one hundredth of that of the CMU Pronouncing Dictionary.
    """
    total = 0
    for part in word.lower().split("-"):
        part = part.removesuffix("'s")
        groups = len(re.findall(r"[aeiouy]+", part))
        groups -= bool(re.search(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouydt]ed$|[^aeiouycgshxz]es$", part))
        total += max(1, groups, len(hyphenator().positions(part)) + 1)
    return total


def grade(text: str) -> float | None:
    """Return the Flesch-Kincaid grade of a text, None for a text too short to have one."""
    parts = sentences(text)
    words = [word for part in parts for word in WORD.findall(part)]
    if len(parts) < LEAST_SENTENCES and len(words) < LEAST_WORDS:
        return None
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def grades() -> dict[str, float]:
    measured = {response: grade(text) for response, text in texts().items()}
    return {response: value for response, value in measured.items() if value is not None}


@pytest.mark.parametrize(
    ("word", "count"),
    [("about", 2), ("area", 2), ("crime", 1), ("called", 1), ("wanted", 2), ("houses", 2), ("gives", 1), ("people", 2)]
    + [("neighbourhood", 3), ("anti-social", 4), ("priorities", 4), ("interpreter", 4), ("the", 1), ("victim's", 2)],
)
def test_syllables_are_counted(word, count):
    assert syllables(word) == count


def test_names_and_lists_of_names_weigh_nothing():
    text = "Ask:\n- {a_team}\n- {a}: {b} ({c})\n{item_1}. The first\n\nThe city of Peterborough. Is it {x}?"
    assert sentences(text) == ["Ask:", "The first", "The city of one.", "Is it one?"]


def test_a_known_text_has_its_known_grade():
    # 18 words, 3 sentences, 20 syllables.
    text = "The cat sat on the mat. It did not see the little mouse. The mouse ran off again."
    assert grade(text) == pytest.approx(0.39 * 18 / 3 + 11.8 * 20 / 18 - 15.59)


def test_no_sentence_is_long():
    long = [
        f"{response}: {len(WORD.findall(sentence))} words: {sentence}"
        for response, text in texts().items()
        for sentence in sentences(text)
        if len(WORD.findall(sentence)) > LONGEST_SENTENCE
    ]
    assert not long, f"at most {LONGEST_SENTENCE} words; make two sentences of it:\n" + "\n".join(long)


def test_no_text_is_hard():
    hard = [f"{response}: grade {value:.1f}" for response, value in grades().items() if value > MOST_OF_ONE_TEXT]
    assert not hard, f"at most grade {MOST_OF_ONE_TEXT}; shorter sentences, plainer words:\n" + "\n".join(hard)


def test_texts_are_plain_on_average():
    measured = grades()
    hardest = sorted(measured.items(), key=lambda item: -item[1])[:10]
    named = ", ".join(f"{response} {value:.1f}" for response, value in hardest)
    assert mean(measured.values()) <= MOST_ON_AVERAGE, f"grade {mean(measured.values()):.2f}; the hardest: {named}"
