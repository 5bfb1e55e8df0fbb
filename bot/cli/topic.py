"""`python -m bot topic add|check`: begin a topic, see whether all of them are whole."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.settings import ROOT


def add_parser(nouns: Any) -> None:
    """Add the commands."""
    parser = nouns.add_parser("topic", help="what people ask about")
    verbs = parser.add_subparsers(required=True, metavar="verb")
    add = verbs.add_parser("add", help="begin a topic: enter it everywhere and print what there is to fill in")
    add.add_argument("name", help="its id, like_this")
    add.add_argument("--group", help="whose files hold it: plan, crime, neighbourhood, help ...")
    add.add_argument("--title", help="what a button that leads to it says (default: made of the name)")
    add.add_argument("--about", help="what people ask when they mean it")
    add.add_argument(
        "--out-of-scope", action="store_true", help="understood, but not ours: the reply says who can help"
    )
    add.set_defaults(run=run_add)
    check = verbs.add_parser("check", help="tell what is still to be written")
    check.set_defaults(run=run_check)


def run_add(options: argparse.Namespace) -> int:
    """Begin a topic and print what to do."""
    from bot.knowledge.new_topic import add_topic

    begun = add_topic(options.name, options.group, options.title, options.about, options.out_of_scope)
    print(f"The topic {begun.topic.id} ({begun.topic.title}) is entered in")
    for path in begun.changed:
        print(f"  {path.relative_to(ROOT)}")
    print("Fill in, in this order:")
    width = max(len(place) for place, _ in begun.steps)
    for number, (place, task) in enumerate(begun.steps, 1):
        print(f"  {number:2}. {place:{width}}  {task}")
    print("docs/how-to/add-a-topic.md tells more.")
    return 0


def run_check(_: argparse.Namespace) -> int:
    """Print what is still to be written; fail if there is something."""
    from bot.i18n.coverage import count_sentences, lacking_sentences
    from bot.i18n.languages import served_languages
    from bot.knowledge.new_topic import unwritten

    problems = list(unwritten())
    for language in served_languages().values():
        problems += lacking_sentences(language.locale, count_sentences(language.locale))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"topics: {len(problems)} problems")
    return 1 if problems else 0
