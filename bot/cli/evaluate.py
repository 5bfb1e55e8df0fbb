"""`python -m bot evaluate`: measure understanding on the held-out sets and write results/."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bot.settings import ROOT, load_settings

RESULTS = ROOT / "results"


def add_parser(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("evaluate", help="measure understanding on the held-out sets")
    parser.add_argument("--lang", help="only these codes, with commas between")
    parser.add_argument("--show", type=int, default=0, help="print this many failures per language")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure, print a table, write results/evaluation.json."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from bot.logs import configure_logs

    configure_logs(level=40)
    return asyncio.run(_measure(options))


async def _measure(options: argparse.Namespace) -> int:
    from bot.assistant.assistant import Assistant
    from bot.callbacks import accounts
    from bot.evaluation import conversations, danger
    from bot.i18n.languages import served_languages

    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.load(dataclasses.replace(load_settings({}), data_dir=Path(folder)))
        accounts.ensure_demonstration_account(assistant.desk)  # callbacks are offered only where staff are
        wanted = options.lang.split(",") if options.lang else list(served_languages())
        report: dict[str, Any] = {}
        print(f"{'':7}{'passed':>8}{'of':>5}  {'danger':>9}{'alarms':>10}   by kind")
        for code in wanted:
            locale = served_languages()[code].locale
            played = [await conversations.play(assistant, t) for t in conversations.read_tests(locale)]
            result = await danger.measure(assistant, locale)
            report[code] = _summary(played, result)
            _print(code, report[code])
            for one in [p for p in played if not p.passed][: options.show]:
                print(f"    {one.test['id']} {one.test['kind']}: {' / '.join(one.test['turns'])} | {one.problems[0]}")
            for text in [*result.missed, *result.false_alarms][: options.show]:
                print(f"    {'missed' if text in result.missed else 'alarm'}: {text}")
        await assistant.close()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "evaluation.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    return 0


def _summary(played: list[Any], result: Any) -> dict[str, Any]:
    from bot.evaluation.danger import interval

    kinds = Counter(p.test["kind"] for p in played)
    passed = Counter(p.test["kind"] for p in played if p.passed)
    found = result.dangers - len(result.missed)
    return {
        "tests": len(played),
        "passed": sum(passed.values()),
        "kinds": {kind: [passed[kind], kinds[kind]] for kind in sorted(kinds)},
        "danger": [found, result.dangers, *interval(found, result.dangers)],
        "false_alarms": [len(result.false_alarms), result.others, *interval(len(result.false_alarms), result.others)],
    }


def _print(code: str, row: dict[str, Any]) -> None:
    share = 100 * row["passed"] / max(row["tests"], 1)
    kinds = " ".join(f"{kind} {done}/{all_}" for kind, (done, all_) in row["kinds"].items())
    danger, alarms = row["danger"], row["false_alarms"]
    print(f"{code:7}{share:7.1f}%{row['tests']:5}  {danger[0]:4}/{danger[1]:<4}{alarms[0]:5}/{alarms[1]:<4}   {kinds}")
