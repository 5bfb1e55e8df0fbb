"""The inbox at /staff: sign-in, sessions, roles, claiming, the work on a case, what is shown and to whom."""

from __future__ import annotations

import asyncio
import json
import re

import pyotp
import pytest
import sqlalchemy as sa

from bot.callbacks import accounts, inbox
from bot.callbacks.schema import audit, cases, sessions
from bot.callbacks.store import transaction
from bot.web.callback import DESK
from bot.web.staff.routes import OPEN, ROUTES
from tests.callbacks.builders import send

PASSWORD = "correct horse battery"


def token_in(page: str) -> str:
    return re.search(r'name="token" value="([0-9a-f]+)"', page)[1]


async def sign_in(client, name="anna", role="agent"):
    """Make an account, sign in, choose a password; return the client's cookies as they are then."""
    desk = client.app[DESK]
    once = accounts.add(desk, name, role)
    client.session.cookie_jar.clear()
    await client.post("/staff/sign-in", data={"name": name, "password": once})
    page = await (await client.get("/staff/password")).text()
    data = {"token": token_in(page), "old": once, "new": PASSWORD, "again": PASSWORD}
    response = await client.post("/staff/password", data=data)
    assert response.url.path == "/staff"
    return {c.key: c.value for c in client.session.cookie_jar}


async def do(client, case_id, change, **fields):
    page = await (await client.get(f"/staff/case/{case_id}")).text()
    return await client.post(f"/staff/case/{case_id}/{change}", data={"token": token_in(page), **fields})


def case_row(client, case_id=1):
    with transaction(client.app[DESK].engine) as connection:
        return connection.execute(sa.select(cases).where(cases.c.id == case_id)).one()


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method} {r.path}")
async def test_every_page_needs_a_sign_in(make_client, route):
    client = await make_client()
    path = re.sub(r"\{id.*?\}\}", "1", route.path).replace("{change:[a-z-]+}", "claim").replace(r"{id:\d{1,9}}", "1")
    response = await client.request(route.method, path, allow_redirects=False)
    if route.path in OPEN:
        assert response.status in (200, 403)
    else:
        assert response.status == 303
        assert response.headers["Location"] == "/staff/sign-in"


async def test_a_one_time_password_has_to_be_changed_first(make_client):
    client = await make_client()
    once = accounts.add(client.app[DESK], "anna", "agent")
    response = await client.post("/staff/sign-in", data={"name": "Anna", "password": once})
    assert response.url.path == "/staff/password"
    assert (await client.get("/staff")).url.path == "/staff/password"


async def test_the_session_cookie_is_for_no_script_and_no_other_website(make_client):
    client = await make_client(mode="live", keys=("0" * 43 + "=",), smtp_host="x", notify_to=("a@example.org",))
    once = accounts.add(client.app[DESK], "bea", "agent")
    data = {"name": "bea", "password": once}
    response = await client.post("/staff/sign-in", data=data, allow_redirects=False)
    cookie = response.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/staff"):
        assert part in cookie
    with transaction(client.app[DESK].engine) as connection:
        (stored,) = connection.execute(sa.select(sessions.c.id)).scalars()
    assert stored not in cookie


async def test_wrong_sign_ins_are_told_alike_and_throttled(make_client):
    client = await make_client()
    await sign_in(client)
    client.session.cookie_jar.clear()
    pages = set()
    for name in ("anna", "nobody"):
        response = await client.post("/staff/sign-in", data={"name": name, "password": "wrong"})
        pages.add(await response.text())
        assert response.status == 403
    assert len(pages) == 1
    for _ in range(accounts.SIGN_IN_TRIES):
        await client.post("/staff/sign-in", data={"name": "anna", "password": "wrong"})
    response = await client.post("/staff/sign-in", data={"name": "anna", "password": PASSWORD})
    assert "Too many tries" in await response.text()


async def test_signing_out_ends_the_session_on_the_server(make_client):
    client = await make_client()
    cookies = await sign_in(client)
    page = await (await client.get("/staff")).text()
    await client.post("/staff/sign-out", data={"token": token_in(page)})
    assert (await client.get("/staff", cookies=cookies)).url.path == "/staff/sign-in"


async def test_a_second_factor_is_asked_for_and_a_code_counts_once(make_client):
    client = await make_client()
    await sign_in(client)
    page = await (await client.get("/staff/totp")).text()
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    code = pyotp.TOTP(secret).now()
    await client.post("/staff/totp", data={"token": token_in(page), "secret": secret, "code": code})
    client.session.cookie_jar.clear()
    given = {"name": "anna", "password": PASSWORD}
    assert (await client.post("/staff/sign-in", data=given)).status == 403
    code = pyotp.TOTP(secret).now()
    assert (await client.post("/staff/sign-in", data={**given, "code": code})).url.path == "/staff"
    client.session.cookie_jar.clear()
    assert (await client.post("/staff/sign-in", data={**given, "code": code})).status == 403


async def test_forms_of_another_website_are_refused(make_client):
    client = await make_client()
    await sign_in(client)
    send(client.app[DESK])
    assert (await client.post("/staff/case/1/claim", data={"token": "0" * 64})).status == 403
    page = await (await client.get("/staff/case/1")).text()
    headers = {"Origin": "https://evil.example"}
    data = {"token": token_in(page)}
    assert (await client.post("/staff/case/1/claim", data=data, headers=headers)).status == 403
    assert case_row(client).state == "new"


async def test_the_safety_wishes_stand_before_the_number_and_the_number_after_the_claim(make_client):
    client = await make_client()
    await sign_in(client)
    send(client.app[DESK], message=False, who=False)
    page = await (await client.get("/staff/case/1")).text()
    assert "Do NOT leave a message" in page
    assert "07700 900123" not in page
    await do(client, 1, "claim")
    page = await (await client.get("/staff/case/1")).text()
    assert page.index("Do NOT leave a message") < page.index("07700 900123")
    assert "Zgubiony rower" in page
    assert "What is it about?" in page


async def test_two_people_cannot_claim_the_same_case(make_client):
    client = await make_client()
    desk = client.app[DESK]
    names = [f"person{n}" for n in range(6)]
    for name in names:
        accounts.add(desk, name, "agent")
    members = [accounts.Member(n + 2, name, "agent", False, False) for n, name in enumerate(names)]
    for _ in range(5):
        send(desk, client=str(_), contact=f"+44770090020{_}")
        case_id = _ + 1

        def take(member, case_id=case_id):
            try:
                inbox.claim(desk, case_id, member)
            except inbox.NotPossible:
                return 0
            return 1

        assert sum(await asyncio.gather(*(asyncio.to_thread(take, m) for m in members))) == 1


async def test_a_case_from_claim_to_close_and_again(make_client):
    client = await make_client()
    await sign_in(client)
    send(client.app[DESK])
    assert (await do(client, 1, "note", text="not mine yet")).status == 409
    await do(client, 1, "claim")
    await do(client, 1, "call", result="no answer")
    await do(client, 1, "note", text="Oddzwonić po pracy")
    assert case_row(client).tries == 1
    await do(client, 1, "settle", message="yes", who="no")
    assert (case_row(client).may_message, case_row(client).may_say_who) == (True, False)
    await do(client, 1, "call", result="done")
    assert (case_row(client).state, case_row(client).result) == ("closed", "done")
    await do(client, 1, "reopen")
    await do(client, 1, "close", result="not reached")
    page = await (await client.get("/staff/case/1")).text()
    assert "Oddzwonić po pracy" in page
    with transaction(client.app[DESK].engine) as connection:
        done = set(connection.execute(sa.select(audit.c.action).where(audit.c.case_id == 1)).scalars())
    assert {"sent", "viewed", "claimed", "called", "noted", "safety settled", "reopened", "closed"} <= done


async def test_a_case_is_handed_over_and_only_its_holder_works_on_it(make_client):
    client = await make_client()
    await sign_in(client, "bea")
    await sign_in(client, "anna")
    send(client.app[DESK])
    await do(client, 1, "claim")
    await do(client, 1, "hand-over", to="bea")
    assert (await do(client, 1, "note", text="?")).status == 409


async def test_lists_have_filters_and_no_personal_detail(make_client):
    client = await make_client()
    await sign_in(client)
    send(client.app[DESK])
    send(client.app[DESK], contact="+447700900456", language="ur")
    for which, count in (("open", 2), ("new", 2), ("mine", 0), ("overdue", 0), ("closed", 0), ("nonsense", 2)):
        page = await (await client.get("/staff", params={"show": which})).text()
        assert len(re.findall(r'<th scope="row">', page)) == count, which
        assert "7700" not in page
    page = await (await client.get("/staff", params={"language": "ur"})).text()
    assert len(re.findall(r'<th scope="row">', page)) == 1


async def test_export_and_audit_are_for_managers_and_hold_nothing_personal(make_client):
    client = await make_client()
    await sign_in(client, "anna")
    assert (await client.get("/staff/export.csv")).status == 403
    assert (await client.get("/staff/audit")).status == 403
    await sign_in(client, "max", "manager")
    sent = send(client.app[DESK])
    found = await (await client.get("/staff/export.csv")).text() + await (await client.get("/staff/audit")).text()
    for detail in ("7700", "Zuzanna", "rower", sent.reference):
        assert detail not in found


async def test_the_count_is_streamed(make_client):
    client = await make_client()
    await sign_in(client)
    send(client.app[DESK])
    response = await client.get("/staff/events")
    line = await response.content.readline()
    assert json.loads(line.removeprefix(b"data: ")) == {"new": 1}
    response.close()


async def test_a_demonstration_account_does_not_work_in_live_mode(make_client):
    client = await make_client(mode="live", keys=("0" * 43 + "=",), staffed=False)
    once = accounts.add(client.app[DESK], "demo", "manager", demonstration=True)
    assert (await client.post("/staff/sign-in", data={"name": "demo", "password": once})).status == 403
    ready = await (await client.get("/ready")).json()
    assert ready["callbacks"]["offered"] is False


async def test_what_is_typed_as_a_name_is_not_written_down(make_client):
    client = await make_client()
    await client.post("/staff/sign-in", data={"name": "my secret password", "password": "x"})
    with transaction(client.app[DESK].engine) as connection:
        assert "secret" not in str(connection.execute(sa.select(audit)).all())
