"""Errors this project raises on purpose.

AssistantError
├── ConfigurationError   a setting or a file of the project is wrong; the operator can mend it
├── KnowledgeError       a data file under bot/knowledge/data contradicts itself or another one
└── CatalogError         a text or its translation cannot be rendered
"""

from __future__ import annotations


class AssistantError(Exception):
    """Root of the errors raised by this project."""


class ConfigurationError(AssistantError):
    """A setting or project file is wrong; the message names it and says what to do."""


class KnowledgeError(AssistantError):
    """A knowledge file contradicts itself or another one; the message names file and entry."""


class CatalogError(AssistantError):
    """A text or a translation of it cannot be rendered; the message names response and language."""
