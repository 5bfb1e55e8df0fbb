"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "callback_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_attempts")),
    )
    op.create_index(op.f("ix_callback_attempts_at"), "callback_attempts", ["at"], unique=False)
    op.create_index(op.f("ix_callback_attempts_key"), "callback_attempts", ["key"], unique=False)
    op.create_table(
        "callback_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("actor", sa.String(length=90), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_audit")),
    )
    op.create_index(op.f("ix_callback_audit_at"), "callback_audit", ["at"], unique=False)
    op.create_index(op.f("ix_callback_audit_case_id"), "callback_audit", ["case_id"], unique=False)
    op.create_table(
        "callback_drafts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("touched", sa.Float(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_drafts")),
    )
    op.create_index(op.f("ix_callback_drafts_touched"), "callback_drafts", ["touched"], unique=False)
    op.create_table(
        "callback_meta",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_callback_meta")),
    )
    op.create_table(
        "callback_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("next_try", sa.Float(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Float(), nullable=True),
        sa.Column("problem", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_callback_outbox_key")),
    )
    op.create_index(op.f("ix_callback_outbox_next_try"), "callback_outbox", ["next_try"], unique=False)
    op.create_index(op.f("ix_callback_outbox_sent"), "callback_outbox", ["sent"], unique=False)
    op.create_table(
        "callback_staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("sealed_totp", sa.Text(), nullable=True),
        sa.Column("totp_used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("signed_in", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_callback_staff_name")),
    )
    op.create_table(
        "callback_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("draft", sa.String(length=64), nullable=True),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("page_language", sa.String(length=35), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.Column("may_message", sa.Boolean(), nullable=False),
        sa.Column("may_say_who", sa.Boolean(), nullable=False),
        sa.Column("safety_settled", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("contact_index", sa.String(length=64), nullable=True),
        sa.Column("linked_to", sa.Integer(), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed", sa.Float(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.Float(), nullable=False),
        sa.Column("closed", sa.Float(), nullable=True),
        sa.Column("erased", sa.Float(), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claimed_by"], ["callback_staff.id"], name=op.f("fk_callback_cases_claimed_by")),
        sa.ForeignKeyConstraint(["linked_to"], ["callback_cases.id"], name=op.f("fk_callback_cases_linked_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_cases")),
        sa.UniqueConstraint("draft", name=op.f("uq_callback_cases_draft")),
        sa.UniqueConstraint("reference", name=op.f("uq_callback_cases_reference")),
    )
    op.create_index(op.f("ix_callback_cases_claimed_by"), "callback_cases", ["claimed_by"], unique=False)
    op.create_index(op.f("ix_callback_cases_closed"), "callback_cases", ["closed"], unique=False)
    op.create_index(op.f("ix_callback_cases_contact_index"), "callback_cases", ["contact_index"], unique=False)
    op.create_index(op.f("ix_callback_cases_created"), "callback_cases", ["created"], unique=False)
    op.create_index(op.f("ix_callback_cases_due"), "callback_cases", ["due"], unique=False)
    op.create_index(op.f("ix_callback_cases_linked_to"), "callback_cases", ["linked_to"], unique=False)
    op.create_index(op.f("ix_callback_cases_state"), "callback_cases", ["state"], unique=False)
    op.create_table(
        "callback_sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("touched", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["callback_staff.id"], name=op.f("fk_callback_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_sessions")),
    )
    op.create_table(
        "callback_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["callback_cases.id"], name=op.f("fk_callback_notes_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["callback_staff.id"], name=op.f("fk_callback_notes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_notes")),
    )
    op.create_index(op.f("ix_callback_notes_case_id"), "callback_notes", ["case_id"], unique=False)


def downgrade() -> None:
    """Remove the tables."""
    op.drop_index(op.f("ix_callback_notes_case_id"), table_name="callback_notes")
    op.drop_table("callback_notes")
    op.drop_table("callback_sessions")
    op.drop_index(op.f("ix_callback_cases_state"), table_name="callback_cases")
    op.drop_index(op.f("ix_callback_cases_linked_to"), table_name="callback_cases")
    op.drop_index(op.f("ix_callback_cases_due"), table_name="callback_cases")
    op.drop_index(op.f("ix_callback_cases_created"), table_name="callback_cases")
    op.drop_index(op.f("ix_callback_cases_contact_index"), table_name="callback_cases")
    op.drop_index(op.f("ix_callback_cases_closed"), table_name="callback_cases")
    op.drop_index(op.f("ix_callback_cases_claimed_by"), table_name="callback_cases")
    op.drop_table("callback_cases")
    op.drop_table("callback_staff")
    op.drop_index(op.f("ix_callback_outbox_sent"), table_name="callback_outbox")
    op.drop_index(op.f("ix_callback_outbox_next_try"), table_name="callback_outbox")
    op.drop_table("callback_outbox")
    op.drop_table("callback_meta")
    op.drop_index(op.f("ix_callback_drafts_touched"), table_name="callback_drafts")
    op.drop_table("callback_drafts")
    op.drop_index(op.f("ix_callback_audit_case_id"), table_name="callback_audit")
    op.drop_index(op.f("ix_callback_audit_at"), table_name="callback_audit")
    op.drop_table("callback_audit")
    op.drop_index(op.f("ix_callback_attempts_key"), table_name="callback_attempts")
    op.drop_index(op.f("ix_callback_attempts_at"), table_name="callback_attempts")
    op.drop_table("callback_attempts")
