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
    parser.add_argument("--lang", help="only these codes, with commas between; the results of the others are kept")
    parser.add_argument("--show", type=int, default=0, help="print this many failures per language")
    parser.add_argument("--publish", action="store_true", help="also measure the gate and write docs/measured.md")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure, print a table, write results/evaluation.json."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from bot.i18n.languages import served_languages
    from bot.logs import configure_logs

    wanted = options.lang.split(",") if options.lang else list(served_languages())
    if unknown := sorted(set(wanted) - set(served_languages())):
        print(f"not served: {', '.join(unknown)}; `python -m bot language status` lists the languages")
        return 2
    configure_logs(level=40)
    return asyncio.run(_measure(options, wanted))


async def _measure(options: argparse.Namespace, wanted: list[str]) -> int:
    from bot.assistant.assistant import Assistant
    from bot.callbacks import accounts
    from bot.evaluation import conversations, danger, gate, languages, publish, topics
    from bot.i18n.languages import SOURCE, served_languages

    report: dict[str, Any] = {}
    everything: list[conversations.Played] = []
    recognised: list[topics.Recognised] = []
    with tempfile.TemporaryDirectory() as folder:
        # The telephone numbers of the sets are Ofcom's drama numbers.
        settings = load_settings({"ALLOW_TEST_NUMBERS": "1"})
        assistant = Assistant.load(dataclasses.replace(settings, data_dir=Path(folder)))
        accounts.ensure_demonstration_account(assistant.desk)  # callbacks are offered only where staff are
        print(f"{'':7}{'passed':>8}{'of':>5}  {'danger':>9}{'alarms':>10}{'topics':>9} {'F1':4}   by kind")
        for code in wanted:
            locale = served_languages()[code].locale
            played = [await conversations.play(assistant, t) for t in conversations.read_tests(locale)]
            everything += played
            result = await danger.measure(assistant, locale)
            found = await topics.recognise(assistant, locale, topics.labelled(p.test for p in played))
            recognised += found
            report[code] = {
                **_summary(played, result),
                "language_kept": languages.kept(played),
                "topics": topics.report(found),
            }
            _print(code, report[code])
            for one in [p for p in played if not p.passed][: options.show]:
                print(f"    {one.test['id']} {one.test['kind']}: {' / '.join(one.test['turns'])} | {one.problems[0]}")
            for text in [*result.missed, *result.false_alarms][: options.show]:
                print(f"    {'missed' if text in result.missed else 'alarm'}: {text}")
        if options.publish:
            threshold = gate.open_gate(assistant)
            judged = [await gate.judge(assistant, one, threshold) for one in everything]
            known = [one for one in judged if one]
            locales = [served_languages()[code].locale for code in wanted]
            print(f"config.yml, weights of the gate that fit these messages: {gate.fit(known)}")
            print(f"config.yml, weights of danger: {await danger.fit(assistant, locales)}")
            groups = {
                "English": [one for one in known if one.language == SOURCE],
                "other languages": [one for one in known if one.language != SOURCE],
            }
            publish.write(
                {"languages": report, "gate_threshold": threshold},
                languages.confusions(everything),
                {name: gate.trade_off(rows) for name, rows in groups.items()},
            )
        await assistant.close()
    RESULTS.mkdir(exist_ok=True)
    topics.write_rasa_test(recognised, RESULTS / "held-out.yml")
    path = RESULTS / "evaluation.json"
    before = json.loads(path.read_text("utf-8")) if options.lang and path.exists() else {}
    path.write_text(json.dumps({**before, **report}, ensure_ascii=False, indent=1), "utf-8")
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
    topics = row["topics"]
    kinds = " ".join(f"{kind} {done}/{all_}" for kind, (done, all_) in row["kinds"].items())
    danger, alarms = row["danger"], row["false_alarms"]
    print(
        f"{code:7}{share:7.1f}%{row['tests']:5}  {danger[0]:4}/{danger[1]:<4}{alarms[0]:5}/{alarms[1]:<4}"
        f"{100 * topics['accuracy']:7.1f}% {topics['macro_f1']:.2f}   {kinds}"
    )
