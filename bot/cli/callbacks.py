"""`python -m bot callbacks list|show|export|purge|erase|rotate|key`: requests for a call."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from bot.errors import AssistantError
from bot.settings import load_settings

ACTOR = "command line"


def add_parser(nouns: Any) -> None:
    """Add the commands."""
    parser = nouns.add_parser("callbacks", help="requests for a call with an interpreter")
    verbs = parser.add_subparsers(required=True, metavar="verb")

    def verb(name: str, about: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, help=about)
        made.set_defaults(run=run)
        if name != "key":
            made.add_argument("--json", action="store_true", help="for programs")
        return made

    listing = verb("list", "list requests, without personal details", run_list)
    listing.add_argument("--state", choices=("new", "claimed", "closed"), help="only these")
    verb("show", "show one request with its personal details; leaves a line in the audit trail", run_show).add_argument(
        "reference"
    )
    verb("export", "all requests as CSV (or JSON), without personal details", run_export)
    verb("purge", "erase the personal details of requests closed long enough ago", run_purge)
    erase = verb("erase", "erase the personal details of requests now, as residents asked", run_erase)
    erase.add_argument("reference", nargs="+")
    verb("rotate", "seal all records with the first key of CALLBACK_KEYS", run_rotate)
    verb("key", "make a key for CALLBACK_KEYS", run_key)


def run_list(options: argparse.Namespace) -> int:
    """List requests."""
    rows = [_plain(row) for row in _cases(options.state)]
    if options.json:
        return _json(rows)
    for row in rows:
        print("\t".join(str(row[key]) for key in ("reference", "state", "language", "way", "day", "period", "due")))
    return 0


def run_show(options: argparse.Namespace) -> int:
    """Show one request."""
    from bot.callbacks import inbox
    from bot.callbacks.store import transaction

    desk = _desk()
    with transaction(desk.engine) as connection:
        rows = inbox.find(connection, [options.reference])
    if not rows:
        raise AssistantError(f"there is no request {options.reference!r}")
    case = inbox.view(desk, rows[0].id, ACTOR)
    assert case is not None
    found = {
        **_plain(case.row),
        **case.personal,
        "may_message": case.may_message,
        "may_say_who": case.may_say_who,
        "notes": [{**note, "at": _moment(note["at"])} for note in case.notes],
    }
    if options.json:
        return _json(found)
    for key, value in found.items():
        print(f"{key}: {value}")
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Export all requests."""
    from bot.callbacks import inbox

    text = inbox.export(_desk(), ACTOR)
    if options.json:
        import csv

        return _json(list(csv.DictReader(text.splitlines())))
    sys.stdout.write(text)
    return 0


def run_purge(options: argparse.Namespace) -> int:
    """Erase what is old."""
    from bot.callbacks import retention

    return _count(options, "erased", retention.purge(_desk(), ACTOR))


def run_erase(options: argparse.Namespace) -> int:
    """Erase what residents asked to have erased; open requests are closed."""
    from bot.callbacks import cases, inbox
    from bot.callbacks.store import transaction

    desk = _desk()
    with transaction(desk.engine) as connection:
        rows = inbox.find(connection, options.reference)
        missing = set(options.reference) - {row.reference for row in rows}
        if missing:
            raise AssistantError(f"there is no request {', '.join(sorted(missing))}; nothing was erased")
    for row in rows:
        cases.cancel(desk, row.id)
    with transaction(desk.engine) as connection:
        cases.erase(desk, connection, [row.id for row in rows], ACTOR)
    return _count(options, "erased", len(rows))


def run_rotate(options: argparse.Namespace) -> int:
    """Seal everything with the first key."""
    from bot.callbacks.rotate import rotate

    return _count(options, "sealed", rotate(_desk()))


def run_key(_: argparse.Namespace) -> int:
    """Print a fresh key."""
    from bot.callbacks.crypto import new_key

    print(new_key())
    return 0


def _desk() -> Any:
    from bot.callbacks.desk import Desk

    return Desk(load_settings())


def _cases(state: str | None) -> Any:
    import sqlalchemy as sa

    from bot.callbacks.schema import cases
    from bot.callbacks.store import transaction

    query = sa.select(cases).order_by(cases.c.id)
    if state:
        query = query.where(cases.c.state == state)
    with transaction(_desk().engine) as connection:
        return connection.execute(query).all()


def _plain(row: Any) -> dict[str, Any]:
    keys = ("reference", "state", "result", "language", "page_language", "way", "topic", "day", "period", "tries")
    moments = ("created", "due", "claimed", "closed", "erased")
    plain = {key: getattr(row, key) for key in keys} | {key: _moment(getattr(row, key)) for key in moments}
    return {**plain, "repeat": row.linked_to is not None, "demonstration": row.demonstration}


def _moment(value: float | None) -> str | None:
    from bot.callbacks.hours import local

    return local(value).isoformat(timespec="seconds") if value else None


def _json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1))
    return 0


def _count(options: argparse.Namespace, what: str, count: int) -> int:
    if options.json:
        return _json({what: count})
    print(f"{what}: {count}")
    return 0
