"""Logs without personal data.

Rasa writes every message text to structlog, at debug and sometimes at warning level. Only the name of an event
passes; its values do not.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import MutableMapping
from typing import Any

import structlog

#: Keys of a structlog event that hold no text of a resident.
SAFE_KEYS = frozenset({"event", "level", "timestamp", "logger"})


def keep_safe_keys(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return a structlog event with only the keys that cannot hold a resident's text."""
    return {key: value for key, value in event.items() if key in SAFE_KEYS}


def configure_logs(level: int = logging.INFO) -> None:
    """Set up logging for the server: our own lines at `level`, Rasa's from warning on and without values."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    for name in ("rasa", "rasa_sdk", "tensorflow", "h5py", "matplotlib", "aiohttp.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", message=".*pkg_resources.*")
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            keep_safe_keys,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=False,
    )
