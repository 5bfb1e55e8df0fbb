"""The real application without a model, as a process of its own that can be killed."""

from __future__ import annotations

import sys
from types import SimpleNamespace

from aiohttp import web

from bot.callbacks import accounts, outbox
from bot.callbacks.desk import Desk
from bot.i18n.languages import served_languages
from bot.knowledge import load_knowledge
from bot.nlg.render import Renderer
from bot.settings import load_settings
from bot.web.app import create_app

#: Killed processes hold notices for this long only, so that the test need not wait.
outbox.LEASE = 4


def main() -> None:
    """Serve on the port of the settings."""
    settings = load_settings()
    desk = Desk(settings)
    renderer = Renderer(load_knowledge())

    def message(response, language, outcome, **values):
        found = served_languages()[language]
        text = renderer.text(response, found, values)
        return {"text": text, "lang": found.code, "dir": found.dir, "outcome": outcome}

    async def close():
        desk.close()

    assistant = SimpleNamespace(
        desk=desk,
        message=message,
        fill=lambda text, language: renderer.fill(text, served_languages()[language], {}, where="page"),
        start=lambda: None,
        close=close,
    )
    accounts.ensure_demonstration_account(desk)
    app = create_app(settings, assistant)
    web.run_app(app, host="127.0.0.1", port=settings.port, access_log=None, print=None, reuse_address=True)


if __name__ == "__main__":
    sys.exit(main())
