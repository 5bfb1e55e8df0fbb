"""With the trained model: a whole conversation in every language ends with a stored case, and nothing leaks."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import os
import re
import sqlite3
import subprocess
import sys

import pytest
import yaml

from bot.i18n.languages import served_languages
from bot.settings import ROOT

pytestmark = pytest.mark.model

DETAILS = ("7700900123", "07700 900123", "Zuzanna", "Zgubiony rower")


class Resident:
    def __init__(self, assistant, code):
        self.assistant, self.code, self.sender = assistant, code, f"page-callback-{code}-{os.urandom(4).hex()}"
        self.replies = []

    async def say(self, text):
        self.replies = await self.assistant.handle(self.sender, text, page_language=self.code)
        return self.replies

    async def press(self, choice):
        for turn in reversed(await self.assistant.store.turns(self.sender)):
            for reply in turn.replies:
                for button in reply.get("buttons") or []:
                    if button["entities"].get("choice") == choice:
                        return await self.say(button["payload"])
        raise AssertionError(f"no button {choice}")

    def outcomes(self):
        return [reply["outcome"] for reply in self.replies]


def asked_in_words(code):
    """Return a sentence of the language that asks for a call."""
    path = ROOT / "data" / "nlu" / served_languages()[code].locale / "help.yml"
    entries = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    (examples,) = [entry["examples"] for entry in entries if entry["intent"] == "callback"]
    return examples.splitlines()[0].removeprefix("- ")


async def begin(resident):
    return await resident.say(asked_in_words(resident.code))


@pytest.mark.parametrize("code", list(served_languages()))
async def test_a_whole_conversation_ends_with_a_stored_case(staffed, code, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    resident = Resident(staffed, code)
    await begin(resident)
    assert "form" in resident.outcomes()
    steps = [
        lambda: resident.press(f"language:{code}"),
        lambda: resident.press("way:call"),
        lambda: resident.say("07700 900123"),
        lambda: resident.say("Zuzanna"),
        lambda: resident.say("Zgubiony rower"),
        *(lambda c=c: resident.press(c) for c in ("day:any", "period:any", "safe:yes", "message:no", "who:no")),
    ]
    for step in steps:
        replies = await step()
        assert "form" in resident.outcomes()
        assert all(reply["lang"] == code for reply in replies)
        assert_nothing_leaked(staffed, tmp_path, caplog)
    assert "07700 900123" in replies[0]["text"], "the check shows the number"
    (done, *_) = await resident.press("send")
    assert_nothing_leaked(staffed, tmp_path, caplog)
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    command = [sys.executable, "-W", "ignore", "-m", "bot", "callbacks", "list", "--json"]
    listing = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, check=True
    )
    listed = json.loads(listing.stdout)
    assert [case["language"] for case in listed] == [code]
    assert listed[0]["reference"] in done["text"]
    shown = str(await staffed.turns(resident.sender))
    assert "07700 9" not in shown
    assert "Zuzanna" not in shown


def assert_nothing_leaked(assistant, tmp_path, caplog):
    """Every table, file and log line, after each step."""
    path = assistant._settings.conversations_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        rows = "\n".join(str(row) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"'))
    files = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    for detail in DETAILS:
        assert detail not in rows
        assert detail.encode() not in files
        assert detail not in caplog.text


async def test_a_number_given_at_once_is_taken_in_any_words(staffed):
    for code, text in (("pl", "tak, mój numer to 01632 960983"), ("ur", "جی میرا نمبر 07700 900123 ہے")):
        resident = Resident(staffed, code)
        await begin(resident)
        await resident.say(text)
        assert "form" in resident.outcomes()
        assert "utter_error" not in str(resident.replies)


async def test_a_question_in_between_is_answered_and_the_form_goes_on(staffed):
    resident = Resident(staffed, "en")
    await begin(resident)
    await resident.press("language:en")
    await resident.say("what is the telephone number of crimestoppers?")
    assert "0800 555 111" in resident.replies[0]["text"]
    assert resident.outcomes()[-1] == "form"
    await resident.say("Telephone call")
    assert resident.replies[0]["text"] == "What is your telephone number?"


async def test_danger_wins_inside_the_form_and_the_form_waits(staffed):
    resident = Resident(staffed, "en")
    await begin(resident)
    await resident.say("he has a knife and is breaking my door now help")
    assert resident.outcomes() == ["emergency"]
    assert "999" in resident.replies[0]["text"].split("\n")[0]
    await resident.press("language:en")
    assert resident.outcomes() == ["form"]


async def test_leaving_the_page_erases_the_draft(staffed):
    resident = Resident(staffed, "en")
    await begin(resident)
    await resident.say("07700 900123")
    draft = (await staffed.store.slots(resident.sender))["callback_draft"]
    await staffed.forget(resident.sender)
    from bot.callbacks import drafts

    assert drafts.load(staffed.desk, draft) is None


async def test_the_page_links_the_notice_beside_the_send_button(staffed, settings, aiohttp_client):
    from bot.web.app import create_app

    resident = Resident(staffed, "en")
    app = create_app(settings, staffed)
    app.cleanup_ctx.clear()
    client = await aiohttp_client(app)
    page = await (await client.get("/chat")).text()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]

    async def post(**data):
        return await (await client.post("/chat", data={"token": token, "lang": "en", **data})).text()

    await post(message=asked_in_words("en"))
    session = {c.key: c.value for c in client.session.cookie_jar}["conversation"]
    resident.sender = f"page-{session}"
    for choice in ("language:en", "way:call"):
        await resident.press(choice)
    await resident.say("07700 900123")
    for choice in ("skip", "skip", "day:any", "period:any", "safe:yes", "message:no", "who:no"):
        await resident.press(choice)
    page = await (await client.get("/chat")).text()
    assert "/callback/notice?lang=en" in page
    assert "07700 900123" in page
    await resident.press("send")
    assert "07700 9" not in await (await client.get("/chat")).text()


async def test_a_name_in_a_question_of_the_form_is_stored_nowhere(staffed, tmp_path, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    resident = Resident(staffed, "en")
    await begin(resident)
    await resident.press("language:en")
    await resident.say("my name is Zuzanna, what is the telephone number of crimestoppers?")
    assert "0800 555 111" in resident.replies[0]["text"]
    assert resident.outcomes()[-1] == "form"
    assert (await staffed.turns(resident.sender))[-1].said.startswith("my name is •••, what is the telephone number")
    assert_nothing_leaked(staffed, tmp_path, caplog)
    # What nothing was answered to may have been anything: only dots stay.
    processor = staffed._agent.processor
    understand = processor.parse_message

    async def understand_nothing(message):
        parsed = await understand(message)
        return {**parsed, "intent": {"name": "nlu_fallback", "confidence": 1.0}, "intent_ranking": [], "entities": []}

    monkeypatch.setattr(processor, "parse_message", understand_nothing)
    await resident.say("Zuzanna, Zgubiony rower?")
    assert resident.outcomes()[0] == "fallback"
    assert (await staffed.turns(resident.sender))[-1].said == "•••"
    assert_nothing_leaked(staffed, tmp_path, caplog)


async def test_questions_of_the_form_leave_no_text_with_rasa(staffed):
    resident = Resident(staffed, "en")
    await begin(resident)
    await resident.say("what is the telephone number of crimestoppers?")
    tracker = await staffed.store.retrieve(resident.sender)
    assert tracker.latest_message.text == "[form]"
    assert "telephone number of" not in str([event.as_dict() for event in tracker.events])


async def test_an_own_contact_in_the_first_message_begins_the_form(staffed, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    resident = Resident(staffed, "en")
    await resident.say("my email is zuzanna@example.org, please contact me")
    assert resident.outcomes()[0] == "form"
    assert (await staffed.turns(resident.sender))[-1].said == "[e-mail]"
    rows = str(await staffed.turns(resident.sender)) + caplog.text
    assert "zuzanna@example" not in rows
    assert_nothing_leaked(staffed, tmp_path, caplog)
    stranger = Resident(staffed, "en")
    await stranger.say("someone keeps calling me from 07911 123456")
    assert "form" not in stranger.outcomes()


async def test_one_client_in_new_conversations_is_limited_and_stored_nowhere(staffed, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    staffed.desk.options = dataclasses.replace(staffed.desk.options, per_client_hour=1)
    key = "key-of-one-client"
    said = []
    for number in ("07700 900123", "07700 900124"):
        resident = Resident(staffed, "en")
        await begin(resident)
        for choice in ("language:en", "way:call"):
            await resident.press(choice)
        await resident.say(number)
        for choice in ("skip", "skip", "day:any", "period:any", "safe:yes", "message:no", "who:no"):
            await resident.press(choice)
        (send,) = [b for r in resident.replies for b in r.get("buttons") or [] if b["entities"].get("choice") == "send"]
        said += await staffed.handle(resident.sender, send["payload"], page_language="en", client=key)
    assert "Your reference is" in said[0]["text"]
    assert "too many requests" in said[-1]["text"]
    path = staffed._settings.conversations_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        rows = "\n".join(str(row) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"'))
    assert key not in rows + caplog.text
    assert not any(key.encode() in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


async def test_a_follow_up_in_between_is_understood_and_the_form_goes_on(staffed):
    resident = Resident(staffed, "en")
    await begin(resident)
    await resident.press("language:en")
    await resident.say("how many crimes were there in Walton?")
    assert "451" in resident.replies[0]["text"]
    assert resident.outcomes()[-1] == "form"
    await resident.say("and in Paston?")
    assert "696" in resident.replies[0]["text"]
    assert resident.outcomes()[-1] == "form"
    await resident.say("Telephone call")
    assert resident.replies[0]["text"] == "What is your telephone number?"
