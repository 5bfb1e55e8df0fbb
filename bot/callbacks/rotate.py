"""Seal everything anew with the first key, so that the others can be taken away."""

from __future__ import annotations

import sqlalchemy as sa

from bot.callbacks.desk import Desk
from bot.callbacks.schema import cases, drafts, meta, notes, staff
from bot.callbacks.store import transaction

_SEALED = (
    (meta.c.key, meta.c.value),
    (drafts.c.id, drafts.c.sealed),
    (cases.c.id, cases.c.sealed),
    (notes.c.id, notes.c.sealed),
    (staff.c.id, staff.c.sealed_totp),
)


def rotate(desk: Desk) -> int:
    """Seal all records with the first key; return how many."""
    count = 0
    for key, column in _SEALED:
        with transaction(desk.engine) as connection:
            rows = connection.execute(sa.select(key, column).where(column.is_not(None)).with_for_update()).all()
            for identifier, sealed in rows:
                change = key.table.update().where(key == identifier).values({column.name: desk.box.reseal(sealed)})
                connection.execute(change)
                count += 1
    with transaction(desk.engine) as connection:
        desk.record(connection, "command line", "keys rotated", detail=f"{count} records")
    return count
