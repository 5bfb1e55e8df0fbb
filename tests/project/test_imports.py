"""Dependencies point one way, and Rasa stays where it can be taken out again."""

from __future__ import annotations

import ast

import pytest

from bot.settings import ROOT

MODULES = [p for folder in ("bot", "actions") for p in (ROOT / folder).rglob("*.py")]
MAY_IMPORT_RASA = ("bot/assistant", "bot/nlu", "bot/nlg", "actions", "bot/cli/train.py")
FORBIDDEN = {
    "bot/knowledge": ("bot.nlu", "bot.nlg", "bot.web", "bot.assistant", "actions"),
    "bot/i18n": ("bot.web", "bot.assistant", "actions"),
    "bot/nlu": ("bot.web", "bot.assistant", "actions", "bot.nlg"),
    "bot/nlg": ("bot.web", "bot.assistant", "actions"),
    "actions": ("bot.web", "bot.assistant"),
    "bot/assistant": ("bot.web",),
}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path):
    where = str(path.relative_to(ROOT))
    names = list(imported(path))
    if not where.startswith(MAY_IMPORT_RASA):
        assert not [n for n in names if n.split(".")[0] in ("rasa", "rasa_sdk")]
    for folder, forbidden in FORBIDDEN.items():
        if where.startswith(folder):
            assert not [n for n in names if n.startswith(forbidden)]


def test_only_settings_reads_the_environment():
    readers = [p for p in MODULES if "os.environ.get" in p.read_text("utf-8") or "getenv" in p.read_text("utf-8")]
    assert readers == []
