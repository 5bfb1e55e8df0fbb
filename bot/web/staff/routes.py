"""The addresses of the inbox."""

from __future__ import annotations

from aiohttp import web

from bot.web.staff import cases, pages

#: Pages that need no sign-in; a test asks every other one without.
OPEN = ("/staff/sign-in",)

ROUTES = [
    web.get("/staff", cases.show_list, name="staff"),
    web.get("/staff/sign-in", pages.show_sign_in, name="staff_sign_in"),
    web.post("/staff/sign-in", pages.sign_in),
    web.post("/staff/sign-out", pages.sign_out, name="staff_sign_out"),
    web.get("/staff/password", pages.show_password, name="staff_password"),
    web.post("/staff/password", pages.change_password),
    web.get("/staff/totp", pages.show_totp, name="staff_totp"),
    web.post("/staff/totp", pages.set_totp),
    web.get(r"/staff/case/{id:\d{1,9}}", cases.show_case, name="staff_case"),
    web.post(r"/staff/case/{id:\d{1,9}}/{change:[a-z-]+}", cases.change_case, name="staff_change"),
    web.get("/staff/audit", cases.audit, name="staff_audit"),
    web.get("/staff/export.csv", cases.export, name="staff_export"),
    web.get("/staff/events", cases.events, name="staff_events"),
]
