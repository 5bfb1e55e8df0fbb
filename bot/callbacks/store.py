"""The database of the desk: SQLite or PostgreSQL, brought up to date by Alembic before it is used.

A commit here is a promise to a resident, so SQLite syncs to disk at each one, unlike the store of conversations.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

from bot.callbacks import schema

MIGRATIONS = Path(__file__).parent / "migrations"
#: Any fixed number: two processes that start together take turns to migrate.
_MIGRATION_LOCK = 7_430_291
_migrating = threading.Lock()


def open_engine(url: str) -> Engine:
    """Return an engine on a database that has today's tables."""
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    for driver in ("asyncpg", "aiosqlite"):
        url = url.replace(f"+{driver}", "")
    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, future=True, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        # pysqlite begins transactions late and without a lock; ours begin at once, so that readers-then-writers
        # wait for each other in place of failing (https://docs.sqlalchemy.org/en/14/dialects/sqlite.html).
        sa.event.listen(engine, "connect", _tune_sqlite)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    migrate(engine)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to a revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with _migrating, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATION_LOCK})
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, "base")
        else:
            command.upgrade(config, revision)


def secret(connection: Connection, name: str, make: Any) -> str:
    """Return a value of the table of meta data, made once by whoever comes first."""
    query = sa.select(schema.meta.c.value).where(schema.meta.c.key == name)
    found = connection.execute(query).scalar()
    if found is None:
        try:
            with connection.begin_nested():
                connection.execute(schema.meta.insert(), {"key": name, "value": make()})
        except sa.exc.IntegrityError:
            pass  # another process was first
        found = connection.execute(query).scalar_one()
    return str(found)


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Give a connection; commit at the end, or nothing at all."""
    with engine.begin() as connection:
        yield connection


def _tune_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=ON",
        "busy_timeout=20000",
    ):
        connection.execute(f"PRAGMA {pragma}")
