from __future__ import annotations

import sqlite3
import time

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from bot.assistant import store as module
from bot.assistant.store import ConversationStore
from bot.settings import ROOT


@pytest.fixture(scope="module")
def domain():
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def store(tmp_path, domain):
    made = ConversationStore(f"sqlite:///{tmp_path}/conversations.db", domain)
    yield made
    made.close()


async def talk(store, sender, text, **slots):
    tracker = await store.retrieve(sender) or store.init_tracker(sender)
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(UserUttered(text, {"name": "greet"}, parse_data={"text": text, "metadata": {"x": text}}))
    for name, value in slots.items():
        tracker.update(SlotSet(name, value))
    tracker.update(BotUttered("hello"))
    await store.save(tracker)
    await store.add_turn(sender, text, [{"text": "hello", "buttons": []}], None)


async def test_what_is_written_is_redacted(store, tmp_path):
    await talk(store, "a", "ring 07700 900123 or jo@example.org")
    with sqlite3.connect(tmp_path / "conversations.db") as database:
        written = "\n".join(str(row) for t in ("trackers", "turns") for row in database.execute(f"SELECT * FROM {t}"))
    assert "[telephone]" in written
    for secret in ("900123", "07700", "jo@example.org"):
        assert secret not in written
    for path in tmp_path.iterdir():
        assert b"900123" not in path.read_bytes()


async def test_conversation_goes_on_after_a_restart(store, tmp_path, domain):
    await talk(store, "a", "hello", language="pl", place="walton")
    other = ConversationStore(f"sqlite:///{tmp_path}/conversations.db", domain)
    tracker = await other.retrieve("a")
    assert tracker.get_slot("language") == "pl"
    assert tracker.latest_message.text == "hello"
    assert await other.slots("a") == {"language": "pl", "place": "walton"}
    assert [t.said for t in await other.turns("a")] == ["hello"]
    other.close()


async def test_slots_outlive_the_events_that_are_cut_off(store):
    await talk(store, "a", "hello", place="walton")
    for number in range(module.KEPT_EVENTS):
        await talk(store, "a", f"message {number}")
    tracker = await store.retrieve("a")
    assert len(tracker.events) <= module.KEPT_EVENTS
    assert tracker.get_slot("place") == "walton"


async def test_old_conversations_are_forgotten(store, monkeypatch):
    await talk(store, "old", "hello")
    now = time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + 3600)
    await talk(store, "new", "hello")
    assert await store.forget_before(now + 1800) == 1
    assert await store.keys() == ["new"]
    assert await store.turns("old") == []


async def test_day_old_conversations_go_when_the_assistant_runs(store, settings, monkeypatch):
    from bot.assistant.assistant import Assistant

    await talk(store, "a", "hello")
    now = time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + settings.conversation_ttl + 1)
    assistant = Assistant(agent=None, store=store, nlg=None, settings=settings, desk=None)
    assistant.start()
    for _ in range(200):
        if not await store.keys():
            break
        import asyncio

        await asyncio.sleep(0.01)
    assert await store.keys() == []
    assistant._sweeper.cancel()


async def test_one_conversation_can_be_forgotten(store):
    await talk(store, "a", "hello")
    await store.delete("a")
    assert await store.retrieve("a") is None
    assert await store.turns("a") == []


async def test_repeated_message_id(store):
    await store.add_turn("a", "hello", [{"text": "hi"}], "m1")
    assert await store.replies_to("a", "m1") == [{"text": "hi"}]
    assert await store.replies_to("b", "m1") is None
