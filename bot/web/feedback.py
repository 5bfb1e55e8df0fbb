"""Was this helpful: one tap, counted per day, language and topic. No text, no conversation, no address."""

from __future__ import annotations

import asyncio
import datetime as dt

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

_metadata = sa.MetaData()
_taps = sa.Table(
    "feedback",
    _metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("language", sa.String(16), primary_key=True),
    sa.Column("topic", sa.String(64), primary_key=True),
    sa.Column("helpful", sa.Boolean, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)


class FeedbackCounter:
    """Counts taps in a database."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url, future=True, pool_pre_ping=True)
        _metadata.create_all(self._engine)

    async def add(self, language: str, topic: str, helpful: bool) -> None:
        """Count one tap."""
        day = dt.datetime.now(dt.timezone.utc).date().isoformat()
        row = {"day": day, "language": language, "topic": topic, "helpful": helpful}
        await asyncio.to_thread(self._add, row)

    async def totals(self) -> list[tuple[str, str, str, bool, int]]:
        """Return all rows: day, language, topic, helpful, count."""

        def read() -> list[tuple[str, str, str, bool, int]]:
            with self._engine.connect() as connection:
                return [tuple(row) for row in connection.execute(sa.select(_taps))]  # type: ignore[misc]

        return await asyncio.to_thread(read)

    def close(self) -> None:
        """Close the database connections."""
        self._engine.dispose()

    def _add(self, row: dict[str, object]) -> None:
        same = sa.and_(*(_taps.c[key] == value for key, value in row.items()))
        more = _taps.update().where(same).values(count=_taps.c["count"] + 1)
        with self._engine.begin() as connection:
            if connection.execute(more).rowcount:
                return
        try:
            with self._engine.begin() as connection:
                connection.execute(_taps.insert(), {**row, "count": 1})
        except SQLAlchemyError:  # another process was first
            with self._engine.begin() as connection:
                connection.execute(more)
