"""The REST channel: contract, bad input, and that no text reaches Rasa's intent syntax."""

from __future__ import annotations

import asyncio
import json

import pytest

pytestmark = pytest.mark.model

URL = "/webhooks/rest/webhook"


async def ask(client, message, sender="someone", **more):
    response = await client.post(URL, json={"sender": sender, "message": message, **more})
    return response.status, await response.json()


async def test_answer_has_the_keys_of_the_contract(client):
    status, messages = await ask(client, "how many crimes were there in Paston?", "contract")
    assert status == 200
    first = messages[0]
    assert first["recipient_id"] == "contract"
    assert first["id"] == 0
    assert "696" in first["text"]
    assert (first["lang"], first["dir"], first["outcome"], first["topic"]) == ("en", "ltr", "answered", "ward_crime")
    assert first["source"]["section"] == "Numbers of crimes recorded in Peterborough"
    assert set(first["buttons"][0]) == {"title", "payload"}


async def test_language_of_the_page_counts_where_the_text_tells_nothing(client):
    _, messages = await ask(client, "Paston", "page-language", metadata={"language": "ur"})
    assert messages[0]["lang"] == "ur"
    assert messages[0]["dir"] == "rtl"


async def test_repeat_of_a_message_id_returns_the_first_reply(client):
    _, first = await ask(client, "what are the priorities?", "repeater", message_id="m1")
    _, again = await ask(client, "something else entirely", "repeater", message_id="m1")
    assert [m["text"] for m in again] == [m["text"] for m in first]


async def test_button_leads_to_its_topic(client):
    _, messages = await ask(client, "how many crimes were there in Paston?", "buttons")
    payload = messages[0]["buttons"][0]["payload"]
    _, pressed = await ask(client, payload, "buttons")
    assert pressed[0]["topic"] == "committee"
    assert "Peterborough North" in pressed[0]["text"]


async def test_button_of_another_conversation_does_nothing(client):
    _, messages = await ask(client, "how many crimes were there in Paston?", "owner")
    _, pressed = await ask(client, messages[0]["buttons"][0]["payload"], "stranger")
    assert pressed[0]["outcome"] == "clarify"


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"not json", {"Content-Type": "application/json"}, 400, "not_json"),
        (b"\xff\xfe", {"Content-Type": "application/json"}, 400, "not_json"),
        (b"[1]", {"Content-Type": "application/json"}, 400, "wrong_type"),
        (b"[" * 5000, {"Content-Type": "application/json"}, 400, "not_json"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "not_json"),
        (b'{"sender": "a"}', {"Content-Type": "application/json"}, 400, "missing"),
        (b'{"message": "a"}', {"Content-Type": "application/json"}, 400, "missing"),
        (b'{"sender": 1, "message": "a"}', {"Content-Type": "application/json"}, 400, "wrong_type"),
        (b'{"sender": "", "message": "a"}', {"Content-Type": "application/json"}, 400, "empty"),
        (b'{"sender": "a", "message": null}', {"Content-Type": "application/json"}, 400, "wrong_type"),
        (b'{"sender": "a", "message": "b", "metadata": 3}', {"Content-Type": "application/json"}, 400, "wrong_type"),
        (
            b'{"sender": "a", "message": "b", "metadata": {"language": []}}',
            {"Content-Type": "application/json"},
            400,
            "wrong_type",
        ),
        (
            json.dumps({"sender": "a" * 129, "message": "b"}).encode(),
            {"Content-Type": "application/json"},
            400,
            "too_long",
        ),
        (
            json.dumps({"sender": "a", "message": "b" * 501}).encode(),
            {"Content-Type": "application/json"},
            400,
            "too_long",
        ),
        (
            json.dumps({"sender": "a", "message": "b" * 1_000_000}).encode(),
            {"Content-Type": "application/json"},
            413,
            "too_large",
        ),
    ],
    ids=[
        "no-json",
        "no-utf8",
        "list",
        "deep",
        "text-plain",
        "no-message",
        "no-sender",
        "number-as-sender",
        "empty-sender",
        "null-message",
        "number-as-metadata",
        "list-as-language",
        "long-sender",
        "long-message",
        "megabyte",
    ],
)
async def test_bad_request_gets_a_clear_error(client, body, headers, status, code):
    response = await client.post(URL, data=body, headers=headers)
    error = (await response.json())["error"]
    assert response.status == status
    assert error["code"] == code
    assert error["message"]
    assert error["contacts"]
    assert (await client.get("/health")).status == 200


async def test_error_names_the_field(client):
    _, body = await ask(client, "b" * 501)
    assert "message" in body["error"]["message"]
    assert "500" in body["error"]["message"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00",
        "\u202e\u2066",
        "😀😀😀",
        "\ufdfa" * 60,
        "a\x00b\x00c",
        "\u202eabc",
        "9" * 500,
        "?!" * 100,
        "ا" * 500,
    ],
)
async def test_odd_text_gets_an_answer(client, text):
    status, messages = await ask(client, text, "odd")
    assert status == 200
    assert messages[0]["text"]


async def test_lone_surrogate_gets_an_answer(client):
    body = b'{"sender": "odd", "message": "help \\ud800 me"}'
    response = await client.post(URL, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 200
    assert (await response.json())[0]["text"]


INTENT_SYNTAX = [
    "/restart",
    "/session_start",
    '/victim_support{"place":"walton"}',
    "  /danger",
    "//danger",
    "\u200b/danger",
    "\u2066/danger",
    "／danger",
    '/change_language{"language": "ur"}',
]


@pytest.mark.parametrize("text", INTENT_SYNTAX)
async def test_typed_text_never_becomes_an_intent(client, assistant, text):
    await ask(client, "how many crimes were there in Paston?", f"syntax-{text}")
    _, messages = await ask(client, text, f"syntax-{text}")
    assert messages[0]["text"]
    assert messages[0]["lang"] == "en"
    tracker = await assistant.store.retrieve(f"rest-syntax-{text}")
    assert tracker.get_slot("place") == "paston"
    assert len(await assistant.turns(f"rest-syntax-{text}")) == 2
    assert all(not e.text.startswith("/") for e in tracker.events if e.type_name == "user" and e.text)


async def test_intent_syntax_by_message_id_and_sender(client):
    _, messages = await ask(client, "hello", "/restart", message_id="/restart")
    assert messages[0]["outcome"] == "smalltalk"


async def test_two_hundred_turns_by_one_sender(client):
    for number in range(200):
        status, messages = await ask(client, f"how many crimes in Walton {number}", "talkative")
        assert status == 200
    assert messages[0]["text"]


async def test_sixty_four_senders_at_once(client):
    answers = await asyncio.gather(*(ask(client, "which committee is Bretton in?", f"many-{n}") for n in range(64)))
    assert all(status == 200 and "Peterborough West" in messages[0]["text"] for status, messages in answers)


async def test_one_sender_is_answered_in_turn(client, assistant):
    await asyncio.gather(*(ask(client, f"crimes in {w}", "hasty") for w in ("Park", "West", "East")))
    assert len(await assistant.turns("rest-hasty")) == 3


async def test_exception_in_an_action_ends_in_an_answer(client, monkeypatch):
    from actions.topics import ActionAnswer

    def fail(self, turn):
        raise RuntimeError("what the resident typed")

    monkeypatch.setattr(ActionAnswer, "answer", fail)
    status, messages = await ask(client, "what are the priorities?", "unlucky")
    assert status == 200
    assert messages[0]["outcome"] == "error"
    assert "999" in messages[0]["text"]
    assert "747474" in messages[0]["text"]


async def test_too_many_messages_are_told_when_to_try_again(aiohttp_client, assistant, settings):
    import dataclasses

    from bot.web.app import create_app

    app = create_app(dataclasses.replace(settings, messages_per_minute=6), assistant)
    app.cleanup_ctx.clear()
    client = await aiohttp_client(app)
    answers = [await client.post(URL, json={"sender": "x", "message": "hello"}) for _ in range(8)]
    limited = [a for a in answers if a.status == 429]
    assert limited
    assert int(limited[0].headers["Retry-After"]) >= 1


async def test_health_ready_and_unknown_paths(client):
    assert (await (await client.get("/health")).json())["status"] == "alive"
    assert (await client.get("/ready")).status == 200
    assert (await client.get("/webhooks/rest/")).status == 200
    assert (await client.get(URL)).status == 405
    missing = await client.get("/nowhere")
    assert missing.status == 404
    assert "999" in await missing.text()
