"""The pages beside the chat: safety, accessibility statement, and the demo of a host website at `/`."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import web

from bot.i18n.catalogs import load_catalog
from bot.i18n.languages import served_languages
from bot.web.page import page_language, public_origin, render


async def safety(request: web.Request) -> web.StreamResponse:
    """Tell what the exit link does and what it cannot do."""
    return render(request, "safety.html", page_language(request), {"here": "/safety"})


async def accessibility(request: web.Request) -> web.StreamResponse:
    """Show the accessibility statement."""
    return render(request, "accessibility.html", page_language(request), {"here": "/accessibility"})


async def demo(request: web.Request) -> web.StreamResponse:
    """Show the widget on a page as the partnership might have it, with the lines to paste.

    In English only: it is for the people who run the website.
    """
    wanted = request.query.get("lang", "")
    language = served_languages().get(wanted) or served_languages()["en"]
    label = load_catalog(language.locale).pgettext("page", "Ask a question")
    values = {
        "label": label,
        "origin": public_origin(request),
        "chosen": language,
        "languages": served_languages().values(),
    }
    return aiohttp_jinja2.render_template("demo.html", request, values)
