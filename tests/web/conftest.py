"""The real application on a desk of its own, without a model."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest

from bot.callbacks import accounts
from bot.callbacks.desk import Desk
from bot.i18n.languages import served_languages
from bot.nlg.generator import CatalogNLG
from bot.settings import CallbackSettings, load_settings
from bot.web.app import create_app


def fake_assistant(desk=None):
    """What pages need of the assistant, without a model."""
    nlg = CatalogNLG()

    def message(response, language, outcome, **values):
        return nlg.message(response, {"outcome": outcome, "values": values}, served_languages()[language])

    def fill(text, language):
        return nlg.renderer.fill(text, served_languages()[language], {}, where="page")

    return SimpleNamespace(message=message, fill=fill, desk=desk)


@pytest.fixture
def make_client(aiohttp_client, tmp_path):
    async def make(staffed=True, **options):
        callbacks = dataclasses.replace(CallbackSettings(allow_test_numbers=True), **options)
        settings = dataclasses.replace(
            load_settings({}), data_dir=tmp_path, callbacks=callbacks, trusted_proxies=("127.0.0.0/8",)
        )
        desk = Desk(settings)
        if staffed:
            accounts.ensure_demonstration_account(desk) or accounts.add(desk, "anna", "agent")
        app = create_app(settings, fake_assistant(desk))
        app.cleanup_ctx.clear()
        return await aiohttp_client(app)

    return make
