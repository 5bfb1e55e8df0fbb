"""The tables. `migrations/` brings a database to this state; a test keeps the two in step.

Moments are Unix times in seconds. Columns named `sealed` hold encrypted personal details (`bot.callbacks.crypto`);
no other column may hold any. `contact_index` is a keyed hash, which finds equal numbers without telling them.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = sa.Table(
    "callback_meta",
    metadata,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
staff = sa.Table(
    "callback_staff",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False, unique=True),
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("sealed_totp", sa.Text),
    sa.Column("totp_used", sa.Integer, nullable=False, server_default="0"),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("signed_in", sa.Float),
)
sessions = sa.Table(
    "callback_sessions",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("staff_id", sa.Integer, sa.ForeignKey("callback_staff.id"), nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("touched", sa.Float, nullable=False),
)
drafts = sa.Table(
    "callback_drafts",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("touched", sa.Float, nullable=False, index=True),
    sa.Column("sealed", sa.Text, nullable=False),
)
cases = sa.Table(
    "callback_cases",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("reference", sa.String(12), nullable=False, unique=True),
    sa.Column("draft", sa.String(64), unique=True),
    sa.Column("created", sa.Float, nullable=False, index=True),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("result", sa.String(20)),
    sa.Column("language", sa.String(35), nullable=False),
    sa.Column("page_language", sa.String(35), nullable=False),
    sa.Column("way", sa.String(10), nullable=False),
    sa.Column("topic", sa.String(60)),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("period", sa.String(10), nullable=False),
    sa.Column("due", sa.Float, nullable=False, index=True),
    sa.Column("may_message", sa.Boolean, nullable=False),
    sa.Column("may_say_who", sa.Boolean, nullable=False),
    sa.Column("safety_settled", sa.Boolean, nullable=False),
    sa.Column("sealed", sa.Text),
    sa.Column("contact_index", sa.String(64), index=True),
    sa.Column("linked_to", sa.Integer, sa.ForeignKey("callback_cases.id"), index=True),
    sa.Column("claimed_by", sa.Integer, sa.ForeignKey("callback_staff.id"), index=True),
    sa.Column("claimed", sa.Float),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("reminders", sa.Integer, nullable=False),
    sa.Column("waiting_since", sa.Float, nullable=False),
    sa.Column("closed", sa.Float, index=True),
    sa.Column("erased", sa.Float),
    sa.Column("demonstration", sa.Boolean, nullable=False),
)
notes = sa.Table(
    "callback_notes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("callback_cases.id"), nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("staff_id", sa.Integer, sa.ForeignKey("callback_staff.id"), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("sealed", sa.Text),
)
audit = sa.Table(
    "callback_audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.Column("actor", sa.String(90), nullable=False),
    sa.Column("action", sa.String(30), nullable=False),
    sa.Column("case_id", sa.Integer, index=True),
    sa.Column("detail", sa.String(120), nullable=False),
)
outbox = sa.Table(
    "callback_outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("channel", sa.String(10), nullable=False),
    sa.Column("recipients", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("next_try", sa.Float, nullable=False, index=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("sent", sa.Float, index=True),
    sa.Column("problem", sa.String(60)),
)
attempts = sa.Table(
    "callback_attempts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False, index=True),
)
