"""Alive, and ready to answer."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.callbacks.availability import why_off
from bot.web.callback import DESK


async def health(_: web.Request) -> web.Response:
    """Tell that the process lives."""
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.Response:
    """Tell that the model is loaded (the application listens only after it is), and why no calls are offered, if so."""
    off = await asyncio.to_thread(why_off, request.app[DESK])
    callbacks = {"offered": off is None, "why_not": off, "demonstration": request.app[DESK].options.demonstration}
    return web.json_response({"status": "ready", "callbacks": callbacks})
