"""Whose conversation a request belongs to.

A page is known by its cookie. The widget has no cookies: its token travels in a header and lives in a variable of
the page that carries it. The two cannot reach each other's conversations.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from aiohttp import web

from bot.web import security
from bot.web.keys import ASSISTANT, PASSAGES, SETTINGS

HEADER = "X-Conversation"
WIDGET_PREFIX = "widget-"
PASSAGE_SECONDS = 60
MOST_PASSAGES = 10_000


@dataclass(frozen=True)
class Visitor:
    """A browser: `session` is what it showed, or a fresh one (`known` is False then)."""

    session: str
    known: bool
    widget: bool

    @property
    def sender(self) -> str:
        """The id of the conversation."""
        return (WIDGET_PREFIX if self.widget else security.PREFIX) + self.session


async def visitor_of(request: web.Request, shown: str | None = None) -> Visitor:
    """Return who asks; a conversation that was silent for too long is forgotten and gone."""
    shown = shown if shown is not None else request.headers.get(HEADER)
    widget = shown is not None or request.path == "/widget"
    session = security.well_formed(shown) if widget else security.session_of(request)
    if session is None:
        return Visitor(security.new_session(), False, widget)
    visitor = Visitor(session, True, widget)
    assistant = request.app[ASSISTANT]
    turns = await assistant.turns(visitor.sender)
    if turns and time.time() - turns[-1].at > request.app[SETTINGS].page_idle:
        await assistant.forget(visitor.sender)
        return Visitor(security.new_session(), False, widget)
    return visitor


def give_passage(app: web.Application, visitor: Visitor) -> str:
    """Return a code that takes the widget's conversation to the full page, once, within a minute."""
    passages = app[PASSAGES]
    now = time.monotonic()
    for old in [code for code, (_, until) in passages.items() if until < now]:
        del passages[old]
    if len(passages) >= MOST_PASSAGES:
        raise web.HTTPServiceUnavailable
    code = secrets.token_urlsafe(24)
    passages[code] = (visitor.sender, now + PASSAGE_SECONDS)
    return code


async def use_passage(request: web.Request, code: str) -> Visitor | None:
    """Return the page's visitor who goes on with the conversation behind a code.

    The conversation gets a new id: whoever made the link keeps no way into it.
    """
    sender, until = request.app[PASSAGES].pop(code, ("", 0.0))
    if until < time.monotonic():
        return None
    visitor = Visitor(security.new_session(), True, False)
    await request.app[ASSISTANT].rename(sender, visitor.sender)
    return visitor
