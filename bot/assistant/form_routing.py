"""Offers each message to the form for a call before any topic rule sees it.

While a form is open, "yes, my number is ..." must reach it whatever the classifier says; danger still comes first.
A message the form took goes to Rasa without its text: personal details are in the draft and nowhere else.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.callbacks import drafts
from bot.callbacks.desk import Desk
from bot.callbacks.dialogue import OWN, Dialogue, Heard, choice_of
from bot.callbacks.prompts import Say
from bot.i18n.languages import SOURCE
from bot.nlg.generator import BUTTON
from bot.nlu.text import clean

Parse = Callable[[UserMessage], Awaitable[dict[str, Any]]]
#: Slots that hold the id of the open draft.
DRAFT = "callback_draft"
#: What Rasa keeps of a message the form took.
TAKEN_TEXT = "[form]"


@dataclass
class Routed:
    """A message for Rasa; `shown` is what the transcript shows in place of the text, if not the text itself."""

    message: UserMessage
    shown: str | None = None
    taken: bool = False
    #: A form is open and the message is none of its answers.
    between: bool = False


class FormRouting:
    """Stands between the assistant and Rasa."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dialogue = Dialogue(desk)

    async def route(
        self,
        message: UserMessage,
        typed: str,
        slots: dict[str, Any],
        page: str | None,
        parse: Parse,
        client: str = "",
    ) -> Routed:
        """Return what Rasa is asked; `client` is a keyed hash of the client's address, for the limits."""
        draft = slots.get(DRAFT)
        text = str(message.text)
        choice = choice_of(text)
        if choice and not typed.strip().startswith(BUTTON) and not await self._open(draft):
            # The word on a button of a form that is over means nothing any more.
            choice, text = None, clean(typed).lstrip("/ ")
            message.text = text
        plain = choice is None and text != f"/{OWN}"
        if plain and text.startswith("/"):
            return Routed(message)  # a button of another topic
        parsed: dict[str, Any] = (
            await parse(message) if plain else {"intent": {"name": OWN, "confidence": 1.0}, "entities": []}
        )
        live = bool(draft) and await self._open(draft)
        found = (parsed.get("language") or {}).get("code")
        language = (slots.get("language") if live or not plain else None) or found or page or SOURCE
        heard = Heard(
            text=text if plain else "",
            parse=parsed,
            choice=choice,
            sender=message.sender_id,
            client=client,
            language=language,
            last_topic=slots.get("topic"),
        )
        taken = await asyncio.to_thread(self._dialogue.hear, draft, heard)
        if taken is None and not live:
            message.parse_data = parsed  # type: ignore[assignment]
            return Routed(message)
        if taken is None:
            # Actions see the text of this turn in the parse; what Rasa keeps is without it.
            shown = await asyncio.to_thread(self._dialogue.without_names, draft, text) if plain else None
            return Routed(_without_text(message, {**parsed, "text": text}), shown, between=True)
        kept: dict[str, Any] = {
            "text": TAKEN_TEXT,
            "intent": {"name": OWN, "confidence": 1.0},
            "entities": [],
            "language": {"code": language} if live or not plain else copy.copy(parsed.get("language") or {}),
            "danger": parsed.get("danger") or "none",
            "callback": taken.note(),
        }
        return Routed(_without_text(message, kept), taken.shown, True)

    async def resume(self, slots: dict[str, Any]) -> list[Say]:
        """Return what takes up an open form again."""
        draft = slots.get(DRAFT)
        return await asyncio.to_thread(self._dialogue.resume, draft) if draft else []

    async def forget(self, slots: dict[str, Any]) -> None:
        """Erase the draft of a conversation that ends."""
        if slots.get(DRAFT):
            await asyncio.to_thread(self._dialogue.forget, slots[DRAFT])

    async def reveal(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return messages with the details of open drafts in them."""
        if "⟦" not in str(messages):
            return messages
        return await asyncio.to_thread(drafts.reveal, self._desk, messages)

    async def _open(self, draft: str | None) -> bool:
        return bool(draft) and await asyncio.to_thread(self._dialogue.open, draft)


def _without_text(message: UserMessage, parse: dict[str, Any]) -> UserMessage:
    return UserMessage(
        TAKEN_TEXT,
        message.output_channel,
        message.sender_id,
        parse_data=parse,  # type: ignore[arg-type]
        input_channel=message.input_channel,
        metadata=message.metadata,
    )
