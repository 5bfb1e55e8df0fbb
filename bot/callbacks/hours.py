"""When staff work: opening hours in local time, bank holidays of England, dates they close besides.

`CALLBACK_HOURS` is written like `mon-thu 09:00-17:00; fri 09:00-16:30`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from bot.errors import ConfigurationError

ZONE = ZoneInfo("Europe/London")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Parts of the day by the hours they begin and end.
PERIODS = {"morning": (0, 12), "afternoon": (12, 17), "evening": (17, 24)}
_PART = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?\s+(\d\d):(\d\d)-(\d\d):(\d\d)")
_FURTHEST_DAYS = 60


@dataclass(frozen=True)
class Span:
    """A stretch of staffed time on one day."""

    start: dt.datetime
    end: dt.datetime


@lru_cache(maxsize=1)
def _england() -> Any:
    return holidays.country_holidays("GB", subdiv="ENG")


class OfficeHours:
    """Answers questions about staffed time; all moments are Unix times."""

    def __init__(self, text: str, closed: Iterable[str] = ()) -> None:
        self._week: dict[int, list[tuple[dt.time, dt.time]]] = {day: [] for day in range(7)}
        #: For people: [first day, last day, opening, closing], days from 0 for Monday.
        self.rows: list[list[Any]] = []
        for part in filter(None, (p.strip().lower() for p in text.split(";"))):
            match = _PART.fullmatch(part)
            if not match or match[1] not in DAYS or (match[2] or match[1]) not in DAYS:
                raise ConfigurationError(f"CALLBACK_HOURS: {part!r}: write it like `mon-fri 09:00-17:00`")
            first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
            try:
                opening = dt.time(int(match[3]), int(match[4]))
                closing = dt.time(int(match[5]), int(match[6]))
            except ValueError as error:
                raise ConfigurationError(f"CALLBACK_HOURS: {part!r}: {error}") from error
            if last < first or closing <= opening:
                raise ConfigurationError(f"CALLBACK_HOURS: {part!r}: the end comes before the beginning")
            for day in range(first, last + 1):
                self._week[day].append((opening, closing))
            self.rows.append([first, last, f"{opening:%H:%M}", f"{closing:%H:%M}"])
        try:
            self._closed = frozenset(dt.date.fromisoformat(day) for day in closed)
        except ValueError as error:
            raise ConfigurationError(f"CALLBACK_CLOSED_DATES: {error}: write them like 2026-12-24") from error
        if not self.rows:
            raise ConfigurationError("CALLBACK_HOURS: staff have to work at some time")

    def spans(self, day: dt.date) -> list[Span]:
        """Return the staffed times of a day."""
        if day in self._closed or day in _england():
            return []
        return [
            Span(dt.datetime.combine(day, opening, ZONE), dt.datetime.combine(day, closing, ZONE))
            for opening, closing in sorted(self._week[day.weekday()])
        ]

    def is_open(self, moment: float) -> bool:
        """Return True in staffed time."""
        now = local(moment)
        return any(span.start <= now < span.end for span in self.spans(now.date()))

    def next_open(self, moment: float) -> dt.datetime:
        """Return when staffed time is or begins next."""
        now = local(moment)
        return max(now, next(self._from(now)).start)

    def days(self, moment: float, count: int) -> list[dt.date]:
        """Return the next days with staffed time left."""
        found: list[dt.date] = []
        for span in self._from(local(moment)):
            if span.start.date() not in found:
                found.append(span.start.date())
            if len(found) == count:
                break
        return found

    def periods(self, day: dt.date | None, moment: float) -> list[str]:
        """Return the parts of a day (or of any day) that have staffed time left."""
        now = local(moment)
        if day is None:
            times = [pair for pairs in self._week.values() for pair in pairs]
            hours = [(start.hour, end.hour + (end.minute > 0)) for start, end in times]
        else:
            spans = [span for span in self.spans(day) if span.end > now]
            hours = [(max(span.start, now).hour, span.end.hour + (span.end.minute > 0)) for span in spans]
        return [p for p, (begin, end) in PERIODS.items() if any(start < end and stop > begin for start, stop in hours)]

    def due(self, day: str, period: str, moment: float) -> float:
        """Return the end of the staffed time in which a resident may expect the call."""
        wanted = dt.date.fromisoformat(day) if day != "any" else None
        for span in self._from(local(moment)):
            if wanted and span.start.date() < wanted:
                continue
            if period != "any":
                begin, end = PERIODS[period]
                midnight = span.start.replace(hour=0, minute=0)
                latest = min(span.end, midnight + dt.timedelta(hours=end))
                if latest <= max(span.start, midnight + dt.timedelta(hours=begin), local(moment)):
                    continue
                return latest.timestamp()
            if day == "any" and span.end.timestamp() - moment < 3600:
                continue  # an hour before closing is no promise for today
            return span.end.timestamp()
        return moment + 7 * 24 * 3600

    def staffed_seconds(self, since: float, until: float) -> float:
        """Return how much staffed time lies between two moments."""
        total = 0.0
        for span in self._from(local(since), local(until).date()):
            start, end = max(span.start.timestamp(), since), min(span.end.timestamp(), until)
            total += max(0.0, end - start)
        return total

    def working_day_ago(self, days: int, moment: float) -> float:
        """Return the beginning of the last working day (or of an earlier one): today counts once it has begun."""
        today = local(moment)
        day, left = today.date(), days
        for _ in range(_FURTHEST_DAYS):
            spans = self.spans(day)
            if spans and spans[0].start <= today and day < today.date():
                left -= 1
                if left == 0:
                    return spans[0].start.timestamp()
            day -= dt.timedelta(days=1)
        return moment - days * 24 * 3600

    def _from(self, moment: dt.datetime, last: dt.date | None = None) -> Iterator[Span]:
        day = moment.date()
        for _ in range(_FURTHEST_DAYS):
            if last and day > last:
                return
            yield from (span for span in self.spans(day) if span.end > moment)
            day += dt.timedelta(days=1)


def local(moment: float) -> dt.datetime:
    """Return a Unix time as local time in England."""
    return dt.datetime.fromtimestamp(moment, ZONE)


def weekday_rows(rows: Sequence[Sequence[Any]]) -> str:
    """Return opening hours in English, for staff and logs."""
    names = [
        f"{DAYS[a]}-{DAYS[b]} {start}-{end}" if a != b else f"{DAYS[a]} {start}-{end}" for a, b, start, end in rows
    ]
    return "; ".join(names)
