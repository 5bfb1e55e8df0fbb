"""Signing in and out, password, second factor."""

from __future__ import annotations

import asyncio

import pyotp
from aiohttp import web

from bot.callbacks import accounts
from bot.callbacks.accounts import Member
from bot.web.keys import SETTINGS
from bot.web.limits import client_address
from bot.web.staff.session import COOKIE, PATH, desk_of, page, same_origin, set_cookie, signed_in

ISSUER = "SaferPeterborough callbacks"


async def show_sign_in(request: web.Request) -> web.StreamResponse:
    """Show the form for signing in."""
    return page(request, "sign_in", None, {"problem": ""})


async def sign_in(request: web.Request) -> web.StreamResponse:
    """Sign in."""
    if not same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    name, password, code = (str(form.get(key) or "") for key in ("name", "password", "code"))
    client = client_address(request, request.app[SETTINGS].trusted_proxies)
    try:
        token = await asyncio.to_thread(accounts.sign_in, desk_of(request), name, password, code, client)
    except accounts.Refused as refused:
        return page(request, "sign_in", None, {"problem": str(refused)}, status=403)
    response = web.HTTPSeeOther(PATH)
    set_cookie(request, response, token)
    raise response


@signed_in
async def sign_out(request: web.Request, member: Member) -> web.StreamResponse:
    """Sign out."""
    await asyncio.to_thread(accounts.sign_out, desk_of(request), request.cookies[COOKIE], member.name)
    response = web.HTTPSeeOther("/staff/sign-in")
    response.del_cookie(COOKIE, path=PATH)
    raise response


@signed_in
async def show_password(request: web.Request, member: Member) -> web.StreamResponse:
    """Show the form for a new password."""
    return page(request, "password", member, {"problem": "", "shortest": accounts.SHORTEST_PASSWORD})


@signed_in
async def change_password(request: web.Request, member: Member) -> web.StreamResponse:
    """Change the password."""
    form = await request.post()
    old, new, again = (str(form.get(key) or "") for key in ("old", "new", "again"))
    try:
        if new != again:
            raise accounts.Refused("The new password was not written the same way twice.")
        token = request.cookies[COOKIE]
        await asyncio.to_thread(accounts.change_password, desk_of(request), member, old, new, token)
    except accounts.Refused as refused:
        values = {"problem": str(refused), "shortest": accounts.SHORTEST_PASSWORD}
        return page(request, "password", member, values, status=400)
    raise web.HTTPSeeOther(PATH)


@signed_in
async def show_totp(request: web.Request, member: Member) -> web.StreamResponse:
    """Show how to set up a second factor."""
    return _totp(request, member, "", pyotp.random_base32(), 200)


@signed_in
async def set_totp(request: web.Request, member: Member) -> web.StreamResponse:
    """Turn the second factor on or off; both need a code."""
    form = await request.post()
    secret = None if member.has_totp else str(form.get("secret") or "")
    try:
        if secret is not None and len(secret) != 32:
            raise accounts.Refused("The secret is not whole; load the page again.")
        await asyncio.to_thread(accounts.set_totp, desk_of(request), member, secret, str(form.get("code") or ""))
    except (accounts.Refused, ValueError) as refused:
        return _totp(request, member, str(refused), secret or "", 400)
    raise web.HTTPSeeOther("/staff/totp")


def _totp(request: web.Request, member: Member, problem: str, secret: str, status: int) -> web.Response:
    address = pyotp.TOTP(secret).provisioning_uri(name=member.name, issuer_name=ISSUER) if secret else ""
    return page(request, "totp", member, {"problem": problem, "secret": secret, "address": address}, status)
