"""How far a language has come: texts, sentences, phrases, held-out sets.

A language is complete when nothing is missing and nothing is wrong; only then may it leave the status `started`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.i18n.catalogs import catalog_path
from bot.i18n.checks import Problem, check_catalog
from bot.i18n.languages import SOURCE, Language
from bot.knowledge import Topic, load_knowledge
from bot.settings import ROOT

#: Held-out sentences of danger, and as many alarming ones without danger, that make a share worth telling.
LEAST_DANGERS = 40
#: Held-out conversations.
LEAST_CONVERSATIONS = 60
#: How an unfinished set of `tests/nlu` is told from a finished one: a sentence that is still to be written.
BLANK = ""


@dataclass(frozen=True)
class Coverage:
    """What a language has, and what it lacks.

    `lacking` holds one line per file, with the path; `problems` what the check of the catalog found.
    """

    language: Language
    texts: int
    translated: int
    topics: int
    covered: int
    sentences: int
    lacking: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """The faults of texts that are there."""
        return tuple(problem for problem in self.problems if not problem.unfinished)

    @property
    def complete(self) -> bool:
        """Whether residents can be answered in it."""
        return not self.lacking and not self.wrong

    @property
    def reviewed(self) -> int | None:
        """How many texts a speaker has checked; None where none was (a language is checked as a whole)."""
        return self.translated if self.language.review == "checked" else None


def measure_coverage(language: Language, template: Catalog) -> Coverage:
    """Return how far a language has come.

    Args:
        language: which one.
        template: all source texts (`bot.i18n.update.build_template`).

    """
    texts = sum(bool(message.id) for message in template)
    problems = [] if language.locale == SOURCE else check_catalog(language, template=template)
    translated = texts if language.locale == SOURCE else _translated(language, template)
    topics = load_knowledge().topics
    sentences = count_sentences(language.locale)
    lacking = [*lacking_sentences(language.locale, sentences), *_lacking_lookups(language), *_lacking_tests(language)]
    if translated < texts:
        path = catalog_path(language.locale).relative_to(ROOT)
        lacking.insert(0, f"{path}: {texts - translated} of {texts} texts to translate")
    if language.locale != SOURCE and not (style := ROOT / "locales" / language.locale / "STYLE.md").exists():
        lacking.insert(0, f"{style.relative_to(ROOT)}: no style note; docs/how-to/add-a-language.md says what it holds")
    return Coverage(
        language=language,
        texts=texts,
        translated=translated,
        topics=len(topics),
        covered=sum(sentences[topic.id] >= topic.wanted_sentences for topic in topics.values()),
        sentences=sum(sentences.values()),
        lacking=tuple(lacking),
        problems=tuple(problems),
    )


def count_sentences(locale: str) -> Counter[str]:
    """Return how many training sentences each topic has in a locale."""
    found: Counter[str] = Counter()
    for path in sorted((ROOT / "data" / "nlu" / locale).glob("*.yml")):
        for entry in (_read_yaml(path) or {}).get("nlu") or []:
            lines = str(entry.get("examples") or "").splitlines()
            found[entry["intent"]] += sum(bool(line.removeprefix("-").strip()) for line in lines)
    return found


def lacking_sentences(locale: str, sentences: Counter[str]) -> list[str]:
    """Return a line for each file of a locale in which topics have too few sentences."""
    by_group: dict[str, list[Topic]] = {}
    for topic in load_knowledge().topics.values():
        by_group.setdefault(topic.group, []).append(topic)
    lines = []
    for group, topics in by_group.items():
        short = [topic for topic in topics if sentences[topic.id] < topic.wanted_sentences]
        if short:
            named = ", ".join(f"{t.id} {sentences[t.id]}/{t.wanted_sentences}" for t in short[:3])
            more = " ..." if len(short) > 3 else ""
            counts = f"{len(short)} of {len(topics)} topics with too few sentences"
            lines.append(f"data/nlu/{locale}/{group}.yml: {counts}: {named}{more}")
    return lines


def _lacking_lookups(language: Language) -> list[str]:
    folder = ROOT / "data" / "lookups" / language.locale
    lines = []
    for name, keys in (("danger", ("now", "unless")), ("places", ()), ("languages", ())):
        path = folder / f"{name}.yml"
        data = (_read_yaml(path) or {}) if path.exists() else {}
        empty = [key for key in keys if not data.get(key)]
        if not path.exists():
            lines.append(f"{path.relative_to(ROOT)}: the file is missing")
        elif empty:
            lines.append(f"{path.relative_to(ROOT)}: no phrases under {' and '.join(f'`{key}`' for key in empty)}")
        elif not any(data.values()):
            lines.append(f"{path.relative_to(ROOT)}: no spelling yet")
    return lines


def _lacking_tests(language: Language) -> list[str]:
    lines = []
    folder = ROOT / "tests" / "nlu" / language.locale
    path = folder / "conversations.jsonl"
    rows = _read_rows(path)
    written = sum(all(turn != BLANK for turn in row["turns"]) for row in rows)
    if written < max(LEAST_CONVERSATIONS, len(rows)):
        wanted = max(LEAST_CONVERSATIONS, len(rows))
        lines.append(f"{path.relative_to(ROOT)}: {wanted - written} of {wanted} conversations to write")
    path = folder / "danger.jsonl"
    rows = _read_rows(path)
    blank = sum(row["text"] == BLANK for row in rows)
    dangers = sum(row["danger"] and row["text"] != BLANK for row in rows)
    others = len(rows) - blank - dangers
    if blank or dangers < LEAST_DANGERS or others < LEAST_DANGERS:
        lines.append(
            f"{path.relative_to(ROOT)}: {dangers} dangers and {others} sentences without danger; "
            f"{LEAST_DANGERS} of each are wanted, and no blank ones"
        )
    return lines


def _translated(language: Language, template: Catalog) -> int:
    path = catalog_path(language.locale)
    if not path.exists():
        return 0
    with path.open("rb") as file:
        catalog = read_po(file, locale=language.locale, charset="utf-8")
    count = 0
    for source in template:
        if not source.id:
            continue
        message = catalog.get(source.id, source.context)
        forms = (
            message.string if message and isinstance(message.string, (tuple, list)) else [message and message.string]
        )
        count += bool(message and not message.fuzzy and all(forms))
    return count


def _read_yaml(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


def _read_rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
