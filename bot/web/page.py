"""What all pages share: their language, and the functions their templates call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp_jinja2
from aiohttp import web
from markupsafe import Markup

from bot.i18n.catalogs import load_catalog
from bot.i18n.formats import isolate
from bot.i18n.languages import SOURCE, Language, accepted_tags, negotiate, served_languages
from bot.web.chart import chart_html
from bot.web.keys import ASSISTANT, SETTINGS
from bot.web.markup import reply_html

LANGUAGE_COOKIE = "language"


def page_language(request: web.Request, wanted: str = "") -> Language:
    """Return the language of the page: asked for, else of the cookie's conversation, else the browser's."""
    tags = [wanted, request.query.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, "")]
    tags += accepted_tags(request.headers.get("Accept-Language", ""))
    return served_languages()[negotiate(tag for tag in tags if tag) or SOURCE]


def public_origin(request: web.Request) -> str:
    """Return the address people use; TLS may end before us, and the cookies' setting tells."""
    origin = request.url.origin()
    secure = request.app[SETTINGS].secure_cookies and origin.scheme == "http"
    return str(origin.with_scheme("https") if secure else origin)


def render(
    request: web.Request, template: str, language: Language, values: Mapping[str, Any], status: int = 200
) -> web.Response:
    """Return a page in a language."""
    context = {**_shared(request, language), **values}
    return aiohttp_jinja2.render_template(template, request, context, status=status)


def _shared(request: web.Request, language: Language) -> dict[str, Any]:
    assistant = request.app[ASSISTANT]
    environment = aiohttp_jinja2.get_env(request.app)

    def words(code: str) -> Any:
        catalog = load_catalog(served_languages()[code].locale)
        names = {"pgettext": catalog.pgettext, "npgettext": catalog.npgettext}
        return environment.get_template("_words.html").make_module(names)

    def fill(text: str, **extras: str) -> str:
        for name, value in extras.items():
            text = text.replace(f"{{{name}}}", isolate(value, language))
        return assistant.fill(text, language.code)

    def html(text: str, code: str = language.code) -> Markup:
        return reply_html(text, str(words(code).other_site))

    def choices(reply: Mapping[str, Any]) -> str:
        count = {"kind": "count", "value": len(reply["buttons"])}
        return str(assistant.message("utter_choices", reply["lang"], "clarify", choice_count=count)["text"])

    def chart(data: Mapping[str, Any], code: str, name: str, number: str) -> Markup:
        return chart_html(data, served_languages()[code], name, number)

    catalog = load_catalog(language.locale)
    return {
        "language": language,
        "languages": served_languages().values(),
        "open_languages": False,
        "here": "/chat",
        "origin": public_origin(request),
        "exit_url": request.app[SETTINGS].exit_url,
        "reply_html": html,
        "chart_html": chart,
        "choices": choices,
        "presses": lambda n: fill(str(words(language.code).presses(n)), shift_presses=str(n)),
        "pgettext": catalog.pgettext,
        "npgettext": catalog.npgettext,
        "fill": fill,
    }
