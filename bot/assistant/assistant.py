"""The assistant: one Rasa agent, loaded once, one turn at a time per conversation."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.errors import ConfigurationError
from bot.i18n.languages import SOURCE, negotiate, served_languages
from bot.nlu.text import clean
from bot.settings import Settings

os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # before any import of rasa

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.assistant.channel import WholeMessages
from bot.assistant.form_routing import DRAFT, FormRouting, Routed
from bot.assistant.in_process import InProcessActions, skip_result_schema
from bot.assistant.store import ConversationStore, StoredTurn
from bot.callbacks.desk import Desk, set_desk
from bot.callbacks.drafts import HIDDEN
from bot.nlg.generator import BUTTON, CatalogNLG

logger = logging.getLogger(__name__)

Message = dict[str, Any]

#: Buttons of this many last turns can still be pressed.
LIVE_TURNS = 20
SWEEP_SECONDS = 600
#: A message between two questions of the form stays in the transcript only if it was answered like this.
UNDERSTOOD = frozenset("answered emergency out_of_scope smalltalk".split())


class Assistant:
    """Answers messages; make it with `load`, end it with `close`."""

    def __init__(self, agent: Agent, store: ConversationStore, nlg: CatalogNLG, settings: Settings, desk: Desk) -> None:
        self._agent = agent
        self.desk = desk
        self._form = FormRouting(desk)
        self.store = store
        self._nlg = nlg
        self._settings = settings
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._sweeper: asyncio.Task[None] | None = None

    @classmethod
    def load(cls, settings: Settings) -> Assistant:
        """Load the newest model.

        Raises:
            ConfigurationError: there is no model; the message says how to make one.

        """
        model = newest_model(settings.model)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        store = ConversationStore(settings.conversations_url)
        nlg = CatalogNLG()
        skip_result_schema()
        agent = Agent.load(
            model_path=str(model),
            generator=nlg,
            tracker_store=store,
            action_endpoint=InProcessActions(),
        )
        desk = Desk(settings)
        set_desk(desk)  # for the actions, which run in this process
        return cls(agent, store, nlg, settings, desk)

    async def handle(
        self,
        sender: str,
        text: str,
        *,
        page_language: str | None = None,
        message_id: str | None = None,
        client: str = "",
    ) -> list[Message]:
        """Answer one message.

        Args:
            sender: id of the conversation.
            text: what the resident typed, or the payload of a button.
            page_language: code of the page's language, if it declares one.
            message_id: a repeat of one already answered returns the first reply.
            client: a keyed hash of the client's address, for the limits of the form; kept for this turn only.

        Returns:
            At least one message (REST contract of DESIGN.md; buttons still hold intent and entities).

        """
        lock = self._locks.setdefault(sender, asyncio.Lock())
        async with lock:
            if message_id:
                earlier = await self.store.replies_to(sender, message_id)
                if earlier is not None:
                    return _public(await self._reveal(earlier))
            page = negotiate([page_language]) if page_language else None
            said, rasa_text = await self._resolve(sender, text)
            if isinstance(rasa_text, str) and rasa_text:
                replies, shown = await self._ask(sender, rasa_text, page, text, client)
                said = said if shown is None else shown
            else:
                replies = [await self._fixed("utter_emoji_only" if text.strip() else "utter_empty", sender, page)]
            await self.store.add_turn(sender, said, replies, message_id)
            return _public(await self._reveal(replies))

    async def switch_language(self, sender: str, code: str) -> list[Message]:
        """Go on in another language, as its button does; the choice is not part of the transcript."""
        async with self._locks.setdefault(sender, asyncio.Lock()):
            wish = "/change_language" + json.dumps({"language": code})
            replies, _ = await self._ask(sender, wish, code, wish)
            return await self._reveal(replies)

    async def turns(self, sender: str) -> list[StoredTurn]:
        """Return the transcript of a conversation; details of a form stand in it only while the form is open."""
        turns = await self.store.turns(sender)
        return [replace(turn, replies=await self._reveal(turn.replies)) for turn in turns]

    async def forget(self, sender: str) -> None:
        """Delete a conversation."""
        async with self._locks.setdefault(sender, asyncio.Lock()):
            if self._form:
                await self._form.forget(await self.store.slots(sender))
            await self.store.delete(sender)

    async def keep(self, sender: str) -> None:
        """Let the idle time of a conversation begin anew."""
        await self.store.touch(sender)

    async def rename(self, sender: str, new: str) -> None:
        """Give a conversation another id (it goes on in another place)."""
        async with self._locks.setdefault(sender, asyncio.Lock()):
            await self.store.rename(sender, new)

    def in_english(self, message: Message) -> str | None:
        """Return the English text of a message of the transcript; None where it is English."""
        if message["lang"] == SOURCE:
            return None
        return self._nlg.in_language(message, served_languages()[SOURCE])

    def message(self, response: str, language: str, outcome: str, topic: str | None = None, **values: Any) -> Message:
        """Return a message that needs no conversation (errors, too long)."""
        found = served_languages().get(language) or served_languages()[SOURCE]
        return self._nlg.message(response, {"outcome": outcome, "topic": topic, "values": values}, found)

    def fill(self, text: str, language: str) -> str:
        """Return a page text with the placeholders of the knowledge written in a language."""
        return self._nlg.renderer.fill(text, served_languages()[language], {}, where="page")

    def start(self) -> None:
        """Begin forgetting old conversations, now and every ten minutes."""
        self._sweeper = asyncio.create_task(self._sweep())

    async def close(self) -> None:
        """Stop the background work and close the store."""
        if self._sweeper:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        self.store.close()
        if self.desk:
            self.desk.close()

    async def _sweep(self) -> None:
        while True:
            try:
                await self.store.forget_before(time.time() - self._settings.conversation_ttl)
            except Exception as error:
                logger.error("could not forget old conversations: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _resolve(self, sender: str, text: str) -> tuple[str, str]:
        """Return what the transcript shows, and what Rasa is asked ('' for nothing to understand).

        Only a button of this conversation becomes an intent; typed text never does: Rasa reads a leading "/" as one.
        """
        typed = clean(text)
        for turn in reversed(await self.store.turns(sender, LIVE_TURNS)):
            for reply in turn.replies:
                for button in reply.get("buttons") or []:
                    pressed = text.strip() == button["payload"]
                    spoken = turn.replies and typed.casefold() == clean(button["title"]).casefold()
                    if pressed or spoken:
                        entities = button["entities"]
                        syntax = f"/{button['intent']}" + (json.dumps(entities) if entities else "")
                        return button["title"], syntax
        if typed.startswith(BUTTON):
            return "", ""
        typed = typed.lstrip("/ ")
        if not any(c.isalnum() for c in typed):
            return typed, ""
        return typed, typed

    async def _ask(
        self, sender: str, text: str, page: str | None, typed: str, client: str = ""
    ) -> tuple[list[Message], str | None]:
        """Return the replies, and what the transcript shows of the message where that is not the message itself."""
        channel = WholeMessages()
        slots = await self.store.slots(sender)
        conversation = slots.get("language")
        metadata = {
            "language": page,
            "conversation_language": conversation,
            "language_chosen": bool(conversation) and slots.get("chosen_language") == conversation,
        }
        message = UserMessage(text, channel, sender, input_channel="web", metadata=metadata)
        shown = None
        try:
            assert self._agent.processor is not None
            routed = Routed(message)
            if self._form:
                parse = self._agent.processor.parse_message
                routed = await self._form.route(message, typed, slots, page, parse, client)
            shown = routed.shown
            await self._agent.processor.handle_message(routed.message)
            channel.leave_out_what_is_too_long()
            # A notice beside an answer ("no speaker has checked these texts") has no topic and understands nothing.
            told = [reply["outcome"] for reply in channel.messages if reply.get("topic")]
            if routed.between and not UNDERSTOOD.intersection(told):
                # It may have been a name or a story that the form did not recognise.
                shown = HIDDEN
            if not routed.taken:
                channel.messages += await self._resumed(slots, channel.messages)
        except Exception as error:
            logger.error("a turn failed: %s", type(error).__name__)
            # Inside a form the message may have been a personal detail.
            shown = HIDDEN if slots.get(DRAFT) else shown
        if not channel.messages:
            return [self.message("utter_error", conversation or page or SOURCE, "error")], shown
        return channel.messages, shown

    async def _resumed(self, slots: dict[str, Any], replies: list[Message]) -> list[Message]:
        """Return what takes up an open form after something else was answered; nothing where there is danger."""
        if not replies or any(reply["outcome"] == "emergency" and reply.get("topic") for reply in replies):
            return []
        language = served_languages().get(replies[-1]["lang"]) or served_languages()[SOURCE]
        return [
            self._nlg.message(
                say.response,
                {**say.dump(), "topic": "callback", "part": True, "outcome": "form"},
                language,
            )
            for say in await self._form.resume(slots)
        ]

    async def _reveal(self, replies: list[Message]) -> list[Message]:
        return await self._form.reveal(replies) if self._form else replies

    async def _fixed(self, response: str, sender: str, page: str | None) -> Message:
        language = (await self.store.slots(sender)).get("language") or page or SOURCE
        return self.message(response, language, "clarify")


def _public(replies: list[Message]) -> list[Message]:
    """Return messages without what only the transcript needs."""
    return [{key: value for key, value in reply.items() if key != "made_of"} for reply in replies]


def newest_model(path: Path) -> Path:
    """Return the model file at a path, or the newest one in a directory.

    Raises:
        ConfigurationError: there is none.

    """
    if path.is_file():
        return path
    models = sorted(path.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime)
    if not models:
        raise ConfigurationError(f"no model in {path}: run `make train` first")
    return models[-1]
