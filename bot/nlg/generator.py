"""Rasa's language generator on the catalogs.

Besides the text, a message carries all that a page or program may want to show with it: language, direction, review
status,
outcome, topic, source, contacts and buttons. Buttons hold an opaque id; the intent behind it stays on the server.
"""

from __future__ import annotations

import secrets
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.errors import CatalogError
from bot.i18n.languages import SOURCE, Language, served_languages
from bot.knowledge import Knowledge, Topic, load_knowledge
from bot.knowledge.load import DOCUMENT
from bot.nlg.render import Renderer

BUTTON = "button:"


class CatalogNLG(NaturalLanguageGenerator):
    """Writes responses from `data/responses` and `locales`."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        # Rasa hands over an empty domain (it builds the generator before it loads the model), so the texts come
        # from the files.
        self._knowledge: Knowledge = load_knowledge()
        self.renderer = Renderer(self._knowledge)

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Return the message for a response (Rasa's interface); `say` is what `actions.turn.Turn.say` made."""
        say: dict[str, Any] = kwargs.get("say") or {}
        code = say.get("language") or tracker.get_slot("language") or SOURCE
        language = served_languages().get(code) or served_languages()[SOURCE]
        return self.message(utter_action, say, language)

    def message(self, response: str, say: dict[str, Any], language: Language) -> dict[str, Any]:
        """Return the message for a response in a language."""
        topic = self._knowledge.topics.get(say.get("topic") or "")
        message: dict[str, Any] = {
            "text": self.renderer.text(response, language, say.get("values")),
            "lang": language.code,
            "dir": language.dir,
            "review": language.review,
            "outcome": say.get("outcome") or (topic.outcome if topic else "answered"),
        }
        if topic:
            message["topic"] = topic.id
        if topic and not say.get("part"):
            if topic.section:
                message["source"] = {"document": DOCUMENT, "section": topic.section}
            contacts = [self._contact(c) for c in topic.contacts]
            if contacts:
                message["contacts"] = contacts
        buttons = self._buttons(say, topic, language)
        if buttons:
            message["buttons"] = buttons
        if say.get("also"):
            message["also"] = True
        if say.get("chart"):
            message["chart"] = self._chart(say["chart"], language)
        # What makes the same message in another language ("show in English"); it stays on the server.
        message["made_of"] = {"response": response, "values": say.get("values") or {}}
        return message

    def in_language(self, message: dict[str, Any], language: Language) -> str | None:
        """Return the text of an earlier message in another language; None where it is not known how."""
        say = message.get("made_of")
        try:
            return self.renderer.text(say["response"], language, say["values"]) if say else None
        except (CatalogError, KeyError):
            return None  # an older conversation, from before a text was changed

    def _contact(self, contact_id: str) -> dict[str, str]:
        contact = self._knowledge.contacts[contact_id]
        label = self._knowledge.names.get(contact.name or "", "")
        return {"kind": contact.kind, "value": contact.value, "label": label or contact.value}

    def _buttons(self, say: dict[str, Any], topic: Topic | None, language: Language) -> list[dict[str, Any]]:
        wanted = say.get("buttons")
        if wanted is None:
            # A smalltalk reply or an answer offers what its topic says people ask next.
            wanted = [{"topic": b} for b in topic.buttons] if topic and not say.get("part") else []
        buttons = []
        for button in wanted:
            title = button.get("title")
            buttons.append(
                {
                    "title": self.renderer.fill("{title}", language, {"title": title}, "button")
                    if title
                    else self.renderer.title(button["topic"], language),
                    "payload": BUTTON + secrets.token_urlsafe(9),
                    "intent": button["topic"],
                    "entities": button.get("entities") or {},
                }
            )
        return buttons

    def _chart(self, chart: dict[str, Any], language: Language) -> dict[str, Any]:
        title = self.renderer.title(chart["title"].removeprefix("topic:"), language)
        return {"title": title, "rows": chart["rows"], "derived": chart["derived"]}
