from __future__ import annotations

from collections import Counter

import yaml

from bot.evaluation import gate, languages, publish, topics
from bot.evaluation.conversations import Played
from bot.evaluation.gate import Judged
from bot.evaluation.topics import Recognised


def test_a_higher_threshold_keeps_less_and_rejects_more():
    judged = [
        Judged("en", True, 0.9, True),
        Judged("en", True, 0.2, True),
        Judged("en", True, 0.9, False),  # a wrong answer is not kept at any threshold
        Judged("en", False, 0.3, False),
        Judged("en", False, 0.9, True),  # recognised as out of scope: rejected at any threshold
    ]
    rows = {row.threshold: row for row in gate.trade_off(judged)}
    assert (rows[0.0].kept, rows[0.0].rejected) == (2 / 3, 1 / 2)
    assert (rows[0.35].kept, rows[0.35].rejected) == (1 / 3, 1.0)


def test_the_weights_of_the_gate_part_right_answers_from_questions_out_of_scope():
    near = [Judged("en", True, 0.9, True, {"nearest": 0.8 + i / 100, "length": 3.0}) for i in range(9)]
    far = [Judged("en", False, 0.9, False, {"nearest": 0.4 + i / 100, "length": 3.0}) for i in range(9)]
    weights = gate.fit([*near, *far, Judged("en", True, 1.0, True)])
    assert set(weights) == {"bias", "nearest", "length"}
    assert weights["nearest"] > 1
    assert weights["bias"] + weights["nearest"] * 0.85 + weights["length"] * 3 > 0


def played(lang, replied, text="a b c", style="plain"):
    one = Played({"lang": lang, "turns": [text], "style": style, "kind": "fact"})
    one.replies = [[{"lang": replied, "text": ""}]]
    return one


def test_only_short_messages_are_counted_for_the_language():
    counted = languages.confusions([played("sk", "cs"), played("sk", "sk"), played("sk", "cs", text="x " * 9)])
    assert counted == Counter({("sk", "cs"): 1, ("sk", "sk"): 1})


def test_romanised_messages_are_counted_apart():
    kept = languages.kept([played("ur", "ur"), played("ur", "en", style="romanised")])
    assert kept == {"own script": (1, 1), "romanised": (0, 1)}


def test_either_of_two_right_topics_counts():
    labelled = topics.labelled(
        [{"topic": ["asb", "council_services"], "turns": ["noise"]}, {"topic": "asb", "turns": ["a", "b"]}]
    )
    assert labelled == [("noise", ("asb", "council_services"))]
    found = topics.report(
        [
            Recognised("en", "noise", ("asb", "council_services"), "council_services"),
            Recognised("en", "hi", ("greet",), "goodbye"),
        ]
    )
    assert found["accuracy"] == 0.5
    assert found["worst"] == [["greet", "goodbye", 1]]


def test_rasa_reads_the_messages(tmp_path):
    path = tmp_path / "held-out.yml"
    topics.write_rasa_test([Recognised("pl", "cześć: ty", ("greet",), "greet")], path)
    assert yaml.safe_load(path.read_text("utf-8"))["nlu"] == [{"intent": "greet", "examples": "- cześć: ty\n"}]


def test_the_page_has_a_row_for_each_language(tmp_path):
    row = {
        "tests": 10,
        "passed": 9,
        "danger": [4, 5, 0.4, 0.9],
        "false_alarms": [1, 5, 0.0, 0.6],
        "language_kept": {"own script": (9, 10)},
        "topics": {"accuracy": 0.9, "macro_f1": 0.8},
    }
    rows = gate.trade_off([Judged("en", True, 0.9, True), Judged("en", False, 0.1, False)])
    page = tmp_path / "measured.md"
    publish.write(
        {"languages": {"en": row, "pl": row}, "gate_threshold": 0.25},
        Counter({("en", "en"): 3, ("pl", "en"): 1}),
        {"English": rows, "other languages": rows},
        page,
    )
    text = page.read_text("utf-8")
    assert "| pl" in text
    assert "4/5 (40-90 %)" in text
    assert (tmp_path / publish.PICTURE).read_bytes().startswith(b"<?xml")
