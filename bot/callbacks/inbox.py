"""Cases as staff see and work on them. Every view and change leaves a line in the audit trail."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.callbacks import cases as case_store
from bot.callbacks.accounts import Member
from bot.callbacks.desk import Desk
from bot.callbacks.hours import local
from bot.callbacks.schema import audit, cases, notes, staff
from bot.callbacks.store import transaction

FILTERS = ("open", "new", "mine", "due", "overdue", "closed")
CALL_RESULTS = ("no answer", "wrong number", "done")
CLOSE_RESULTS = ("done", "not reached", "wrong number", "not wanted", "repeat")
LONGEST_NOTE = 1000
#: Columns of the export: nothing personal, and not the reference, which opens the case to residents.
EXPORTED = (
    "id", "created", "state", "result", "language", "way", "topic", "day", "period", "due", "tries", "claimed",
    "closed", "linked_to", "demonstration",
)  # fmt: skip


class NotPossible(Exception):
    """The change cannot be made as things are; the text says why."""


@dataclass(frozen=True)
class CaseView:
    """All that the page of a case shows."""

    row: Row
    personal: dict[str, Any]
    may_message: bool
    may_say_who: bool
    wishes_differ: bool
    linked: list[Row]
    notes: list[dict[str, Any]]
    claimed_by: str | None


def listed(desk: Desk, which: str, language: str, member: Member, limit: int = 200) -> list[Row]:
    """Return the cases of a filter, the most urgent first."""
    now = desk.clock()
    query = sa.select(cases, staff.c.name.label("holder")).outerjoin(staff, staff.c.id == cases.c.claimed_by)
    still_open = cases.c.state.in_(case_store.OPEN)
    conditions = {
        "open": still_open,
        "new": cases.c.state == "new",
        "mine": sa.and_(still_open, cases.c.claimed_by == member.id),
        "due": sa.and_(still_open, cases.c.due < now + 24 * 3600),
        "overdue": sa.and_(still_open, cases.c.due < now),
        "closed": cases.c.state == "closed",
    }
    query = query.where(conditions.get(which, still_open))
    if language:
        query = query.where(cases.c.language == language)
    query = query.order_by(cases.c.closed.desc() if which == "closed" else cases.c.due, cases.c.id).limit(limit)
    with transaction(desk.engine) as connection:
        return list(connection.execute(query).all())


def counts(desk: Desk, member: Member) -> dict[str, int]:
    """Return how many cases there are of each filter but the closed ones."""
    return {which: len(listed(desk, which, "", member, 1000)) for which in FILTERS if which != "closed"}


def waiting(desk: Desk) -> int:
    """Return how many cases nobody has claimed."""
    with transaction(desk.engine) as connection:
        query = sa.select(sa.func.count()).select_from(cases).where(cases.c.state == "new")
        return int(connection.execute(query).scalar_one())


def languages(desk: Desk) -> list[str]:
    """Return the languages of all cases."""
    with transaction(desk.engine) as connection:
        return list(connection.execute(sa.select(cases.c.language).distinct().order_by(cases.c.language)).scalars())


def view(desk: Desk, case_id: int, actor: str) -> CaseView | None:
    """Return a case, and write down who looked at it."""
    with transaction(desk.engine) as connection:
        row = connection.execute(sa.select(cases).where(cases.c.id == case_id)).first()
        if row is None:
            return None
        may_message, may_say_who, differ = case_store.strictest(connection, row)
        root = row.linked_to or row.id
        linked = connection.execute(
            sa.select(cases.c.id, cases.c.reference, cases.c.state)
            .where(sa.or_(cases.c.id == root, cases.c.linked_to == root), cases.c.id != row.id)
            .order_by(cases.c.id)
        ).all()
        lines = connection.execute(
            sa.select(notes, staff.c.name).join(staff).where(notes.c.case_id == case_id).order_by(notes.c.id)
        ).all()
        holder = connection.execute(sa.select(staff.c.name).where(staff.c.id == row.claimed_by)).scalar()
        desk.record(connection, actor, "viewed", case_id)
    written = [
        {"at": n.at, "name": n.name, "kind": n.kind, "text": desk.box.open(n.sealed) if n.sealed else ""} for n in lines
    ]
    personal = desk.box.open(row.sealed) if row.sealed else {}
    return CaseView(row, personal, may_message, may_say_who, differ, list(linked), written, holder)


def claim(desk: Desk, case_id: int, member: Member) -> None:
    """Take a case.

    Raises:
        NotPossible: somebody else has it, or it is closed.

    """
    with transaction(desk.engine) as connection:
        # One statement decides: of two people at once, the database lets one change the row.
        values = {"state": "claimed", "claimed_by": member.id, "claimed": desk.clock()}
        free = sa.and_(cases.c.id == case_id, cases.c.state == "new")
        if not connection.execute(cases.update().where(free).values(values)).rowcount:
            raise NotPossible("Somebody else has this case, or it is closed.")
        desk.record(connection, member.name, "claimed", case_id)


def release(desk: Desk, case_id: int, member: Member) -> None:
    """Put a case back on the list."""
    values = {"state": "new", "claimed_by": None, "claimed": None, "waiting_since": desk.clock(), "reminders": 0}
    _change(desk, case_id, member, values, "released")


def hand_over(desk: Desk, case_id: int, member: Member, to: str) -> None:
    """Give a case to somebody else."""
    with transaction(desk.engine) as connection:
        query = sa.select(staff.c.id).where(staff.c.name == to, staff.c.active.is_(True))
        receiver = connection.execute(query).scalar()
    if receiver is None:
        raise NotPossible("There is no such colleague.")
    _change(desk, case_id, member, {"claimed_by": receiver, "claimed": desk.clock()}, "handed over", to)


def log_call(desk: Desk, case_id: int, member: Member, result: str) -> None:
    """Write down a call and what came of it; `done` closes the case."""
    if result not in CALL_RESULTS:
        raise NotPossible("Choose what came of the call.")
    values: dict[str, Any] = {"tries": cases.c.tries + 1}
    if result == "done":
        values |= {"state": "closed", "result": "done", "closed": desk.clock()}
    _change(desk, case_id, member, values, "called", result, note=("call: " + result, None))


def add_note(desk: Desk, case_id: int, member: Member, text: str) -> None:
    """Add a note; it is sealed, since it may tell of a person."""
    text = text.strip()[:LONGEST_NOTE]
    if not text:
        raise NotPossible("The note is empty.")
    _change(desk, case_id, member, {}, "noted", note=("note", text))


def close(desk: Desk, case_id: int, member: Member, result: str) -> None:
    """Close a case."""
    if result not in CLOSE_RESULTS:
        raise NotPossible("Choose why the case is closed.")
    _change(desk, case_id, member, {"state": "closed", "result": result, "closed": desk.clock()}, "closed", result)


def reopen(desk: Desk, case_id: int, member: Member) -> None:
    """Open a closed case again, for oneself."""
    values = {"state": "claimed", "claimed_by": member.id, "claimed": desk.clock(), "closed": None, "result": None}
    with transaction(desk.engine) as connection:
        closed = sa.and_(cases.c.id == case_id, cases.c.state == "closed", cases.c.erased.is_(None))
        if not connection.execute(cases.update().where(closed).values(values)).rowcount:
            raise NotPossible("The case is open, or its details are erased.")
        desk.record(connection, member.name, "reopened", case_id)


def settle(desk: Desk, case_id: int, member: Member, may_message: bool, may_say_who: bool) -> None:
    """Set the safety wishes after asking the resident."""
    values = {"may_message": may_message, "may_say_who": may_say_who, "safety_settled": True}
    _change(desk, case_id, member, values, "safety settled")


def _change(
    desk: Desk,
    case_id: int,
    member: Member,
    values: dict[str, Any],
    action: str,
    detail: str = "",
    note: tuple[str, str | None] | None = None,
) -> None:
    with transaction(desk.engine) as connection:
        row = connection.execute(sa.select(cases).where(cases.c.id == case_id).with_for_update()).first()
        if row is None or row.state != "claimed":
            raise NotPossible("Claim the case first.")
        if row.claimed_by != member.id and not member.manages:
            raise NotPossible("Somebody else has this case.")
        if values:
            connection.execute(cases.update().where(cases.c.id == case_id).values(values))
        if note:
            sealed = desk.box.seal(note[1]) if note[1] else None
            line = {"case_id": case_id, "at": desk.clock(), "staff_id": member.id, "kind": note[0], "sealed": sealed}
            connection.execute(notes.insert(), line)
        desk.record(connection, member.name, action, case_id, detail)


def trail(desk: Desk, case_id: int | None = None, limit: int = 300) -> list[Row]:
    """Return the last lines of the audit trail, of one case or of all."""
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
    if case_id is not None:
        query = query.where(audit.c.case_id == case_id)
    with transaction(desk.engine) as connection:
        return list(connection.execute(query).all())


def colleagues(desk: Desk, member: Member) -> list[str]:
    """Return who a case can be given to."""
    with transaction(desk.engine) as connection:
        query = sa.select(staff.c.name).where(staff.c.active.is_(True), staff.c.id != member.id).order_by(staff.c.name)
        return list(connection.execute(query).scalars())


def export(desk: Desk, actor: str) -> str:
    """Return all cases as CSV without personal data."""
    with transaction(desk.engine) as connection:
        rows = connection.execute(sa.select(*(cases.c[name] for name in EXPORTED)).order_by(cases.c.id)).all()
        desk.record(connection, actor, "exported", detail=f"{len(rows)} cases")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(EXPORTED)
    writer.writerows([_cell(name, getattr(row, name)) for name in EXPORTED] for row in rows)
    return out.getvalue()


def _cell(name: str, value: Any) -> Any:
    if name in ("created", "due", "claimed", "closed") and value:
        return local(value).isoformat(timespec="minutes")
    return value


def find(connection: Connection, references: Iterable[str]) -> list[Row]:
    """Return the cases of references."""
    return list(connection.execute(sa.select(cases).where(cases.c.reference.in_(list(references)))).all())
