"""Telling staff: what a notice holds, at least once with a stable key, back-off, reminders, and kill -9."""

from __future__ import annotations

import asyncio
import json

import pytest
import sqlalchemy as sa
from aiohttp import web

from bot.callbacks import accounts, outbox, retention
from bot.callbacks.availability import why_off
from bot.callbacks.schema import outbox as table
from bot.callbacks.store import transaction
from tests.callbacks.builders import send
from tests.callbacks.soak import check, soak

MAIL = {
    "smtp_host": "127.0.0.1",
    "smtp_from": "bot@example.org",
    "smtp_tls": "none",
    "notify_to": ("staff@example.org",),
}
HOOK = {"webhook_url": "http://127.0.0.1:1/hook", "webhook_secret": "s"}


def notices(desk):
    with transaction(desk.engine) as connection:
        return connection.execute(sa.select(table).order_by(table.c.id)).all()


class MailServer:
    """Enough of SMTP to take a letter."""

    def __init__(self):
        self.letters = []
        self.refuse = False

    async def talk(self, reader, writer):
        writer.write(b"220 test\r\n")
        lines, data = [], False
        while line := await reader.readline():
            if data:
                if line == b".\r\n":
                    data = False
                    self.letters.append(b"".join(lines).decode())
                    writer.write(b"451 later\r\n" if self.refuse else b"250 ok\r\n")
                else:
                    lines.append(line)
            elif line.upper().startswith(b"DATA"):
                data, lines = True, []
                writer.write(b"354 go\r\n")
            elif line.upper().startswith(b"QUIT"):
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 ok\r\n")
        writer.close()


@pytest.fixture
async def mail():
    server = MailServer()
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    listening.close()


async def test_an_e_mail_tells_language_time_and_reference_and_never_the_number(make_desk, mail):
    desk = make_desk(**MAIL, smtp_port=mail.port)
    sent = send(desk)
    assert await outbox.Sender(desk).send_due() == 1
    (letter,) = mail.letters
    for part in (sent.reference, "pl", "morning", "[Demonstration]", f"<{notices(desk)[0].key}@example.org>"):
        assert part in letter
    for detail in ("7700", "Zuzanna", "rower"):
        assert detail not in letter


async def test_a_refused_letter_goes_again_with_the_same_message_id(make_desk, mail, clock):
    desk = make_desk(**MAIL, smtp_port=mail.port)
    send(desk)
    sender = outbox.Sender(desk)
    mail.refuse = True
    assert await sender.send_due() == 0
    assert await sender.send_due() == 0  # not before its time
    assert len(mail.letters) == 1
    mail.refuse = False
    clock.turn(hours=1)
    assert await sender.send_due() == 1
    ids = {line for letter in mail.letters for line in letter.splitlines() if line.startswith("Message-ID")}
    assert len(ids) == 1
    clock.turn(days=1)
    assert await sender.send_due() == 0


async def test_back_off_grows(make_desk, clock):
    desk = make_desk(**HOOK)
    send(desk)
    sender = outbox.Sender(desk)
    waits = []
    for _ in range(4):
        assert await sender.send_due() == 0
        waits.append(notices(desk)[0].next_try - clock.now)
        clock.now = notices(desk)[0].next_try
    await sender.close()
    assert waits == [5, 10, 20, 40]


async def test_a_notice_in_flight_at_a_kill_goes_again_with_its_key(make_desk, clock, aiohttp_server):
    seen = []

    async def take(request):
        body = await request.read()
        assert request.headers["X-Signature"] == outbox.sign("s", request.headers["Idempotency-Key"], body)
        seen.append((request.headers["Idempotency-Key"], json.loads(body)["reference"]))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    server = await aiohttp_server(app)
    desk = make_desk(webhook_url=str(server.make_url("/hook")), webhook_secret="s")
    sent = send(desk)
    first = outbox.Sender(desk)
    first._settle = lambda row, problem: None  # the process dies before it writes down that it was taken
    await first.send_due()
    second = outbox.Sender(desk)
    assert await second.send_due() == 0  # somebody may still be at it
    clock.turn(hours=1)
    assert await second.send_due() == 1
    await first.close()
    await second.close()
    assert [reference for _, reference in seen] == [sent.reference] * 2
    assert len({key for key, _ in seen}) == 1


def test_case_and_notice_are_stored_together_or_not_at_all(make_desk, monkeypatch):
    desk = make_desk(**HOOK)

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "announce", fail)
    with pytest.raises(KeyboardInterrupt):
        send(desk)
    with transaction(desk.engine) as connection:
        assert connection.execute(sa.text("SELECT COUNT(*) FROM callback_cases")).scalar() == 0
        assert connection.execute(sa.text("SELECT COUNT(*) FROM callback_drafts")).scalar() == 1


def test_who_claims_nothing_is_reminded_and_then_managers_are_told(make_desk, clock):
    desk = make_desk(**MAIL, escalate_to=("boss@example.org",), unclaimed_hours=4)
    send(desk)
    clock.turn(hours=3)
    assert retention.remind(desk) == 0
    clock.turn(hours=1.1)
    assert retention.remind(desk) == 1
    assert retention.remind(desk) == 0
    clock.turn(hours=10)  # the night is no staffed time
    assert retention.remind(desk) == 0
    clock.turn(hours=14)
    assert retention.remind(desk) == 1
    told = [(json.loads(n.payload)["event"], n.recipients) for n in notices(desk)]
    assert told == [
        ("new", "staff@example.org"),
        ("reminder", "staff@example.org"),
        ("escalation", "boss@example.org"),
    ]


def test_calls_are_offered_only_when_staffed(make_desk, clock):
    keys = ("0" * 43 + "=",)
    live = make_desk(mode="live", keys=keys)
    assert "no active staff account" in why_off(live)
    once = accounts.add(live, "anna", "agent")
    assert "nobody signed in" in why_off(live)
    assert why_off(make_desk(mode="live", keys=keys, **HOOK)) is None
    accounts.sign_in(live, "anna", once, "", "client")
    assert why_off(live) is None
    clock.turn(days=1)
    assert why_off(live) is None
    clock.turn(days=3)
    assert "nobody signed in" in why_off(live)
    accounts.set_active(live, "anna", False)
    assert "no active staff account" in why_off(live)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_kill_9_loses_nothing_that_was_promised(kind, tmp_path, request):
    url = ""
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").new_database("kill")
    result = await soak(tmp_path, url, requests=100, clients=10, kills=3)
    check(result, 100)
    assert result.kills == 3
