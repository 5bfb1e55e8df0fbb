"""Find the command and run it; errors made on purpose are printed without a traceback."""

from __future__ import annotations

import argparse
import os
import sys

from bot.cli import callbacks, evaluate, language, serve, staff, topic, train
from bot.errors import AssistantError


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    parser = argparse.ArgumentParser(prog="python -m bot", description="The SaferPeterborough assistant.")
    nouns = parser.add_subparsers(required=True, metavar="command")
    for module in (serve, train, evaluate, language, topic, callbacks, staff):
        module.add_parser(nouns)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except AssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
