"""`python -m bot serve`: load the model and listen."""

from __future__ import annotations

import argparse
import os
from typing import Any

from bot.settings import load_settings


def add_parser(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("serve", help="answer on HOST and PORT (http://127.0.0.1:8080)")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Serve until told to stop."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # see bot.nlu.encoder
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from bot.logs import configure_logs

    configure_logs()
    settings = load_settings()
    print("Loading the assistant ...", flush=True)
    from aiohttp import web  # the heavy imports come after the first sign of life

    from bot.assistant.assistant import Assistant
    from bot.web.app import create_app

    app = create_app(settings, Assistant.load(settings))
    web.run_app(
        app,
        host=settings.host,
        port=settings.port,
        access_log=None,
        print=lambda _: print(f"Ready on http://{settings.host}:{settings.port} (Ctrl+C stops it)", flush=True),
    )
    return 0
