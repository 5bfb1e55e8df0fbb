"""Notices to staff: written in the transaction of what they tell, sent afterwards, until somebody took them.

At least once: a notice that was taken just when the process died goes out again with the same key (Message-ID and
`Idempotency-Key`), so that it can be recognised. A notice tells language, time and reference, never a contact.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
from collections.abc import Mapping
from email.message import EmailMessage
from hashlib import sha256
from typing import Any

import aiohttp
import aiosmtplib
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.callbacks.desk import Desk
from bot.callbacks.hours import local
from bot.callbacks.schema import outbox
from bot.callbacks.store import transaction

logger = logging.getLogger(__name__)

BATCH = 20
TIMEOUT = 20
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0
#: A notice somebody is sending is left alone for this long, then taken for lost.
LEASE = 2 * TIMEOUT
_SUBJECTS = {
    "new": "New request for a call",
    "changed": "A resident changed a request",
    "reminder": "A request for a call is waiting",
    "escalation": "A request for a call waits too long",
}


def announce(desk: Desk, connection: Connection, event: str, case_id: int, row: Mapping[str, Any]) -> None:
    """Write the notices of an event; they are sent after the transaction is committed."""
    options = desk.options
    now = desk.clock()
    payload = {
        "event": event,
        "reference": row["reference"],
        "language": row["language"],
        "way": row["way"],
        "day": row["day"],
        "period": row["period"],
        "due": local(row["due"]).isoformat(),
        "case": f"{options.public_url}/staff/case/{case_id}",
        "demonstration": bool(row["demonstration"]),
    }
    recipients = options.escalate_to or options.notify_to if event == "escalation" else options.notify_to
    channels = []
    if options.smtp_host and recipients:
        channels.append(("email", ",".join(recipients)))
    if options.webhook_url:
        channels.append(("webhook", options.webhook_url))
    for channel, to in channels:
        entry = {
            "key": desk.new_token(),
            "channel": channel,
            "recipients": to,
            "payload": json.dumps(payload, sort_keys=True),
            "created": now,
            "next_try": now,
            "tries": 0,
        }
        connection.execute(outbox.insert(), entry)


class Sender:
    """Sends what is due, one process at a time for each notice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._session: aiohttp.ClientSession | None = None

    async def run(self) -> None:
        """Send for ever; a failure of the database or the network waits and goes on."""
        while True:
            sent = 0
            try:
                sent = await self.send_due()
            except Exception as error:
                logger.error("notices could not be sent: %s", type(error).__name__)
            await asyncio.sleep(0.05 if sent else 1.0)

    async def send_due(self) -> int:
        """Send the notices that are due; return how many were taken."""
        rows = await asyncio.to_thread(self._lease)
        results = await asyncio.gather(*(self._send(row) for row in rows))
        return sum(results)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def _lease(self) -> list[Row]:
        desk = self._desk
        now = desk.clock()
        with transaction(desk.engine) as connection:
            query = (
                sa.select(outbox)
                .where(outbox.c.sent.is_(None), outbox.c.next_try <= now)
                .order_by(outbox.c.next_try)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            rows = connection.execute(query).all()
            if rows:
                ids = [row.id for row in rows]
                connection.execute(outbox.update().where(outbox.c.id.in_(ids)).values(next_try=now + LEASE))
        return rows

    async def _send(self, row: Row) -> bool:
        problem = None
        try:
            async with _within(TIMEOUT):
                await (self._email(row) if row.channel == "email" else self._webhook(row))
        except Exception as error:
            # The kind only: a server's message may quote an address.
            problem = type(error).__name__[:60]
            logger.warning("notice %s by %s: %s", row.id, row.channel, problem)
        await asyncio.to_thread(self._settle, row, problem)
        return problem is None

    def _settle(self, row: Row, problem: str | None) -> None:
        now = self._desk.clock()
        values: dict[str, Any] = {"tries": row.tries + 1, "problem": problem}
        if problem is None:
            values["sent"] = now
        else:
            values["next_try"] = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row.tries, 20))
        with transaction(self._desk.engine) as connection:
            connection.execute(outbox.update().where(outbox.c.id == row.id).values(values))

    async def _email(self, row: Row) -> None:
        options = self._desk.options
        await aiosmtplib.send(
            make_email(row.key, row.recipients, json.loads(row.payload), options.smtp_from),
            hostname=options.smtp_host,
            port=options.smtp_port,
            username=options.smtp_user or None,
            password=options.smtp_password or None,
            use_tls=options.smtp_tls == "tls",
            start_tls=options.smtp_tls == "starttls",
            timeout=TIMEOUT,
        )

    async def _webhook(self, row: Row) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        body = row.payload.encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": row.key,
            "X-Signature": sign(self._desk.options.webhook_secret, row.key, body),
        }
        async with self._session.post(row.recipients, data=body, headers=headers, allow_redirects=False) as response:
            if response.status >= 300:
                raise ConnectionError


def sign(secret: str, key: str, body: bytes) -> str:
    """Return the signature of a webhook: HMAC-SHA-256 over key, a full stop and the body."""
    return "sha256=" + hmac.new(secret.encode(), key.encode() + b"." + body, sha256).hexdigest()


def make_email(key: str, recipients: str, payload: Mapping[str, Any], sender: str) -> EmailMessage:
    """Return the e-mail of a notice; equal notices have an equal Message-ID."""
    message = EmailMessage()
    prefix = "[Demonstration] " if payload["demonstration"] else ""
    message["Subject"] = f"{prefix}{_SUBJECTS[payload['event']]}: {payload['reference']} ({payload['language']})"
    message["From"] = sender
    message["To"] = recipients
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"Reference: {payload['reference']}\nLanguage: {payload['language']}\nHow: {payload['way']}\n"
        f"When: {payload['day']}, {payload['period']}\nExpected by: {payload['due']}\n\n{payload['case']}\n"
    )
    return message


@contextlib.asynccontextmanager
async def _within(seconds: float) -> Any:
    # asyncio.timeout comes with Python 3.11.
    task = asyncio.current_task()
    assert task is not None
    fired = False

    def fire() -> None:
        nonlocal fired
        fired = True
        task.cancel()

    handle = asyncio.get_running_loop().call_later(seconds, fire)
    try:
        yield
    except asyncio.CancelledError:
        if fired:
            raise TimeoutError from None
        raise
    finally:
        handle.cancel()
