"""Conversations in a database: redacted before they are written, forgotten after a day.

Two tables. `trackers` has one row per conversation: the last events and the slots, which is all Rasa needs to
go on. `turns` has one row per turn: what the resident typed (redacted) and the messages of the reply, for the
page's transcript, for buttons and for repeated requests. Neither ever holds a telephone number of a resident.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.redaction import redact

KEPT_EVENTS = 80
_PARSE_KEYS = ("intent", "language", "danger", "entities", "intent_ranking", "also")

_metadata = sa.MetaData()
_trackers = sa.Table(
    "trackers",
    _metadata,
    sa.Column("sender", sa.String(255), primary_key=True),
    sa.Column("updated", sa.Float, nullable=False, index=True),
    sa.Column("slots", sa.Text, nullable=False),
    sa.Column("events", sa.Text, nullable=False),
)
_turns = sa.Table(
    "turns",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("sender", sa.String(255), nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.Column("message_id", sa.String(128)),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("replies", sa.Text, nullable=False),
)


@dataclass(frozen=True)
class StoredTurn:
    """A turn as the transcript shows it: `said` is redacted; `at` is a Unix time in seconds."""

    at: float
    said: str
    replies: list[dict[str, Any]]


class ConversationStore(TrackerStore):
    """Rasa's tracker store on SQLAlchemy, with the transcript beside it."""

    def __init__(self, url: str, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._engine = sa.create_engine(url, future=True, pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _tune_sqlite)
        _metadata.create_all(self._engine)

    # --- Rasa's side ---

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """Return an empty tracker; it is written with its first turn."""
        return self.init_tracker(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write a tracker's last events, redacted, and its slots."""
        events = [_redacted(event.as_dict()) for event in list(tracker.events)[-KEPT_EVENTS:]]
        slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value}
        row = {
            "updated": time.time(),
            "slots": json.dumps(slots),
            "events": json.dumps(events),
        }
        await asyncio.to_thread(self._write_tracker, tracker.sender_id, row)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker of a conversation, or None."""
        row = await asyncio.to_thread(self._read_tracker, sender_id)
        if row is None:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, json.loads(row.events), self.domain.slots)
        # Older slot events may be cut off: the slots themselves are kept whole.
        for name, value in json.loads(row.slots).items():
            if name in tracker.slots:
                tracker.slots[name].value = value
        return tracker

    async def slots(self, sender_id: str) -> dict[str, Any]:
        """Return the slots of a conversation that are set (cheaper than its tracker)."""
        row = await asyncio.to_thread(self._read_tracker, sender_id)
        return json.loads(row.slots) if row else {}

    async def delete(self, sender_id: str) -> None:
        """Forget one conversation."""
        await asyncio.to_thread(self._delete, sender_id)

    async def keys(self) -> list[str]:
        """Return the ids of all conversations."""

        def read() -> list[str]:
            with self._engine.connect() as connection:
                return list(connection.execute(sa.select(_trackers.c.sender)).scalars())

        return await asyncio.to_thread(read)

    # --- the transcript ---

    async def add_turn(self, sender: str, said: str, replies: Sequence[dict[str, Any]], message_id: str | None) -> None:
        """Append a turn; what was said is redacted here."""
        row = {
            "sender": sender,
            "at": time.time(),
            "message_id": message_id,
            "said": redact(said),
            "replies": json.dumps(list(replies)),
        }

        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(_turns.insert(), row)

        await asyncio.to_thread(write)

    async def turns(self, sender: str, last: int = 100) -> list[StoredTurn]:
        """Return the last turns of a conversation, oldest first."""

        def read() -> list[StoredTurn]:
            query = (
                sa.select(_turns.c.at, _turns.c.said, _turns.c.replies)
                .where(_turns.c.sender == sender)
                .order_by(_turns.c.id.desc())
                .limit(last)
            )
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
            return [StoredTurn(r.at, r.said, json.loads(r.replies)) for r in reversed(rows)]

        return await asyncio.to_thread(read)

    async def replies_to(self, sender: str, message_id: str) -> list[dict[str, Any]] | None:
        """Return the replies that a message id was given before, or None."""

        def read() -> list[dict[str, Any]] | None:
            query = sa.select(_turns.c.replies).where(_turns.c.sender == sender, _turns.c.message_id == message_id)
            with self._engine.connect() as connection:
                found = connection.execute(query).scalar()
            return json.loads(found) if found else None

        return await asyncio.to_thread(read)

    async def touch(self, sender: str) -> None:
        """Count the idle time of a conversation from now."""

        def write() -> None:
            newest = sa.select(sa.func.max(_turns.c.id)).where(_turns.c.sender == sender).scalar_subquery()
            with self._engine.begin() as connection:
                connection.execute(_turns.update().where(_turns.c.id == newest).values(at=time.time()))

        await asyncio.to_thread(write)

    async def rename(self, sender: str, new: str) -> None:
        """Give a conversation another id."""

        def write() -> None:
            with self._engine.begin() as connection:
                for table in (_trackers, _turns):
                    connection.execute(table.update().where(table.c.sender == sender).values(sender=new))

        await asyncio.to_thread(write)

    async def forget_before(self, moment: float) -> int:
        """Delete what is older than a Unix time; return how many conversations went."""

        def delete() -> int:
            with self._engine.begin() as connection:
                connection.execute(_turns.delete().where(_turns.c.at < moment))
                return int(connection.execute(_trackers.delete().where(_trackers.c.updated < moment)).rowcount)

        return await asyncio.to_thread(delete)

    def close(self) -> None:
        """Close the database connections."""
        self._engine.dispose()

    # --- in a thread ---

    def _write_tracker(self, sender: str, row: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            changed = connection.execute(_trackers.update().where(_trackers.c.sender == sender), row)
            if changed.rowcount == 0:
                connection.execute(_trackers.insert(), {"sender": sender, **row})

    def _read_tracker(self, sender: str) -> Any:
        with self._engine.connect() as connection:
            return connection.execute(
                sa.select(_trackers.c.slots, _trackers.c.events).where(_trackers.c.sender == sender)
            ).first()

    def _delete(self, sender: str) -> None:
        with self._engine.begin() as connection:
            for table in (_trackers, _turns):
                connection.execute(table.delete().where(table.c.sender == sender))


def _tune_sqlite(connection: Any, _: Any) -> None:
    # A turn must not wait for the disk twice; after a power cut the last second may be lost, which a chat survives.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")


def _redacted(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event without what a resident typed that is personal, and without bulk."""
    if event.get("event") != "user":
        return event
    parse = event.get("parse_data") or {}
    text = redact(event.get("text") or "")
    kept = {key: parse[key] for key in _PARSE_KEYS if key in parse}
    return {**event, "text": text, "parse_data": {**kept, "text": text}, "metadata": {}}
