"""P2 of the 58 statements (docs/accessibility.md): quality of help and comfort."""

from __future__ import annotations

import re

import pytest

from bot.i18n.checks import check_catalog
from bot.i18n.languages import SOURCE, served_languages
from bot.i18n.update import build_template
from tests.browser.helpers import REPLY, ROOT, focused, languages, open_widget, say, tab_stops, word

STATIC = ROOT / "bot" / "web" / "static"


async def transcript(page) -> list[str]:
    """Return the texts of the log, without the white space that layouts differ in."""
    return [" ".join(text.split()) for text in await page.locator(".log > li").all_text_contents()]


async def test_46_consistent_help(page, site):
    orders = set()
    for code in languages("en", "pl", "ur", "ar"):
        for path in ("/chat", "/safety", "/accessibility", "/i-speak", "/i-speak/lt"):
            await page.goto(f"{site.base}{path}?lang={code}")
            order = await page.evaluate(
                """() => { const wanted = ['.exit', '.danger a', 'nav.languages', '.safety', 'main', 'footer .person',
                    'footer a[href^="/chat"]'], all = [...document.querySelectorAll('*')];
                  return wanted.map(s => document.querySelectorAll(s).length === 1
                    ? all.indexOf(document.querySelector(s)) : -1) }"""
            )
            assert -1 not in order
            orders.add(tuple(sorted(range(len(order)), key=lambda i: order[i])))
    assert orders == {(0, 1, 2, 3, 4, 5, 6)}


@pytest.mark.model
async def test_47_after_three_failures_a_person(page, real_site):
    await page.goto(f"{real_site}/chat")
    for _ in range(3):
        await say(page, "flurble wizzo")
    last = page.locator("#latest")
    assert await last.locator("a[href^='tel:']").count() >= 1
    assert await last.locator("a[href^='https:'], a[href^='mailto:']").count() >= 1


async def test_48_dismiss_and_recall(page, site):
    await open_widget(page, site)
    await say(page, "support")
    await page.click(".close")
    assert await page.locator(".panel").is_hidden()
    launcher = page.locator(".launcher")
    assert await launcher.is_visible()
    await launcher.click()
    assert await page.locator(".panel").is_visible()
    assert await page.locator(".said").count() == 1


@pytest.mark.model
async def test_49_no_redundant_entry(page, real_site):
    await page.goto(f"{real_site}/chat?lang=en")
    await say(page, "Which neighbourhood committee is Bretton in?")
    await say(page, "How many crimes were there in my ward?")
    answer = page.locator("#latest")
    assert "answered" in await answer.get_attribute("class")  # it does not ask which ward
    assert re.search(r"\d{3}", await answer.inner_text())
    await page.goto(f"{real_site}/chat")
    assert await page.evaluate("document.documentElement.lang") == "en"


async def test_50_no_puzzle(page, site):
    for path in ("/chat", "/safety", "/accessibility", "/i-speak", "/i-speak/lt"):
        await page.goto(site.base + path)
        assert (
            await page.locator("input[type=password], iframe, canvas, [class*=captcha i], [id*=captcha i]").count() == 0
        )


def test_51_strings_are_whole():
    page_texts = {m.id if isinstance(m.id, str) else m.id[0] for m in build_template() if m.context == "page"}
    assert len(page_texts) > 40
    problems = [
        str(problem)
        for language in served_languages().values()
        if language.locale != SOURCE
        for problem in check_catalog(language)
        if ": page: " in str(problem)
    ]
    assert problems == []
    # No sentence stands in a script, and none is put together there.
    for path in STATIC.glob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8").replace("://", ":"), flags=re.DOTALL)
        assert not re.findall(r"\"[A-Z][a-z]+ [a-z ]+\"", code)
    # No text outside of pgettext in the templates of residents' pages.
    for path in (ROOT / "bot/web/templates").glob("*.html"):
        if path.name == "demo.html":
            continue
        source = re.sub(r"{#.*?#}|{{.*?}}|{%.*?%}", "", path.read_text("utf-8"), flags=re.DOTALL)
        words = (
            re.sub(r"<[^>]*>", " ", source).replace("SaferPeterborough", "").replace("·", "").replace(",", "").split()
        )
        assert words == [], path.name


async def test_51_each_text_carries_its_language(page, site):
    for code in languages("en", "pl", "ur"):
        await page.goto(f"{site.base}/chat?lang={code}")
        await say(page, "chart")
        assert await page.evaluate("document.documentElement.lang") == code
        assert await page.locator("#latest").get_attribute("lang") == code
        assert await page.locator("#latest .source bdi[lang=en][dir=ltr]").count() == 1
        if code != SOURCE:
            assert await page.locator("label[for=message]").inner_text() != "Your question"
        await say(page, "danger")
        # No speaker has checked these texts yet: the English stands beside what may save a life.
        english = page.locator("#latest .english[lang=en][dir=ltr]")
        assert await english.count() == (1 if served_languages()[code].review == "draft" else 0)


@pytest.mark.parametrize("script", [True, False])
async def test_52_choices_in_speech(new_page, site, script):
    page = await new_page(java_script_enabled=script)
    await page.goto(f"{site.base}/chat")
    await page.fill("#message", "choices")
    await page.click(".send")
    await page.wait_for_selector("#latest .choices button")
    assert "2 choices below." in await page.locator("#latest").inner_text()
    await page.locator(".choices button").nth(1).click()
    await page.wait_for_function("() => document.querySelectorAll('.log > li').length === 5")
    assert (await page.locator(".said").last.inner_text()).split() == ["You", "Crimestoppers"]
    if script:
        assert (await focused(page))["id"] == "latest"
    old = page.locator(".choices button")
    assert await old.count() == 2
    assert await old.first.is_visible()
    assert await old.first.is_disabled()
    await page.evaluate("() => document.activeElement.blur()")
    assert not [stop for stop in await tab_stops(page) if stop["text"] in ("Victim Support", "Crimestoppers")]


async def test_53_links(new_page, site):
    for code in languages("en", "pl"):
        page = await new_page()
        await page.goto(f"{site.base}/chat?lang={code}")
        await say(page, "link")
        outside = page.locator("a[href^='https:']:not(.exit)")
        assert await outside.count() >= 2
        for link in await outside.all():
            assert (await link.get_attribute("href")).endswith(await link.inner_text())
            assert "noreferrer" in await link.get_attribute("rel")
            around = await link.evaluate("e => e.closest('bdi').nextSibling.textContent")
            assert around.strip().startswith(word("(another website)", code))
        assert await page.locator("[target=_blank]").count() == 0
        assert "noreferrer" in await page.locator(".exit").get_attribute("rel")
        assert [t for t in await page.locator("a").all_text_contents() if not t.strip()] == []


async def test_54_print(page, site):
    await page.goto(f"{site.base}/chat")
    for text in ("help", "choices", "chart"):
        await say(page, text)
    await page.click(".more summary")
    assert await page.get_by_role("button", name="Print or save").is_visible()
    assert "Others can read a printed or saved copy" in await page.locator(".printing").inner_text()
    await page.emulate_media(media="print")
    assert await page.locator(".log > li:visible").count() == 7
    for control in (".exit", ".ask", ".after", ".more", ".languages", ".skip"):
        assert await page.locator(control).first.is_hidden(), control
    assert await page.locator(".danger").is_visible()
    # What was offered stays as text.
    assert await page.locator(".choices button").first.evaluate("e => getComputedStyle(e).borderTopWidth") == "0px"
    # Nothing is saved unless asked for.
    assert await page.locator("a[download]").count() == 0


async def test_55_safety_page(page, site):
    for code in languages("en", "pl", "ur", "ar"):
        await page.goto(f"{site.base}/chat?lang={code}")
        await page.get_by_role("link", name=word("Stay private on this device", code)).click()
        await page.wait_for_url("**/safety**")
        assert await page.evaluate("document.documentElement.lang") == code
        text = await page.locator("main").inner_text()
        for part in (
            "It does not clear the history of your browser. "
            "Somebody who uses this device may see that you visited this website.",
            "A private window of your browser keeps no history after you close it.",
            "On a shared or watched device, nothing is fully private. "
            "If you can, use the device of somebody you trust, or one in a library.",
        ):
            assert word(part, code) in text
            assert code == SOURCE or word(part, code) != part
    gap = await page.evaluate(
        """() => { const box = s => document.querySelector(s).getBoundingClientRect();
          return box('.safety').top - box('.exit').bottom }"""
    )
    assert gap < 120


VOICES = """Object.defineProperty(window, 'speechSynthesis', {value: {
  speaking: false, spoken: [], addEventListener() {}, cancel() { this.speaking = false },
  getVoices: () => [{lang: 'ur-PK', name: 'u'}], speak(u) { this.spoken.push([u.lang, u.text]) } }});
window.SpeechSynthesisUtterance = function (text) { this.text = text }"""


async def test_56_read_aloud(page, site):
    await page.add_init_script(VOICES)
    await page.goto(f"{site.base}/chat")
    await say(page, "help")
    assert await page.locator(".read").is_hidden()  # no English voice on this device
    await say(page, "urdu")
    await page.get_by_role("button", name="Read aloud").click()
    spoken = await page.evaluate("window.speechSynthesis.spoken")
    assert len(spoken) == 1
    assert spoken[0][0] == "ur"
    assert "Victim Support" in spoken[0][1]


HOSTILE = (
    "*{all:unset;font-size:5px!important;color:yellow!important;background:white!important;line-height:1!important}"
)


async def test_57_host_isolation(page, site):
    await open_widget(page, site, css=HOSTILE.replace("#", "%23"))
    await say(page, "choices")
    measured = await page.evaluate(
        """() => { const root = [...document.querySelectorAll('span')].map(s => s.shadowRoot).find(Boolean);
          return ['.launcher', '.exit', '.send', '.close', '#message', '.choices button'].map(s => {
            const e = root.querySelector(s), r = e.getBoundingClientRect(), c = getComputedStyle(e);
            return [s, r.width, r.height, parseFloat(c.fontSize), c.color, c.backgroundColor] }) }"""
    )
    from tests.browser.test_p1 import contrast

    for name, width, height, size, color, ground in measured:
        assert min(width, height) >= 44, name
        assert size >= 16, name
        assert contrast(color, ground) >= 4.5, name


async def test_58_quiet(new_page, site):
    page = await new_page(color_scheme="dark")
    await page.goto(f"{site.host}/")
    await page.wait_for_selector(".launcher")
    await page.wait_for_timeout(1200)
    assert await page.locator(".panel").count() == 0  # it does not open by itself
    assert await page.evaluate("document.getAnimations().length") == 0
    await page.goto(f"{site.base}/chat")
    await say(page, "help")
    assert await page.locator("audio, video").count() == 0
    assert "Audio" not in (STATIC / "chat.js").read_text("utf-8")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 25, 29)"
    light = await new_page(color_scheme="light")
    await light.goto(f"{site.base}/chat")
    assert await light.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


# --- beside the statements ---


async def test_same_transcript_with_and_without_javascript(new_page, site):
    found = []
    for script in (True, False):
        page = await new_page(java_script_enabled=script)
        await page.goto(f"{site.base}/chat")
        for n, text in enumerate(["help", "choices", "chart", "danger", "my number is 07700 900123"]):
            await page.fill("#message", text)
            await page.click(".send")
            await page.wait_for_function(f"() => document.querySelectorAll('.said').length === {n + 1}")
            await page.wait_for_load_state()
        found.append(await transcript(page))
    assert found[0] == found[1]
    assert "[telephone]" in found[0][-2]


async def test_widget_goes_on_in_the_full_page(new_page, site):
    page = await new_page()
    await open_widget(page, site)
    await say(page, "support")
    session = await page.locator(".panel").get_attribute("data-session")
    await page.get_by_role("link", name="Open as a full page").click()
    await page.wait_for_url(f"{site.base}/chat#latest")
    assert await page.locator(".said").count() == 1
    assert await site.assistant.turns(f"widget-{session}") == []  # the widget's token leads nowhere now
    await say(page, "help")
    assert await page.locator(".said").count() == 2


async def test_widget_only_for_allowed_origins(page, site):
    answer = await page.request.get(f"{site.base}/widget", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    answer = await page.request.fetch(f"{site.base}/chat", method="OPTIONS", headers={"Origin": "https://evil.example"})
    assert answer.status == 403
    answer = await page.request.get(f"{site.base}/widget", headers={"Origin": site.host})
    assert answer.headers["access-control-allow-origin"] == site.host
    assert "access-control-allow-credentials" not in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("script", [True, False])
async def test_feedback_is_counted_and_nothing_else(new_page, site, script):
    page = await new_page(java_script_enabled=script)
    await page.goto(f"{site.base}/chat")
    await page.fill("#message", "support")
    await page.click(".send")
    await page.wait_for_selector("#latest")
    counter = site.app[__import__("bot.web.keys", fromlist=["FEEDBACK"]).FEEDBACK]
    before = sum(row[4] for row in await counter.totals())
    await page.get_by_role("button", name="Yes").click()
    await page.wait_for_function("() => document.querySelector('.status').textContent.includes('Thank you')")
    totals = await counter.totals()
    assert sum(row[4] for row in totals) == before + 1
    assert totals[-1][1:4] == ("en", "victim_support", True)


@pytest.mark.parametrize("script", [True, False])
async def test_start_again_and_show_in_english(new_page, site, script):
    page = await new_page(java_script_enabled=script)
    await page.goto(f"{site.base}/chat?lang=ur")
    await page.fill("#message", "support")
    await page.click(".send")
    await page.wait_for_selector("#latest")
    await page.click(".more summary")
    await page.click(".in-english")
    await page.wait_for_selector("#latest .english[lang=en]")
    assert "Victim Support" in await page.locator("#latest .english").inner_text()
    await page.fill("#message", "help")
    await page.click(".send")
    await page.wait_for_function("() => document.querySelectorAll('.said').length === 2")
    assert await page.locator(".log > li.reply .english").count() == 3
    await page.click(".more summary")
    await page.click(".restart button")
    await page.wait_for_function("() => document.querySelectorAll('.said').length === 0")
    assert await page.locator(REPLY).count() == 1


@pytest.mark.model
async def test_english_stands_beside_what_is_serious(page, real_site):
    """On the real agent too: Rasa hands a message on through its own hands."""
    drafts = [c for c in languages("pl", "ur") if served_languages()[c].review == "draft"]
    for code in drafts:
        await page.goto(f"{real_site}/chat?lang={code}")
        await say(page, "999")
        await say(page, "my husband hits me")
        assert await page.locator(".log > li.reply .english[lang=en]").count() >= 1
        await page.goto(f"{real_site}/chat?english=1")
        assert await page.locator(".log > li.reply:not([lang=en]):not(:has(.english))").count() == 0
