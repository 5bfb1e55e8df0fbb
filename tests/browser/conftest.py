"""A browser, the application with a scripted agent, and a host website of another origin that carries the widget."""

from __future__ import annotations

import dataclasses
import re
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import async_playwright

from bot.assistant.assistant import Assistant
from bot.assistant.store import ConversationStore
from bot.callbacks.desk import Desk
from bot.nlg.generator import CatalogNLG
from bot.settings import Settings
from bot.web.app import create_app
from tests.browser.scripted import ScriptedAgent

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOST_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>{head}</head>
<body><main><h1>Host</h1><p><a id="before" href="#x">before</a></p>
<p lang="{lang}"><a data-saferpeterborough href="{base}/chat?lang={lang}">{label}</a></p>
<p><a id="after" href="#y">after</a></p>
<script type="module" src="{base}/static/widget.js"></script></main></body></html>"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """A running application: `base` is its origin, `host` the origin of a website with the widget."""

    base: str
    host: str
    assistant: Assistant
    agent: ScriptedAgent
    settings: Settings
    app: web.Application


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def serve(app: web.Application, port: int, name: str = "127.0.0.1") -> web.AppRunner:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


def host_app(base: str) -> web.Application:
    """A website of somebody else; `?csp=`, `?css=`, `?lang=` make it strict, hostile, or of another language."""

    async def page(request: web.Request) -> web.Response:
        css = request.query.get("css", "")
        text = HOST_PAGE.format(
            base=base,
            lang=request.query.get("lang", "en"),
            label=request.query.get("label", "Ask a question"),
            head=f"<style>{css}</style>" if css else "",
        )
        response = web.Response(text=text, content_type="text/html")
        if "csp" in request.query:
            response.headers["Content-Security-Policy"] = request.query["csp"]
        return response

    app = web.Application()
    app.router.add_get("/", page)
    return app


async def make_site(tmp_path: Path, **changes) -> tuple[Site, list[web.AppRunner]]:
    port, host_port = free_port(), free_port()
    base, host = f"http://127.0.0.1:{port}", f"http://localhost:{host_port}"
    settings = dataclasses.replace(
        Settings(), data_dir=tmp_path, messages_per_minute=1_000_000, widget_origins=(host,), **changes
    )
    nlg = CatalogNLG()
    agent = ScriptedAgent(nlg)
    assistant = Assistant(agent, ConversationStore(settings.conversations_url), nlg, settings, Desk(settings))  # type: ignore[arg-type]
    app = create_app(settings, assistant)
    runners = [await serve(app, port), await serve(host_app(base), host_port)]
    return Site(base, host, assistant, agent, settings, app), runners


@pytest.fixture(scope="session")
async def site(tmp_path_factory):
    made, runners = await make_site(tmp_path_factory.mktemp("site"))
    yield made
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def brief_site(tmp_path):
    """A site that clears a conversation after four seconds."""
    made, runners = await make_site(tmp_path, page_idle=4)
    yield made
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def real_site(assistant, settings):
    """The real application with the trained model; the assistant outlives it."""
    app = create_app(settings, assistant)
    app.cleanup_ctx.clear()
    port = free_port()
    runner = await serve(app, port)
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.fixture(scope="session")
async def browser():
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest.fixture
async def new_page(browser):
    """Make pages, each in a context (profile) of its own; the exit's target is answered here, not by the network."""
    contexts = []

    async def make(**options):
        options.setdefault("viewport", {"width": 1280, "height": 800})
        options.setdefault("locale", "en-GB")
        context = await browser.new_context(**options)
        context.set_default_timeout(8000)
        contexts.append(context)
        await context.route(
            re.compile("^https://"),
            lambda route: route.fulfill(body="<title>Weather</title>weather", content_type="text/html"),
        )
        return await context.new_page()

    yield make
    for context in contexts:
        await context.close()


@pytest.fixture
async def page(new_page):
    return await new_page()
