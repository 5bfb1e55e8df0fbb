"""Whether calls are offered: a promise is only made where somebody is there to keep it."""

from __future__ import annotations

import sqlalchemy as sa

from bot.callbacks.desk import Desk
from bot.callbacks.schema import staff
from bot.callbacks.store import transaction


def why_off(desk: Desk) -> str | None:
    """Return why no call is offered now, in English for staff; None where calls are offered."""
    with transaction(desk.engine) as connection:
        query = sa.select(staff.c.signed_in).where(staff.c.active.is_(True))
        if not desk.options.demonstration:
            query = query.where(staff.c.demonstration.is_(False))
        seen = list(connection.execute(query).scalars())
    if not seen:
        return "there is no active staff account (`python -m bot staff add`)"
    if desk.options.demonstration or desk.options.notifies:
        return None
    since = desk.hours.working_day_ago(desk.options.staffed_working_days, desk.clock())
    if any(moment and moment >= since for moment in seen):
        return None
    days = desk.options.staffed_working_days
    return f"nobody signed in within {days} working day(s), and no e-mail or webhook is set up"
