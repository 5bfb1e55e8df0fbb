"""The form for a call at `/callback`: fill in, check, send. Works without JavaScript; writes what the chat writes."""

from __future__ import annotations

import asyncio
import hmac
import math
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from typing import Any

from aiohttp import web

from bot.callbacks import accounts, cases, drafts, phone, prompts, retention
from bot.callbacks.answers import (
    LONGEST,
    WAYS,
    Answers,
    check_contact,
    day_is_possible,
    language_code,
    language_label,
    offered_periods,
    plain_text,
)
from bot.callbacks.availability import why_off
from bot.callbacks.desk import Desk
from bot.callbacks.outbox import Sender
from bot.i18n.languages import Language
from bot.knowledge import load_knowledge
from bot.nlg.render import Renderer
from bot.web import security
from bot.web.keys import ASSISTANT, LIMITER, SETTINGS
from bot.web.limits import client_address
from bot.web.page import page_language, render

DESK = web.AppKey("desk", Desk)
COOKIE = "callback"
BAD = prompts.ASK.replace("ask_", "bad_")
FIELDS = ("language", "way", "number", "email", "name", "about", "day", "period", "safe", "message", "who")


def setup(app: web.Application) -> None:
    """Add the pages, and the work that goes on beside them, to an application."""
    app[DESK] = getattr(app[ASSISTANT], "desk", None) or Desk(app[SETTINGS])
    app.cleanup_ctx.append(_work)
    app.add_routes(
        [
            web.get("/callback", show, name="callback"),
            web.post("/callback", fill_in),
            web.get("/callback/check", check, name="callback_check"),
            web.post("/callback/send", send, name="callback_send"),
            web.get("/callback/notice", notice, name="callback_notice"),
        ]
    )


async def _work(app: web.Application) -> AsyncIterator[None]:
    desk = app[DESK]
    made = await asyncio.to_thread(accounts.ensure_demonstration_account, desk)
    if made:
        print(f"Demonstration: sign in at /staff as {made[0]!r}, one-time password {made[1]}", flush=True)
    sender = Sender(desk)
    tasks = [asyncio.create_task(retention.run(desk)), asyncio.create_task(sender.run())]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await sender.close()


async def show(request: web.Request) -> web.StreamResponse:
    """Show the form, with the answers of an open draft."""
    language = page_language(request)
    desk = request.app[DESK]
    if await asyncio.to_thread(why_off, desk):
        return _said(request, language, [prompts.Say("utter_callback")])
    answers = await asyncio.to_thread(drafts.load, desk, request.cookies.get(COOKIE))
    values = _values(answers, language) if answers else _defaults(language)
    return _form(request, language, values, {})


async def fill_in(request: web.Request) -> web.StreamResponse:
    """Take the answers; show what is wrong with them, or lead to the page for checking."""
    form = await request.post()
    language = page_language(request, str(form.get("lang") or ""))
    desk = request.app[DESK]
    values = {name: str(form.get(name) or "") for name in FIELDS}
    refused = await _refused(request, form, language, values)
    if refused is not None:
        return refused
    answers, problems = await asyncio.to_thread(read_answers, desk, values, language)
    draft = request.cookies.get(COOKIE, "")
    if values["safe"] == "no" and "safe" not in problems:
        await asyncio.to_thread(drafts.erase, desk, draft)
        return _said(request, language, [prompts.Say("utter_callback_unsafe")], other_way=True)
    if problems:
        return _form(request, language, values, problems, status=400)
    earlier = await asyncio.to_thread(drafts.load, desk, draft)
    if earlier:
        await asyncio.to_thread(drafts.save, desk, draft, answers)
    else:
        draft = await asyncio.to_thread(drafts.begin, desk, answers)
    response = web.HTTPSeeOther(f"/callback/check?lang={language.code}")
    _set_cookie(request, response, draft)
    # A redirect is raised by aiohttp's rule, and carries its cookies.
    raise response


async def check(request: web.Request) -> web.StreamResponse:
    """Show the answers for checking, each with a link to change it."""
    language = page_language(request)
    draft = request.cookies.get(COOKIE, "")
    answers = await asyncio.to_thread(drafts.load, request.app[DESK], draft)
    if answers is None or answers.missing():
        raise web.HTTPSeeOther(f"/callback?lang={language.code}")
    return _check(request, language, answers)


async def send(request: web.Request) -> web.StreamResponse:
    """Store the case and say its reference: in the answer itself, so that no address holds it."""
    form = await request.post()
    language = page_language(request, str(form.get("lang") or ""))
    desk = request.app[DESK]
    draft = request.cookies.get(COOKIE, "")
    answers = await asyncio.to_thread(drafts.load, desk, draft)
    if not _token_is_right(request, form):
        if answers is None:
            raise web.HTTPSeeOther(f"/callback?lang={language.code}")
        return _check(request, language, answers, status=403)
    if form.get("do") == "stop":
        await asyncio.to_thread(drafts.erase, desk, draft)
        return _said(request, language, [prompts.Say("utter_callback_stopped")])
    if answers is None or answers.missing():
        # Sent before and loaded again: the same answer, no second case.
        sent = await asyncio.to_thread(cases.sent_before, desk, draft)
        if sent is None:
            return _said(request, language, [prompts.Say("utter_callback_expired")])
        return _said(request, language, prompts.done(desk, sent))
    if await asyncio.to_thread(why_off, desk):
        return _said(request, language, [prompts.Say("utter_callback")])
    try:
        sent = await asyncio.to_thread(cases.send, desk, draft, answers, security.client_key(request))
    except cases.TooMany:
        return _check(request, language, answers, notice="utter_callback_too_many", status=429)
    return _said(request, language, prompts.done(desk, sent))


async def notice(request: web.Request) -> web.StreamResponse:
    """Tell who uses the details, for what, for how long, and whom to complain to."""
    language = page_language(request)
    return _page(request, "callback/notice.html", language, {"here": "/callback/notice"})


def read_answers(desk: Desk, values: Mapping[str, str], language: Language) -> tuple[Answers, dict[str, str]]:
    """Return the answers of a filled-in form, and a response for each field that has a problem."""
    problems: dict[str, str] = {}
    now = desk.clock()
    answers = Answers(page_language=language.code, asked=None)
    code = language_code(values["language"][:100], language.code)
    answers.language = code
    if code is None:
        problems["language"] = "utter_callback_bad_language"
    else:
        dialect = plain_text(values["language"], LONGEST["dialect"]) or ""
        exact = dialect.casefold() in {language_label(code, page).casefold() for page in (language.code, "en", code)}
        answers.dialect = "" if exact else dialect
    if values["way"] in WAYS:
        answers.way = values["way"]
        by_number = answers.by_telephone
        field = "number" if by_number else "email"
        try:
            answers.contact = check_contact(values[field], answers.way, allow_test=desk.options.allow_test_numbers)
        except phone.BadNumber as error:
            problems[field] = "utter_callback_bad_number_kind" if error.kind else "utter_callback_bad_number"
        except ValueError:
            problems[field] = "utter_callback_bad_email"
    else:
        problems["way"] = "utter_callback_bad_choice"
    for field in ("name", "about"):
        text = plain_text(values[field], LONGEST[field]) if values[field].strip() else ""
        setattr(answers, field, text)
        if text is None:
            problems[field] = "utter_callback_bad_text"
    answers.day = values["day"] if day_is_possible(values["day"], desk.hours, now) else None
    answers.period = values["period"] if values["period"] in offered_periods(answers.day, desk.hours, now) else None
    for field in ("safe", "message", "who"):
        setattr(answers, field, {"yes": True, "no": False}.get(values[field]))
    for field in ("day", "period", "safe", "message", "who"):
        if getattr(answers, field) is None and field in answers.questions():
            problems[field] = "utter_callback_bad_choice"
    return answers, {field: problems[field] for field in FIELDS if field in problems}


async def _refused(
    request: web.Request, form: Mapping[str, Any], language: Language, values: dict[str, str]
) -> web.StreamResponse | None:
    desk = request.app[DESK]
    if await asyncio.to_thread(why_off, desk):
        return _said(request, language, [prompts.Say("utter_callback")])
    if not _token_is_right(request, form) or form.get("website"):
        # Nothing typed is lost. Whoever filled in the field that no person sees gets the form again, too.
        return _form(request, language, values, {}, expired=True, status=403)
    wait = request.app[LIMITER].wait("callback " + client_address(request, request.app[SETTINGS].trusted_proxies))
    if wait:
        page = _form(request, language, values, {}, notice="utter_callback_too_many", status=429)
        page.headers["Retry-After"] = str(math.ceil(wait))
        return page
    return None


def _token_is_right(request: web.Request, form: Mapping[str, Any]) -> bool:
    session = security.session_of(request)
    given = str(form.get("token") or "")
    # Made with the desk's own key, so that a restart or another worker does not turn a resident away.
    return bool(session) and hmac.compare_digest(given, accounts.form_token(request.app[DESK], str(session)))


def _set_cookie(request: web.Request, response: web.StreamResponse, draft: str) -> None:
    secure = request.app[SETTINGS].secure_cookies or request.secure
    response.set_cookie(COOKIE, draft, httponly=True, samesite="Lax", secure=secure, path="/callback")


@lru_cache(maxsize=1)
def _renderer() -> Renderer:
    return Renderer(load_knowledge())


def write(value: Mapping[str, Any], language: Language) -> str:
    """Return a value as a language writes it."""
    return _renderer().fill("{value}", language, {"value": value}, "callback")


def _page(
    request: web.Request, template: str, language: Language, values: Mapping[str, Any], status: int = 200
) -> web.Response:
    desk = request.app[DESK]
    days = write({"kind": "count", "value": desk.options.retention_days}, language)
    session = security.session_of(request)
    fresh = session or security.new_session()

    def text(response: str, **given: Mapping[str, Any]) -> str:
        return _renderer().text(response, language, given)

    context = {
        "text": text,
        "here": "/callback",
        "demonstration": desk.options.demonstration,
        "hours": prompts.hours(desk),
        "retention_days": days,
        "token": accounts.form_token(desk, fresh),
        **values,
    }
    response = render(request, template, language, context, status=status)
    if session is None:
        security.set_session(request, response, fresh)
    return response


def _said(
    request: web.Request, language: Language, says: list[prompts.Say], *, other_way: bool = False
) -> web.Response:
    messages = [_renderer().text(say.response, language, say.values) for say in says]
    values = {"messages": messages, "demonstration": False, "other_way": other_way}
    return _page(request, "callback/said.html", language, values)


def _form(
    request: web.Request,
    language: Language,
    values: Mapping[str, str],
    problems: Mapping[str, str],
    *,
    notice: str = "",
    expired: bool = False,
    status: int = 200,
) -> web.Response:
    desk = request.app[DESK]
    answers = Answers(page_language=language.code)

    def options(question: str) -> list[tuple[str, str]]:
        return [(value, write(title, language)) for value, title in prompts.choices(desk, question, answers)]

    renderer = _renderer()
    written = {field: renderer.text(problem, language) for field, problem in problems.items()}
    first = {"way": WAYS[0], "day": "any", "period": "any", "safe": "yes", "message": "yes", "who": "yes"}
    context = {
        "values": values,
        "problems": written,
        # Each line says which question it is about, and leads to the first thing one can answer there.
        "summary": [
            (
                f"{field}-{first[field]}" if field in first else field,
                f"{renderer.text(prompts.ASK + field, language)} {problem}",
            )
            for field, problem in written.items()
        ],
        "notice": renderer.text(notice, language) if notice else "",
        "expired": expired,
        "ways": options("way"),
        "days": options("day"),
        "periods": options("period"),
        "yes_no": options("safe"),
    }
    return _page(request, "callback/form.html", language, context, status)


def _check(
    request: web.Request, language: Language, answers: Answers, *, notice: str = "", status: int = 200
) -> web.Response:
    renderer = _renderer()
    fields = {"contact": "number" if answers.by_telephone else "email"}
    if answers.contact and answers.by_telephone:
        answers.contact = phone.written(answers.contact)
    rows = [
        (
            fields.get(question, question),
            renderer.text(prompts.question_response(question, answers), language),
            write(value, language),
        )
        for question, value in prompts.answer_values(None, answers, request.app[DESK].clock())
    ]
    days = {"kind": "count", "value": request.app[DESK].options.retention_days}
    context = {
        "rows": rows,
        "notice": renderer.text(notice, language) if notice else "",
        "here": "/callback/check",
        "retention_days": days,
    }
    return _page(request, "callback/check.html", language, context, status)


def _defaults(language: Language) -> dict[str, str]:
    values = dict.fromkeys(FIELDS, "")
    return {**values, "language": language_label(language.code, language.code), "day": "any", "period": "any"}


def _values(answers: Answers, language: Language) -> dict[str, str]:
    values = dict.fromkeys(FIELDS, "")
    for field in ("way", "name", "about", "day", "period"):
        values[field] = getattr(answers, field) or ""
    for field in ("safe", "message", "who"):
        values[field] = {True: "yes", False: "no"}.get(getattr(answers, field), "")
    contact = answers.contact or ""
    values["email" if "@" in contact else "number"] = phone.written(contact) if contact[:1] == "+" else contact
    values["language"] = answers.dialect or language_label(str(answers.language), language.code)
    return values
