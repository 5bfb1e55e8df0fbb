"""schemathesis on the description of the JSON addresses: any input gets an answer the description knows."""

from __future__ import annotations

import asyncio
import dataclasses
import threading

import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from bot.callbacks import accounts
from bot.callbacks.desk import Desk
from bot.settings import ROOT, load_settings
from bot.web.app import create_app
from tests.callbacks.soak import free_port
from tests.web.conftest import fake_assistant

SCHEMA = schemathesis.openapi.from_path(ROOT / "docs" / "openapi.yml")
QUICK = schemathesis.openapi.from_path(ROOT / "docs" / "openapi.yml").exclude(path="/staff/events")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The application in a thread of its own, since schemathesis asks synchronously."""
    settings = dataclasses.replace(
        load_settings({}), data_dir=tmp_path_factory.mktemp("openapi"), messages_per_minute=1_000_000
    )
    port = free_port()
    loop = asyncio.new_event_loop()

    async def begin():
        desk = Desk(settings)
        accounts.ensure_demonstration_account(desk)
        assistant = fake_assistant(desk)

        async def handle(sender, text, *, page_language=None, message_id=None, client=""):
            return [assistant.message("utter_greet", "en", "smalltalk")]

        assistant.handle = handle
        app = create_app(settings, assistant)
        app.cleanup_ctx.clear()
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner

    runner = loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@QUICK.parametrize()
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_input_gets_an_answer_of_the_description(case, address):
    case.call_and_validate(base_url=address)


def test_every_json_address_is_described():
    described = set(SCHEMA.raw_schema["paths"])
    assert {"/health", "/ready", "/webhooks/rest/", "/webhooks/rest/webhook", "/staff/events"} == described
