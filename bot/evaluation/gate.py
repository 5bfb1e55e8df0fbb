"""The trade-off of the gate: how many right answers it keeps, how many questions out of scope it turns away.

The held-out messages that the gate turned away are played again with the gate open; each answer has then the gate's
signs, and every threshold can be judged, and the weights of the signs fitted, from one run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.assistant.assistant import Assistant
from bot.evaluation import calibrate
from bot.evaluation.calibrate import component_of
from bot.evaluation.conversations import Played, play
from bot.nlu.gate import KNOWN, KnowOrNotGate

THRESHOLDS = tuple(round(float(t), 2) for t in np.arange(0.0, 1.0, 0.05))
#: Kinds that have one right answer in the plan or with a partner.
IN_SCOPE = frozenset({"fact", "contact", "ward", "service"})
OUT_OF_SCOPE = "oos"


@dataclass(frozen=True)
class Judged:
    """A first message with the gate open: its language, whether it is in scope and passed, how likely its topic is.

    `signs` are those the gate judges by; there are none where a rule spoke or the topic is not judged.
    """

    language: str
    in_scope: bool
    likely: float
    passed: bool
    signs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One threshold: right answers kept of all in scope, messages out of scope not answered, of all of them."""

    threshold: float
    kept: float
    rejected: float


def open_gate(assistant: Assistant) -> float:
    """Let every topic through the gate of a loaded assistant, and return the threshold it had."""
    gate = component_of(assistant, KnowOrNotGate)
    before = float(gate._config["least_likely"])
    gate._config = {**gate._config, "least_likely": 0.0}
    return before


async def judge(assistant: Assistant, played: Played, threshold: float) -> Judged | None:
    """Return a conversation of one turn as the gate sees it, None where it says nothing about the gate.

    Args:
        assistant: with the gate open (`open_gate`).
        played: the conversation as it went with the gate at its threshold.
        threshold: that threshold; what was less likely is played again.

    """
    kind = played.test["kind"]
    if len(played.test["turns"]) != 1 or kind not in (*IN_SCOPE, OUT_OF_SCOPE):
        return None
    parsed = await assistant._agent.parse_message(played.test["turns"][0])
    signs = dict(parsed.get(KNOWN) or {})
    likely = float(signs.pop("likely", 1.0))
    if likely < threshold:
        played = await play(assistant, played.test)
    return Judged(played.test["lang"], kind != OUT_OF_SCOPE, likely, played.passed, signs)


def fit(judged: Sequence[Judged]) -> dict[str, float]:
    """Return the weights of the signs that tell right answers from questions out of scope."""
    told = [one for one in judged if one.signs and one.passed == one.in_scope]
    return calibrate.fit([one.signs for one in told], [one.in_scope for one in told])


def trade_off(judged: Sequence[Judged]) -> list[Row]:
    """Return what each threshold would keep and reject."""
    inside = [one for one in judged if one.in_scope]
    outside = [one for one in judged if not one.in_scope]
    rows = []
    for threshold in THRESHOLDS:
        kept = sum(one.passed and one.likely >= threshold for one in inside) / max(len(inside), 1)
        rejected = sum(one.passed or one.likely < threshold for one in outside) / max(len(outside), 1)
        rows.append(Row(threshold, kept, rejected))
    return rows


def plot(by_language: dict[str, list[Row]]) -> bytes:
    """Return the trade-off as an SVG picture: one line for each group of languages."""
    from io import BytesIO

    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "gate"  # the same picture for the same figures
    figure, axes = pyplot.subplots(figsize=(6, 4))
    for (name, rows), marker in zip(by_language.items(), "osv^D"):
        axes.plot([r.rejected for r in rows], [r.kept for r in rows], marker=marker, markersize=3, label=name)
    axes.set_xlabel("out of scope, not answered (share)")
    axes.set_ylabel("in scope, right answer kept (share)")
    axes.legend()
    axes.grid(alpha=0.3)
    out = BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(figure)
    return out.getvalue()
