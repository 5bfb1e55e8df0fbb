"""The cards at `/i-speak`: "I speak Lithuanian. Please arrange an interpreter.", to show, print or read out.

One for each language served, in English and in itself, and one for any language Babel names: in English, with the
language's own name.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import lru_cache

from aiohttp import web
from babel import Locale

from bot.callbacks.answers import language_code
from bot.i18n.languages import SOURCE, Language, language_names, negotiate, served_languages
from bot.i18n.varieties import SIGN_LANGUAGE, find_variety
from bot.knowledge import load_knowledge
from bot.nlg.render import Renderer
from bot.web.page import page_language, render

LONGEST_NAME = 100
#: Languages without texts that the most residents speak (Census 2021, TS024), or that interpreters are asked for here.
OTHERS = (
    *(
        "ku",
        "fa-AF",
        "pa-Arab",
        "phr",
        "ne",
        "ta",
        "fil",
        "bn",
        "tr",
        "hi",
        "el",
        "te",
        "sq",
        "yue",
        "fr",
        "sn",
        "uk",
        "zh",
    ),
    *("am", "ti", "so", "sw", "vi", SIGN_LANGUAGE),
)


@dataclass(frozen=True)
class Part:
    """A line of a card and what to ask for, in one language."""

    lang: str
    dir: str
    line: str
    ask: str


@dataclass(frozen=True)
class Card:
    """A card: `english`, `own` where there are texts in the language, and the language's names."""

    code: str
    dir: str
    name_english: str
    name_native: str
    english: Part
    own: Part | None


def setup(app: web.Application) -> None:
    """Add the pages to an application."""
    app.add_routes(
        [
            web.get("/i-speak", index, name="i_speak"),
            web.post("/i-speak", find),
            web.get("/i-speak/{code:[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?}", card, name="i_speak_card"),
        ]
    )


async def index(request: web.Request) -> web.StreamResponse:
    """Show the languages to choose from, and a field for any other."""
    return _index(request, page_language(request))


async def find(request: web.Request) -> web.StreamResponse:
    """Lead to the card of a language that was named in any served language, or in itself."""
    form = await request.post()
    language = page_language(request, str(form.get("lang") or ""))
    typed = str(form.get("name") or "")[:LONGEST_NAME]
    # Off the loop: the first name makes the list of all names, a second's work.
    code = await asyncio.to_thread(language_code, typed, language.code)
    if code is None or not is_known(code):
        return _index(request, language, typed, problem="utter_callback_bad_language")
    raise web.HTTPSeeOther(f"/i-speak/{code}?lang={language.code}")


async def card(request: web.Request) -> web.StreamResponse:
    """Show the card of a language.

    The page around it is in that language too, where no other is asked for: the card is opened by its speaker.

    Raises:
        web.HTTPNotFound: nobody knows a language with this code.

    """
    code = canonical(request.match_info["code"])
    if not is_known(code):
        raise web.HTTPNotFound
    around = page_language(request, request.query.get("lang", "") or negotiate([code]) or "")
    values = {"card": make_card(code), "use": _renderer().text("utter_card_use", around), "here": f"/i-speak/{code}"}
    return render(request, "i_speak/card.html", around, values)


def canonical(code: str) -> str:
    """Return the code of a language as its card's address has it: a served one, a variety's, else as it is."""
    variety = find_variety(code)
    if variety:
        return variety.code
    return negotiate([code]) or code.replace("_", "-").split("-")[0].lower()


def is_known(code: str) -> bool:
    """Return True where a language is served, or Babel or the varieties name it."""
    return code in served_languages() or find_variety(code) is not None or code in Locale.parse("en").languages


def make_card(code: str) -> Card:
    """Return the card of a language that is known."""
    served = served_languages()
    variety = find_variety(code)
    english, native = language_names(code)
    own = served.get(code)
    if own:
        english, native = own.example, own.endonym
    elif variety and variety.answer:
        own = served.get(variety.answer)
    source = served[SOURCE]
    return Card(
        code=code,
        dir=own.dir if own else _direction(code),
        name_english=english,
        name_native=native,
        english=_part(source, code, english),
        own=_part(own, code, native) if own and own.code != SOURCE else None,
    )


def _part(language: Language, code: str, name: str) -> Part:
    signs = code == SIGN_LANGUAGE
    text = _renderer().text
    line = text(
        "utter_card_sign" if signs else "utter_card_speak", language, {"language_name": {"kind": "name", "value": name}}
    )
    ask = text("utter_deaf_access" if signs else "utter_interpreter", language)
    return Part(language.code, language.dir, line, ask)


def _direction(code: str) -> str:
    try:
        return Locale.parse(code, sep="-").text_direction
    except Exception:  # Babel has a name for the language, but no locale
        return "ltr"


def _index(request: web.Request, language: Language, typed: str = "", problem: str = "") -> web.Response:
    text = _renderer().text
    values = {
        "here": "/i-speak",
        "use": text("utter_card_use", language),
        "which": text("utter_language_which", language),
        "others": [(code, *language_names(code), _direction_of_name(code)) for code in OTHERS],
        "typed": typed,
        "problem": text(problem, language) if problem else "",
        "longest": LONGEST_NAME,
    }
    return render(request, "i_speak/index.html", language, values, status=400 if problem else 200)


def _direction_of_name(code: str) -> str:
    variety = find_variety(code)
    answer = served_languages().get(variety.answer or "") if variety else None
    return answer.dir if answer else _direction(code)


@lru_cache(maxsize=1)
def _renderer() -> Renderer:
    return Renderer(load_knowledge())
