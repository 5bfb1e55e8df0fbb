"""Seal personal details, and find equal ones without opening them.

Fernet (AES-128-CBC with HMAC-SHA-256) with a list of keys: the first seals, every one opens, so a key is replaced by
putting a new one before it, sealing everything anew (`python -m bot callbacks rotate`) and taking the old one away.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import ConfigurationError


class Box:
    """Seals and opens small JSON values."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise ConfigurationError(
                "CALLBACK_KEYS: each key is 32 bytes in URL-safe base64; `python -m bot callbacks key` makes one"
            ) from error

    def seal(self, value: Any) -> str:
        """Return a value in sealed form."""
        return self._fernet.encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()

    def open(self, sealed: str) -> Any:
        """Return what was sealed.

        Raises:
            ConfigurationError: none of the keys opens it.

        """
        try:
            return json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken as error:
            raise ConfigurationError(
                "CALLBACK_KEYS: none of the keys opens a stored record; add the old key"
            ) from error

    def reseal(self, sealed: str) -> str:
        """Return the same value sealed with the first key."""
        return self._fernet.rotate(sealed.encode()).decode()


def new_key() -> str:
    """Return a fresh key."""
    return Fernet.generate_key().decode()


def load_keys(configured: Sequence[str], file: Path, *, live: bool) -> Sequence[str]:
    """Return the configured keys, else those of a file that only its owner can read, made at the first start.

    Raises:
        ConfigurationError: live without configured keys, or others can read the file.

    """
    if configured:
        return configured
    if live:
        raise ConfigurationError("MODE=live: set CALLBACK_KEYS (`python -m bot callbacks key` makes one)")
    file.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may start at once: the key is written aside and linked, so one of them wins, whole.
    if not file.exists():
        aside = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(new_key() + "\n")
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(aside, file)
        aside.unlink()
    if file.stat().st_mode & 0o077:
        raise ConfigurationError(f"{file}: others can read the key; run: chmod 600 {file}")
    return file.read_text("utf-8").split()


def keyed_hash(key: str, text: str) -> str:
    """Return a hash that nobody without the key can compute."""
    return hmac.new(key.encode(), text.encode(), sha256).hexdigest()
