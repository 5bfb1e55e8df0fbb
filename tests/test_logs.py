from __future__ import annotations

import structlog

from bot.logs import configure_logs, keep_safe_keys


def test_values_of_events_do_not_pass():
    event = {"event": "message.parsing.failed", "user_text": "07700 900123", "level": "warning"}
    assert keep_safe_keys(None, "warning", event) == {"event": "message.parsing.failed", "level": "warning"}


def test_rasas_events_are_written_without_text(capsys):
    configure_logs()
    structlog.get_logger("rasa").warning("message.parsing.failed", user_text="my secret")
    structlog.get_logger("rasa").debug("processor.message.parse", parse_data_text="my secret")
    written = capsys.readouterr()
    assert "my secret" not in written.out + written.err
    assert "message.parsing.failed" in written.out + written.err
