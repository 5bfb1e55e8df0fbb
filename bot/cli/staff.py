"""`python -m bot staff add|list|reset|close|open`: accounts of those who ring residents back."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.settings import load_settings


def add_parser(nouns: Any) -> None:
    """Add the commands."""
    parser = nouns.add_parser("staff", help="accounts of staff for /staff")
    verbs = parser.add_subparsers(required=True, metavar="verb")
    add = verbs.add_parser("add", help="make an account; prints its one-time password")
    add.add_argument("name")
    add.add_argument("--role", choices=("agent", "manager"), default="agent")
    add.set_defaults(run=run_add)
    listing = verbs.add_parser("list", help="list the accounts")
    listing.add_argument("--json", action="store_true", help="for programs")
    listing.set_defaults(run=run_list)
    for name, run, about in (
        ("reset", run_reset, "give a new one-time password and take the second factor away"),
        ("close", run_close, "close an account; its requests go back to the list"),
        ("open", run_open, "open a closed account"),
    ):
        verb = verbs.add_parser(name, help=about)
        verb.add_argument("name")
        verb.set_defaults(run=run)


def run_add(options: argparse.Namespace) -> int:
    """Make an account."""
    from bot.callbacks import accounts

    print(f"One-time password: {accounts.add(_desk(), options.name, options.role)}")
    return 0


def run_list(options: argparse.Namespace) -> int:
    """List the accounts."""
    from bot.callbacks import accounts

    rows = accounts.listed(_desk())
    if options.json:
        print(json.dumps(rows, indent=1))
        return 0
    for row in rows:
        state = "open" if row["active"] else "closed"
        kind = ", demonstration" if row["demonstration"] else ""
        print(f"{row['name']}\t{row['role']}\t{state}{kind}")
    return 0


def run_reset(options: argparse.Namespace) -> int:
    """Give a new one-time password."""
    from bot.callbacks import accounts

    print(f"One-time password: {accounts.reset(_desk(), options.name)}")
    return 0


def run_close(options: argparse.Namespace) -> int:
    """Close an account."""
    from bot.callbacks import accounts

    accounts.set_active(_desk(), options.name, False)
    return 0


def run_open(options: argparse.Namespace) -> int:
    """Open an account."""
    from bot.callbacks import accounts

    accounts.set_active(_desk(), options.name, True)
    return 0


def _desk() -> Any:
    from bot.callbacks.desk import Desk

    return Desk(load_settings())
