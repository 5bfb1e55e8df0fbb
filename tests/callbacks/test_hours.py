"""Staffed time: weekends, bank holidays, closed dates, summer time, what a resident may expect."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.callbacks.hours import ZONE, OfficeHours, local
from bot.errors import ConfigurationError


def at(text: str) -> float:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp()


HOURS = OfficeHours("mon-thu 09:00-17:00; fri 09:00-16:00; thu 18:00-20:00", ["2026-11-25"])


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T09:00", True),
        ("2026-11-23T08:59", False),
        ("2026-11-23T17:00", False),
        ("2026-11-25T12:00", False),  # closed by the setting
        ("2026-11-27T16:30", False),
        ("2026-11-26T19:00", True),
        ("2026-11-28T12:00", False),
        ("2026-12-25T12:00", False),
        ("2026-12-28T12:00", False),  # Boxing Day, observed
        ("2026-07-06T09:30", True),  # summer time
    ],
)
def test_open(moment, is_open):
    assert HOURS.is_open(at(moment)) is is_open


def test_next_open_leaps_over_holidays():
    assert f"{HOURS.next_open(at('2026-12-24T17:30')):%d %H:%M}" == "24 18:00"
    assert f"{HOURS.next_open(at('2026-12-24T20:30')):%d %H:%M}" == "29 09:00"


def test_days_offered_are_staffed_ones():
    days = [d.isoformat() for d in HOURS.days(at("2026-11-23T18:00"), 4)]
    assert days == ["2026-11-24", "2026-11-26", "2026-11-27", "2026-11-30"]


def test_parts_of_the_day_have_staffed_time_left():
    assert HOURS.periods(dt.date(2026, 11, 26), at("2026-11-23T10:00")) == ["morning", "afternoon", "evening"]
    assert HOURS.periods(dt.date(2026, 11, 24), at("2026-11-24T13:00")) == ["afternoon"]
    assert HOURS.periods(None, at("2026-11-24T13:00")) == ["morning", "afternoon", "evening"]


@pytest.mark.parametrize(
    ("day", "period", "now", "due"),
    [
        ("any", "any", "2026-11-23T10:00", "2026-11-23T17:00"),
        ("any", "any", "2026-11-23T16:30", "2026-11-24T17:00"),
        ("any", "morning", "2026-11-23T13:00", "2026-11-24T12:00"),
        ("2026-11-26", "evening", "2026-11-23T13:00", "2026-11-26T20:00"),
        ("2026-11-24", "afternoon", "2026-11-23T13:00", "2026-11-24T17:00"),
        ("any", "any", "2026-12-25T13:00", "2026-12-29T17:00"),
    ],
)
def test_what_may_be_expected(day, period, now, due):
    assert local(HOURS.due(day, period, at(now))) == local(at(due))


def test_staffed_seconds_leave_nights_out():
    assert HOURS.staffed_seconds(at("2026-11-23T16:00"), at("2026-11-24T10:00")) == 7200


def test_the_last_working_day():
    assert local(HOURS.working_day_ago(1, at("2026-11-24T10:00"))) == local(at("2026-11-23T09:00"))
    assert local(HOURS.working_day_ago(1, at("2026-11-23T10:00"))) == local(at("2026-11-20T09:00"))


@pytest.mark.parametrize(
    "text", ["", "mon 9-5", "mon-fri 17:00-09:00", "fri-mon 09:00-17:00", "mon 25:00-26:00", "xyz 09:00-10:00"]
)
def test_wrong_settings_are_told(text):
    with pytest.raises(ConfigurationError, match="CALLBACK_HOURS"):
        OfficeHours(text)
