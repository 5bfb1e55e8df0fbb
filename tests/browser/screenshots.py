"""`make screenshots`: the main states as pictures, with the scripted agent of the browser tests."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, make_site
from tests.browser.helpers import ROOT, SMALL, languages, open_widget, say

OUT = ROOT / "screenshots"
PHONE = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}


async def main() -> None:
    """Take all pictures."""
    OUT.mkdir(exist_ok=True)
    site, runners = await make_site(Path(tempfile.mkdtemp()))

    async def start(page: Page, code: str) -> None:
        await page.goto(f"{site.base}/chat?lang={code}")

    async def talk(page: Page, code: str) -> None:
        await start(page, code)
        for text in ("choices", "chart", "danger", "choices"):
            await say(page, text)

    async def failed(page: Page, code: str) -> None:
        await start(page, code)
        await page.route("**/chat", lambda route: route.abort())
        await page.fill("#message", "help")
        await page.click(".send")
        await page.wait_for_selector(".retry")
        await page.unroute("**/chat")

    async def options(page: Page, code: str) -> None:
        await talk(page, code)
        await page.click(".more summary")
        await page.click("nav summary")

    async def widget(page: Page, code: str) -> None:
        await open_widget(page, site, lang=code)
        await say(page, "choices")

    async def leaf(page: Page, code: str) -> None:
        await page.goto(f"{site.base}/safety?lang={code}")

    async def statement(page: Page, code: str) -> None:
        await page.goto(f"{site.base}/accessibility?lang={code}")

    async def demo(page: Page, code: str) -> None:
        await page.goto(f"{site.base}/?lang={code}")
        await page.wait_for_selector(".launcher")

    async def focus(page: Page, code: str) -> None:
        await talk(page, code)
        await page.keyboard.press("Shift+Tab")

    async def print_(page: Page, code: str) -> None:
        await talk(page, code)
        await page.emulate_media(media="print")

    State = Callable[[Page, str], Awaitable[None]]
    plan: list[tuple[str, State, dict]] = []
    for size_name, size in (("wide", WIDE), ("320", PHONE)):
        for name, state in (("start", start), ("talk", talk), ("error", failed), ("options", options)):
            plan.append((f"{name}-{size_name}", state, {"viewport": size}))
        plan.append((f"widget-{size_name}", widget, {"viewport": size}))
    plan += [
        ("safety-320", leaf, {"viewport": PHONE}),
        ("accessibility-320", statement, {"viewport": PHONE}),
        ("demo-wide", demo, {"viewport": WIDE}),
        ("start-320x256", start, {"viewport": SMALL}),
        ("focus-320x256", focus, {"viewport": SMALL}),
        ("talk-dark-320", talk, {"viewport": PHONE, "color_scheme": "dark"}),
        ("talk-forced-320", talk, {"viewport": PHONE, "forced_colors": "active"}),
        ("print-wide", print_, {"viewport": WIDE}),
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for code in languages("en", "ur"):
            for name, state, more in plan:
                context = await browser.new_context(**more)
                await context.route(re.compile("^https://"), lambda route: route.abort())
                page = await context.new_page()
                await state(page, code)
                whole = not name.startswith(("widget", "focus", "start-320x256"))
                await page.screenshot(path=OUT / f"{code}-{name}.png", full_page=whole)
                await context.close()
        await browser.close()
    for runner in runners:
        await runner.cleanup()
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}/")


if __name__ == "__main__":
    asyncio.run(main())
