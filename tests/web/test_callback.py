"""The form at /callback: whole way, problems, repeats, CSRF, honeypot, limits, what it must not tell."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa
from markupsafe import escape

from bot.callbacks.schema import cases, metadata
from bot.callbacks.store import transaction
from bot.i18n.languages import served_languages
from bot.knowledge import load_knowledge
from bot.nlg.render import Renderer
from bot.web.callback import DESK

FILLED = {
    "lang": "en",
    "language": "Polish, Silesian",
    "way": "call",
    "number": "07700 900123",
    "name": "Zuzanna",
    "about": "My bicycle",
    "day": "any",
    "period": "any",
    "safe": "yes",
    "message": "no",
    "who": "no",
}


async def token_of(client, path="/callback", **query):
    page = await (await client.get(path, params=query)).text()
    return re.search(r'name="token" value="([0-9a-f]+)"', page)[1]


async def fill_in(client, **changes):
    data = {**FILLED, "token": await token_of(client), **changes}
    return await client.post("/callback", data=data)


async def press_send(client, **headers):
    token = await token_of(client, "/callback/check")
    return await client.post("/callback/send", data={"token": token, "lang": "en", "do": "send"}, headers=headers)


def stored(client):
    with transaction(client.app[DESK].engine) as connection:
        return connection.execute(sa.select(cases).order_by(cases.c.id)).all()


async def test_filled_in_checked_and_sent(make_client):
    client = await make_client()
    page = await (await fill_in(client)).text()
    assert "07700 900123" in page
    assert "Polish (Polish, Silesian)" in page
    said = await (await press_send(client)).text()
    (case,) = stored(client)
    assert case.reference in said
    assert "Nobody will contact you" in said
    assert case.language == "pl"
    assert client.app[DESK].box.open(case.sealed)["dialect"] == "Polish, Silesian"


async def test_loading_the_answer_again_makes_no_second_case(make_client):
    client = await make_client()
    await fill_in(client)
    token = await token_of(client, "/callback/check")
    data = {"token": token, "lang": "en", "do": "send"}
    texts = [await (await client.post("/callback/send", data=data)).text() for _ in range(3)]
    (case,) = stored(client)
    assert all(case.reference in text for text in texts)


async def test_answers_can_be_changed_before_sending(make_client):
    client = await make_client()
    await fill_in(client)
    page = await (await client.get("/callback")).text()
    assert 'value="Zuzanna"' in page
    await fill_in(client, name="Ewa")
    await press_send(client)
    (case,) = stored(client)
    assert client.app[DESK].box.open(case.sealed)["name"] == "Ewa"


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("number", "abc", "I cannot use this telephone number"),
        ("number", "0770", "I cannot use this telephone number"),
        ("number", "0909 8790000", "We cannot call this number"),
        ("number", "999", "We cannot call this number"),
        ("number", "9" * 10_000, "I cannot use this telephone number"),
        ("number", "\x00\x07", "I cannot use this telephone number"),
        ("number", "📞📞", "I cannot use this telephone number"),
        ("name", "x" * 10_000, "I cannot use this."),
        ("about", "😀😀", "I cannot use this."),
        ("language", "Zzzz", "I do not know this language"),
        ("way", "pigeon", "Please choose one of these answers"),
        ("day", "2001-01-01", "Please choose one of these answers"),
        ("who", "", "Please choose one of these answers"),
    ],
)
async def test_bad_input_gets_a_helpful_question_and_keeps_the_rest(make_client, field, value, problem):
    client = await make_client()
    response = await fill_in(client, **{field: value})
    page = await response.text()
    assert response.status == 400
    assert problem in page
    assert 'value="Polish, Silesian"' in page or field == "language"
    assert stored(client) == []


async def test_an_e_mail_needs_no_telephone(make_client):
    client = await make_client()
    await fill_in(client, way="email", number="", email="anna@example.org", message="")
    await press_send(client)
    (case,) = stored(client)
    assert client.app[DESK].box.open(case.sealed)["contact"] == "anna@example.org"


async def test_where_no_way_is_safe_no_case_is_promised(make_client):
    client = await make_client()
    page = await (await fill_in(client, safe="no")).text()
    assert "Then we will not contact you" in page
    assert "0808 2000 247" in page
    assert stored(client) == []


@pytest.mark.parametrize("code", list(served_languages()))
async def test_where_no_way_is_safe_page_and_chat_say_the_same_and_the_way_out_is_there(make_client, code):
    client = await make_client()
    language = served_languages()[code]
    page = await (await fill_in(client, lang=code, language=language.endonym, safe="no")).text()
    renderer = Renderer(load_knowledge())
    said = renderer.text("utter_callback_unsafe", language)  # what the chat says (bot.callbacks.dialogue)
    assert_says(page, said)
    for number in ("0808 2000 247", "(01733) 747474", "999"):
        assert number in page
    assert 'class="exit"' in page
    assert page.index('class="exit"') < page.index("0808 2000 247")
    # As in the chat, another way may be safe; the numbers come first.
    asked = renderer.text("utter_callback_ask_other_way", language)
    assert page.index("0808 2000 247") < page.index(str(escape(asked)))
    assert f'href="/callback?lang={code}"' in page
    assert 'value="Zuzanna"' not in await (await client.get("/callback")).text()


def assert_says(page, text):
    def bare(shown):
        # The page isolates numbers by markup, a text by characters.
        return re.sub(r"<[^>]+>|[\s\u2066-\u2069]", "", html.unescape(shown))

    for line in text.splitlines():
        assert bare(line.removeprefix("- ")) in bare(page)


async def test_form_and_confirmation_lead_to_where_a_request_is_asked_about(make_client):
    client = await make_client()
    for page in (await client.get("/callback"), await fill_in(client), await press_send(client)):
        text = await page.text()
        assert ("I have a reference" in text) is (page.url.path != "/callback/check")


async def test_a_form_without_its_token_loses_nothing(make_client):
    client = await make_client()
    response = await client.post("/callback", data={**FILLED, "token": "wrong"})
    page = await response.text()
    assert response.status == 403
    assert 'value="Zuzanna"' in page
    assert stored(client) == []


async def test_the_field_no_person_sees_stops_a_program(make_client):
    client = await make_client()
    assert (await fill_in(client, website="http://spam.example")).status == 403


async def test_a_repeat_is_answered_like_a_first_request(make_client):
    client = await make_client()
    pages = []
    for _ in range(2):
        await fill_in(client)
        pages.append(await (await press_send(client)).text())
    one, two = stored(client)
    assert two.linked_to == one.id
    assert pages[0].replace(one.reference, "R") == pages[1].replace(two.reference, "R")


async def test_too_many_from_one_address_are_refused_and_another_address_is_not(make_client):
    client = await make_client(per_client_hour=1)
    await fill_in(client)
    await press_send(client, **{"X-Forwarded-For": "192.0.2.1"})
    await fill_in(client, number="07700 900124")
    assert (await press_send(client, **{"X-Forwarded-For": "192.0.2.1"})).status == 429
    assert (await press_send(client, **{"X-Forwarded-For": "192.0.2.2"})).status == 200
    assert len(stored(client)) == 2


async def test_without_staff_no_call_is_offered_and_the_reason_is_told_to_staff(make_client):
    client = await make_client(staffed=False)
    page = await (await client.get("/callback")).text()
    assert "I cannot arrange for somebody to call you back" in page
    assert "(01733) 747474" in page
    ready = await (await client.get("/ready")).json()
    assert ready["callbacks"]["offered"] is False
    assert "no active staff account" in ready["callbacks"]["why_not"]


@pytest.mark.parametrize("code", list(served_languages()))
async def test_every_language_has_the_form_the_check_and_the_notice(make_client, code):
    client = await make_client()
    language = served_languages()[code]
    for path in ("/callback", "/callback/notice"):
        page = await (await client.get(path, params={"lang": code})).text()
        assert f'<html lang="{code}" dir="{language.dir}">' in page
    response = await fill_in(client, lang=code, language=language.endonym)
    assert response.status == 200
    await press_send(client)
    assert stored(client)[0].language.split("-")[0] == code.split("-")[0]


async def test_no_detail_is_in_a_table_an_address_or_a_file(make_client, tmp_path, capfd):
    client = await make_client()
    response = await fill_in(client)
    addresses = [str(r.url) for r in (*response.history, response)]
    await press_send(client)
    with transaction(client.app[DESK].engine) as connection:
        rows = [str(r) for t in metadata.sorted_tables for r in connection.execute(sa.select(t))]
    found = "\n".join([*rows, *addresses, *capfd.readouterr()])
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for detail in ("7700900123", "07700 900123", "Zuzanna", "My bicycle", "Silesian"):
        assert detail not in found
        assert detail.encode() not in files
