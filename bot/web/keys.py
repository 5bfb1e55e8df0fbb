"""Typed keys of what the application carries."""

from __future__ import annotations

from aiohttp import web

from bot.assistant.assistant import Assistant
from bot.settings import Settings
from bot.web.feedback import FeedbackCounter
from bot.web.limits import RateLimiter

ASSISTANT = web.AppKey("assistant", Assistant)
SETTINGS = web.AppKey("settings", Settings)
LIMITER = web.AppKey("limiter", RateLimiter)
SECRET = web.AppKey("secret", str)
FEEDBACK = web.AppKey("feedback", FeedbackCounter)
#: One-time codes from the widget to the full page: the conversation behind each, and until when.
PASSAGES: web.AppKey[dict[str, tuple[str, float]]] = web.AppKey("passages", dict)
