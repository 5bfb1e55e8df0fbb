"""Alembic's entry: `bot.callbacks.store.migrate` hands over an open connection."""

from __future__ import annotations

from alembic import context

from bot.callbacks.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="callback_revision",
    # SQLite cannot alter a table in place: Alembic makes a copy.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
