"""`python -m bot language update|check`: keep the catalogs."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.i18n.languages import SOURCE, served_languages


def add_parser(nouns: Any) -> None:
    """Add the commands."""
    parser = nouns.add_parser("language", help="translations")
    verbs = parser.add_subparsers(required=True, metavar="verb")
    update = verbs.add_parser("update", help="bring template and catalogs up to date with the source texts")
    update.set_defaults(run=run_update)
    check = verbs.add_parser("check", help="check the translations")
    check.set_defaults(run=run_check)


def run_update(_: argparse.Namespace) -> int:
    """Write the template and all catalogs."""
    from bot.i18n.update import update_all

    for path in update_all():
        print(path)
    return 0


def run_check(_: argparse.Namespace) -> int:
    """Print every problem; fail if there is one."""
    from bot.i18n.checks import check_catalog
    from bot.i18n.update import build_template

    template = build_template()
    problems = [
        problem
        for language in served_languages().values()
        if language.locale != SOURCE
        for problem in check_catalog(language, template=template)
    ]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problems")
    return 1 if problems else 0
