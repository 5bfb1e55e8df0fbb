"""An agent that answers by a script, in place of the model: quick, and the same every time.

Everything else is real: the assistant's store, locks and buttons, the catalogs, the pages.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.i18n.languages import SOURCE, served_languages
from bot.nlg.generator import CatalogNLG

CHART = {"title": "topic:most_crime", "rows": [["Central", 1234], ["Orton Longueville", 617]], "derived": True}

#: What is typed -> the messages of the reply: (response, say).
SCRIPT: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "help": [("utter_help", {"topic": "help", "buttons": []})],
    "support": [("utter_victim_support", {"topic": "victim_support", "buttons": []})],
    "choices": [
        (
            "utter_did_you_mean",
            {"outcome": "clarify", "buttons": [{"topic": "victim_support"}, {"topic": "crimestoppers"}]},
        )
    ],
    "chart": [("utter_help", {"topic": "most_crime", "buttons": [], "chart": CHART})],
    "danger": [
        ("utter_danger", {"topic": "danger", "values": {"language_english": {"kind": "name", "value": "Polish"}}})
    ],
    "link": [("utter_fallback_person", {"outcome": "fallback", "buttons": []})],
    "two": [("utter_help", {"topic": "help", "buttons": []}), ("utter_thanks", {"outcome": "smalltalk"})],
    "interpreter": [("utter_interpreter", {"topic": "interpreter"})],
    "somali": [
        (
            "utter_unsupported_language",
            {
                "outcome": "unsupported_language",
                "values": {
                    key: {"kind": "name", "value": value}
                    for key, value in {
                        "language_english": "Somali",
                        "language_native": "Soomaali",
                        "language_code": "so",
                    }.items()
                },
            },
        )
    ],
    "/victim_support": [("utter_victim_support", {"topic": "victim_support", "buttons": []})],
    "/crimestoppers": [("utter_crimestoppers", {"topic": "crimestoppers", "buttons": []})],
}
ELSE = [("utter_fallback", {"outcome": "fallback", "buttons": []})]


class ScriptedAgent:
    """Stands where Rasa's agent stands; `asked` is what reached it."""

    def __init__(self, nlg: CatalogNLG) -> None:
        self.processor = self
        self.asked: list[str] = []
        self._nlg = nlg

    async def parse_message(self, message: UserMessage) -> dict[str, Any]:
        """Understand nothing: no form is ever open here."""
        return {"text": message.text, "intent": {"name": "help", "confidence": 1.0}, "entities": []}

    async def handle_message(self, message: UserMessage) -> None:
        """Answer by the script; "urdu" answers in Urdu, "slow" after three seconds."""
        text = str(message.text)
        self.asked.append(text)
        code = (message.metadata or {}).get("language") or SOURCE
        if text.startswith("/change_language"):
            code = json.loads(text.removeprefix("/change_language"))["language"]
            replies: list[tuple[str, dict[str, Any]]] = [("utter_help", {"topic": "help", "buttons": []})]
        elif text == "urdu":
            code, replies = "ur", SCRIPT["support"]
        elif text == "slow":
            await asyncio.sleep(3)
            replies = SCRIPT["help"]
        else:
            replies = SCRIPT.get(re.sub(r"[{].*", "", text), ELSE)
        for response, say in replies:
            reply = self._nlg.message(response, dict(say), served_languages()[code])
            await message.output_channel.send_response(message.sender_id, reply)
