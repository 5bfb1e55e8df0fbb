"""Cases as residents make and change them. Each change is one transaction, with its audit line and its notices."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.callbacks import outbox, phone
from bot.callbacks.answers import Answers
from bot.callbacks.desk import Desk
from bot.callbacks.schema import cases, drafts, notes
from bot.callbacks.store import transaction

#: No letter or digit that is read as another one.
_LETTERS, _DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
RESIDENT = "resident"
OPEN = ("new", "claimed")
_LOOKUPS_PER_HOUR = 10
_HOUR, _DAY = 3600.0, 24 * 3600.0


class TooMany(Exception):
    """There were too many requests; nothing was stored."""


@dataclass(frozen=True)
class Sent:
    """What a resident is told after sending."""

    reference: str
    due: float


def new_reference() -> str:
    """Return a reference of eight characters; there are more than 10^11, with letters and digits in each."""
    while True:
        text = "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(8))
        if sum(c in _LETTERS for c in text) >= 2 and any(c in _DIGITS for c in text):
            return f"{text[:4]}-{text[4:]}"


def send(desk: Desk, draft: str, answers: Answers, client: str) -> Sent:
    """Store a case and erase its draft; the same draft sent again gives the same case.

    Raises:
        TooMany: the client or the number sent too many; the draft stays.

    """
    assert answers.missing() is None
    if answers.case_id is not None:
        return _change(desk, draft, answers)
    contact = str(answers.contact)
    index = desk.index(contact)
    # The id of a draft is a key to personal details, so the case keeps only its hash.
    draft_hash = desk.index(draft)
    now = desk.clock()
    with transaction(desk.engine) as connection:
        if desk.engine.dialect.name == "postgresql":
            # Two requests of one number at once must see each other (SQLite lets one writer in at a time).
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": int(index[:15], 16)})
        earlier = connection.execute(sa.select(cases).where(cases.c.draft == draft_hash)).first()
        if earlier:
            return Sent(earlier.reference, earlier.due)
        if desk.too_many(connection, "client", client, desk.options.per_client_hour, _HOUR) or desk.too_many(
            connection, "number", contact, desk.options.per_number_day, _DAY
        ):
            raise TooMany
        first = connection.execute(
            sa.select(cases.c.id)
            .where(cases.c.contact_index == index, cases.c.state.in_(OPEN), cases.c.linked_to.is_(None))
            .order_by(cases.c.id)
        ).scalar()
        row = {
            **_columns(desk, answers, now),
            "reference": new_reference(),
            "draft": draft_hash,
            "created": now,
            "contact_index": index,
            "linked_to": first,
            "tries": 0,
            "reminders": 0,
            "demonstration": desk.options.demonstration,
        }
        case_id = connection.execute(cases.insert(), row).inserted_primary_key[0]
        desk.record(connection, RESIDENT, "sent", case_id, "repeat" if first else "")
        outbox.announce(desk, connection, "new", case_id, row)
        connection.execute(drafts.delete().where(drafts.c.id == draft))
    return Sent(row["reference"], row["due"])


def sent_before(desk: Desk, draft: str) -> Sent | None:
    """Return what was told when a draft was sent (a page that is loaded again), or None."""
    with transaction(desk.engine) as connection:
        query = sa.select(cases.c.reference, cases.c.due).where(cases.c.draft == desk.index(draft))
        row = connection.execute(query).first()
    return Sent(row.reference, row.due) if row else None


def _columns(desk: Desk, answers: Answers, now: float) -> dict[str, Any]:
    return {
        "state": "new",
        "language": answers.language,
        "page_language": answers.page_language,
        "way": answers.way,
        "topic": answers.topic,
        "day": answers.day,
        "period": answers.period,
        "due": desk.hours.due(str(answers.day), str(answers.period), now),
        "may_message": bool(answers.message),
        "may_say_who": bool(answers.who),
        "safety_settled": False,
        "waiting_since": now,
        "sealed": desk.box.seal(
            {key: getattr(answers, key) for key in ("contact", "name", "about", "dialect") if getattr(answers, key)}
        ),
    }


def _change(desk: Desk, draft: str, answers: Answers) -> Sent:
    now = desk.clock()
    with transaction(desk.engine) as connection:
        row = connection.execute(sa.select(cases).where(cases.c.id == answers.case_id)).first()
        if row is None or row.state not in OPEN:
            raise TooMany
        changed = {**_columns(desk, answers, now), "contact_index": desk.index(str(answers.contact))}
        if row.state == "claimed":
            changed["state"] = "claimed"  # whoever rings keeps the case and sees the change
        connection.execute(cases.update().where(cases.c.id == row.id), changed)
        desk.record(connection, RESIDENT, "changed", row.id)
        outbox.announce(desk, connection, "changed", row.id, {**row._mapping, **changed})
        connection.execute(drafts.delete().where(drafts.c.id == draft))
    return Sent(row.reference, changed["due"])


@dataclass(frozen=True)
class Found:
    """What a resident may know of a case after giving its reference and contact."""

    case_id: int
    status: str
    answers: Answers


def look_up(desk: Desk, reference: str, contact: str, client: str) -> Found | None:
    """Return a case by reference and contact; None for every wrong pair alike.

    Raises:
        TooMany: the client tried too often.

    """
    with transaction(desk.engine) as connection:
        # Per client, and per reference too: many clients together must not try numbers on one reference.
        # A library's address has many residents behind it, so the limit of a reference is the strict one.
        if desk.too_many(connection, "lookup", client, desk.options.per_client_hour, _HOUR) or desk.too_many(
            connection, "lookup-reference", reference, _LOOKUPS_PER_HOUR, _HOUR
        ):
            raise TooMany
        row = connection.execute(
            sa.select(cases).where(cases.c.reference == reference, cases.c.contact_index == desk.index(contact))
        ).first()
    if row is None or row.sealed is None:
        return None
    return Found(row.id, _status(row), answers_of(desk, row))


def status_of(desk: Desk, case_id: int | None) -> str:
    """Return what a resident who gave reference and contact may know: `waiting`, `tried` or `closed`."""
    with transaction(desk.engine) as connection:
        row = connection.execute(sa.select(cases).where(cases.c.id == case_id)).first()
    return _status(row) if row else "closed"


def _status(row: Row) -> str:
    return "closed" if row.state == "closed" else ("tried" if row.tries else "waiting")


def answers_of(desk: Desk, row: Row) -> Answers:
    """Return a case as answers."""
    personal = desk.box.open(row.sealed)
    now = desk.clock()
    day = row.day if row.day == "any" or row.day >= f"{desk.hours.next_open(now):%Y-%m-%d}" else None
    answers = Answers.load({**row._mapping, **personal, "day": day})
    return replace(
        answers,
        name=personal.get("name", ""),
        about=personal.get("about", ""),
        safe=True,
        message=row.may_message,
        who=row.may_say_who,
        case_id=row.id,
    )


def cancel(desk: Desk, case_id: int) -> None:
    """Close a case as its resident wishes."""
    with transaction(desk.engine) as connection:
        changed = connection.execute(
            cases.update()
            .where(cases.c.id == case_id, cases.c.state.in_(OPEN))
            .values(state="closed", result="cancelled", closed=desk.clock())
        )
        if changed.rowcount:
            desk.record(connection, RESIDENT, "cancelled", case_id)


def erase(desk: Desk, connection: Connection, case_ids: list[int], actor: str) -> None:
    """Erase the personal fields of cases for good; what is left is for statistics."""
    if not case_ids:
        return
    connection.execute(
        cases.update()
        .where(cases.c.id.in_(case_ids))
        .values(sealed=None, contact_index=None, draft=None, erased=desk.clock())
    )
    connection.execute(notes.update().where(notes.c.case_id.in_(case_ids)).values(sealed=None))
    for case_id in case_ids:
        desk.record(connection, actor, "erased", case_id)


def strictest(connection: Connection, row: Row) -> tuple[bool, bool, bool]:
    """Return (may leave a message, may say who, wishes differ) over a case and the open ones linked to it.

    The stricter wish stands until staff settle it.
    """
    root = row.linked_to or row.id
    rows = connection.execute(
        sa.select(cases.c.id, cases.c.may_message, cases.c.may_say_who, cases.c.safety_settled).where(
            sa.or_(cases.c.id == root, cases.c.linked_to == root),
            sa.or_(cases.c.state.in_(OPEN), cases.c.id == row.id),
        )
    ).all()
    wishes = {(r.may_message, r.may_say_who) for r in rows}
    if row.safety_settled:
        return row.may_message, row.may_say_who, False
    return all(w[0] for w in wishes), all(w[1] for w in wishes), len(wishes) > 1


def shown_contact(contact: str) -> str:
    """Return a contact as staff read it."""
    return contact if "@" in contact else phone.written(contact)
