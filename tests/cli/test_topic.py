"""`topic add`, on a topic nobody has: entered, filled in as a developer would, validated, trained, asked."""

from __future__ import annotations

import difflib
import json
import re
import shutil
import sys

import polib
import pytest
import yaml

from bot.settings import ROOT
from tests.cli.project import Project, copy_project

ABOUT = "Getting a bicycle marked: where, when, what it costs"
TEXT = "A marked bicycle is easier to give back. Call {council} and ask for the {saferpeterborough_team}."
POLISH = "Oznakowany rower łatwiej oddać. Zadzwoń: {council}. Poproś o zespół {saferpeterborough_team}."
SENTENCES = {
    "en": """\
        where can i get my bike marked
        is there any bike marking near me
        how do i mark my bicycle so that it gets found
        do you stamp a postcode on bikes
        Security marking for my kid's bike
        when is the next bike marking day
        """,
    "pl": """\
        gdzie mogę oznakować rower
        znakowanie rowerow gdzie
        jak oznakować rower przed kradzieżą
        czy znakujecie rowery
        chce oznakowac rower dziecka
        Kiedy jest następne znakowanie rowerów?
        """,
}
#: How an answer is asked for in the copy, with the model of the copy.
ASK = """
import asyncio, json, sys
from bot.assistant.assistant import Assistant
from bot.logs import configure_logs
from bot.settings import load_settings

async def main():
    configure_logs(level=40)
    assistant = Assistant.load(load_settings())
    said = [await assistant.handle(f"test-{number}", text) for number, text in enumerate(sys.argv[1:])]
    await assistant.close()
    print(json.dumps([[{k: m.get(k) for k in ("text", "lang", "topic", "outcome")} for m in one] for one in said]))

asyncio.run(main())
"""


def begin(project: Project) -> str:
    done = project.bot("topic", "add", "bike_marking", "--group", "help", "--title", "Mark your bike", "--about", ABOUT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fill_in(project: Project) -> None:
    """Write what the command asks for; in most languages what a speaker types who mixes it with English."""
    replace(project, "data/responses/help.yml", "(to be written)", TEXT)
    replace(project, "tests/stories/test_bike_marking.yml", "(to be written)", "can somebody mark my bike for me")
    for path in sorted((project.root / "data" / "nlu").glob("*/help.yml")):
        sentences = SENTENCES.get(path.parent.name, SENTENCES["en"]).split("\n")[:-1]
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"    - {sentence.strip()}\n" for sentence in sentences)


def replace(project: Project, path: str, old: str, new: str) -> None:
    text = project.read(path)
    assert text.count(old) == 1, path
    project.write(path, text.replace(old, new))


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A copy in which the topic was begun, the files before, and what the command said."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    before = project.files()
    return project, before, begin(project)


def test_it_is_entered_everywhere_and_nothing_else_changes(begun):
    project, before, _ = begun
    after = project.files()
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {
        "bot/knowledge/data/topics.yml",
        "domain.yml",
        "data/rules/help.yml",
        "data/responses/help.yml",
        "tests/stories/test_bike_marking.yml",
        *(path for path in before if re.fullmatch(r"data/nlu/\w+/help\.yml", path)),
    }
    for path in changed & set(before):
        lines = difflib.ndiff(before[path].splitlines(), after[path].splitlines())
        assert not [line for line in lines if line.startswith("- ")], f"{path}: a line or comment was lost"


def test_register_domain_and_rules_stay_in_step(begun):
    project, _, _ = begun
    topics = yaml.safe_load(project.read("bot/knowledge/data/topics.yml"))
    assert topics["bike_marking"] == {"title": "Mark your bike", "group": "help", "about": ABOUT}
    domain = yaml.safe_load(project.read("domain.yml"))
    assert [next(iter(intent)) for intent in domain["intents"]] == list(topics)
    assert domain["intents"][list(topics).index("bike_marking")] == {"bike_marking": {"use_entities": []}}
    (rule,) = [r for r in yaml.safe_load(project.read("data/rules/help.yml"))["rules"] if "bike_marking" in str(r)]
    assert {"intent": "bike_marking"} in rule["steps"][0]["or"]
    assert rule["steps"][1:] == [{"action": "action_answer"}]


def test_the_files_to_fill_in_are_named_and_exist(begun):
    project, _, said = begun
    named = re.findall(r"^ +\d+\. (\S+/\S+)", said, re.MULTILINE)
    assert "data/responses/help.yml" in named
    assert "tests/stories/test_bike_marking.yml" in named
    for path in named:
        assert list(project.root.glob(path)), path


def test_what_is_not_filled_in_is_told_with_file_and_line(begun):
    project, _, _ = begun
    done = project.bot("topic", "check")
    assert done.returncode == 1
    (line,) = [
        n for n, text in enumerate(project.read("data/responses/help.yml").splitlines(), 1) if "(to be written)" in text
    ]
    assert f"data/responses/help.yml:{line}: (to be written)" in done.stderr
    assert "tests/stories/test_bike_marking.yml:6: (to be written)" in done.stderr
    assert re.search(r"data/nlu/pl/help\.yml: 1 of \d+ topics with too few sentences: bike_marking 0/6", done.stderr)


def test_filled_in_it_is_whole_in_every_language(tmp_path):
    project = copy_project(tmp_path)
    begin(project)
    fill_in(project)
    done = project.bot("topic", "check")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["bike-marking", "--group", "help"], "'bike-marking' cannot be the name of a topic; use small letters"),
        (["2fast", "--group", "help"], "cannot be the name of a topic"),
        (["victim_support", "--group", "help"], "there is a topic 'victim_support' already"),
        (["out_of_scope", "--group", "help"], "has a response utter_out_of_scope already"),
        (["towing", "--group", "cars"], "there is no group 'cars'; give --group with one of plan, crime, "),
        (["towing"], "give --group"),
    ],
)
def test_mistakes_are_told_and_change_nothing(begun, arguments, problem):
    project, _, _ = begun
    before = project.files()
    done = project.bot("topic", "add", *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert problem in done.stderr
    assert project.files() == before


def test_a_near_miss_gets_its_outcome_and_a_group_without_a_common_rule_its_own(tmp_path):
    project = copy_project(tmp_path)
    assert project.bot("topic", "add", "towing", "--out-of-scope").returncode == 0
    assert project.bot("topic", "add", "flood", "--group", "danger").returncode == 0
    topics = yaml.safe_load(project.read("bot/knowledge/data/topics.yml"))
    assert (topics["towing"]["group"], topics["towing"]["outcome"]) == ("out_of_scope", "out_of_scope")
    assert topics["towing"]["title"] == "Towing"
    rules = yaml.safe_load(project.read("data/rules/danger.yml"))["rules"]
    assert rules[-1]["steps"] == [{"intent": "flood"}, {"action": "action_answer"}]
    assert "topics.yml:" in project.bot("topic", "check").stderr  # `about` is still to be written


@pytest.mark.model
def test_a_topic_added_and_filled_in_is_answered(tmp_path):
    """With two languages and two groups of topics only: training all takes minutes, and all are trained alike."""
    project = copy_project(tmp_path)
    register = re.sub(r"(code: (?!en|pl)\S+, .*status: )\w+", r"\1started", project.read("languages.yml"))
    project.write("languages.yml", register)
    begin(project)
    fill_in(project)
    assert project.bot("language", "update").returncode == 0
    translate(project)
    valid = project.run("tools/validate")
    assert valid.returncode == 0, valid.stdout + valid.stderr
    for path in (project.root / "data" / "nlu").glob("*/*.yml"):
        if path.stem not in ("help", "danger"):
            path.unlink()
    for path in (project.root / "data" / "lookups").iterdir():
        if path.is_dir() and path.name not in SENTENCES:
            shutil.rmtree(path)
    trained = project.bot("train", MODEL=str(tmp_path / "models"))
    assert trained.returncode == 0, trained.stdout + trained.stderr
    questions = ["could somebody put a mark on my bike", "chciałbym żeby ktoś oznakował mi rower"]
    asked = project.run(sys.executable, "-W", "ignore", "-c", ASK, *questions, MODEL=str(tmp_path / "models"))
    assert asked.returncode == 0, asked.stderr
    english, polish = json.loads(asked.stdout.splitlines()[-1])
    wanted = {"topic": "bike_marking", "outcome": "answered"}
    assert english[0] == {**wanted, "lang": "en", "text": filled(TEXT)}
    assert polish[0] == {**wanted, "lang": "pl", "text": filled(POLISH)}


def translate(project: Project) -> None:
    catalog = polib.pofile(str(project.root / "locales/pl/LC_MESSAGES/messages.po"))
    for entry in catalog:
        if (entry.msgctxt, entry.msgid) == ("utter_bike_marking", TEXT):
            entry.msgstr = POLISH
        if (entry.msgctxt, entry.msgid) == ("topic", "Mark your bike"):
            entry.msgstr = "Oznakuj rower"
        if entry.msgctxt == "utter_bike_marking" or entry.msgid == "Mark your bike":
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    catalog.save()
    checked = project.bot("language", "check")
    assert "bike" not in checked.stderr.casefold(), checked.stderr


def filled(text: str) -> str:
    data = ROOT / "bot" / "knowledge" / "data"
    contacts = yaml.safe_load((data / "contacts.yml").read_text("utf-8"))
    names = yaml.safe_load((data / "names.yml").read_text("utf-8"))
    values = {"council": contacts["council"]["value"], **{key: entry["name"] for key, entry in names.items()}}
    return text.format_map(values)
