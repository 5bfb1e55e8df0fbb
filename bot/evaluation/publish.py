"""Write what was measured into the documentation: `docs/measured.md` and its picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tabulate import tabulate

from bot.evaluation.gate import Row, plot
from bot.settings import ROOT

PAGE = ROOT / "docs" / "measured.md"
PICTURE = "gate.svg"

_HEAD = """# What was measured

Written by `make measured` from the held-out sets in `tests/nlu/`; do not edit. The language of a message was never
declared. Nobody who wrote training sentences saw these sets, but their failures told which kinds of sentences to write
next, so the figures flatter; [first-sight.md](first-sight.md) has some that do not. They are few, as the table
shows: a share has a 95 % interval of about five points. The weights and thresholds of the gate and of danger
(ADR 10, 11) are fitted on these sets.

"""


def write(
    report: dict[str, Any], confusions: Counter[tuple[str, str]], gates: dict[str, Sequence[Row]], page: Path = PAGE
) -> None:
    """Write the page and the picture beside it.

    Args:
        report: what results/evaluation.json holds, by language code.
        confusions: counts of (language of the message, language of the reply).
        gates: the trade-off of the gate, by name of a group of languages.
        page: where to write.

    """
    threshold = report["gate_threshold"]
    rows = [row for code, row in report["languages"].items()]
    parts = [
        _HEAD,
        "## By language\n\nConversations passed; messages whose topic was right; replies in the language of the "
        "question; dangers recognised (999 among the first words) and alarming sentences without danger that were "
        "taken for danger, with Wilson's 95 % interval.\n\n",
        _table(
            ["language", "passed", "topic right", "macro F1", "in its language", "dangers found", "false alarms"],
            [
                [
                    code,
                    f"{row['passed']}/{row['tests']}",
                    f"{100 * row['topics']['accuracy']:.0f} %",
                    f"{row['topics']['macro_f1']:.2f}",
                    _kept(row),
                    _share(row["danger"]),
                    _share(row["false_alarms"]),
                ]
                for code, row in zip(report["languages"], rows)
            ],
        ),
        "\n\n## Language of short messages\n\nFirst messages of at most eight words: the row is the language of the "
        "message, the column the language of the reply.\n\n",
        _confusion_table(confusions),
        "\n\n## The gate\n\nA topic that is less likely to be asked for than the threshold is not answered. "
        "Right answers kept, and messages out of scope not answered, at each threshold; "
        f"{threshold} is in use.\n\n![Trade-off of the gate]"
        f"({PICTURE})\n\n",
        _table(
            ["threshold", *(f"{name}: {kind}" for name in gates for kind in ("kept", "not answered"))],
            [
                [
                    f"{lines[0].threshold:.2f}",
                    *(f"{100 * v:.0f} %" for line in lines for v in (line.kept, line.rejected)),
                ]
                for lines in zip(*gates.values())
            ],
        ),
        "\n",
    ]
    page.write_text("".join(parts), "utf-8")
    (page.parent / PICTURE).write_bytes(plot({name: list(rows) for name, rows in gates.items()}))


def _table(headers: list[str], rows: list[list[str]]) -> str:
    return tabulate(rows, headers, tablefmt="github", disable_numparse=True)


def _share(counts: Sequence[float]) -> str:
    hits, total, low, high = counts
    return f"{hits:.0f}/{total:.0f} ({100 * low:.0f}-{100 * high:.0f} %)"


def _kept(row: dict[str, Any]) -> str:
    return "; ".join(f"{style} {right}/{total}" for style, (right, total) in sorted(row["language_kept"].items()))


def _confusion_table(confusions: Counter[tuple[str, str]]) -> str:
    codes = sorted({code for pair in confusions for code in pair})
    rows = [[row, *(str(confusions[row, column] or "") for column in codes)] for row in codes]
    return _table(["", *codes], rows)
