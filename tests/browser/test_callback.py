"""The form for a call and the inbox of staff in a real browser: axe, narrow screens, no script needed, live count."""

from __future__ import annotations

import asyncio
import os

import pytest
from playwright.async_api import expect

from bot.callbacks import accounts
from tests.browser.helpers import axe
from tests.callbacks.builders import send

PHONE = {"width": 320, "height": 640}
PASSWORD = "correct horse battery"
LANGUAGES = ["en", "ur"]


async def check_page(page):
    """Fail for what axe finds, and for a page wider than the screen."""
    assert await axe(page) == [], page.url
    width = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], page.url


async def fill_in(page, base, code):
    await page.goto(f"{base}/callback?lang={code}")
    await page.check("#way-email")
    await page.fill("#email", "anna@example.org")
    for choice in ("safe-yes", "message-no", "who-no"):
        await page.check(f"#{choice}")
    await page.click("form.callback button[type=submit]")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_of_the_form_passes_axe_on_a_phone_without_javascript(site, new_page, code, scheme):
    page = await new_page(viewport=PHONE, color_scheme=scheme)
    await page.goto(f"{site.base}/callback?lang={code}")
    await check_page(page)
    await page.click("form.callback button[type=submit]")
    assert await page.locator("[role=alert] a").count() >= 3
    await check_page(page)
    await page.locator("[role=alert] a").first.click()
    await fill_in(page, site.base, code)
    assert "/callback/check" in page.url
    await check_page(page)
    await page.click("button[value=send]")
    await check_page(page)
    assert "anna@example.org" not in await page.content()
    await page.goto(f"{site.base}/callback/notice?lang={code}")
    await check_page(page)


async def test_the_form_works_with_javascript_off(site, new_page):
    page = await new_page(java_script_enabled=False)
    await fill_in(page, site.base, "en")
    await page.click("button[value=send]")
    assert "Your reference is" in await page.inner_text("main")


async def test_every_page_of_staff_passes_axe_and_the_count_is_live(site, new_page):
    desk = site.assistant.desk
    name = f"anna{os.urandom(3).hex()}"
    once = accounts.add(desk, name, "manager")
    page = await new_page(viewport=PHONE)
    await page.goto(f"{site.base}/staff")
    await check_page(page)
    await page.fill("#name", name)
    await page.fill("#password", once)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/staff/password")
    await check_page(page)
    for field, value in (("old", once), ("new", PASSWORD), ("again", PASSWORD)):
        await page.fill(f"#{field}", value)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/staff")
    before = int(await page.inner_text("#count"))
    sent = await asyncio.to_thread(send, desk)
    await expect(page.locator("#count")).to_have_text(str(before + 1), timeout=9000)
    await page.goto(f"{site.base}/staff")
    await check_page(page)
    await page.click(f"text={sent.reference}")
    await check_page(page)
    await page.get_by_role("button", name="Claim").click()
    await page.wait_for_selector(".contact")
    await check_page(page)
    for path in ("/staff/audit", "/staff/totp"):
        await page.goto(site.base + path)
        await check_page(page)
