"""The cards that say which language somebody speaks: on a small screen, on paper, and on the way to them."""

from __future__ import annotations

import re

import pytest

from bot.i18n.languages import served_languages
from tests.browser.helpers import axe, languages, open_widget, say

PHONE = {"width": 320, "height": 640}


async def test_cards_fit_a_small_screen_and_pass_axe_without_javascript(site, new_page):
    page = await new_page(viewport=PHONE, color_scheme="dark")
    for path in ["/i-speak", "/i-speak/ti", "/i-speak/phr", *(f"/i-speak/{c}" for c in languages("ur", "ml", "hu"))]:
        await page.goto(site.base + path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert await axe(page) == [], path
        small = await page.evaluate(
            """() => [...document.querySelectorAll('main a, main button, main input:not([type=hidden])')]
              .map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
              .filter(([, r]) => r.width < 44 || r.height < 44).map(([h, r]) => [h, r.width, r.height])"""
        )
        # A short number to dial may be narrow, as in the answers.
        assert [one for one in small if one[2] < 44 or "tel:" not in one[0]] == [], path


async def test_a_card_is_one_small_sheet_black_on_white_with_nothing_around_it(site, new_page):
    page = await new_page(color_scheme="dark")
    for code in served_languages():
        await page.goto(f"{site.base}/i-speak/{code}")
        # Half a sheet of office paper, as the stylesheet asks for.
        paper = await page.pdf(prefer_css_page_size=True)
        assert re.findall(rb"/Count (\d+)", paper) == [b"1"], code
        assert {float(x) for x in re.findall(rb"/MediaBox ?\[0 0 (\d+)", paper)} <= {419.0, 420.0}
    await page.emulate_media(media="print")
    for around in (".exit", "header", "footer", "h1", ".use"):
        assert await page.locator(around).first.is_hidden(), around
    colours = "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor] }"
    assert await page.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


async def test_another_language_is_found_without_javascript(site, new_page):
    page = await new_page(java_script_enabled=False)
    await page.goto(f"{site.base}/i-speak?lang=pl")
    await page.fill("#name", "ukraiński")
    await page.press("#name", "Enter")
    await page.wait_for_url("**/i-speak/uk?lang=pl")
    assert await page.locator(".line.first").inner_text() == "I speak Ukrainian. Please arrange an interpreter."
    await page.goto(f"{site.base}/i-speak")
    await page.fill("#name", "zzzz")
    await page.press("#name", "Enter")
    assert await page.locator("#name[aria-invalid=true]").count() == 1
    assert await page.locator("#name-problem").is_visible()


@pytest.mark.parametrize("where", ["page", "widget"])
@pytest.mark.parametrize(
    ("text", "code", "path"),
    [("interpreter", "en", "/i-speak"), ("interpreter", "lt", "/i-speak/lt"), ("somali", "en", "/i-speak/so")],
)
async def test_an_offer_of_an_interpreter_leads_to_the_card(site, new_page, where, text, code, path):
    page = await new_page()
    if where == "page":
        await page.goto(f"{site.base}/chat?lang={code}")
    else:
        await open_widget(page, site, lang=code)
    await say(page, text)
    await page.click(".to-card")
    await page.wait_for_url(f"{site.base}{path}?lang={code}")
    assert await page.locator(".card, .cards").count() > 0
