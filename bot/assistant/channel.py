"""Rasa output channel that keeps each message whole."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

_KEYS = (
    "text",
    "lang",
    "dir",
    "review",
    "outcome",
    "topic",
    "source",
    "buttons",
    "contacts",
    "chart",
    "made_of",
    "also",
)
#: More than this is not read on a telephone: all messages of a turn together, in characters.
LONGEST_REPLY = 1500


class WholeMessages(OutputChannel):
    """Collects the messages of one turn; Rasa's own collector tears one message into several."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "web"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a message; keys with nothing to say are left out."""
        kept = {key: message[key] for key in _KEYS if message.get(key)}
        if kept.get("text"):
            self.messages.append(kept)

    def leave_out_what_is_too_long(self) -> None:
        """Leave out answers to second questions, the last first, where all together would be too long to read."""
        for message in [m for m in reversed(self.messages) if m.pop("also", False)]:
            if sum(len(one["text"]) + 1 for one in self.messages) > LONGEST_REPLY:
                self.messages = [one for one in self.messages if one is not message]
