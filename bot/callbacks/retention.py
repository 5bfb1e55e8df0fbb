"""What happens with time: erasing, reminding, escalating. Run every few minutes by the server, and by commands."""

from __future__ import annotations

import asyncio
import logging

import sqlalchemy as sa

from bot.callbacks import cases as case_store
from bot.callbacks import drafts, outbox
from bot.callbacks.desk import Desk
from bot.callbacks.schema import attempts, cases, sessions
from bot.callbacks.schema import outbox as outbox_table
from bot.callbacks.store import transaction

logger = logging.getLogger(__name__)

DAY = 24 * 3600.0
SECONDS_BETWEEN = 60.0
SYSTEM = "system"


def purge(desk: Desk, actor: str = SYSTEM) -> int:
    """Erase the personal fields of cases closed long enough ago; return how many."""
    now = desk.clock()
    with transaction(desk.engine) as connection:
        old = sa.select(cases.c.id).where(
            cases.c.closed < now - desk.options.retention_days * DAY, cases.c.erased.is_(None)
        )
        found = list(connection.execute(old).scalars())
        case_store.erase(desk, connection, found, actor)
        connection.execute(attempts.delete().where(attempts.c.at < now - DAY))
        connection.execute(outbox_table.delete().where(outbox_table.c.sent < now - 7 * DAY))
        connection.execute(sessions.delete().where(sessions.c.created < now - DAY))
    drafts.erase_silent(desk)
    return len(found)


def remind(desk: Desk) -> int:
    """Tell staff again of cases nobody claimed within the hours of the setting, then their managers; return how many.

    The first time staff are reminded, from the second on managers are told, once per further stretch.
    """
    now = desk.clock()
    limit = desk.options.unclaimed_hours * 3600.0
    told = 0
    with transaction(desk.engine) as connection:
        waiting = connection.execute(sa.select(cases).where(cases.c.state == "new").with_for_update(skip_locked=True))
        for row in waiting.all():
            if desk.hours.staffed_seconds(row.waiting_since, now) < limit * (row.reminders + 1):
                continue
            event = "reminder" if row.reminders == 0 else "escalation"
            connection.execute(cases.update().where(cases.c.id == row.id).values(reminders=row.reminders + 1))
            desk.record(connection, SYSTEM, event, row.id)
            outbox.announce(desk, connection, event, row.id, row._mapping)
            told += 1
    return told


async def run(desk: Desk) -> None:
    """Do it for ever."""
    while True:
        try:
            await asyncio.to_thread(purge, desk)
            await asyncio.to_thread(remind, desk)
        except Exception as error:
            logger.error("the daily task failed: %s", type(error).__name__)
        await asyncio.sleep(SECONDS_BETWEEN)
