"""The only reader of environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What an operator may set; `.env.example` describes each variable.

    Durations are in seconds.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    model: Path = ROOT / "models"
    data_dir: Path = ROOT / "var"
    database_url: str = ""
    conversation_ttl: int = 24 * 3600
    page_idle: int = 30 * 60
    messages_per_minute: int = 60
    secure_cookies: bool = False
    trusted_proxies: tuple[str, ...] = field(default_factory=tuple)
    exit_url: str = "https://www.bbc.co.uk/weather"

    @property
    def conversations_url(self) -> str:
        """SQLAlchemy address of the conversation store."""
        return self.database_url or f"sqlite:///{self.data_dir / 'conversations.db'}"


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise ConfigurationError(f"{name}={text!r}: a whole number from {low} to {high}, please")
    return value


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings found in `environ` (the process's environment by default).

    Raises:
        ConfigurationError: a variable has a value that cannot be used; the message names it.

    """
    env = os.environ if environ is None else environ
    return Settings(
        host=env.get("HOST", "") or Settings.host,
        port=_number(env, "PORT", Settings.port, 0, 65535),
        model=Path(env.get("MODEL", "") or Settings.model),
        data_dir=Path(env.get("DATA_DIR", "") or Settings.data_dir),
        database_url=env.get("DATABASE_URL", ""),
        conversation_ttl=_number(env, "CONVERSATION_TTL", Settings.conversation_ttl, 60, 24 * 3600),
        page_idle=_number(env, "PAGE_IDLE", Settings.page_idle, 60, 24 * 3600),
        messages_per_minute=_number(env, "MESSAGES_PER_MINUTE", Settings.messages_per_minute, 1, 1_000_000),
        secure_cookies=env.get("SECURE_COOKIES", "") == "1",
        trusted_proxies=tuple(p for p in env.get("TRUSTED_PROXIES", "").split(",") if p),
        exit_url=env.get("EXIT_URL", "") or Settings.exit_url,
    )
