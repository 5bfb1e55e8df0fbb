"""The list of cases, one case, and what staff do with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.callbacks import cases as case_store
from bot.callbacks import inbox, prompts
from bot.callbacks.accounts import Member
from bot.callbacks.answers import language_label
from bot.callbacks.availability import why_off
from bot.callbacks.desk import Desk
from bot.callbacks.hours import local, weekday_rows
from bot.i18n.languages import SOURCE, served_languages
from bot.knowledge import load_knowledge
from bot.nlg.render import Renderer
from bot.web.callback import write
from bot.web.staff.session import desk_of, managers_only, page, signed_in

#: A stream of counts ends after this time; the browser opens a new one.
STREAM_SECONDS = 600
STREAM_EVERY = 5


def moment(value: float | None) -> str:
    """Return a moment as staff read it."""
    return f"{local(value):%a %d %b %Y, %H:%M}" if value else ""


@signed_in
async def show_list(request: web.Request, member: Member) -> web.StreamResponse:
    """Show the cases of a filter; the first page says whether calls are offered."""
    desk = desk_of(request)
    which = request.query.get("show", "open")
    which = which if which in inbox.FILTERS else "open"
    language = request.query.get("language", "")[:35]
    rows = await asyncio.to_thread(inbox.listed, desk, which, language, member)
    values = {
        "rows": rows,
        "show": which,
        "language": language,
        "filters": inbox.FILTERS,
        "counts": await asyncio.to_thread(inbox.counts, desk, member),
        "languages": await asyncio.to_thread(inbox.languages, desk),
        "off": await asyncio.to_thread(why_off, desk),
        "notifies": desk.options.notifies,
        "hours": weekday_rows(desk.hours.rows),
        "now": desk.clock(),
        "moment": moment,
        "language_name": lambda code: language_label(code, SOURCE) or "other",
    }
    return page(request, "list", member, values)


@signed_in
async def show_case(request: web.Request, member: Member) -> web.StreamResponse:
    """Show a case: the safety wishes before the number, English beside the resident's language."""
    return await _case(request, member, "", 200)


async def _case(request: web.Request, member: Member, problem: str, status: int) -> web.Response:
    desk = desk_of(request)
    case_id = int(request.match_info["id"])
    found = await asyncio.to_thread(inbox.view, desk, case_id, member.name)
    if found is None:
        raise web.HTTPNotFound
    trail = await asyncio.to_thread(inbox.trail, desk, case_id, 100)
    row = found.row
    mine = row.state == "claimed" and (row.claimed_by == member.id or member.manages)
    values = {
        "case": found,
        "row": row,
        "contact": case_store.shown_contact(found.personal["contact"]) if "contact" in found.personal else "",
        "both": _in_both_languages(desk, row) if row.sealed else [],
        "resident_language": served_languages().get(row.page_language) or served_languages()[SOURCE],
        "language_name": language_label(row.language, SOURCE) or "other",
        "topic": _topic(row.topic),
        "mine": mine,
        "colleagues": await asyncio.to_thread(inbox.colleagues, desk, member) if mine else [],
        "call_results": inbox.CALL_RESULTS,
        "close_results": inbox.CLOSE_RESULTS,
        "trail": trail,
        "moment": moment,
        "now": desk.clock(),
        "problem": problem,
    }
    return page(request, "case", member, values, status)


def _topic(topic: str | None) -> str:
    known = load_knowledge().topics.get(topic or "")
    return known.title if known else ""


def _in_both_languages(desk: Desk, row: Any) -> list[tuple[str, str, str, str]]:
    """Return each question and answer in English and in the language the resident read."""
    answers = case_store.answers_of(desk, row)
    answers.day = row.day
    renderer = Renderer(load_knowledge())
    english = served_languages()[SOURCE]
    own = served_languages().get(row.page_language) or english
    lines = []
    for question, value in prompts.answer_values(None, answers, desk.clock()):
        if question == "contact":
            continue  # it stands after the safety wishes
        asked = prompts.question_response(question, answers)
        lines.append(
            (renderer.text(asked, english), write(value, english), renderer.text(asked, own), write(value, own))
        )
    return lines


Change = Callable[[Desk, int, Member, Mapping[str, Any]], None]

CHANGES: dict[str, Change] = {
    "claim": lambda desk, case, member, form: inbox.claim(desk, case, member),
    "release": lambda desk, case, member, form: inbox.release(desk, case, member),
    "hand-over": lambda desk, case, member, form: inbox.hand_over(desk, case, member, str(form.get("to") or "")),
    "call": lambda desk, case, member, form: inbox.log_call(desk, case, member, str(form.get("result") or "")),
    "note": lambda desk, case, member, form: inbox.add_note(desk, case, member, str(form.get("text") or "")),
    "close": lambda desk, case, member, form: inbox.close(desk, case, member, str(form.get("result") or "")),
    "reopen": lambda desk, case, member, form: inbox.reopen(desk, case, member),
    "settle": lambda desk, case, member, form: inbox.settle(
        desk, case, member, form.get("message") == "yes", form.get("who") == "yes"
    ),
}


@signed_in
async def change_case(request: web.Request, member: Member) -> web.StreamResponse:
    """Change a case, then show it."""
    case_id = int(request.match_info["id"])
    change = CHANGES.get(request.match_info["change"])
    if change is None:
        raise web.HTTPNotFound
    form = await request.post()
    try:
        await asyncio.to_thread(change, desk_of(request), case_id, member, form)
    except inbox.NotPossible as problem:
        return await _case(request, member, str(problem), 409)
    raise web.HTTPSeeOther(f"/staff/case/{case_id}")


@signed_in
@managers_only
async def export(request: web.Request, member: Member) -> web.StreamResponse:
    """Give all cases as CSV, without personal data."""
    text = await asyncio.to_thread(inbox.export, desk_of(request), member.name)
    headers = {"Content-Disposition": 'attachment; filename="callbacks.csv"'}
    return web.Response(text=text, content_type="text/csv", headers=headers)


@signed_in
@managers_only
async def audit(request: web.Request, member: Member) -> web.StreamResponse:
    """Show the audit trail."""
    rows = await asyncio.to_thread(inbox.trail, desk_of(request))
    return page(request, "audit", member, {"rows": rows, "moment": moment})


@signed_in
async def events(request: web.Request, member: Member) -> web.StreamResponse:
    """Stream the number of cases nobody has claimed (server-sent events)."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    await response.prepare(request)
    for _ in range(STREAM_SECONDS // STREAM_EVERY):
        count = await asyncio.to_thread(inbox.waiting, desk_of(request))
        try:
            await response.write(f"data: {json.dumps({'new': count})}\n\n".encode())
        except ConnectionError:
            break
        await asyncio.sleep(STREAM_EVERY)
    return response
