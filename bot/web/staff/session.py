"""Who of staff a request comes from, and whether its form is ours."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.callbacks import accounts
from bot.callbacks.accounts import Member
from bot.callbacks.desk import Desk
from bot.web.callback import DESK
from bot.web.keys import SETTINGS

COOKIE = "staff"
PATH = "/staff"
#: Pages that an account with a one-time password may see.
_BEFORE_CHANGE = ("/staff/password", "/staff/sign-out")

Handler = Callable[[web.Request, Member], Awaitable[web.StreamResponse]]


def signed_in(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Let a handler see signed-in staff only; its POSTs must bring the token of the session."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        token = request.cookies.get(COOKIE, "")
        member = await asyncio.to_thread(accounts.member_of, desk_of(request), token)
        if member is None:
            raise web.HTTPSeeOther("/staff/sign-in")
        if member.must_change and request.path not in _BEFORE_CHANGE:
            raise web.HTTPSeeOther("/staff/password")
        if request.method == "POST":
            form = await request.post()
            wanted = accounts.form_token(desk_of(request), token)
            if not same_origin(request) or not hmac.compare_digest(wanted, str(form.get("token") or "")):
                raise web.HTTPForbidden
        return await handler(request, member)

    return guarded


def managers_only(handler: Handler) -> Handler:
    """Let a handler see managers only."""

    @wraps(handler)
    async def guarded(request: web.Request, member: Member) -> web.StreamResponse:
        if not member.manages:
            raise web.HTTPForbidden
        return await handler(request, member)

    return guarded


def same_origin(request: web.Request) -> bool:
    """Return False where a browser says that another website sent the form."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin in (None, "null") or str(origin).split("://")[-1] == request.host


def set_cookie(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser the session: for these pages only, not for scripts, not for forms of other websites."""
    live = not desk_of(request).options.demonstration
    secure = request.app[SETTINGS].secure_cookies or request.secure or live
    response.set_cookie(COOKIE, token, httponly=True, samesite="Strict", secure=secure, path=PATH)


def desk_of(request: web.Request) -> Desk:
    """Return the desk."""
    return request.app[DESK]


def page(
    request: web.Request,
    template: str,
    member: Member | None,
    values: Mapping[str, Any] | None = None,
    status: int = 200,
) -> web.Response:
    """Return a page of staff."""
    desk = desk_of(request)
    token = request.cookies.get(COOKIE, "")
    context = {
        "member": member,
        "token": accounts.form_token(desk, token) if member else "",
        "demonstration": desk.options.demonstration,
        "path": request.path,
        **(values or {}),
    }
    return aiohttp_jinja2.render_template(f"staff/{template}.html", request, context, status=status)
