"""The assistant with somebody there to ring back."""

from __future__ import annotations

import dataclasses

import pytest

from bot.assistant.form_routing import FormRouting
from bot.callbacks import accounts
from bot.callbacks.desk import Desk, set_desk
from bot.settings import CallbackSettings


@pytest.fixture
async def staffed(assistant, tmp_path):
    """The assistant with a desk of its own on which calls are offered."""
    settings = dataclasses.replace(
        assistant._settings, data_dir=tmp_path, callbacks=CallbackSettings(allow_test_numbers=True)
    )
    desk = Desk(settings)
    accounts.ensure_demonstration_account(desk)
    before, form = assistant.desk, assistant._form
    assistant.desk, assistant._form = desk, FormRouting(desk)
    set_desk(desk)
    yield assistant
    assistant.desk, assistant._form = before, form
    set_desk(before)
    desk.close()
