"""Fill a translated text with values.

Values that a text names come from two places: what the action looked up for this reply, and the figures,
names and contacts of the knowledge. Nothing else can get into a reply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.errors import CatalogError
from bot.i18n.catalogs import load_catalog
from bot.i18n.formats import format_value
from bot.i18n.languages import Language
from bot.knowledge import Knowledge
from bot.nlg.responses import load_responses

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

Values = Mapping[str, Mapping[str, Any]]


class Renderer:
    """Writes responses in any served language."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._responses = load_responses()

    def text(self, response: str, language: Language, values: Values | None = None) -> str:
        """Return the text of a response.

        Args:
            response: id of the response.
            language: language to write in.
            values: `{"count": {"kind": "count", "value": 12}}`; the kinds are those of `format_value`,
                and `response` (another response's text) and `template` (a response with values of its own).

        Raises:
            CatalogError: there is no such response, or a placeholder has no value.

        """
        if response not in self._responses:
            raise CatalogError(f"there is no response {response!r} in data/responses")
        source = self._responses[response]
        values = {} if values is None else values
        catalog = load_catalog(language.locale)
        if source.plural and source.number:
            count = int(values[source.number]["value"])
            text = catalog.npgettext(response, source.text, source.plural, count)
        else:
            text = catalog.pgettext(response, source.text)
        return self.fill(text, language, values, where=response)

    def title(self, topic: str, language: Language) -> str:
        """Return what a button to a topic says."""
        return load_catalog(language.locale).pgettext("topic", self._knowledge.topics[topic].title)

    def fill(self, text: str, language: Language, values: Values, where: str) -> str:
        """Return the text with its placeholders replaced (see `text`)."""

        def replace(match: re.Match[str]) -> str:
            return self._value(match[1], language, values, where)

        return PLACEHOLDER.sub(replace, text)

    def _value(self, name: str, language: Language, values: Values, where: str) -> str:
        if name in values:
            return self._write(values[name], language)
        known = self._knowledge
        if name in known.figures:
            figure = known.figures[name]
            return format_value(figure.kind, figure.value, language)
        if name in known.names:
            return format_value("name", known.names[name], language)
        if name in known.contacts:
            return format_value("tel", known.contacts[name].value, language)
        if name.endswith("_printed") and name[: -len("_printed")] in known.contacts:
            contact = known.contacts[name[: -len("_printed")]]
            return format_value("tel", contact.printed or contact.value, language)
        raise CatalogError(f"{where} ({language.code}): {{{name}}} has no value")

    def _write(self, entry: Mapping[str, Any], language: Language) -> str:
        kind, value = entry["kind"], entry["value"]
        if kind == "response":
            return self.text(value, language)
        if kind == "template":
            return self.text(value, language, entry["values"])
        if kind == "templates":
            lines = [self.text(value, language, one) for one in entry["rows"]]
            return format_value("lines", lines, language)
        return format_value(kind, value, language)
