"""Begin a topic: enter it wherever topics are listed, and say where its texts and sentences go.

The files are full of comments and are read by people, so nothing is dumped anew: PyYAML tells the line an entry ends
at, and lines are put in there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import KnowledgeError
from bot.knowledge.load import DATA, load_knowledge
from bot.knowledge.model import Topic
from bot.settings import ROOT

#: Stands where somebody has to write; `unwritten` finds it.
UNWRITTEN = "(to be written)"
TOPICS = DATA / "topics.yml"
DOMAIN = ROOT / "domain.yml"
ANSWER = "action_answer"
OUT_OF_SCOPE = "out_of_scope"

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Begun:
    """A topic that was added: the files changed or made, and what to do, in order."""

    topic: Topic
    changed: tuple[Path, ...]
    steps: tuple[tuple[str, str], ...]


def add_topic(
    name: str,
    group: str | None = None,
    title: str | None = None,
    about: str | None = None,
    out_of_scope: bool = False,
) -> Begun:
    """Enter a topic in the register, the domain, a rule, the responses, every language's sentences and a test story.

    Args:
        name: its id, `like_this`.
        group: whose files hold it; `out_of_scope` if it is left out for a topic that is not ours.
        title: what a button that leads to it says; made of the name if left out.
        about: what people ask when they mean it.
        out_of_scope: it is understood, but not answered: the reply says who can help.

    Raises:
        KnowledgeError: the name is no identifier or is taken, or the group is unknown. Nothing was written.

    """
    topics = load_knowledge().topics
    group = group or (OUT_OF_SCOPE if out_of_scope else None)
    groups = list(dict.fromkeys(topic.group for topic in topics.values()))
    if group not in groups:
        raise KnowledgeError(f"there is no group {group!r}; give --group with one of {', '.join(groups)}")
    story = ROOT / "tests" / "stories" / f"test_{name}.yml"
    _refuse_name(name, group, story)
    outcome = OUT_OF_SCOPE if out_of_scope or group == OUT_OF_SCOPE else "answered"
    title = title or name.replace("_", " ").capitalize()
    topic = Topic(id=name, title=title, about=about or UNWRITTEN, group=group, outcome=outcome)
    before = [known.id for known in topics.values() if known.group == group][-1]
    texts = {
        TOPICS: _in_register(topic, before),
        DOMAIN: _in_domain(topic, before),
        ROOT / "data" / "rules" / f"{group}.yml": _in_rules(topic),
        ROOT / "data" / "responses" / f"{group}.yml": _in_responses(topic),
        **dict(_in_sentences(topic)),
        story: _story(topic),
    }
    for text in texts.values():
        yaml.safe_load(text)  # nothing is written unless everything can be read again
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    return Begun(topic, tuple(texts), tuple(_steps(topic)))


def unwritten() -> Iterator[str]:
    """Yield `file:line: problem; remedy` for each place where a topic's text is still to be written."""
    for folder, pattern in (
        (DATA, "topics.yml"),
        (ROOT / "data" / "responses", "*.yml"),
        (ROOT / "tests", "stories/*"),
    ):
        for path in sorted(folder.glob(pattern)):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if UNWRITTEN in line:
                    yield f"{path.relative_to(ROOT)}:{number}: {UNWRITTEN}; write it, or take the topic out again"


def _refuse_name(name: str, group: str, story: Path) -> None:
    if not _NAME.fullmatch(name):
        raise KnowledgeError(
            f"{name!r} cannot be the name of a topic; use small letters, digits and _, a letter first: bike_marking"
        )
    if name in load_knowledge().topics:
        raise KnowledgeError(f"there is a topic {name!r} already; change it in {_shown(TOPICS)}")
    for path in sorted((ROOT / "data" / "responses").glob("*.yml")):
        if f"utter_{name}" in (yaml.safe_load(path.read_text("utf-8")).get("responses") or {}):
            raise KnowledgeError(f"{_shown(path)} has a response utter_{name} already; choose another name")
    if story.exists():
        raise KnowledgeError(f"{_shown(story)} is there already; choose another name or remove it")


def _in_register(topic: Topic, before: str) -> str:
    text = _read(TOPICS)
    for key, value in _mapping(yaml.compose(text)):
        if key.value == before:
            outcome = f"  outcome: {topic.outcome}\n" if topic.outcome != "answered" else ""
            entry = (
                f"{topic.id}:\n  title: {_scalar(topic.title)}\n  group: {topic.group}\n"
                f"{outcome}  about: {_scalar(topic.about)}\n"
            )
            return _insert(text, value, entry)
    raise KnowledgeError(f"{_shown(TOPICS)}: {before} was not found")  # cannot be: it was read from there


def _in_domain(topic: Topic, before: str) -> str:
    text = _read(DOMAIN)
    for item in _value(yaml.compose(text), "intents").value:
        key, _ = next(_mapping(item))
        if key.value == before:
            return _insert(text, item, f"  - {topic.id}:\n      use_entities: []\n")
    raise KnowledgeError(f"{_shown(DOMAIN)}: there is no intent {before}; `python -m bot topic check` tells more")


def _in_rules(topic: Topic) -> str:
    """Return the rules of the group with the topic in the rule that says one text, or in one of its own."""
    path = ROOT / "data" / "rules" / f"{topic.group}.yml"
    text = _read(path)
    for rule in _value(yaml.compose(text), "rules").value:
        steps = _value(rule, "steps").value
        first = dict((key.value, value) for key, value in _mapping(steps[0]))
        then = [(key.value, value.value) for step in steps[1:] for key, value in _mapping(step)]
        if "or" in first and then == [("action", ANSWER)]:
            last = first["or"].value[-1]
            indent = " " * (last.start_mark.column - 2)
            return _insert(text, last, f"{indent}- intent: {topic.id}\n")
    rule = f"\n- rule: {topic.group} - {topic.id}\n  steps:\n  - intent: {topic.id}\n  - action: {ANSWER}\n"
    return text + rule


def _in_responses(topic: Topic) -> str:
    path = ROOT / "data" / "responses" / f"{topic.group}.yml"
    return _read(path) + f"  utter_{topic.id}:\n  - text: |-\n      {UNWRITTEN}\n"


def _in_sentences(topic: Topic) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "data" / "nlu").glob(f"*/{topic.group}.yml")):
        yield path, _read(path) + sentences_skeleton(topic, path.parent.name)


def sentences_skeleton(topic: Topic, locale: str) -> str:
    """Return the entry of a topic for `data/nlu/<locale>/<group>.yml`, without sentences."""
    about = " ".join(topic.about.split())
    return (
        f"# {about} (at least {topic.wanted_sentences} sentences)\n"
        f"- intent: {topic.id}\n  metadata:\n    language: {_scalar(locale)}\n  examples: |\n"
    )


def _story(topic: Topic) -> str:
    return (
        f'version: "3.1"\nstories:\n- story: {_scalar(topic.title)}\n  steps:\n'
        f"  - user: |\n      {UNWRITTEN}\n    intent: {topic.id}\n  - action: {ANSWER}\n"
    )


def _steps(topic: Topic) -> Iterator[tuple[str, str]]:
    wanted = topic.wanted_sentences
    if topic.about == UNWRITTEN:
        yield _shown(TOPICS), "write `about`: what people ask when they mean it"
    yield _shown(TOPICS), "add what applies: section, contacts, buttons, review, frequent (its head explains them)"
    yield f"data/responses/{topic.group}.yml", f"write utter_{topic.id}; numbers and names by {{placeholder}}"
    yield f"data/nlu/en/{topic.group}.yml", f"write at least {wanted} sentences as residents type them"
    yield f"data/nlu/*/{topic.group}.yml", "the same in every other language, by somebody who speaks it"
    yield f"tests/stories/test_{topic.id}.yml", "write one more sentence, to test with"
    yield "tests/nlu/*/conversations.jsonl", "somebody else writes a question on it, to measure with"
    yield "make strings", "then translate the title and the text in locales/*/LC_MESSAGES/messages.po"
    yield "make validate catalogs", "finds what is missing"
    yield "make train stories evaluate", "trains it in, plays the story, measures all topics"


def _insert(text: str, after: yaml.Node, entry: str) -> str:
    """Return the text with an entry after a node, before the comments and blank lines of what follows."""
    lines = text.splitlines(keepends=True)
    # A block ends where the next thing begins; what is written on one line ends on that line.
    block = isinstance(after, yaml.CollectionNode) and not after.flow_style
    end = after.end_mark.line + (0 if block else 1)
    while end > after.start_mark.line + 1 and re.match(r"\s*(#|$)", lines[end - 1]):
        end -= 1
    return "".join([*lines[:end], entry, *lines[end:]])


def _mapping(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    assert node is not None  # None: an empty file
    yield from node.value


def _value(node: yaml.Node | None, wanted: str) -> yaml.Node:
    return next(value for key, value in _mapping(node) if key.value == wanted)


def _scalar(text: str) -> str:
    """Return a text as YAML writes it on one line, quoted where it has to be."""
    dumped: str = yaml.safe_dump([" ".join(text.split())], default_flow_style=True, allow_unicode=True, width=10_000)
    return dumped.strip()[1:-1]


def _read(path: Path) -> str:
    """Return what a file holds, its last line ended."""
    text = path.read_text("utf-8")
    return text if text.endswith("\n") else text + "\n"


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
