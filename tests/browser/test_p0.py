"""P0 of the 58 statements (docs/accessibility.md): safety, access, language. The number is in the name of each test."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.i18n.languages import served_languages
from tests.browser.helpers import (
    ACTIVE,
    REPLY,
    ROOT,
    SMALL,
    axe,
    focused,
    languages,
    open_widget,
    rtl_languages,
    say,
    tab_stops,
    word,
)

EXIT_URL = "https://www.bbc.co.uk/weather"
TOPIC_WORDS = (
    "abuse domestic violence crime police victim safety rape suicide stalking hate danger emergency "
    "przemoc policja przestęp ofiar zagroż تشدد پولیس جرم خطر عنف شرطة جريمة خشونت پلیس насил преступ полици "
    "smurt nusikalt policij vardarb noziegum violên crim violenț infracț"
).split()


async def press_until(page, key: str, test: str, most: int = 40) -> dict[str, str]:
    """Press a key until the focused element matches a CSS selector."""
    for _ in range(most):
        await page.keyboard.press(key)
        if await page.evaluate(f"s => ({ACTIVE})().matches(s)", test):
            return await focused(page)
    raise AssertionError(f"{test} was not reached with {key}")


async def test_01_turn_without_javascript(new_page, site):
    page = await new_page(java_script_enabled=False)
    seen = []
    page.on("response", lambda r: seen.append((r.request.method, r.status)))
    await page.goto(f"{site.base}/chat")
    form = page.locator("form[method=post]:has(textarea)")
    assert await form.count() == 1
    assert await form.locator("button[type=submit]").count() == 1
    await page.get_by_label("Your question").fill("help")
    await form.locator("button").click()
    await page.wait_for_url("**/chat#latest")
    assert ("POST", 303) in seen
    assert seen[-1] == ("GET", 200)
    assert await page.locator(".said").inner_text() == "You\n\nhelp"
    assert "I answer questions" in await page.locator(".reply:target").inner_text()


async def test_02_choices_without_javascript(new_page, site):
    page = await new_page(java_script_enabled=False)
    await page.goto(f"{site.base}/chat")
    await page.fill("#message", "choices")
    await page.click(".send")
    button = page.locator("form[method=post] button[type=submit][name=choice][value]").first
    label = await button.inner_text()
    await button.click()
    await page.wait_for_url("**/chat#latest")
    assert (await page.locator(".said").last.inner_text()).endswith(label)
    assert await page.locator(REPLY).count() == 3


@pytest.mark.parametrize("how", ["off", "blocked"])
async def test_03_launcher_without_javascript(new_page, site, how):
    page = await new_page(java_script_enabled=how != "off")
    if how == "blocked":
        await page.route("**/widget.js", lambda route: route.abort())
    for website in (site.host, site.base):  # somebody else's, and the demo with the lines to paste
        await page.goto(f"{website}/")
        link = page.locator("main").get_by_role("link", name="Ask a question")
        assert await link.get_attribute("href") == f"{site.base}/chat?lang=en"
        await link.click()
        await page.wait_for_selector("#message")
        assert page.url.startswith(f"{site.base}/chat")


async def test_04_exit_is_there_and_leaves(new_page, site):
    for code in languages("en", "pl", "ur", "ar"):
        page = await new_page(java_script_enabled=False)
        await page.goto(f"{site.base}/chat?lang={code}")
        link = page.get_by_role("link", name=word("Exit this page", code))
        assert await link.get_attribute("href") == EXIT_URL
        await link.click()
        await page.wait_for_url(EXIT_URL)
    page = await new_page()
    await open_widget(page, site)
    assert await page.locator(".panel").get_by_role("link", name="Exit this page").get_attribute("href") == EXIT_URL


@pytest.mark.parametrize("where", ["page", "widget"])
async def test_05_exit_hides_at_once(new_page, site, where):
    page = await new_page()
    if where == "page":
        await page.goto(f"{site.base}/chat")
    else:
        await open_widget(page, site)
    await say(page, "support")
    held = asyncio.Event()

    async def hold(route):
        await held.wait()
        await route.fulfill(body="weather")

    await page.route(EXIT_URL, hold)
    try:
        seen = await page.evaluate(
            """() => { const root = document.querySelector('a.exit') ? document
                : [...document.querySelectorAll('span')].map(s => s.shadowRoot).find(Boolean);
              const before = performance.now();
              root.querySelector('a.exit').click();
              return new Promise(done => requestAnimationFrame(() => {
                const covered = [];
                const xs = [1, innerWidth / 2, innerWidth - 1], ys = [1, innerHeight / 2, innerHeight - 1];
                for (const x of xs) for (const y of ys) covered.push((root.elementFromPoint(x, y) || {}).className);
                const cover = root.querySelector('.cover');
                done({ms: performance.now() - before, covered, left: root.querySelectorAll('.log').length,
                  background: cover ? getComputedStyle(cover).backgroundColor : ''});
              })) }"""
        )
        assert seen["ms"] < 100
        assert set(seen["covered"]) == {"cover"}
        assert seen["left"] == 0
        assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)", seen["background"])
    finally:
        held.set()


async def test_06_exit_by_shift(page, site):
    await page.clock.install()
    await page.goto(f"{site.base}/chat")
    await page.focus("#message")
    for letter in "HELPMENOW":
        await page.keyboard.press(f"Shift+{letter}")
    assert await page.input_value("#message") == "HELPMENOW"
    presses = page.locator(".presses[role=status]")
    assert await presses.inner_text() == ""
    await page.keyboard.press("Shift")
    assert await presses.inner_text() == "To leave this page, press Shift 2 more times."
    await page.keyboard.press("Shift")
    assert await presses.inner_text() == "To leave this page, press Shift 1 more time."
    await page.clock.fast_forward(5100)
    assert await presses.inner_text() == ""
    await page.keyboard.press("Shift")
    assert page.url.startswith(site.base)
    assert await presses.inner_text() == "To leave this page, press Shift 2 more times."
    await page.keyboard.press("Shift")
    await page.keyboard.press("Shift")
    await page.wait_for_url(EXIT_URL)


@pytest.mark.parametrize("how", ["link", "shift", "no script"])
async def test_07_no_way_back(new_page, site, how):
    page = await new_page(java_script_enabled=how != "no script")
    await page.goto(f"{site.base}/safety")
    answer = await page.goto(f"{site.base}/chat")
    assert answer.headers["cache-control"] == "no-store"
    await say(page, "support")
    cookies = await page.context.cookies()
    if how != "shift":
        await page.click("a.exit")
    else:
        for _ in range(3):
            await page.keyboard.press("Shift")
    await page.wait_for_url(EXIT_URL)
    await page.wait_for_timeout(200)
    await page.go_back()
    assert "Victim Support" not in await page.content()
    if how != "no script":
        assert page.url == f"{site.base}/safety"
    await page.context.add_cookies(cookies)  # even who kept the cookie finds nothing
    await page.goto(f"{site.base}/chat")
    assert await page.locator(".log > li").count() == 1


async def test_07_exit_of_the_widget_deletes_its_conversation(page, site):
    await open_widget(page, site)
    await say(page, "support")
    session = await page.locator(".panel").get_attribute("data-session")
    assert len(await site.assistant.turns(f"widget-{session}")) == 1
    await page.click(".panel a.exit")
    await page.wait_for_url(EXIT_URL)
    # The browser leaves first and sends the wish to forget beside that; it may arrive a moment later.
    for _ in range(200):
        if not await site.assistant.turns(f"widget-{session}"):
            break
        await asyncio.sleep(0.05)
    assert await site.assistant.turns(f"widget-{session}") == []


async def test_08_exit_is_the_second_tab_stop(page, site):
    await page.goto(f"{site.base}/chat")
    stops = await tab_stops(page, 2)
    assert "skip" in stops[0]["cls"]
    assert "exit" in stops[1]["cls"]
    await open_widget(page, site)
    assert "exit" in [stop["cls"] for stop in await tab_stops(page, 2)]


@pytest.mark.parametrize("size", [SMALL, {"width": 1280, "height": 800}])
@pytest.mark.parametrize("where", ["page", "widget"])
async def test_09_exit_is_never_covered(new_page, site, size, where):
    page = await new_page(viewport=size)
    for code in languages("en", "ur") if where == "page" else ["en"]:
        if where == "page":
            await page.goto(f"{site.base}/chat?lang={code}")
        else:
            await open_widget(page, site)
        await say(page, "choices")
        await say(page, "chart")
        bad = await page.evaluate(
            """async () => { const root = document.querySelector('a.exit') ? document
                : [...document.querySelectorAll('span')].map(s => s.shadowRoot).find(Boolean);
              const scroller = root === document ? document.scrollingElement : root.querySelector('.panel');
              const bad = [];
              for (let y = 0; y <= scroller.scrollHeight; y += 97) {
                scroller.scrollTop = y;
                await new Promise(requestAnimationFrame);
                const link = root.querySelector('a.exit'), r = link.getBoundingClientRect();
                const inside = r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth;
                const hit = root.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2);
                if (!inside || hit !== link) bad.push([y, inside, hit && hit.outerHTML.slice(0, 60)]);
              }
              return bad }"""
        )
        assert bad == []


async def test_10_nothing_is_kept_by_the_browser(new_page, site):
    page = await new_page()
    await page.goto(f"{site.base}/chat?english=1&lang=pl")
    await say(page, "help")
    stored = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    assert await page.evaluate(stored) == [0, 0, 0]
    cookies = await page.context.cookies()
    assert cookies
    for cookie in cookies:
        assert cookie["expires"] == -1
        assert cookie["httpOnly"]
        assert cookie["sameSite"] in ("Lax", "Strict")
    other = await new_page()
    await open_widget(other, site)
    await say(other, "help")
    assert await other.evaluate(stored) == [0, 0, 0]
    assert await other.context.cookies() == []


async def test_11_neutral_title(page, site):
    for code in served_languages():
        for path in ("/chat", "/safety", "/accessibility", "/i-speak", "/i-speak/lt", "/"):
            await page.goto(f"{site.base}{path}?lang={code}")
            title = (await page.title()).casefold()
            assert title
            assert not [w for w in TOPIC_WORDS if w in title.replace("saferpeterborough", "")]
    icon = (ROOT / "bot/web/static/icon.svg").read_text("utf-8")
    assert "<text" not in icon
    assert await page.locator("link[rel=icon]").get_attribute("href") == "/static/icon.svg"


async def test_12_emergency_line_first(new_page, site):
    page = await new_page(viewport=SMALL)
    for code in languages("en", "pl", "ur", "ar"):
        await page.goto(f"{site.base}/chat?lang={code}")
        order = await page.evaluate(
            """() => { const all = [...document.querySelectorAll('*')];
              return ['.skip', '.exit', '.danger a', 'nav.languages', '.log']
                .map(s => all.indexOf(document.querySelector(s))) }"""
        )
        assert order == sorted(order)
        assert -1 not in order
        box = await page.locator(".danger").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= SMALL["height"]
        stops = await tab_stops(page, 4)
        assert [s["cls"] or s["href"] or s["tag"] for s in stops] == ["skip", "exit", "tel:999", "SUMMARY"]
        await say(page, "danger")
        numbers = page.locator("a[href^='tel:']")
        assert await numbers.count() > 3
        assert await page.locator("bdi[dir=ltr] > a[href^='tel:']").count() == await numbers.count()


async def test_13_each_message_has_language_and_direction(page, site):
    await page.goto(f"{site.base}/chat")
    for text in ("help", "urdu", "danger"):
        await say(page, text)
    items = page.locator(".log > li")
    assert await items.count() == await page.locator(".log > li[lang][dir]").count() == 7
    assert await page.locator(".said[dir=auto]").count() == 3
    urdu = page.locator(".reply[lang=ur]")
    assert await urdu.get_attribute("dir") == "rtl"
    assert await urdu.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert await urdu.locator("bdi").count() > 1
    assert set(await urdu.locator("bdi").evaluate_all("all => all.map(e => getComputedStyle(e).unicodeBidi)")) == {
        "isolate"
    }


async def test_14_right_to_left_page(new_page, site):
    assert rtl_languages()
    page = await new_page()
    for code in rtl_languages():
        for size in (SMALL, {"width": 1280, "height": 800}):
            await page.set_viewport_size(size)
            await page.goto(f"{site.base}/chat?lang={code}")
            assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [code, "rtl"]
            send, field = await page.locator(".send").bounding_box(), await page.locator("#message").bounding_box()
            assert send["x"] + send["width"] <= field["x"]
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for css in (ROOT / "bot/web/static").glob("*.css"):
        physical = (
            r"(margin|padding|border)-(left|right)|float:\s*(left|right)|text-align:\s*(left|right)|[;{ ](left|right):"
        )
        assert not re.findall(physical, css.read_text("utf-8"))


async def test_15_language_switch(new_page, site):
    page = await new_page(java_script_enabled=False)
    await page.goto(f"{site.base}/chat?lang=en")
    await page.fill("#message", "support")
    await page.click(".send")
    links = page.locator("nav[aria-label] a[lang][hreflang][dir]")
    assert await links.count() == len(served_languages())
    for code, language in served_languages().items():
        link = page.locator(f"nav a[hreflang='{code}']")
        assert (await link.text_content()).strip() == language.endonym
        assert await link.get_attribute("lang") == code
        assert await link.get_attribute("dir") == language.dir
    assert await page.locator("nav [aria-current=true]").get_attribute("hreflang") == "en"
    assert "SUMMARY" in [stop["tag"] for stop in (await tab_stops_without_script(page))[2:4]]
    await page.locator("nav summary").click()
    await page.locator("nav a[hreflang=ur]").click()
    await page.wait_for_selector("html[lang=ur][dir=rtl]")
    assert await page.locator("nav [aria-current=true]").get_attribute("hreflang") == "ur"
    assert "Victim Support" in await page.locator(".reply[lang=en]").last.inner_text()


async def tab_stops_without_script(page) -> list[dict[str, str]]:
    # Playwright's own evaluation works where the page's scripts are off.
    await page.goto(page.url.split("#")[0])
    return await tab_stops(page, 4)


async def test_16_keyboard_only(page, site):
    await page.goto(f"{site.host}/")
    await page.wait_for_selector(".launcher")
    await press_until(page, "Tab", ".launcher")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".panel h2:focus")
    assert await page.locator(".panel [tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    await press_until(page, "Tab", "#message")
    await page.keyboard.type("choices")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".panel .choices button")
    await press_until(page, "Shift+Tab", ".choices button")
    await page.keyboard.press("Enter")
    await page.wait_for_function(
        "() => [...document.querySelectorAll('span')].find(s => s.shadowRoot)"
        ".shadowRoot.querySelectorAll('.log > li').length == 5"
    )
    await press_until(page, "Shift+Tab", "nav summary")
    await page.keyboard.press("Enter")
    await press_until(page, "Tab", "nav a[hreflang=ur]")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".panel[lang=ur] h2:focus")
    assert await page.locator(".panel .log > li").count() == 5
    await press_until(page, "Tab", "a.exit")
    await press_until(page, "Tab", "button.close")
    await page.keyboard.press("Enter")
    assert await page.locator(".panel").is_hidden()
    await page.keyboard.press("Enter")
    # No trap: Tab goes on to the website behind the panel.
    await press_until(page, "Tab", "#after", 60)
    await page.goto(f"{site.base}/chat")
    assert await page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    await press_until(page, "Tab", "a.exit")
    await page.keyboard.press("Enter")
    await page.wait_for_url(EXIT_URL)


async def test_17_closed_means_gone(page, site):
    await open_widget(page, site)
    await page.keyboard.press("Escape")
    await page.focus("#before")
    stops = await tab_stops(page, 2)
    assert "launcher" in stops[0]["cls"]
    assert stops[1]["id"] == "after"
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    names = [n["name"]["value"] for n in tree["nodes"] if not n.get("ignored") and n.get("name", {}).get("value")]
    assert "Ask a question" in names
    assert "Your question" not in names
    assert "Exit this page" not in names


async def test_18_open_and_close(page, site):
    label = word("Ask a question", "ur")
    await page.goto(f"{site.host}/?lang=ur&label={label}")
    launcher = page.get_by_role("button", name=label, exact=True)
    assert await launcher.get_attribute("aria-expanded") == "false"
    await launcher.click()
    await page.wait_for_selector(".panel h2:focus")
    assert await launcher.get_attribute("aria-expanded") == "true"
    assert await launcher.get_attribute("lang") == "ur"
    assert await page.locator(".panel").get_attribute("aria-modal") is None
    await page.keyboard.press("Escape")
    assert await page.locator(".panel").is_hidden()
    assert await launcher.get_attribute("aria-expanded") == "false"
    assert "launcher" in (await focused(page))["cls"]


async def test_19_one_log(page, site):
    for where in ("page", "widget"):
        if where == "page":
            await page.goto(f"{site.base}/chat")
        else:
            await open_widget(page, site)
        log = page.locator("[role=log]")
        assert await log.count() == 1
        assert await log.get_attribute("aria-label") == "Your conversation"
        await say(page, "choices")
        assert await log.locator("[aria-live], [role=status], [role=alert], [role=log]").count() == 0
        regions = page.locator("[role=status], [role=alert], [aria-live]:not([role=log])")
        assert "Did you mean" not in " ".join(await regions.all_inner_texts())
        assert "Did you mean" in await log.inner_text()


async def test_20_one_insertion_for_each_message(page, site):
    await page.goto(f"{site.base}/chat")
    await say(page, "choices")
    await page.evaluate(
        """() => { window.seen = []; new MutationObserver(records => records.forEach(r => window.seen.push(
            [r.type, [...r.addedNodes].map(n => n.className), r.removedNodes.length])))
            .observe(document.querySelector('[role=log]'), {childList: true, characterData: true, subtree: true}) }"""
    )
    await say(page, "two")
    await page.wait_for_timeout(400)
    seen = await page.evaluate("window.seen")
    assert seen == [
        ["childList", ["said"], 0],
        ["childList", ["reply answered"], 0],
        ["childList", ["reply smalltalk"], 0],
    ] or [s[1][0].split()[0] for s in seen] == ["said", "reply", "reply"]
    assert all(kind == "childList" and len(added) == 1 and removed == 0 for kind, added, removed in seen)


async def test_21_focus_stays_or_moves_as_chosen(page, site):
    await page.goto(f"{site.base}/chat")
    await page.focus("#message")
    await page.keyboard.type("help")
    await page.evaluate("window.before = document.activeElement")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#latest")
    assert await page.evaluate("window.before === document.activeElement && document.activeElement.id === 'message'")
    await page.click(".more summary")
    await page.get_by_label("Move me to each answer").check()
    assert await page.locator("[role=log]").get_attribute("aria-live") == "off"
    await say(page, "support")
    assert (await focused(page))["id"] == "latest"
    assert await page.locator("#latest").get_attribute("tabindex") == "-1"
    await page.get_by_label("Move me to each answer").uncheck()
    assert await page.locator("[role=log]").get_attribute("aria-live") == "polite"


async def test_22_who_said_it(page, site):
    for code in languages("en", "pl", "ur", "ar"):
        await page.goto(f"{site.base}/chat?lang={code}")
        await say(page, "help")
        for text in (await page.locator(".log > li").all_inner_texts())[-3:]:
            assert text.strip().startswith((word("You", code), word("Assistant", code)))
    if "ur" in served_languages():
        assert word("Assistant", "ur") != "Assistant"


async def test_23_pending(page, site):
    await page.goto(f"{site.base}/chat")
    site.agent.asked.clear()
    await page.fill("#message", "slow")
    await page.press("#message", "Enter")
    await page.wait_for_function(
        "() => document.querySelector('.status[role=status]').textContent === 'The assistant is writing'", timeout=300
    )
    assert await page.locator("[role=log] .status").count() == 0
    assert await page.locator(".send").get_attribute("aria-disabled") == "true"
    assert not await page.locator(".send").evaluate("e => e.disabled")
    assert (await focused(page))["id"] == "message"
    await page.keyboard.press("Enter")
    await page.focus(".send")
    await page.keyboard.press("Enter")
    assert "send" in (await focused(page))["cls"]
    await page.wait_for_selector("#latest")
    assert await page.locator(".status").inner_text() == ""
    assert await page.locator(".send").get_attribute("aria-disabled") is None
    assert site.agent.asked == ["slow"]


@pytest.mark.parametrize("how", ["abort", "500"])
async def test_24_failure(page, site, how):
    await page.goto(f"{site.base}/chat")
    site.agent.asked.clear()
    reached = []

    async def fail(route):
        reached.append(route.request.post_data)
        if len(reached) == 1:
            await route.fetch()  # the server has taken it, only the answer is lost
        if how == "abort":
            await route.abort()
        else:
            await route.fulfill(status=500, body="<!doctype html><title>x</title>", content_type="text/html")

    await page.route("**/chat", fail)
    await page.evaluate(
        """() => { window.added = 0;
          const count = rs => rs.forEach(r => { window.added += r.addedNodes.length && 1 });
          new MutationObserver(count).observe(document.querySelector('[role=alert]'), {childList: true}) }"""
    )
    await page.fill("#message", "support")
    await page.click(".send")
    alert = page.locator("[role=alert] .problem")
    await alert.wait_for()
    assert await page.input_value("#message") == "support"
    assert "not sent" in await alert.inner_text()
    assert await alert.locator("a[href='tel:01733747474']").count() == 1
    await page.click(".retry")
    await page.wait_for_function("() => window.added === 2")
    await page.unroute("**/chat")
    await page.click(".retry")
    await page.wait_for_selector("#latest")
    assert await alert.count() == 0
    assert await page.input_value("#message") == ""
    assert site.agent.asked == ["support"]
    await page.goto(f"{site.base}/chat")
    assert await page.locator(".said").count() == 1


async def test_25_axe(new_page, site):
    found = {}
    wide = await new_page()
    await wide.goto(f"{site.host}/")
    await wide.wait_for_selector(".launcher")
    found["widget closed"] = await axe(wide)
    await open_widget(wide, site)
    found["widget open"] = await axe(wide)
    await say(wide, "choices")
    found["widget choices"] = await axe(wide)
    await wide.goto(f"{site.base}/chat")
    found["page"] = await axe(wide)
    await wide.fill("#message", "slow")
    await wide.click(".send")
    await wide.wait_for_selector(".send[aria-disabled]")
    found["pending"] = await axe(wide)
    await wide.wait_for_selector("#latest")
    for text in ("choices", "chart", "link", "danger"):
        await say(wide, text)
        found[text] = await axe(wide)
    await wide.route("**/chat", lambda route: route.abort())
    await wide.fill("#message", "x")
    await wide.click(".send")
    await wide.wait_for_selector(".retry")
    await wide.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found["error"] = await axe(wide)
    await wide.unroute("**/chat")
    small = await new_page(viewport=SMALL, color_scheme="dark")
    for code in languages("ur", "pl", "ar"):
        await small.goto(f"{site.base}/chat?lang={code}")
        await say(small, "danger")
        found[f"{code} small dark"] = await axe(small)
    await small.emulate_media(forced_colors="active")
    found["forced colours"] = await axe(small)
    await open_widget(small, site, lang="ur")
    found["widget small ur"] = await axe(small)
    for path in ("/", "/safety", "/accessibility", "/i-speak", "/i-speak/phr", "/i-speak/ti", "/i-speak/bfi"):
        await wide.goto(site.base + path)
        found[path] = await axe(wide)
    assert {state: problems for state, problems in found.items() if problems} == {}


async def test_smoke_all_languages(page, site):
    for code, language in served_languages().items():
        await page.goto(f"{site.base}/chat?lang={code}")
        await say(page, "support")
        assert await page.locator("#latest").get_attribute("lang") == code
        assert await page.evaluate("document.documentElement.dir") == language.dir
