"""Staff accounts and their sessions. Passwords are hashed with argon2; sessions are kept as hashes only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import argon2
import pyotp
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.callbacks.crypto import keyed_hash
from bot.callbacks.desk import Desk
from bot.callbacks.schema import cases, sessions, staff
from bot.callbacks.store import transaction
from bot.errors import ConfigurationError

ROLES = ("agent", "manager")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
DEMONSTRATION_NAME = "demo"
SIGN_IN_TRIES, SIGN_IN_SECONDS = 8, 900.0
_IDLE = 3600.0
_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
#: Checked where there is no such account, so that both answers take the same time.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


@dataclass(frozen=True)
class Member:
    """A member of staff who is signed in."""

    id: int
    name: str
    role: str
    must_change: bool
    has_totp: bool

    @property
    def manages(self) -> bool:
        """True for managers."""
        return self.role == "manager"


class Refused(Exception):
    """The sign-in or the new password was refused; the text says why, without telling what was right."""


def add(desk: Desk, name: str, role: str, *, demonstration: bool = False) -> str:
    """Make an account; return its one-time password.

    Raises:
        ConfigurationError: the name is taken or the role is unknown.

    """
    name = name.strip().lower()
    if role not in ROLES or not 1 <= len(name) <= 80:
        raise ConfigurationError(f"a name and one of the roles {', '.join(ROLES)}, please")
    password = secrets.token_urlsafe(12)
    row = {
        "name": name,
        "role": role,
        "password": _hasher.hash(password),
        "must_change": True,
        "active": True,
        "demonstration": demonstration,
        "created": desk.clock(),
    }
    try:
        with transaction(desk.engine) as connection:
            connection.execute(staff.insert(), row)
            desk.record(connection, "command line", "account added", detail=f"{name} ({role})")
    except sa.exc.IntegrityError as error:
        raise ConfigurationError(f"there is an account {name!r} already") from error
    return password


def reset(desk: Desk, name: str) -> str:
    """Give an account a new one-time password, end its sessions and its second factor; return the password."""
    password = secrets.token_urlsafe(12)
    with transaction(desk.engine) as connection:
        row = _by_name(connection, name)
        values = {"password": _hasher.hash(password), "must_change": True, "sealed_totp": None}
        connection.execute(staff.update().where(staff.c.id == row.id).values(values))
        connection.execute(sessions.delete().where(sessions.c.staff_id == row.id))
        desk.record(connection, "command line", "password reset", detail=row.name)
    return password


def set_active(desk: Desk, name: str, active: bool) -> None:
    """Open or close an account; a closed one is signed out and its cases go back to the list."""
    with transaction(desk.engine) as connection:
        row = _by_name(connection, name)
        connection.execute(staff.update().where(staff.c.id == row.id).values(active=active))
        if not active:
            connection.execute(sessions.delete().where(sessions.c.staff_id == row.id))
            connection.execute(
                cases.update()
                .where(cases.c.claimed_by == row.id, cases.c.state == "claimed")
                .values(state="new", claimed_by=None, waiting_since=desk.clock())
            )
        desk.record(connection, "command line", "account opened" if active else "account closed", detail=row.name)


def listed(desk: Desk) -> list[dict[str, object]]:
    """Return all accounts."""
    columns = (staff.c.name, staff.c.role, staff.c.active, staff.c.demonstration, staff.c.created, staff.c.signed_in)
    with transaction(desk.engine) as connection:
        rows = connection.execute(sa.select(*columns, staff.c.sealed_totp).order_by(staff.c.name)).all()
    return [{**{c.name: getattr(r, c.name) for c in columns}, "totp": r.sealed_totp is not None} for r in rows]


def sign_in(desk: Desk, name: str, password: str, code: str, client: str) -> str:
    """Return a session token.

    Raises:
        Refused: wrong, closed or too often; all wrong ones are told alike.

    """
    name = name.strip().lower()[:80]
    with transaction(desk.engine) as connection:
        tries = ("sign-in", name), ("sign-in-client", client)
        blocked = [desk.too_many(connection, kind, key, SIGN_IN_TRIES, SIGN_IN_SECONDS) for kind, key in tries]
        row = connection.execute(sa.select(staff).where(staff.c.name == name)).first()
    if any(blocked):
        raise Refused("Too many tries. Wait a quarter of an hour.")
    # Hashing takes long on purpose: outside the transaction, which would keep others from writing.
    right = _verify(row.password if row else _NOBODY, password) and row is not None
    usable = right and row.active and (desk.options.demonstration or not row.demonstration)
    with transaction(desk.engine) as connection:
        if usable and row.sealed_totp:
            usable = _use_totp(desk, connection, row, code)
        if not usable:
            # What was typed as a name may be a password: only names of accounts are written down.
            desk.record(connection, row.name if row else "unknown", "sign-in refused")
        else:
            for kind, key in tries:
                desk.reset_attempts(connection, kind, key)
            connection.execute(staff.update().where(staff.c.id == row.id).values(signed_in=desk.clock()))
            desk.record(connection, row.name, "signed in")
            token = desk.new_token()
            now = desk.clock()
            new = {"id": _hash(desk, token), "staff_id": row.id, "created": now, "touched": now}
            connection.execute(sessions.insert(), new)
    if not usable:
        raise Refused("Name, password or code is wrong.")
    return token


def member_of(desk: Desk, token: str) -> Member | None:
    """Return who a session belongs to; it ends after an idle hour, and after the hours of the setting in any case."""
    if not token:
        return None
    now = desk.clock()
    with transaction(desk.engine) as connection:
        row = connection.execute(
            sa.select(staff, sessions.c.created.label("begun"), sessions.c.touched)
            .join(sessions, sessions.c.staff_id == staff.c.id)
            .where(sessions.c.id == _hash(desk, token))
        ).first()
        if row is None or not row.active:
            return None
        if row.touched < now - _IDLE or row.begun < now - desk.options.session_hours * 3600:
            connection.execute(sessions.delete().where(sessions.c.id == _hash(desk, token)))
            return None
        if row.touched < now - 30:
            connection.execute(sessions.update().where(sessions.c.id == _hash(desk, token)).values(touched=now))
    return Member(row.id, row.name, row.role, row.must_change, row.sealed_totp is not None)


def sign_out(desk: Desk, token: str, name: str) -> None:
    """End a session."""
    with transaction(desk.engine) as connection:
        connection.execute(sessions.delete().where(sessions.c.id == _hash(desk, token)))
        desk.record(connection, name, "signed out")


def change_password(desk: Desk, member: Member, old: str, new: str, token: str) -> None:
    """Set a new password and end all other sessions of the account.

    Raises:
        Refused: the old one is wrong, or the new one is too short, too long or the same.

    """
    with transaction(desk.engine) as connection:
        blocked = desk.too_many(connection, "password", member.name, SIGN_IN_TRIES, SIGN_IN_SECONDS)
        stored = connection.execute(sa.select(staff.c.password).where(staff.c.id == member.id)).scalar_one()
    if blocked:
        raise Refused("Too many tries. Wait a quarter of an hour.")
    if not _verify(stored, old):
        raise Refused("The present password is wrong.")
    if not SHORTEST_PASSWORD <= len(new) <= LONGEST_PASSWORD or new == old or member.name in new.lower():
        raise Refused(f"The new password needs {SHORTEST_PASSWORD} characters or more, and not your name.")
    hashed = _hasher.hash(new)
    with transaction(desk.engine) as connection:
        connection.execute(staff.update().where(staff.c.id == member.id).values(password=hashed, must_change=False))
        others = sessions.c.id != _hash(desk, token)
        connection.execute(sessions.delete().where(sessions.c.staff_id == member.id, others))
        desk.record(connection, member.name, "password changed")


def set_totp(desk: Desk, member: Member, secret: str | None, code: str) -> None:
    """Begin (or with None end) asking for a code of an authenticator at sign-in.

    Raises:
        Refused: the code does not belong to the secret.

    """
    with transaction(desk.engine) as connection:
        row = connection.execute(sa.select(staff).where(staff.c.id == member.id)).one()
        known = secret or desk.box.open(row.sealed_totp)
        if desk.too_many(connection, "totp", member.name, SIGN_IN_TRIES, SIGN_IN_SECONDS) or not pyotp.TOTP(
            known
        ).verify(code.strip(), for_time=int(desk.clock()), valid_window=1):
            refused = True
        else:
            refused = False
            sealed = desk.box.seal(secret) if secret else None
            connection.execute(staff.update().where(staff.c.id == member.id).values(sealed_totp=sealed))
            desk.record(connection, member.name, "second factor on" if secret else "second factor off")
    if refused:
        raise Refused("The code is wrong.")


def form_token(desk: Desk, token: str) -> str:
    """Return the token that the forms of a session must bring back."""
    return keyed_hash(desk.token_key, "form:" + token)


def ensure_demonstration_account(desk: Desk) -> tuple[str, str] | None:
    """Make the account of the demonstration where there is none; return name and one-time password."""
    if not desk.options.demonstration:
        return None
    with transaction(desk.engine) as connection:
        if connection.execute(sa.select(sa.func.count()).select_from(staff)).scalar_one():
            return None
    try:
        return DEMONSTRATION_NAME, add(desk, DEMONSTRATION_NAME, "manager", demonstration=True)
    except ConfigurationError:
        return None  # another process was first


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password[:LONGEST_PASSWORD])
    except argon2.exceptions.Argon2Error:
        return False


def _use_totp(desk: Desk, connection: Connection, row: sa.engine.Row, code: str) -> bool:
    totp = pyotp.TOTP(desk.box.open(row.sealed_totp))
    now = int(desk.clock())
    for step in (now // 30 - 1, now // 30, now // 30 + 1):
        # A code counts once: who looked over a shoulder cannot use it again.
        if step > row.totp_used and secrets.compare_digest(totp.at(step * 30), code.strip()):
            used = staff.update().where(staff.c.id == row.id, staff.c.totp_used < step).values(totp_used=step)
            return bool(connection.execute(used).rowcount)
    return False


def _hash(desk: Desk, token: str) -> str:
    return keyed_hash(desk.token_key, "session:" + token)


def _by_name(connection: Connection, name: str) -> sa.engine.Row:
    row = connection.execute(sa.select(staff).where(staff.c.name == name.strip().lower())).first()
    if row is None:
        raise ConfigurationError(f"there is no account {name!r}; `python -m bot staff list` shows them")
    return row
