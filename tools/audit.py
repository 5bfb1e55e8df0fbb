"""Known vulnerabilities of the locked packages, less the accepted ones of audit.yml.

An accepted one needs a reason and a date by which it is looked at again; a date that has passed fails the audit.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print what is open and fail if something is."""
    accepted = yaml.safe_load((ROOT / "audit.yml").read_text("utf-8")) or {}
    done = subprocess.run(
        [
            str(ROOT / ".venv-audit" / "bin" / "pip-audit"),
            "--requirement",
            str(ROOT / "requirements.lock"),
            "--require-hashes",
            "--disable-pip",
            "--format",
            "json",
            "--progress-spinner",
            "off",
        ],
        capture_output=True,
        text=True,
    )
    if not done.stdout.strip():
        print(done.stderr[-2000:], file=sys.stderr)
        return 2
    today = dt.date.today()
    problems = 0
    found = set()
    skipped = []
    for package in json.loads(done.stdout)["dependencies"]:
        if "skip_reason" in package:
            skipped.append(package["name"])
        for vulnerability in package.get("vulns", []):
            found.add(vulnerability["id"])
            known = accepted.get(vulnerability["id"])
            if known is None or known["review_by"] < today:
                state = "open" if known is None else f"review was due {known['review_by']}"
                fix = ", ".join(vulnerability.get("fix_versions") or []) or "none"
                print(f"{package['name']} {package['version']}: {vulnerability['id']}: {state}; fixed in {fix}")
                problems += 1
    for gone in sorted(set(accepted) - found):
        print(f"audit.yml: {gone} is no longer found; remove it")
        problems += 1
    if skipped:
        # No news is not good news: without the service nothing was checked.
        print(f"{len(skipped)} packages could not be looked up: no vulnerability service is reachable from here")
        return 2
    print(f"{problems} problems, {len(found & set(accepted))} accepted")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
