"""`python -m bot language add|status|update|check`: begin a language, see how far each is, keep the catalogs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.i18n.languages import registered_languages
from bot.settings import ROOT

RESULTS = ROOT / "results" / "evaluation.json"


def add_parser(nouns: Any) -> None:
    """Add the commands."""
    parser = nouns.add_parser("language", help="languages and translations")
    verbs = parser.add_subparsers(required=True, metavar="verb")
    add = verbs.add_parser("add", help="begin a language: register it and write what there is to fill in")
    add.add_argument("locale", help="such as cy, pt_PT or zh_Hant")
    add.add_argument("--name", help="the English word a caller says on 999 to get an interpreter (default: Babel's)")
    add.set_defaults(run=run_add)
    status = verbs.add_parser("status", help="how far each language is")
    status.add_argument("--json", action="store_true", help="for programs")
    status.set_defaults(run=run_status)
    update = verbs.add_parser("update", help="bring template and catalogs up to date with the source texts")
    update.set_defaults(run=run_update)
    check = verbs.add_parser("check", help="check the translations")
    check.set_defaults(run=run_check)


def run_add(options: argparse.Namespace) -> int:
    """Begin a language and print what to do."""
    from bot.i18n.new_language import add_language

    begun = add_language(options.locale, options.name)
    language = begun.language
    print(f"{language.example} ({language.endonym}, {language.code}) is registered as `{language.status}`.")
    print("It is neither trained nor shown to residents until its status is `draft`.")
    for path in begun.written:
        print(f"  written  {path.relative_to(ROOT)}")
    for path in begun.kept:
        print(f"  kept     {path.relative_to(ROOT)}")
    print("Fill in, in this order:")
    width = max(len(place) for place, _ in begun.steps)
    for number, (place, task) in enumerate(begun.steps, 1):
        print(f"  {number:2}. {place:{width}}  {task}")
    print("docs/how-to/add-a-language.md tells more.")
    return 0


def run_status(options: argparse.Namespace) -> int:
    """Print how far each language is, as a table or as JSON."""
    from tabulate import tabulate

    rows = _status_rows(RESULTS)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    table = [
        {
            "language": row["name"],
            "code": row["code"],
            "status": row["status"],
            "translated": _share(row["translated"], row["texts"]),
            "reviewed": row["status"] if row["reviewed"] is None else _share(row["reviewed"], row["texts"]),
            "sentences": row["sentences"],
            "topics": _share(row["topics_covered"], row["topics"]),
            "held-out": "-" if row["accuracy"] is None else f"{100 * row['accuracy']:.1f}%",
            "danger": "-" if row["danger"] is None else _share(*row["danger"]),
            "complete": "yes" if row["complete"] else "no",
        }
        for row in rows
    ]
    print(tabulate(table, headers="keys", disable_numparse=True))
    complete = sum(row["complete"] for row in rows)
    print(f"{complete} of {len(rows)} languages complete; `python -m bot language check` says what is missing")
    return 0


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}"


def _status_rows(results: Path) -> list[dict[str, Any]]:
    from bot.i18n.coverage import measure_coverage
    from bot.i18n.update import build_template

    template = build_template()
    measured = json.loads(results.read_text("utf-8")) if results.exists() else {}
    rows = []
    for code, language in registered_languages().items():
        coverage = measure_coverage(language, template)
        result = measured.get(code) or {}
        tests, danger = result.get("tests"), result.get("danger")
        rows.append(
            {
                "code": code,
                "name": language.endonym,
                "english": language.english,
                "status": language.status,
                "texts": coverage.texts,
                "translated": coverage.translated,
                "reviewed": coverage.reviewed,
                "sentences": coverage.sentences,
                "topics": coverage.topics,
                "topics_covered": coverage.covered,
                "accuracy": result["passed"] / tests if tests else None,
                "danger": danger[:2] if danger and danger[1] else None,
                "complete": coverage.complete,
                "lacking": list(coverage.lacking),
            }
        )
    return rows


def run_update(_: argparse.Namespace) -> int:
    """Write the template and all catalogs."""
    from bot.i18n.update import update_all

    for path in update_all():
        print(path)
    return 0


def run_check(_: argparse.Namespace) -> int:
    """Print every problem; fail if there is one.

    What a served language lacks is a problem; what a started one lacks is told, but only what is wrong in it is one.
    """
    from bot.i18n.catalogs import catalog_path
    from bot.i18n.coverage import measure_coverage
    from bot.i18n.update import build_template

    template = build_template()
    problems: list[str] = []
    for language in registered_languages().values():
        coverage = measure_coverage(language, template)
        if language.served:
            # What is not translated is told text by text here, so not once more for the whole catalog.
            catalog = f"{catalog_path(language.locale).relative_to(ROOT)}:"
            problems += map(str, coverage.problems)
            problems += [line for line in coverage.lacking if not line.startswith(catalog)]
            continue
        problems += map(str, coverage.wrong)
        if coverage.complete:
            print(f"{language.code}: started and complete; `status: draft` in languages.yml has it trained and shown")
        elif coverage.lacking:
            print(f"{language.code}: started, neither trained nor shown to residents; still missing:")
            print("".join(f"  {line}\n" for line in coverage.lacking), end="")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problems")
    return 1 if problems else 0
