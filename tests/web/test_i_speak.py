"""The cards that say which language somebody speaks."""

from __future__ import annotations

import re

import pytest
from babel import Locale

from bot.i18n.languages import served_languages
from bot.knowledge import load_knowledge

OTHERS = ["ti", "so", "uk", "sq", "ne", "tet", "yue", "ku", "fa-AF", "pa-Arab", "phr", "he"]


async def text_of(client, path, status=200, **options):
    response = await client.get(path, **options)
    assert response.status == status
    return await response.text()


@pytest.mark.parametrize("code", served_languages())
async def test_every_language_has_a_card_in_english_and_in_itself(make_client, code):
    client = await make_client()
    language = served_languages()[code]
    page = await text_of(client, f"/i-speak/{code}")
    assert f'<html lang="{code}" dir="{language.dir}">' in page
    assert f"I speak {language.example}. Please arrange an interpreter." in page
    assert load_knowledge().contacts["council"].value in page
    card = page[page.index('<section class="card"') : page.index("</section>")]
    assert '<div class="line first" lang="en" dir="ltr">' in card
    assert (f'<div class="line second" lang="{code}" dir="{language.dir}">' in card) is (code != "en")
    assert (f'<div class="asking" lang="{code}" dir="{language.dir}">' in card) is True


@pytest.mark.parametrize("code", OTHERS)
async def test_any_language_has_a_card_in_english_with_its_own_name(make_client, code):
    from bot.i18n.languages import language_names

    client = await make_client()
    page = await text_of(client, f"/i-speak/{code}")
    english, native = language_names(code)
    assert f"I speak {english}. Please arrange an interpreter." in page
    assert native in page


async def test_near_languages_have_the_text_of_the_one_their_readers_know(make_client):
    client = await make_client()
    page = await text_of(client, "/i-speak/phr")
    assert '<div class="asking" lang="ur" dir="rtl">' in page
    assert '<html lang="ur" dir="rtl">' in page


async def test_right_to_left_names_are_marked(make_client):
    client = await make_client()
    assert '<p class="line second" lang="he" dir="rtl">' in await text_of(client, "/i-speak/he")


async def test_sign_language_is_used_not_spoken_and_needs_no_voice(make_client):
    client = await make_client()
    page = await text_of(client, "/i-speak/bfi")
    assert "I use sign language (BSL). Please arrange an interpreter." in page
    assert "I speak" not in page
    assert load_knowledge().contacts["emergency_bsl"].value in page


async def test_page_around_a_card_can_be_in_another_language(make_client):
    client = await make_client()
    page = await text_of(client, "/i-speak/ckb?lang=pl")
    assert '<html lang="pl" dir="ltr">' in page
    assert '<div class="line second" lang="ckb" dir="rtl">' in page


@pytest.mark.parametrize("code", ["xx", "qqq", "123", "abcdefgh", "..%2f", "en%00"])
async def test_unknown_codes_have_no_card(make_client, code):
    client = await make_client()
    assert (await client.get(f"/i-speak/{code}")).status == 404


async def test_index_leads_to_every_language_and_to_others(make_client):
    client = await make_client()
    page = await text_of(client, "/i-speak?lang=ro")
    links = re.findall(r'href="/i-speak/([A-Za-z-]+)', page)
    assert set(served_languages()) < set(links)
    assert {"uk", "ku", "phr", "ti", "bfi"} < set(links)
    for code in links:
        assert (await client.get(f"/i-speak/{code}")).status == 200


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Tigrinya", "ti"),
        ("ትግርኛ", "ti"),
        ("po ukraińsku", "uk"),
        ("Dari", "fa-AF"),
        ("kurmanci", "ku"),
        ("lietuviškai", "lt"),
        ("BSL", "bfi"),
    ],
)
async def test_any_language_is_found_by_name_without_script(make_client, typed, code):
    client = await make_client()
    response = await client.post("/i-speak", data={"name": typed, "lang": "pl"}, allow_redirects=False)
    assert response.status == 303
    assert response.headers["Location"] == f"/i-speak/{code}?lang=pl"


@pytest.mark.parametrize("typed", ["", " ", "<script>alert(1)</script>", "x" * 5000, "\x00"])
async def test_what_is_no_language_is_told_and_escaped(make_client, typed):
    client = await make_client()
    response = await client.post("/i-speak", data={"name": typed, "lang": "en"}, allow_redirects=False)
    page = await response.text()
    assert response.status == 400
    assert 'aria-invalid="true"' in page
    assert "<script>alert" not in page


async def test_no_inline_style_or_script(make_client):
    client = await make_client()
    for path in ("/i-speak", "/i-speak/ur", "/i-speak/ti"):
        page = await text_of(client, path)
        assert "<style" not in page
        assert " style=" not in page
        assert "<script" not in page


async def test_every_page_leads_to_the_cards(make_client):
    client = await make_client()
    for path in ("/safety", "/accessibility", "/callback", "/i-speak"):
        assert 'href="/i-speak?lang=en"' in await text_of(client, path, headers={"Accept-Language": "en"})


def test_every_language_babel_names_in_english_is_accepted():
    from bot.web.i_speak import canonical, is_known, make_card

    for code in Locale.parse("en").languages:
        if "_" not in code and len(code) <= 3:
            assert is_known(canonical(code)), code
            assert make_card(canonical(code)).english.line
