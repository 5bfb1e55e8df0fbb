"""The desk: everything the parts of the case system share, made once per process."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.callbacks import schema
from bot.callbacks.crypto import Box, keyed_hash, load_keys, new_key
from bot.callbacks.hours import OfficeHours
from bot.callbacks.store import open_engine, secret, transaction
from bot.settings import Settings, load_settings

KEY_FILE = "callback.key"


class Desk:
    """Database, keys, office hours and clock."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.options = settings.callbacks
        self.clock = clock
        live = not self.options.demonstration
        self.box = Box(load_keys(self.options.keys, settings.data_dir / KEY_FILE, live=live))
        self.hours = OfficeHours(self.options.hours, self.options.closed_dates)
        self.engine = open_engine(settings.callbacks_url)
        with transaction(self.engine) as connection:
            # The key of the hashes outlives the rotation of the others: it is itself sealed.
            sealed = secret(connection, "index_key", lambda: self.box.seal(new_key()))
            self.token_key = self.box.open(secret(connection, "token_key", lambda: self.box.seal(new_key())))
        self._index_key = self.box.open(sealed)

    def index(self, contact: str) -> str:
        """Return the hash by which equal contacts are found."""
        return keyed_hash(self._index_key, contact.casefold())

    def derived_key(self, purpose: str) -> str:
        """Return a key for one purpose: the same in every process on this database, and after a restart."""
        return keyed_hash(self.token_key, "key:" + purpose)

    def new_token(self) -> str:
        """Return a random token of 192 bits."""
        return secrets.token_urlsafe(24)

    def record(
        self, connection: Connection, actor: str, action: str, case_id: int | None = None, detail: str = ""
    ) -> None:
        """Write a line of the audit trail; `detail` never holds a personal detail."""
        row = {"at": self.clock(), "actor": actor, "action": action, "case_id": case_id, "detail": detail}
        connection.execute(schema.audit.insert(), row)

    def too_many(self, connection: Connection, kind: str, key: str, limit: int, seconds: float) -> bool:
        """Count an attempt; return True where there were more than `limit` in the last `seconds`."""
        name = keyed_hash(self._index_key, f"{kind}:{key}")
        table = schema.attempts
        query = sa.select(sa.func.count()).where(table.c.key == name, table.c.at > self.clock() - seconds)
        if connection.execute(query).scalar_one() >= limit:
            return True
        connection.execute(table.insert(), {"key": name, "at": self.clock()})
        return False

    def reset_attempts(self, connection: Connection, kind: str, key: str) -> None:
        """Forget the attempts counted under a key."""
        name = keyed_hash(self._index_key, f"{kind}:{key}")
        connection.execute(schema.attempts.delete().where(schema.attempts.c.key == name))

    def close(self) -> None:
        """Close the database connections."""
        self.engine.dispose()


_lock = threading.Lock()
_current: Desk | None = None


def current_desk() -> Desk:
    """Return the desk of this process, made from the environment where nobody set one (`rasa run actions`)."""
    global _current
    with _lock:
        if _current is None:
            _current = Desk(load_settings())
        return _current


def set_desk(desk: Desk | None) -> None:
    """Use a desk in this process from now on."""
    global _current
    with _lock:
        _current = desk
