"""P1 of the 58 statements (docs/accessibility.md): WCAG 2.2 AA in detail, weak devices."""

from __future__ import annotations

import asyncio
import gzip
import re
import time
import urllib.request

import pytest

from bot.i18n.languages import served_languages
from tests.browser.helpers import (
    ACTIVE,
    ROOT,
    SMALL,
    focused,
    invalid_html,
    languages,
    npm_modules,
    open_widget,
    say,
    tab_stops,
)

STATIC = ROOT / "bot" / "web" / "static"
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunter"
ADDRESS = "https://example.org/" + "averylongpathsegment/" * 6
#: Statement 42, as written; the page's own policy is stricter.
WANTED_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
}
ROOTS = """const root = document.querySelector('.log') ? document
  : [...document.querySelectorAll('span')].map(s => s.shadowRoot).find(Boolean);"""


async def _open(page, site, where: str, code: str) -> None:
    if where == "page":
        await page.goto(f"{site.base}/chat?lang={code}")
    else:
        await open_widget(page, site, lang=code)


@pytest.mark.parametrize("where", ["page", "widget"])
async def test_26_reflow(new_page, site, where):
    page = await new_page(viewport=SMALL)
    for code in languages("en", "ur", "hu", "ml", "pl"):
        await _open(page, site, where, code)
        for text in (LONG, ADDRESS, "chart", "link"):
            await say(page, text)
        await page.evaluate(f"() => {{ {ROOTS} root.querySelectorAll('details').forEach(d => {{ d.open = true }}) }}")
        widths = await page.evaluate(
            f"""() => {{ {ROOTS} const panel = root.querySelector('.panel');
              return [document.documentElement.scrollWidth, panel ? panel.scrollWidth - panel.clientWidth : 0] }}"""
        )
        assert widths[0] <= 320, code
        assert widths[1] <= 0, code


@pytest.mark.parametrize("where", ["page", "widget"])
async def test_27_focus_not_obscured(new_page, site, where):
    page = await new_page(viewport=SMALL)
    for code in languages("en", "ur", "ml"):
        await _open(page, site, where, code)
        for text in ("help", "choices", "danger", "choices"):
            await say(page, text)
        if where == "page":
            await page.goto(f"{site.base}/chat")
        bad, seen = [], 0
        for key in ("Tab", "Shift+Tab"):
            for _ in range(45):
                await page.keyboard.press(key)
                verdict = await page.evaluate(
                    f"""() => {{ const a = ({ACTIVE})();
                      if (a === document.body || !a.getRootNode().querySelector('.log')) return null;
                      const r = a.getBoundingClientRect(), root = a.getRootNode();
                      const x = [r.left + 2, (r.left + r.right) / 2, r.right - 2];
                      const points = [[x[1], (r.top + r.bottom) / 2], [x[0], r.top + 2], [x[2], r.top + 2],
                        [x[0], r.bottom - 2], [x[2], r.bottom - 2]];
                      const shown = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
                      const clear = points.some(([px, py]) => {{ const hit = root.elementFromPoint(px, py);
                        return hit && (hit === a || a.contains(hit)) }});
                      return [shown && clear, a.outerHTML.slice(0, 80)]
                    }}"""
                )
                if verdict is None:
                    continue
                seen += 1
                if not verdict[0]:
                    bad.append(verdict[1])
        assert seen > 20
        assert bad == [], code
        assert await page.locator(".ask").evaluate("e => getComputedStyle(e).position") == "static"


def _luminance(color: tuple[float, ...]) -> float:
    parts = [c / 255 for c in color]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two CSS colours (#rrggbb or rgb())."""

    def parse(text: str) -> tuple[float, ...]:
        if text.startswith("#"):
            return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))
        return tuple(float(n) for n in re.findall(r"[\d.]+", text)[:3])

    light, dark = sorted((_luminance(parse(one)), _luminance(parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
async def test_28_focus_visible(new_page, site, scheme):
    options = {"forced_colors": "active"} if scheme == "forced" else {"color_scheme": scheme}
    page = await new_page(**options)
    for where in ("page", "widget"):
        await _open(page, site, where, "en")
        await say(page, "choices")
        if where == "page":
            await page.goto(f"{site.base}/chat")
        seen = 0
        for _ in range(24):
            await page.keyboard.press("Tab")
            style = await page.evaluate(
                f"""() => {{ const a = ({ACTIVE})(), s = getComputedStyle(a);
                  const box = a.closest('.page, .panel');
                  return box && [a.outerHTML.slice(0, 60), s.outlineStyle, parseFloat(s.outlineWidth), s.outlineColor,
                    getComputedStyle(box).backgroundColor, a.tagName] }}"""
            )
            if style is None or style[5] == "BODY":
                continue
            seen += 1
            assert style[1] != "none", style
            assert style[2] >= 2, style
            assert contrast(style[3], style[4]) >= 3, style
        assert seen >= 12


@pytest.mark.parametrize("where", ["page", "widget"])
async def test_29_targets(new_page, site, where):
    page = await new_page(viewport={"width": 320, "height": 640})
    for code in languages("en", "pl", "ur", "ar"):
        await _open(page, site, where, code)
        await say(page, "choices")
        await page.evaluate(f"() => {{ {ROOTS} root.querySelectorAll('details').forEach(d => {{ d.open = true }}) }}")
        small = await page.evaluate(
            f"""() => {{ {ROOTS}
              const controls = [...root.querySelectorAll('a, button, summary, textarea, .move label, .launcher')];
              return controls.filter(e => !e.closest('[hidden]') && !e.classList.contains('skip')
                  && !e.closest('.reply p, .reply ul, .person, .problem p, .danger bdi'))
                .map(e => [e.outerHTML.slice(0, 70), e.getBoundingClientRect()])
                .filter(([, r]) => r.width < 44 || r.height < 44).map(([h, r]) => [h, r.width, r.height]) }}"""
        )
        assert small == []
        lines = await page.evaluate(
            f"""() => {{ {ROOTS} return [...root.querySelectorAll('.reply p, .person p')]
              .map(e => parseFloat(getComputedStyle(e).lineHeight)) }}"""
        )
        assert lines
        assert min(lines) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_30_contrast(scheme):
    css = (STATIC / "chat.css").read_text("utf-8")
    blocks = re.findall(r"\.page, \.panel, \.launcher, \.cover \{([^}]*--text: #[^}]*)\}", css)
    assert len(blocks) == 2
    tokens = dict(re.findall(r"--(\w+): (#\w{6})", blocks[scheme == "dark"]))
    for text, ground in [
        ("text", "page"),
        ("text", "soft"),
        ("link", "page"),
        ("link", "soft"),
        ("danger", "page"),
        ("page", "link"),
        ("page", "danger"),
    ]:
        assert contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)
    for border, ground in [("line", "page"), ("line", "soft"), ("link", "page"), ("danger", "page")]:
        assert contrast(tokens[border], tokens[ground]) >= 3, (border, ground)
    # Nothing else brings a colour in.
    rest = re.sub(r"--\w+: #\w{6};", "", css)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|rgba?\(", rest)


async def test_31_forced_colours(new_page, site):
    page = await new_page(forced_colors="active")
    for where in ("page", "widget"):
        await _open(page, site, where, "en")
        await say(page, "choices")
        borders = await page.evaluate(
            f"""() => {{ {ROOTS} return [...root.querySelectorAll('.log > li, textarea, button:not([hidden]), .exit')]
              .map(e => {{ const s = getComputedStyle(e);
                return [e.className, s.borderTopStyle, parseFloat(s.borderTopWidth), s.borderTopColor,
                  getComputedStyle(e.closest('.page, .panel') || e).backgroundColor] }}) }}"""
        )
        assert len(borders) > 6
        for name, style, width, color, ground in borders:
            assert style != "none", name
            assert width >= 1, name
            assert contrast(color, ground) >= 3, name


async def test_32_reduced_motion(new_page, site):
    page = await new_page(reduced_motion="reduce")
    await page.goto(f"{site.base}/chat")
    await say(page, "choices")
    assert await page.evaluate("document.getAnimations().length") == 0
    assert await page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    for css in STATIC.glob("*.css"):
        assert not re.search(r"transition|animation|scroll-behavior", css.read_text("utf-8"))


@pytest.mark.parametrize("how", ["spacing", "text 200%"])
async def test_33_spacing_and_large_text(new_page, site, how):
    rules = {
        "spacing": "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        "p{margin-bottom:2em!important}",
        "text 200%": "html{font-size:200%}",
    }
    page = await new_page(viewport={"width": 640, "height": 512})
    for code in languages("en", "ur", "ml"):
        await page.goto(f"{site.base}/chat?lang={code}")
        for text in ("choices", "chart", LONG):
            await say(page, text)
        before = await page.locator(".reply").last.evaluate("e => e.offsetHeight")
        await page.evaluate(
            """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
              document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet] }""",
            rules[how],
        )
        assert await page.locator(".reply").last.evaluate("e => e.offsetHeight") > before or how == "spacing"
        clipped = await page.evaluate(
            """() => [...document.querySelectorAll(
                '.log > li, button:not([hidden]), .exit, summary, .danger, #hint, td, th')]
              .filter(e => e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).display !== 'inline'
                && e.clientHeight > 0).map(e => [e.outerHTML.slice(0, 60), e.scrollHeight, e.clientHeight])"""
        )
        assert clipped == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_34_label(page, site):
    await page.goto(f"{site.base}/chat")
    label = page.locator("label[for=message]")
    assert await label.is_visible()
    assert await label.inner_text() == "Your question"
    field = page.locator("#message")
    wanted = {"autocomplete": "off", "enterkeyhint": "send", "dir": "auto", "placeholder": None}
    assert {name: await field.get_attribute(name) for name in wanted} == wanted
    described = (await field.get_attribute("aria-describedby")).split()
    assert [await page.locator(f"#{d}").count() for d in described] == [1, 1]
    assert "do not write names" in await page.locator(f"#{described[0]}").inner_text()
    await page.click(".send")
    await page.wait_for_selector("[role=alert] .problem")
    assert "empty message" in await page.locator(f"#{described[1]}").inner_text()


async def test_35_enter_and_composition(page, site):
    await page.goto(f"{site.base}/chat")
    await page.focus("#message")
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    assert await page.input_value("#message") == "one\ntwo"
    await page.evaluate(
        """() => { for (const more of [{isComposing: true}, {keyCode: 229}]) document.querySelector('#message')
          .dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...more})) }"""
    )
    await page.wait_for_timeout(300)
    assert await page.locator(".said").count() == 0
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#latest")
    assert (await page.locator(".said p").inner_text()).split() == ["one", "two"]


async def test_36_structure(page, site):
    for path in ("/chat", "/safety", "/accessibility", "/i-speak", "/i-speak/phr", "/"):
        await page.goto(site.base + path)
        assert await page.locator("h1").count() == 1
        assert await page.locator("main").count() == 1
    await page.goto(f"{site.base}/chat")
    assert await page.locator("[role=log] > ol > li").count() == 1
    assert await page.locator("main section[aria-label='Your conversation']").count() == 1
    assert await page.locator("header nav[aria-label]").count() == 1
    await page.keyboard.press("Tab")
    assert (await focused(page))["cls"] == "skip"
    assert await page.locator(".skip").is_visible()
    await page.keyboard.press("Enter")
    assert (await focused(page))["id"] == "message"


async def test_37_latest_reply_link(new_page, site):
    for script in (True, False):
        page = await new_page(java_script_enabled=script)
        await page.goto(f"{site.base}/chat")
        await page.fill("#message", "support")
        await page.click(".send")
        await page.wait_for_selector("#latest")
        after = await page.evaluate(
            """() => !!(document.querySelector('#message').compareDocumentPosition(document.querySelector('a.latest'))
              & Node.DOCUMENT_POSITION_FOLLOWING)"""
        )
        assert after
        await page.get_by_role("link", name="Go to the newest answer").click()
        assert (await focused(page))["id"] == "latest"


async def test_38_scroll_manners(new_page, site):
    page = await new_page(viewport={"width": 600, "height": 500})
    await page.goto(f"{site.base}/chat")
    for text in ("help", "danger", "help", "danger"):
        await say(page, text)
        top = await page.locator("#latest").evaluate("e => e.getBoundingClientRect().top")
        assert 0 <= top < 500
    assert await page.locator(".new").is_hidden()
    await page.fill("#message", "slow")
    await page.click(".send")
    await page.evaluate("scrollTo(0, 0)")
    count = await page.locator(".log > li").count()
    await page.wait_for_function("n => document.querySelectorAll('.log > li').length > n", arg=count)
    await page.wait_for_timeout(200)
    assert await page.evaluate("scrollY") == 0
    button = page.get_by_role("button", name="New message")
    assert await button.is_visible()
    await button.click()
    assert (await focused(page))["id"] == "latest"
    assert await button.is_hidden()


def _gz(data: bytes) -> int:
    return len(gzip.compress(data, 9))


async def test_39_size(page, site):
    scripts = sum(_gz(path.read_bytes()) for path in STATIC.glob("*.js"))
    styles = _gz((STATIC / "chat.css").read_bytes())
    assert scripts <= 10 * 1024
    assert styles <= 6 * 1024
    largest = 0
    for code in served_languages():
        answer = await page.goto(f"{site.base}/chat?lang={code}")
        largest = max(largest, _gz(await answer.body()))
    assert largest <= 14 * 1024
    assert scripts + styles + largest + _gz((STATIC / "icon.svg").read_bytes()) <= 40 * 1024
    assert "@font-face" not in (STATIC / "chat.css").read_text("utf-8")


async def test_40_requests(page, site):
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    await page.goto(f"{site.base}/chat")
    await page.wait_for_load_state("networkidle")
    assert all(url.startswith(site.base) for url in asked)
    assert len(asked) <= 4, asked
    asked.clear()
    await page.goto(f"{site.host}/")
    await page.wait_for_selector(".launcher")
    await page.wait_for_load_state("networkidle")
    ours = [url for url in asked if url.startswith(site.base)]
    assert len(ours) <= 4
    assert not [url for url in ours if url.endswith("/chat.js")]
    assert not [url for url in asked if not url.startswith((site.base, site.host))]
    await page.click(".launcher")
    await page.wait_for_selector(".panel h2:focus")
    assert [url for url in asked if url.endswith("/chat.js")]


async def test_41_old_browsers(new_page, site):
    page = await new_page()
    await page.goto(f"{site.base}/chat")
    assert await page.locator("script").evaluate_all("all => all.map(s => s.type)") == ["module"]
    # ES2017 is the newest syntax: acorn refuses anything later.
    acorn = npm_modules() / "acorn" / "bin" / "acorn"
    for path in STATIC.glob("*.js"):
        process = await asyncio.create_subprocess_exec(
            "node", str(acorn), "--ecma2017", "--module", "--silent", str(path), stderr=asyncio.subprocess.PIPE
        )
        _, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
    # A script that fails at once leaves a form that works.
    broken = await new_page()
    source = (STATIC / "chat.js").read_text("utf-8")
    await broken.route(
        "**/chat.js",
        lambda route: route.fulfill(body="throw new Error('old');" + source, content_type="text/javascript"),
    )
    errors_seen: list[str] = []
    broken.on("pageerror", lambda e: errors_seen.append(str(e)))
    await broken.goto(f"{site.base}/chat")
    await broken.fill("#message", "support")
    await broken.click(".send")
    await broken.wait_for_url("**/chat#latest")
    assert "Victim Support" in await broken.locator("#latest").inner_text()
    assert errors_seen


async def test_42_content_security_policy(page, site):
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    answer = await page.goto(f"{site.base}/chat")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert {key: policy[key] for key in WANTED_CSP} == WANTED_CSP
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy)
    attack = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
    await say(page, attack)
    assert await page.locator(".said p").text_content() == attack
    await page.reload()
    assert await page.locator(".said p").text_content() == attack
    assert await page.locator(".log img, .log script").count() == 0
    assert await page.title() == "SaferPeterborough"
    assert errors == []
    for path in STATIC.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|DOMParser", path.read_text()
        )
    for path in (ROOT / "bot/web/templates").rglob("*.html"):
        assert not re.search(r"\son\w+=|\sstyle=|<style", path.read_text("utf-8")), path.name


async def test_42_host_with_strict_policy_keeps_the_link(page, site):
    policy = f"default-src 'none'; script-src {site.base}; connect-src {site.base}"
    await page.goto(f"{site.host}/?csp={policy}")
    link = page.get_by_role("link", name="Ask a question")
    await link.wait_for()
    await link.click()
    await page.wait_for_selector("#message")
    documented = (
        f"script-src {site.base}; style-src {site.base}; connect-src {site.base}; trusted-types saferpeterborough"
    )
    await page.goto(f"{site.host}/?csp=default-src 'none'; require-trusted-types-for 'script'; {documented}")
    await page.click(".launcher")
    await page.wait_for_selector(".panel h2:focus")
    await say(page, "help")


async def test_43_html_validity(new_page, site, tmp_path):
    def get(path: str, cookie: str = "") -> str:
        request = urllib.request.Request(site.base + path, headers={"Cookie": cookie} if cookie else {})
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode("utf-8")

    page = await new_page(java_script_enabled=False)
    await page.goto(f"{site.base}/chat")
    for text in ("choices", "chart", "danger", "link"):
        await page.fill("#message", text)
        await page.click(".send")
        await page.wait_for_url("**/chat#latest")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in await page.context.cookies() if c["name"] != "language")
    for code in served_languages():
        for name, path, cookie in [
            ("empty", "/chat", ""),
            ("turns", "/chat", cookies),
            ("widget", "/widget", ""),
            ("safety", "/safety", ""),
            ("accessibility", "/accessibility", ""),
            ("cards", "/i-speak", ""),
            ("card", "/i-speak/phr", ""),
            ("demo", "/", ""),
        ]:
            text = await asyncio.to_thread(get, f"{path}?lang={code}", cookie)
            (tmp_path / f"{name}-{code}.html").write_text(text, "utf-8")
    (tmp_path / "error.html").write_text(await (await page.request.get(f"{site.base}/nothing")).text(), "utf-8")
    assert "log" in (tmp_path / "turns-en.html").read_text("utf-8")
    assert (tmp_path / "turns-en.html").read_text("utf-8").count('class="said"') == 4
    assert await invalid_html(tmp_path) == []


async def test_44_slow_network(new_page, site):
    page = await new_page()
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    )
    started = time.monotonic()
    await page.goto(f"{site.base}/chat", wait_until="commit")
    await page.wait_for_selector("#message")
    await page.focus("#message")
    assert (await focused(page))["id"] == "message"
    assert time.monotonic() - started < 2
    await say(page, "slow")  # three seconds
    assert "I answer questions" in await page.locator("#latest").inner_text()


@pytest.mark.parametrize("script", [True, False])
async def test_45_session_expiry(new_page, site, script):
    page = await new_page(java_script_enabled=script)
    await page.goto(f"{site.base}/chat")
    await page.context.clear_cookies()
    seen: list[int] = []
    page.on("response", lambda r: seen.append(r.status) if r.request.method == "POST" else None)
    await page.fill("#message", "support")
    await page.click(".send")
    await page.wait_for_selector("[role=alert] .problem")
    assert seen == [200]
    assert "press Send again" in await page.locator("[role=alert]").inner_text()
    assert await page.input_value("#message") == "support"
    await page.click(".send")
    await page.wait_for_selector("#latest")
    assert "Victim Support" in await page.locator("#latest").inner_text()


async def test_45_warning_before_clearing(new_page, brief_site):
    page = await new_page()
    await page.goto(f"{brief_site.base}/chat")
    await say(page, "support")
    await page.fill("#message", "half a sentence")
    await page.get_by_role("button", name="Keep the conversation").click()
    assert (await focused(page))["id"] == "message"
    await page.wait_for_timeout(2600)
    assert await page.locator(".said").count() == 1  # it would be gone without the button
    await page.wait_for_function("() => document.querySelector('.status').textContent.includes('cleared')")
    assert await page.locator(".said").count() == 0
    assert await page.input_value("#message") == "half a sentence"
    assert await tab_stops(page, 2)
