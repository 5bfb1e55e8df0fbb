"""The store: migrations, sealing, rotation, references, repeats, safety wishes, erasure - on both databases."""

from __future__ import annotations

import concurrent.futures
import dataclasses

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.callbacks import cases, drafts, retention
from bot.callbacks.crypto import Box, load_keys, new_key
from bot.callbacks.desk import Desk
from bot.callbacks.rotate import rotate
from bot.callbacks.schema import cases as table
from bot.callbacks.schema import metadata
from bot.callbacks.store import migrate, transaction
from bot.errors import ConfigurationError
from tests.callbacks.builders import send, whole_answers


def rows(desk, query=None):
    with transaction(desk.engine) as connection:
        return connection.execute(query if query is not None else sa.select(table).order_by(table.c.id)).all()


def everything(desk) -> str:
    with transaction(desk.engine) as connection:
        return "\n".join(str(row) for t in metadata.sorted_tables for row in connection.execute(sa.select(t)))


def test_migrations_make_the_tables_of_the_schema(desk):
    with desk.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "callback_revision"})
        changes = [c for c in compare_metadata(context, metadata) if "callback_" in str(c)]
    assert changes == []


def test_migrations_can_be_taken_back_and_applied_again(desk):
    migrate(desk.engine, "base")
    migrate(desk.engine)
    send_later = rows(desk)
    assert send_later == []


def test_a_case_is_stored_once_and_its_draft_is_gone(desk):
    answers = whole_answers()
    draft = drafts.begin(desk, answers)
    sent = cases.send(desk, draft, answers, "client")
    again = cases.send(desk, draft, answers, "client")
    assert sent == again
    assert [row.reference for row in rows(desk)] == [sent.reference]
    assert drafts.load(desk, draft) is None


def test_no_table_holds_a_personal_detail_in_the_clear(desk):
    send(desk)
    found = everything(desk)
    for detail in ("7700900123", "07700", "Zuzanna", "Zgubiony"):
        assert detail not in found


def test_references_are_short_and_cannot_be_guessed():
    found = {cases.new_reference() for _ in range(3000)}
    assert len(found) == 3000
    assert all(len(r) == 9 and not set("01IO") & set(r) for r in found)


def test_a_repeat_gets_its_own_reference_and_changes_nothing_of_the_first(desk):
    first = send(desk, message=True, who=True)
    before = rows(desk)[0]
    second = send(desk, message=False, who=True, name="Ktoś inny")
    one, two = rows(desk)
    assert one == before
    assert two.linked_to == one.id
    assert first.reference != second.reference
    assert first.due == second.due


def test_the_stricter_safety_wish_stands_until_staff_settle_it(desk):
    send(desk, message=True, who=True)
    send(desk, message=False, who=True)
    one = rows(desk)[0]
    with transaction(desk.engine) as connection:
        assert cases.strictest(connection, one) == (False, True, True)
        connection.execute(table.update().where(table.c.id == one.id).values(safety_settled=True))
        one = connection.execute(sa.select(table).where(table.c.id == one.id)).one()
        assert cases.strictest(connection, one) == (True, True, False)


def test_repeats_at_the_same_moment_find_the_first_one(desk):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda n: send(desk, client=str(n)), range(4)))
    assert len({s.reference for s in sent}) == 4
    assert sum(row.linked_to is None for row in rows(desk)) == 1


def test_too_many_from_one_number_are_refused_and_nothing_is_stored(make_desk):
    desk = make_desk(per_number_day=2)
    send(desk), send(desk, client="other")
    with pytest.raises(cases.TooMany):
        send(desk, client="third")
    send(desk, client="third", contact="+447700900124")
    assert len(rows(desk)) == 3


def test_wrong_pairs_are_answered_identically_and_throttled(desk):
    sent = send(desk)
    assert cases.look_up(desk, sent.reference, "+447700900123", "a").status == "waiting"
    assert cases.look_up(desk, sent.reference, "+447700900999", "b") is None
    assert cases.look_up(desk, "ABCD-2345", "+447700900123", "b") is None
    for number in range(8):
        assert cases.look_up(desk, sent.reference, f"+44770090020{number}", f"c{number}") is None
    with pytest.raises(cases.TooMany):
        cases.look_up(desk, sent.reference, "+447700900888", "d")


def test_a_resident_changes_and_cancels_a_case(desk):
    sent = send(desk)
    found = cases.look_up(desk, sent.reference, "+447700900123", "a")
    changed = dataclasses.replace(found.answers, contact="+447700900456", asked=None)
    assert cases.send(desk, drafts.begin(desk, changed), changed, "a").reference == sent.reference
    assert cases.look_up(desk, sent.reference, "+447700900456", "a").answers.name == "Zuzanna"
    cases.cancel(desk, found.case_id)
    assert cases.look_up(desk, sent.reference, "+447700900456", "a").status == "closed"
    assert [row.result for row in rows(desk)] == ["cancelled"]


def test_personal_fields_are_erased_after_the_days_of_the_setting(desk, clock):
    sent = send(desk)
    open_case = send(desk, contact="+447700900456")
    cases.cancel(desk, rows(desk)[0].id)
    clock.turn(days=27)
    assert retention.purge(desk) == 0
    clock.turn(days=2)
    assert retention.purge(desk) == 1
    closed, still_open = rows(desk)
    assert closed.reference == sent.reference
    assert closed.sealed is None
    assert closed.contact_index is None
    assert still_open.reference == open_case.reference
    assert still_open.sealed is not None


def test_a_silent_draft_is_gone_after_half_an_hour(desk, clock):
    draft = drafts.begin(desk, whole_answers())
    clock.turn(hours=0.49)
    assert drafts.load(desk, draft) is not None
    clock.turn(hours=0.02)
    assert drafts.load(desk, draft) is None
    assert drafts.erase_silent(desk) == 1
    assert drafts.mark(draft, "name") not in everything(desk)


def test_keys_rotate_without_losing_a_record_or_a_repeat(make_desk):
    old, new = new_key(), new_key()
    before = make_desk(keys=(old,))
    send(before)
    both = make_desk(keys=(new, old))
    assert rotate(both) > 0
    after = make_desk(keys=(new,))
    assert after.box.open(rows(after)[0].sealed)["name"] == "Zuzanna"
    send(after)
    assert rows(after)[1].linked_to == rows(after)[0].id


def test_a_missing_key_is_told(make_desk):
    make_desk(keys=(new_key(),))
    with pytest.raises(ConfigurationError, match="CALLBACK_KEYS"):
        make_desk(keys=(new_key(),))


def test_the_key_file_is_made_for_its_owner_only_and_live_demands_keys(tmp_path):
    file = tmp_path / "key"
    keys = load_keys((), file, live=False)
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_keys((), file, live=False) == keys
    assert Box(keys).open(Box(keys).seal({"a": "ż"})) == {"a": "ż"}
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        load_keys((), file, live=False)
    with pytest.raises(ConfigurationError, match="MODE=live"):
        load_keys((), file, live=True)


def test_processes_that_start_together_agree_on_keys(make_desk):
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        desks: list[Desk] = list(pool.map(lambda _: make_desk(), range(6)))
    assert len({desk.index("+447700900123") for desk in desks}) == 1
