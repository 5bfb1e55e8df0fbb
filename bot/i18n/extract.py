"""Babel extractors for the texts that are kept in YAML: responses and the titles of topics.

Each message has a context: the response id, or `topic`. So the same English words in two places can be translated
in two ways,
and a changed text makes only its own translation fuzzy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import yaml

Found = tuple[int, str, tuple[str, ...], list[str]]

_COMMENT = re.compile(r"^\s*#\s?(.*)$")
_KEY = re.compile(r"^  ([a-z][a-z0-9_]*):")


def extract_responses(
    file: BinaryIO, keywords: Mapping[str, Any], tags: list[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Yield each response text (Babel's extractor interface)."""
    text = file.read().decode("utf-8")
    notes = dict(_notes(text, tags))
    for key, variants in (yaml.safe_load(text).get("responses") or {}).items():
        line, comments = notes.get(key, (0, []))
        for variant in variants:
            plural = (variant.get("custom") or {}).get("plural")
            source = variant["text"].strip()
            if plural:
                yield line, "npgettext", (key, source, plural), comments
            else:
                yield line, "pgettext", (key, source), comments


def extract_topics(
    file: BinaryIO, keywords: Mapping[str, Any], tags: list[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Yield the title of each topic (Babel's extractor interface)."""
    for topic in yaml.safe_load(file.read().decode("utf-8")).values():
        yield 0, "pgettext", ("topic", topic["title"]), ["A button that leads to a topic; short."]


def _notes(text: str, tags: list[str]) -> Iterator[tuple[str, tuple[int, list[str]]]]:
    """Yield for each response its line and the translators' notes above it."""
    comments: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        comment = _COMMENT.match(line)
        key = _KEY.match(line)
        if comment:
            starts = any(comment[1].startswith(tag) for tag in tags)
            if starts or comments:
                comments.append(comment[1])
        elif key:
            yield key[1], (number, comments)
            comments = []
        else:
            comments = []
