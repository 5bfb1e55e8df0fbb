"""The table of docs/accessibility.md names a test for each of the 58 statements, and each is there."""

from __future__ import annotations

import re

from tests.browser.helpers import ROOT


def test_every_statement_has_its_test():
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", (ROOT / "docs/accessibility.md").read_text("utf-8"), re.M)
    assert [int(number) for number, _ in rows] == list(range(1, 59))
    listed = {}
    for number, cell in rows:
        for file, name in re.findall(r"`(test_p\d\.py)::(\w+)`", cell):
            assert name.startswith(f"test_{int(number):02d}_")
            listed[name] = file
    there = {}
    for path in (ROOT / "tests/browser").glob("test_p?.py"):
        source = path.read_text("utf-8")
        assert not re.search(r"mark\.(skip|xfail)|pytest\.(skip|xfail)", source)
        there |= {name: path.name for name in re.findall(r"^(?:async )?def (test_\d\d_\w+)", source, re.M)}
    assert listed == there
