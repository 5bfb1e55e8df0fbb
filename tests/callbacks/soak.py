"""Many clients send requests while the process is killed again and again; then every promise is checked.

`make soak` runs it in full (1,000 requests, 50 clients, 10 kills, on SQLite and on PostgreSQL); the test suite runs a
short version.
"""

from __future__ import annotations

import asyncio
import collections
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import sqlalchemy as sa
from aiohttp import web

from bot.callbacks import outbox
from bot.callbacks.schema import cases
from bot.callbacks.schema import outbox as notices
from bot.callbacks.store import open_engine, transaction
from bot.settings import ROOT

SECRET = "soak"
LONGEST = 420


@dataclass
class Result:
    """What was seen."""

    shown: list[str]
    stored: list[str]
    cases_per_number: list[int]
    notices: set[str]
    received: collections.Counter[str]
    bad_signatures: int
    kills: int
    seconds: float
    most_repeats: int


class Receiver:
    """Takes webhooks; slowly, so that some are in flight at each kill."""

    def __init__(self) -> None:
        self.received: collections.Counter[str] = collections.Counter()
        self.bad = 0

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        key = request.headers["Idempotency-Key"]
        self.bad += request.headers["X-Signature"] != outbox.sign(SECRET, key, body)
        self.received[key] += 1
        await asyncio.sleep(0.02)
        return web.Response()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The process that is killed."""

    def __init__(self, directory: Path, database_url: str, hook: str) -> None:
        self.port = free_port()
        self.log = directory / "server.log"
        self._environment = {
            **os.environ,
            "PORT": str(self.port),
            "DATA_DIR": str(directory),
            "DATABASE_URL": database_url,
            "ALLOW_TEST_NUMBERS": "1",
            "TRUSTED_PROXIES": "127.0.0.0/8",
            "WEBHOOK_URL": hook,
            "WEBHOOK_SECRET": SECRET,
            "MESSAGES_PER_MINUTE": "6000",
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "tests.callbacks.server"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    async def wait(self) -> None:
        async with aiohttp.ClientSession() as session:
            for _ in range(600):
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/health") as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
        raise TimeoutError(self.log.read_text("utf-8")[-2000:])


async def ask(base: str, client: int, number: int, shown: list[str]) -> None:
    """Ask for one call as a browser does, again and again until a reference is shown."""
    headers = {"X-Forwarded-For": f"198.51.{client // 250}.{client % 250 + 1}"}
    form = {
        "lang": "en", "language": "Polish", "way": "call", "number": f"07700 900{number:03d}", "name": "", "about": "",
        "day": "any", "period": "any", "safe": "yes", "message": "no", "who": "no", "email": "", "website": "",
    }  # fmt: skip
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(headers=headers, cookie_jar=jar) as session:

        async def post(path: str, source: str, data: dict[str, str]) -> str:
            while True:
                try:
                    async with session.get(base + source) as response:
                        token = re.search(r'name="token" value="(\w+)"', await response.text())
                    # After the draft was sent there is no page for checking any more; the token stays the same.
                    data["token"] = token[1] if token else data["token"]
                    async with session.post(base + path, data=data) as response:
                        text = await response.text()
                        if response.status == 200:
                            return text
                except (aiohttp.ClientError, ConnectionError, asyncio.TimeoutError):
                    pass
                await asyncio.sleep(0.2)

        while True:
            await post("/callback", "/callback", dict(form))
            text = await post("/callback/send", "/callback/check", {"lang": "en", "do": "send", "token": ""})
            found = re.search(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", text)
            if found:
                shown.append(found[0])
                return


async def soak(directory: Path, database_url: str, requests: int, clients: int, kills: int) -> Result:
    """Run it and return what was seen."""
    started = time.monotonic()
    receiver = Receiver()
    hook = web.Application()
    hook.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(hook)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    server = Server(directory, database_url, f"http://127.0.0.1:{port}/hook")
    server.start()
    await server.wait()
    shown: list[str] = []
    waiting = collections.deque(range(requests))

    async def work(client: int) -> None:
        while waiting:
            await ask(f"http://127.0.0.1:{server.port}", client, waiting.popleft(), shown)

    workers = [asyncio.create_task(work(client)) for client in range(clients)]
    done_kills = 0
    try:
        for kill in range(kills):
            # Spread over the work that is left, at a moment nobody chose.
            goal = (kill + random.random()) * requests / (kills + 1)
            while len(shown) < goal and time.monotonic() - started < LONGEST:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            server.kill()
            done_kills += 1
            server.start()
            await server.wait()
        await asyncio.wait_for(asyncio.gather(*workers), LONGEST)
        engine = open_engine(database_url or f"sqlite:///{directory / 'callbacks.db'}")
        for _ in range(600):
            with transaction(engine) as connection:
                query = sa.select(sa.func.count()).select_from(notices).where(notices.c.sent.is_(None))
                if connection.execute(query).scalar_one() == 0:
                    break
            await asyncio.sleep(0.2)
    finally:
        for worker in workers:
            worker.cancel()
        server.kill()
        await runner.cleanup()
    with transaction(engine) as connection:
        stored = list(connection.execute(sa.select(cases.c.reference)).scalars())
        per_number = sa.select(sa.func.count()).select_from(cases).group_by(cases.c.contact_index)
        counts = list(connection.execute(per_number).scalars())
        keys = set(connection.execute(sa.select(notices.c.key)).scalars())
    engine.dispose()
    seconds = time.monotonic() - started
    most = done_kills * outbox.BATCH
    return Result(shown, stored, counts, keys, receiver.received, receiver.bad, done_kills, seconds, most)


def check(result: Result, requests: int) -> None:
    """Fail where a promise was broken."""
    assert len(result.shown) == requests
    assert len(set(result.shown)) == requests, "a reference was shown for two requests"
    assert len(set(result.stored)) == len(result.stored)
    assert set(result.shown) <= set(result.stored), "a shown reference is not in the store"
    assert set(result.cases_per_number) == {1}, "a request made two cases"
    assert len(result.notices) == len(result.stored), "a case without a notice"
    assert result.notices <= set(result.received), "a notice was lost"
    assert set(result.received) <= result.notices
    assert sum(result.received.values()) - len(result.received) <= result.most_repeats, "more repeats than in flight"
    assert result.bad_signatures == 0


def main() -> int:
    """Run in full on both databases."""
    from tests.callbacks.conftest import PostgresServer

    requests, clients, kills = 1000, 50, 10
    postgres = PostgresServer()
    try:
        for name, url in (("sqlite", ""), ("postgresql", postgres.new_database("soak"))):
            with tempfile.TemporaryDirectory() as directory:
                result = asyncio.run(soak(Path(directory), url, requests, clients, kills))
            check(result, requests)
            repeats = sum(result.received.values()) - len(result.received)
            line = {"database": name, "requests": requests, "clients": clients, "kills": result.kills}
            print(json.dumps({**line, "repeated_notices": repeats, "seconds": round(result.seconds)}), flush=True)
    finally:
        postgres.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
