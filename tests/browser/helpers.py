"""What several browser tests do."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from playwright.async_api import Page

from bot.i18n.catalogs import load_catalog
from bot.i18n.languages import served_languages

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "tools" / "browser"
SMALL = {"width": 320, "height": 256}
REPLY = ".log > li.reply"


def word(text: str, code: str) -> str:
    """Return a text of the page in a language."""
    return load_catalog(served_languages()[code].locale).pgettext("page", text)


def languages(*wanted: str) -> list[str]:
    """Return those of the wanted languages that are served; English always is."""
    return [code for code in wanted if code in served_languages()]


def rtl_languages() -> list[str]:
    return [code for code, language in served_languages().items() if language.dir == "rtl"]


@lru_cache(maxsize=1)
def npm_modules() -> Path:
    """Return the directory of the pinned npm packages; installed from the lock file when missing."""
    modules = NPM / "node_modules"
    if not (modules / "axe-core" / "axe.min.js").exists():
        npm = shutil.which("npm")
        assert npm, "npm is missing: run tools/system-packages"
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=NPM, check=True)
    return modules


async def say(page: Page, text: str) -> None:
    """Type a message, send it, and wait for the answer to this very message."""
    before = await page.locator(".log > li").count()
    await page.fill("#message", text)
    await page.click(".send")
    await page.wait_for_function(
        """([n]) => { const root = document.querySelector('.log') ? document : [...document.querySelectorAll('span')]
            .map(s => s.shadowRoot).find(Boolean);
          return root && root.querySelectorAll('.log > li').length > n && root.querySelector('#latest') }""",
        arg=[before],
    )


async def open_widget(page: Page, site, **query: str) -> None:
    """Open the widget on the host website."""
    pairs = "&".join(f"{k}={v}" for k, v in query.items())
    await page.goto(f"{site.host}/?{pairs}")
    await page.click(".launcher")
    await page.wait_for_selector(".panel h2")
    await page.wait_for_function(
        "() => document.querySelector('span') && [...document.querySelectorAll('span')].some(s => s.shadowRoot && "
        "s.shadowRoot.activeElement && s.shadowRoot.activeElement.tagName === 'H2')"
    )


#: The element that has the focus, also inside a shadow root.
ACTIVE = """() => { let a = document.activeElement; while (a && a.shadowRoot && a.shadowRoot.activeElement)
  a = a.shadowRoot.activeElement; return a }"""


async def focused(page: Page) -> dict[str, str]:
    """Return tag, class, id, text and target of the focused element."""
    return await page.evaluate(
        f"""() => {{ const a = ({ACTIVE})(); return {{tag: a.tagName, cls: a.className, id: a.id,
          text: (a.textContent || '').trim().slice(0, 80), href: a.getAttribute('href') || ''}} }}"""
    )


async def tab_stops(page: Page, most: int = 90) -> list[dict[str, str]]:
    """Press Tab from where the focus is until it leaves the document or comes round; return what was passed."""
    stops = []
    for _ in range(most):
        await page.keyboard.press("Tab")
        here = await focused(page)
        if here["tag"] == "BODY" or (stops and here == stops[0]):
            break
        stops.append(here)
    return stops


AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


async def axe(page: Page, options: dict | None = None) -> list[str]:
    """Return axe's violations, one line each."""
    if not await page.evaluate("typeof axe !== 'undefined'"):
        await page.evaluate((npm_modules() / "axe-core" / "axe.min.js").read_text("utf-8"))
    result = await page.evaluate("options => axe.run(document, options)", {**AXE_OPTIONS, **(options or {})})
    return [f"{v['id']}: {[n['target'] for n in v['nodes']][:5]}" for v in result["violations"]]


async def java(*arguments: str) -> tuple[int, str]:
    """Run a Java program without holding up the server in this process."""
    program = shutil.which("java")
    assert program, "Java is missing: run tools/system-packages"
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode("utf-8", "replace")


async def invalid_html(directory: Path) -> list[str]:
    """Return what the Nu HTML checker says against the pages in a directory."""
    jar = npm_modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    _, out = await java("-jar", str(jar), "--format", "json", "--skip-non-html", str(directory))
    # Java may say something of its own before and after.
    messages = json.JSONDecoder().raw_decode(out[out.index('{"') :])[0]["messages"]
    return [f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}" for m in messages if m["type"] == "error"]
