"""Compare our server with a stock Rasa bot (`rasa init`: DIET, TED; `rasa run`) in one run.

Measured for each: seconds from start to first answer, milliseconds of a turn over HTTP (median and 95th percentile,
the two servers asked in turns), resident memory. The gates are ratios; absolute times are only reported.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOCK = ROOT / ".venv-bench" / "bin" / "rasa"
RESULTS = ROOT / "results" / "bench.json"
STARTS = 3
TURNS = 100
START_LIMIT = 300.0

MOST_START_RATIO = 0.25
MOST_TURN_RATIO = 0.5
MOST_MEMORY = 700.0  # MB

OURS_ASKED = (
    "how many crimes in paston",
    "who runs neighbourhood watch",
    "ile przestępstw było w Walton",
    "کرائم سٹاپرز کا نمبر",
)
STOCK_ASKED = ("hello there", "i am sad", "are you a bot", "bye")


@dataclass
class Server:
    """A server under test and what was measured."""

    name: str
    command: list[str]
    directory: Path
    port: int
    asked: tuple[str, ...]
    starts: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    memory: float = 0.0

    def ask(self, text: str, sender: str) -> float | None:
        """Return the seconds of one turn, or None while nothing answers."""
        body = json.dumps({"sender": sender, "message": text}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/webhooks/rest/webhook", body, {"Content-Type": "application/json"}
        )
        start = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                messages = json.load(answer)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None
        return time.perf_counter() - start if messages else None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the server, wait for its first answer, and end it again."""
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PORT": str(self.port)}
        environment["DATA_DIR"] = tempfile.mkdtemp()
        environment["MESSAGES_PER_MINUTE"] = "1000000"
        begun = time.perf_counter()
        process = subprocess.Popen(
            self.command,
            cwd=self.directory,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            while self.ask(self.asked[0], "start") is None:
                if process.poll() is not None or time.perf_counter() - begun > START_LIMIT:
                    raise SystemExit(f"{self.name}: did not start: {' '.join(self.command)}")
                time.sleep(0.1)
            self.starts.append(time.perf_counter() - begun)
            yield
            self.memory = max(self.memory, _resident(process.pid))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=60)


def _resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _stock_bot(directory: Path) -> None:
    print("Making and training the stock bot ...", flush=True)
    subprocess.run(
        [str(STOCK), "init", "--no-prompt", "--init-dir", str(directory)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
    )


def main() -> int:
    """Measure, print, write results/bench.json; fail where a ratio is missed."""
    with tempfile.TemporaryDirectory() as folder:
        stock_directory = Path(folder) / "stock"
        stock_directory.mkdir()
        _stock_bot(stock_directory)
        ours = Server("ours", [sys.executable, "-W", "ignore", "-m", "bot", "serve"], ROOT, 18080, OURS_ASKED)
        stock = Server("stock", [str(STOCK), "run", "--port", "18081"], stock_directory, 18081, STOCK_ASKED)
        for number in range(STARTS):
            print(f"Start {number + 1} of {STARTS} ...", flush=True)
            with stock.running(), ours.running():
                if number < STARTS - 1:
                    continue
                for turn in range(TURNS):
                    for server in (ours, stock):
                        seconds = server.ask(server.asked[turn % len(server.asked)], f"{uuid.uuid4()}")
                        assert seconds is not None, f"{server.name} stopped answering"
                        server.turns.append(seconds)
    rows = [_summary(server) for server in (ours, stock)]
    start_ratio = rows[0]["start_s"] / rows[1]["start_s"]
    turn_ratio = rows[0]["turn_ms"] / rows[1]["turn_ms"]
    print(f"{'':8}{'start s':>9}{'turn ms':>9}{'p95 ms':>9}{'MB':>7}")
    for row in rows:
        print(f"{row['name']:8}{row['start_s']:9.1f}{row['turn_ms']:9.1f}{row['p95_ms']:9.1f}{row['memory_mb']:7.0f}")
    print(f"start ratio {start_ratio:.2f} (at most {MOST_START_RATIO})")
    print(f"turn ratio {turn_ratio:.2f} (at most {MOST_TURN_RATIO})")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"rows": rows, "start_ratio": start_ratio, "turn_ratio": turn_ratio}, indent=1))
    missed = start_ratio > MOST_START_RATIO or turn_ratio > MOST_TURN_RATIO or rows[0]["memory_mb"] > MOST_MEMORY
    print("missed" if missed else "met")
    return int(missed)


def _summary(server: Server) -> dict[str, float | str]:
    turns = sorted(server.turns)
    return {
        "name": server.name,
        "start_s": statistics.median(server.starts),
        "turn_ms": 1000 * statistics.median(turns),
        "p95_ms": 1000 * turns[int(0.95 * (len(turns) - 1))],
        "memory_mb": server.memory,
        "measured": str(asdict(server)["starts"]),
    }


if __name__ == "__main__":
    sys.exit(main())
