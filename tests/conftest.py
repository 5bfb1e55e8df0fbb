"""Fixtures: small, and only what several test modules need."""

from __future__ import annotations

import dataclasses
import os

import pytest

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from bot.knowledge import load_knowledge
from bot.settings import Settings, load_settings


@pytest.fixture(scope="session")
def knowledge():
    return load_knowledge()


@pytest.fixture(scope="session")
def settings(tmp_path_factory) -> Settings:
    """Settings of the trained model, with a store of its own and a limit that no test meets by accident."""
    return dataclasses.replace(
        load_settings({}), data_dir=tmp_path_factory.mktemp("var"), messages_per_minute=1_000_000
    )


@pytest.fixture(scope="session")
async def assistant(settings):
    """The real assistant with the trained model, loaded once for all tests (ten seconds)."""
    from bot.assistant.assistant import Assistant
    from bot.logs import configure_logs

    configure_logs()
    loaded = Assistant.load(settings)
    yield loaded
    await loaded.close()


@pytest.fixture
async def client(aiohttp_client, assistant, settings):
    """A client of the real application; the assistant outlives it."""
    from bot.web.app import create_app

    app = create_app(settings, assistant)
    app.cleanup_ctx.clear()
    return await aiohttp_client(app)
