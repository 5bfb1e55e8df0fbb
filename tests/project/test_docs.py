from __future__ import annotations

import re

import yaml

from bot.settings import ROOT


def test_readme_is_short():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 150


def test_readme_names_only_what_is_there():
    text = (ROOT / "README.md").read_text("utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / link).exists(), link


def test_every_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        mentioned = set(re.findall(r"`make ([a-z-]+)`", (ROOT / name).read_text("utf-8")))
        assert mentioned <= targets, name


def test_every_language_has_all_groups_of_sentences(knowledge):
    groups = {t.group for t in knowledge.topics.values()}
    for folder in (ROOT / "data" / "nlu").iterdir():
        assert {p.stem for p in folder.glob("*.yml")} == groups, folder.name


def test_training_data_and_held_out_data_do_not_overlap():
    trained = set()
    for path in (ROOT / "data" / "nlu").glob("*/*.yml"):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            trained |= {_plain(line[2:]) for line in entry["examples"].splitlines() if len(line) > 20}
    for path in (ROOT / "data" / "lookups").glob("*/not_now.txt"):
        trained |= {_plain(line) for line in path.read_text("utf-8").splitlines() if len(line) > 20}
    for path in (ROOT / "tests" / "nlu").glob("*/*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            row = yaml.safe_load(line)
            for text in row.get("turns", [row.get("text", "")]):
                assert len(text) <= 20 or _plain(text) not in trained, f"{path}: {text}"


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold().strip()
