"""A desk on SQLite and on a real PostgreSQL, with a clock that tests can turn."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.callbacks.desk import Desk
from bot.callbacks.hours import ZONE
from bot.settings import CallbackSettings, load_settings

#: A Monday in staffed time.
MONDAY_TEN = dt.datetime(2026, 11, 23, 10, 0, tzinfo=ZONE).timestamp()


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, now: float = MONDAY_TEN) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def turn(self, hours: float = 0, days: float = 0) -> None:
        self.now += hours * 3600 + days * 86400


def postgres_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        pytest.fail("PostgreSQL is not installed: run tools/system-packages")
    return Path(initdb).parent


class PostgresServer:
    """A server on a temporary directory and a free port; as a user other than root, as PostgreSQL demands."""

    def __init__(self) -> None:
        self.binaries = postgres_binaries()
        self.directory = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.user = None
        if os.getuid() == 0:
            self.user = pwd.getpwnam("postgres" if _has_user("postgres") else "nobody")
            os.chown(self.directory, self.user.pw_uid, self.user.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-D", str(self.directory / "data"), "-U", "test", "-A", "trust", "--no-sync")
        options = f"-p {self.port} -k {self.directory} -c listen_addresses=127.0.0.1"
        log = str(self.directory / "log")
        self._run("pg_ctl", "-D", str(self.directory / "data"), "-w", "-l", log, "-o", options, "start")

    def _run(self, program: str, *arguments: str) -> None:
        ids = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        subprocess.run(
            [str(self.binaries / program), *arguments],
            check=True,
            cwd=self.directory,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **ids,
        )

    def new_database(self, name: str) -> str:
        engine = sa.create_engine(f"postgresql://test@127.0.0.1:{self.port}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return f"postgresql://test@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.directory / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.directory, ignore_errors=True)


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@pytest.fixture(scope="session")
def postgres():
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return ""
    server = request.getfixturevalue("postgres")
    return server.new_database(tmp_path.name.replace("[", "_").replace("]", "_")[-50:] + os.urandom(3).hex())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_desk(database_url, tmp_path, clock):
    made = []

    def make(**options) -> Desk:
        callbacks = dataclasses.replace(CallbackSettings(allow_test_numbers=True), **options)
        settings = dataclasses.replace(
            load_settings({}), data_dir=tmp_path, database_url=database_url, callbacks=callbacks
        )
        made.append(Desk(settings, clock))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk) -> Desk:
    return make_desk()
