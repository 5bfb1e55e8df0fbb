"""Rasa actions: one module per topic group, run in process by `bot.assistant` or by `rasa run actions`."""
