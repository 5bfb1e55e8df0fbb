"""The only reader of environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class CallbackSettings:
    """What an operator may set about requests for a call; docs/operations/callbacks.md describes each variable."""

    mode: str = "demo"
    keys: tuple[str, ...] = ()
    allow_test_numbers: bool = False
    hours: str = "mon-fri 09:00-17:00"
    closed_dates: tuple[str, ...] = ()
    retention_days: int = 28
    staffed_working_days: int = 1
    unclaimed_hours: int = 4
    per_client_hour: int = 60
    per_number_day: int = 5
    public_url: str = "http://127.0.0.1:8080"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: str = "starttls"
    smtp_from: str = ""
    notify_to: tuple[str, ...] = ()
    escalate_to: tuple[str, ...] = ()
    webhook_url: str = ""
    webhook_secret: str = ""
    session_hours: int = 10

    @property
    def demonstration(self) -> bool:
        """True where nobody will ring, and everything says so."""
        return self.mode != "live"

    @property
    def notifies(self) -> bool:
        """True where staff are told by e-mail or webhook."""
        return bool((self.smtp_host and self.notify_to) or self.webhook_url)


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
    messages_per_minute: int = 600
    secure_cookies: bool = False
    trusted_proxies: tuple[str, ...] = field(default_factory=tuple)
    exit_url: str = "https://www.bbc.co.uk/weather"
    #: Origins of the websites that may carry the widget ("https://www.example.org").
    widget_origins: tuple[str, ...] = field(default_factory=tuple)

    callbacks: CallbackSettings = field(default_factory=CallbackSettings)

    @property
    def callbacks_url(self) -> str:
        """SQLAlchemy address of the store of requests for a call."""
        return self.database_url or f"sqlite:///{self.data_dir / 'callbacks.db'}"

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


def _several(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in environ.get(name, "").split(",") if part.strip())


def _one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = environ.get(name, "") or choices[0]
    if value not in choices:
        raise ConfigurationError(f"{name}={value!r}: one of {', '.join(choices)}, please")
    return value


def _callbacks(env: Mapping[str, str]) -> CallbackSettings:
    default = CallbackSettings
    settings = CallbackSettings(
        mode=_one_of(env, "MODE", ("demo", "live")),
        keys=_several(env, "CALLBACK_KEYS"),
        allow_test_numbers=env.get("ALLOW_TEST_NUMBERS", "") == "1",
        hours=env.get("CALLBACK_HOURS", "") or default.hours,
        closed_dates=_several(env, "CALLBACK_CLOSED_DATES"),
        retention_days=_number(env, "CALLBACK_RETENTION_DAYS", default.retention_days, 1, 3650),
        staffed_working_days=_number(env, "CALLBACK_STAFFED_WORKING_DAYS", default.staffed_working_days, 1, 30),
        unclaimed_hours=_number(env, "CALLBACK_UNCLAIMED_HOURS", default.unclaimed_hours, 1, 200),
        per_client_hour=_number(env, "CALLBACKS_PER_CLIENT_HOUR", default.per_client_hour, 1, 100_000),
        per_number_day=_number(env, "CALLBACKS_PER_NUMBER_DAY", default.per_number_day, 1, 1000),
        public_url=(env.get("PUBLIC_URL", "") or default.public_url).rstrip("/"),
        smtp_host=env.get("SMTP_HOST", ""),
        smtp_port=_number(env, "SMTP_PORT", default.smtp_port, 1, 65535),
        smtp_user=env.get("SMTP_USER", ""),
        smtp_password=env.get("SMTP_PASSWORD", ""),
        smtp_tls=_one_of(env, "SMTP_TLS", ("starttls", "tls", "none")),
        smtp_from=env.get("SMTP_FROM", ""),
        notify_to=_several(env, "CALLBACK_NOTIFY_TO"),
        escalate_to=_several(env, "CALLBACK_ESCALATE_TO"),
        webhook_url=env.get("WEBHOOK_URL", ""),
        webhook_secret=env.get("WEBHOOK_SECRET", ""),
        session_hours=_number(env, "STAFF_SESSION_HOURS", default.session_hours, 1, 24),
    )
    if settings.smtp_host and not settings.smtp_from:
        raise ConfigurationError("SMTP_HOST is set but SMTP_FROM is not: the sender's address, please")
    if settings.webhook_url and not settings.webhook_secret:
        raise ConfigurationError("WEBHOOK_URL is set but WEBHOOK_SECRET is not: a long random text, please")
    return settings


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
        callbacks=_callbacks(env),
        widget_origins=tuple(o.strip().rstrip("/") for o in env.get("WIDGET_ORIGINS", "").split(",") if o.strip()),
    )
