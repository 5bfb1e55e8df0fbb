"""Alive, and ready to answer."""

from __future__ import annotations

from aiohttp import web


async def health(_: web.Request) -> web.Response:
    """Tell that the process lives."""
    return web.json_response({"status": "alive"})


async def ready(_: web.Request) -> web.Response:
    """Tell that the model is loaded: the application listens only after it is."""
    return web.json_response({"status": "ready"})
