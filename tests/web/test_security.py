"""By what a client is counted, and that open forms outlive the process that made them."""

from __future__ import annotations

import dataclasses

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.callbacks.crypto import new_key
from bot.callbacks.desk import Desk
from bot.settings import load_settings
from bot.web import security
from bot.web.app import create_app
from bot.web.keys import SECRET, SETTINGS
from tests.web.conftest import fake_assistant

PROXY = {"X-Forwarded-For": "192.0.2.7"}


def key(peer, headers=None, trusted=("10.0.0.0/8",), secret="s"):
    app = web.Application()
    app[SETTINGS] = dataclasses.replace(load_settings({}), trusted_proxies=trusted)
    app[SECRET] = secret
    request = make_mocked_request("POST", "/chat", headers=headers or {}, app=app)
    return security.client_key(request.clone(remote=peer))


def test_a_forwarded_address_counts_only_from_a_trusted_proxy():
    assert key("10.0.0.1", PROXY) == key("192.0.2.7")
    assert key("203.0.113.5", PROXY) == key("203.0.113.5")
    assert key("10.0.0.1", PROXY, trusted=()) == key("10.0.0.1", trusted=())
    assert key("192.0.2.7") != key("192.0.2.8")


def test_a_household_cannot_have_as_many_keys_as_addresses():
    assert key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9")
    assert key("2001:db8:1:2::1") != key("2001:db8:1:3::1")
    assert key("::ffff:192.0.2.7") == key("192.0.2.7")


def test_a_key_tells_no_address_and_needs_the_secret():
    assert len(key("192.0.2.7")) == 64
    assert key("192.0.2.7") != key("192.0.2.7", secret="t")


@pytest.fixture
def make_app(tmp_path):
    desks = []

    def make(directory="var", keys=()):
        settings = load_settings({})
        settings = dataclasses.replace(
            settings, data_dir=tmp_path / directory, callbacks=dataclasses.replace(settings.callbacks, keys=keys)
        )
        desks.append(Desk(settings))
        return create_app(settings, fake_assistant(desks[-1]))

    yield make
    for desk in desks:
        desk.close()


def token(app, session="a-session-of-a-browser"):
    request = make_mocked_request("GET", "/chat", app=app)
    return security.form_token(request, session)


def test_a_token_holds_in_another_process_with_the_same_data(make_app):
    one, other = make_app(), make_app()
    assert security.token_is_right(
        make_mocked_request("POST", "/chat", app=other), "a-session-of-a-browser", token(one)
    )
    elsewhere = make_app("elsewhere")
    assert not security.token_is_right(
        make_mocked_request("POST", "/chat", app=elsewhere), "a-session-of-a-browser", token(one)
    )


def test_a_token_outlives_the_rotation_of_the_keys(make_app):
    old, new = new_key(), new_key()
    assert token(make_app(keys=(old,))) == token(make_app(keys=(new, old)))


async def test_chat_and_rest_pass_on_a_key_and_never_the_address(aiohttp_client, tmp_path):
    settings = dataclasses.replace(load_settings({}), data_dir=tmp_path, trusted_proxies=("127.0.0.0/8",))
    desk = Desk(settings)
    assistant = fake_assistant(desk)
    seen = []

    async def handle(sender, text, *, page_language=None, message_id=None, client=""):
        seen.append(client)
        return [assistant.message("utter_greet", "en", "smalltalk")]

    async def turns(sender):
        return []

    assistant.handle, assistant.turns = handle, turns
    app = create_app(settings, assistant)
    app.cleanup_ctx.clear()
    client = await aiohttp_client(app)
    page = await (await client.get("/chat")).text()
    form = {"token": page.split('name="token" value="')[1].split('"')[0], "message": "hello", "lang": "en"}
    await client.post("/chat", data=form, headers=PROXY)
    for headers in (PROXY, {"X-Forwarded-For": "192.0.2.8"}):
        body = {"sender": "someone", "message": "hello"}
        await client.post("/webhooks/rest/webhook", json=body, headers=headers)
    assert seen[0] == seen[1] != seen[2]
    assert all(len(one) == 64 and "192.0.2" not in one for one in seen)
    desk.close()
