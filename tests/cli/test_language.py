"""`language add` and `language status`, on languages nobody here has."""

from __future__ import annotations

import gettext
import json
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
import yaml
from babel.messages.pofile import read_po
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.errors import ConfigurationError
from bot.i18n.languages import Language, registered_languages, served_languages
from bot.i18n.new_language import find_locale
from bot.i18n.update import build_template
from bot.settings import ROOT
from tests.cli.project import copy_project

WRITTEN_BEFORE = "dwi'n marw o chwerthin\n"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A copy before Welsh is added, its files, and what the check says of it."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    project.write("data/lookups/cy/not_now.txt", WRITTEN_BEFORE)
    return project, project.files(), project.bot("language", "check")


@pytest.fixture(scope="module")
def welsh(untouched):
    """A copy in which Welsh was begun, and what the command said."""
    project, before, _ = untouched
    done = project.bot("language", "add", "cy")
    assert done.returncode == 0, done.stderr
    return project, before, done.stdout


def test_of_the_files_that_were_there_only_the_register_changes(welsh):
    project, before, _ = welsh
    after = project.files()
    assert {path for path in before if after[path] != before[path]} == {"languages.yml"}
    added = after["languages.yml"].removeprefix(before["languages.yml"])
    assert added == "- {code: cy, locale: cy, status: started, example: Welsh}\n"


def test_a_file_that_exists_is_kept(welsh):
    project, _, said = welsh
    assert project.read("data/lookups/cy/not_now.txt") == WRITTEN_BEFORE
    assert "kept     data/lookups/cy/not_now.txt" in said


def test_the_files_to_start_with_are_named_in_order_and_exist(welsh):
    project, _, said = welsh
    steps = re.findall(r"^ +\d+\. (\S+) +(.+)$", said, re.MULTILINE)
    assert [path for path, _ in steps][:2] == ["locales/cy/STYLE.md", "locales/cy/LC_MESSAGES/messages.po"]
    assert len(steps) >= 9
    for path, task in steps:
        assert (project.root / path).exists(), path
        assert task


def test_catalog_has_every_text_and_the_plural_forms_of_the_language(welsh):
    project, _, _ = welsh
    with (project.root / "locales/cy/LC_MESSAGES/messages.po").open("rb") as file:
        catalog = read_po(file, locale="cy")
    assert {(m.context, m.id) for m in catalog if m.id} == {(m.context, m.id) for m in build_template() if m.id}
    assert catalog.num_plurals == 5
    assert {len(m.string) for m in catalog if m.pluralizable} == {5}
    assert not any(any(m.string) if m.pluralizable else m.string for m in catalog if m.id)


def test_plural_forms_that_gettext_does_not_know_come_from_cldr(welsh):
    project, _, _ = welsh
    assert project.bot("language", "add", "gd").returncode == 0
    head = project.read("locales/gd/LC_MESSAGES/messages.po")
    count, rule = re.search(r"nplurals=(\d+); plural=(.+);\\n", head).groups()
    form = gettext.c2py(rule)
    assert int(count) == 4
    assert len({form(1), form(2), form(3), form(20)}) == 4  # Scottish Gaelic: one, two, few, other


def test_every_topic_is_there_with_what_it_is_about(welsh, knowledge):
    project, _, _ = welsh
    found = {}
    for path in (project.root / "data/nlu/cy").glob("*.yml"):
        text = path.read_text("utf-8")
        for entry in yaml.safe_load(text)["nlu"]:
            assert entry == {"intent": entry["intent"], "metadata": {"language": "cy"}, "examples": ""}
            found[entry["intent"]] = path.stem
            topic = knowledge.topics[entry["intent"]]
            about = f"# {topic.about} (at least {topic.wanted_sentences} sentences)\n- intent: {topic.id}\n"
            assert about in text
    assert found == {topic.id: topic.group for topic in knowledge.topics.values()}


@pytest.mark.filterwarnings("ignore")
def test_rasa_reads_the_skeletons(welsh):
    project, _, _ = welsh
    for path in (project.root / "data/nlu/cy").glob("*.yml"):
        assert RasaYAMLReader().read(str(path)).training_examples == []


def test_lookups_can_be_read_as_they_are(welsh):
    from bot.knowledge import load_knowledge
    from bot.nlu.alarming import read_not_now
    from bot.nlu.gazetteer import Gazetteer
    from bot.nlu.language_names import collect_names
    from bot.nlu.phrases import DangerPhrases

    project, _, _ = welsh
    lookups = project.root / "data" / "lookups"
    assert DangerPhrases(lookups).tell_danger("he has a knife")
    assert Gazetteer(load_knowledge(), lookups).find("Paston")
    assert WRITTEN_BEFORE.strip() in read_not_now(lookups)
    names = collect_names(lookups)
    assert (names["cymraeg"], names["pwyleg"]) == ("cy", "pl")
    english = yaml.safe_load((lookups / "en" / "places.yml").read_text("utf-8"))
    assert list(yaml.safe_load((lookups / "cy" / "places.yml").read_text("utf-8"))) == list(english)


def test_test_skeletons_expect_something_of_every_kind(welsh):
    project, _, _ = welsh
    rows = [json.loads(line) for line in project.read("tests/nlu/cy/conversations.jsonl").splitlines()]
    english = [json.loads(line) for line in project.read("tests/nlu/en/conversations.jsonl").splitlines()]
    assert {row["kind"] for row in rows} >= {row["kind"] for row in english} - {"smalltalk", "followup"}
    assert all(row["lang"] == "cy" and len(row["turns"]) == len(row["expect"]) for row in rows)
    assert all(turn == "" for row in rows for turn in row["turns"])
    dangers = [json.loads(line)["danger"] for line in project.read("tests/nlu/cy/danger.jsonl").splitlines()]
    assert dangers.count(True) == dangers.count(False) == 40


def test_a_half_done_language_is_told_and_fails_nothing(welsh, untouched):
    project, _, _ = welsh
    _, _, before = untouched
    done = project.bot("language", "check")
    assert (done.returncode, done.stderr) == (before.returncode, before.stderr)
    told = done.stdout.split("cy: ")[1].split("gd: ")[0]
    assert told.startswith("started, neither trained nor shown to residents; still missing:\n")
    assert re.search(r"locales/cy/LC_MESSAGES/messages\.po: (\d+) of \1 texts to translate", told)
    assert "data/nlu/cy/danger.yml: 1 of 1 topics with too few sentences: danger 0/12" in told
    assert "data/lookups/cy/danger.yml: no phrases under `now` and `unless`" in told
    assert "conversations to write" in told
    assert "tests/nlu/cy/danger.jsonl: 0 dangers and 0 sentences without danger; 40 of each are wanted" in told
    assert project.bot("topic", "check").returncode == 0


def test_a_half_done_language_is_not_trained(welsh):
    project, _, _ = welsh
    paths = project.bot("train", "--paths").stdout.splitlines()
    assert "data/nlu/pl" in paths
    assert "data/nlu/cy" not in paths
    assert "data/nlu" not in paths


def test_status_shows_it(welsh):
    project, _, _ = welsh
    results = {"pl": {"tests": 66, "passed": 60, "danger": [43, 45, 0.8, 0.9]}}
    project.write("results/evaluation.json", json.dumps(results))
    table = project.bot("language", "status")
    assert table.returncode == 0, table.stderr
    line = re.search(r"^Cymraeg +cy +started +0/(\d+) +started +0 +0/\d+ +- +- +no$", table.stdout, re.MULTILINE)
    assert line, table.stdout
    assert re.search(r"^Polski +pl .* 90\.9% +43/45 +\S+$", table.stdout, re.MULTILINE)
    rows = {row["code"]: row for row in json.loads(project.bot("language", "status", "--json").stdout)}
    assert f"{sum(row['complete'] for row in rows.values())} of {len(rows)} languages complete" in table.stdout
    assert len(rows) > len(served_languages())
    assert rows["cy"]["complete"] is False
    assert rows["cy"]["accuracy"] is None
    assert rows["cy"]["lacking"]
    assert rows["pl"]["danger"] == [43, 45]
    assert rows["en"]["reviewed"] == rows["en"]["texts"]


def test_what_is_written_counts_and_what_is_wrong_fails(tmp_path):
    project = copy_project(tmp_path)
    assert project.bot("language", "add", "eo").returncode == 0
    path = "data/nlu/eo/danger.yml"
    project.write(path, project.read(path) + "".join(f"    - li havas tranĉilon {n * 'x'}\n" for n in range(12)))
    catalog = "locales/eo/LC_MESSAGES/messages.po"
    empty = 'msgid "(another website)"\nmsgstr ""'
    assert empty in project.read(catalog)
    project.write(catalog, project.read(catalog).replace(empty, empty[:-1] + '(alia retejo 7)"'))
    (line,) = [n for n, text in enumerate(project.read(catalog).splitlines(), 1) if "(another website)" in text]
    done = project.bot("language", "check")
    assert done.returncode == 1
    assert re.search(rf"{catalog}:{line}: page: digit 7 is typed", done.stderr), done.stderr
    assert "data/nlu/eo/danger.yml" not in done.stdout
    rows = {row["code"]: row for row in json.loads(project.bot("language", "status", "--json").stdout)}
    assert (rows["eo"]["sentences"], rows["eo"]["topics_covered"], rows["eo"]["translated"]) == (12, 1, 1)
    # Nobody can serve it as it is.
    project.write(
        "languages.yml",
        project.read("languages.yml").replace("locale: eo, status: started", "locale: eo, status: draft"),
    )
    done = project.bot("language", "check")
    assert done.returncode == 1
    assert "page: digit 7" in done.stderr
    assert "not translated" in done.stderr
    assert "data/nlu/eo/help.yml" in done.stderr


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ("cy", "cy"),
        ("pt_BR", "pt_BR"),
        ("pt-BR", "pt_BR"),
        ("zh_Hant", "zh_Hant"),
        ("ZH-hant", "zh_Hant"),
        ("tl", "fil"),
    ],
)
def test_spellings_of_a_locale(typed, locale):
    assert str(find_locale(typed)) == locale


@pytest.mark.parametrize("typed", ["xx", "", "../x", "welsh language"])
def test_what_babel_does_not_know_is_refused_with_what_to_do(typed):
    with pytest.raises(ConfigurationError, match="give a code such as cy, pt_PT or zh_Hant"):
        find_locale(typed)


@pytest.mark.parametrize("typed", ["cy", "pl", "pl_PL", "pt", "pt-PT", "en_GB"])
def test_a_language_that_is_there_is_refused(welsh, typed):
    project, _, _ = welsh
    before = project.files()
    done = project.bot("language", "add", typed)
    assert done.returncode == 1
    assert re.match(r"error: .* is in languages\.yml already, with status (started|draft|checked); ", done.stderr)
    assert project.files() == before


def test_a_code_that_yaml_would_misread_is_quoted(tmp_path):
    project = copy_project(tmp_path)
    assert project.bot("language", "add", "no", "--name", "Norwegian: Bokmål").returncode == 0
    entry = yaml.safe_load(project.read("languages.yml"))[-1]
    assert entry == {"code": "no", "locale": "no", "status": "started", "example": "Norwegian: Bokmål"}
    assert "no" in yaml.safe_load(project.read("data/lookups/no/languages.yml"))
    assert yaml.safe_load(project.read("data/nlu/no/plan.yml"))["nlu"][0]["metadata"] == {"language": "no"}


def test_another_script_is_one_more_step(tmp_path):
    project = copy_project(tmp_path)
    assert "enter hi under its script (Deva) in SCRIPTS" in project.bot("language", "add", "hi").stdout


def test_register_knows_started_languages_but_does_not_serve_them(tmp_path):
    register = tmp_path / "languages.yml"
    register.write_text(
        "- {code: en, locale: en, status: checked, example: English}\n"
        "- {code: cy, locale: cy, status: started, example: Welsh}\n"
    )
    assert list(registered_languages(register)) == ["en", "cy"]
    assert list(served_languages.__wrapped__(register)) == ["en"]
    assert Language("cy", "cy", "started", "Welsh").review == "draft"
    register.write_text("- {code: cy, locale: cy, status: ready, example: Welsh}\n")
    with pytest.raises(ConfigurationError, match="status is one of started, draft, checked"):
        registered_languages.__wrapped__(register)


@pytest.mark.model
def test_the_assistant_starts_beside_a_half_done_language(welsh):
    project, _, _ = welsh
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = project.environment(PORT=str(port), MODEL=str(ROOT / "models"))
    with (project.root / "serve.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "bot", "serve"],
            cwd=project.root,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        for _ in range(180):
            if "Ready on" in project.read("serve.log") or server.poll() is not None:
                break
            time.sleep(0.5)
        assert "Ready on" in project.read("serve.log"), project.read("serve.log")
        (reply, *_) = ask(port, "what is the number of victim support")
        assert (reply["lang"], reply["topic"], reply["outcome"]) == ("en", "victim_support", "answered")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            page = answer.read().decode()
        assert "Polski" in page
        assert "Cymraeg" not in page
        # Who asks for it is offered an interpreter, as for any language that is not served.
        assert {message["outcome"] for message in ask(port, "Cymraeg")} == {"unsupported_language"}
    finally:
        server.terminate()
        server.wait(30)


def ask(port: int, text: str) -> list[dict]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/webhooks/rest/webhook",
        json.dumps({"sender": "test", "message": text}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
