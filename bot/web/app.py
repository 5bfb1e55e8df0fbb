"""The application factory: only assembles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.assistant.assistant import Assistant
from bot.settings import Settings
from bot.web import callback, chat, cors, health, i_speak, pages, rest, security
from bot.web.errors import answer_errors
from bot.web.feedback import FeedbackCounter
from bot.web.keys import ASSISTANT, FEEDBACK, LIMITER, PASSAGES, SECRET, SETTINGS
from bot.web.limits import RateLimiter
from bot.web.staff import routes

HERE = Path(__file__).parent
LARGEST_BODY = 16 * 1024


def create_app(settings: Settings, assistant: Assistant) -> web.Application:
    """Return the application; it owns the assistant from then on and closes it."""
    app = web.Application(middlewares=[answer_errors], client_max_size=LARGEST_BODY)
    app[SETTINGS] = settings
    app[ASSISTANT] = assistant
    app[LIMITER] = RateLimiter(settings.messages_per_minute)
    app[PASSAGES] = {}
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app[FEEDBACK] = FeedbackCounter(settings.conversations_url)
    app.on_response_prepare.append(security.add_headers)
    app.on_response_prepare.append(cors.add_headers)
    app.cleanup_ctx.append(_assistant)
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    app.add_routes(
        [
            web.get("/", pages.demo, name="home"),
            web.get("/chat", chat.show, name="chat"),
            web.post("/chat", chat.send),
            web.post("/chat/new", chat.start_again),
            web.post("/chat/exit", chat.leave),
            web.post("/chat/keep", chat.keep),
            web.post("/chat/feedback", chat.feedback),
            web.post("/chat/continue", chat.go_on),
            web.get("/widget", chat.panel, name="widget"),
            web.options("/{path:chat|widget|chat/.*}", cors.preflight),
            web.get("/safety", pages.safety, name="safety"),
            web.get("/accessibility", pages.accessibility, name="accessibility"),
            web.get("/health", health.health, name="health"),
            web.get("/ready", health.ready, name="ready"),
            web.get("/webhooks/rest/", rest.alive, name="rest"),
            web.post("/webhooks/rest/webhook", rest.webhook, name="webhook"),
            web.static("/static", HERE / "static"),
        ]
    )
    callback.setup(app)
    # Of the desk, so that another worker, or this one after a restart, takes the forms that are open.
    app[SECRET] = app[callback.DESK].derived_key("web")
    i_speak.setup(app)
    app.add_routes(routes.ROUTES)
    return app


async def _assistant(app: web.Application) -> AsyncIterator[None]:
    app[ASSISTANT].start()
    yield
    await app[ASSISTANT].close()
    app[FEEDBACK].close()
