"""The kinds of things the assistant knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Topic:
    """Something people ask about; the id is the Rasa intent and the name of its response."""

    id: str
    title: str
    about: str
    group: str
    section: str | None = None
    contacts: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    outcome: str = "answered"
    review: str | None = None
    frequent: bool = False

    @property
    def wanted_sentences(self) -> int:
        """How many training sentences every language has for it at least."""
        return 12 if self.frequent else 6


@dataclass(frozen=True)
class Ward:
    """One of the 24 wards: crimes recorded April 2010 to March 2011, rank by that number, committee."""

    id: str
    name: str
    crimes: int
    rank: int
    committee: str
    printed: str | None = None


@dataclass(frozen=True)
class Committee:
    """A neighbourhood committee and its wards in the order the plan prints them."""

    id: str
    name: str
    wards: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """A policing area: crimes in 2009/10 and 2010/11, and the printed fall in per cent."""

    id: str
    name: str
    before: int
    after: int
    percent: float


@dataclass(frozen=True)
class CrimeType:
    """A row of the crime type table; `change` is negative for a fall, `percent` is printed."""

    id: str
    before: int
    after: int
    change: int
    percent: float


@dataclass(frozen=True)
class Place:
    """A village, estate or part of the city.

    `wards` has several where the place spreads over them or the sources disagree (`ward_certain`
    is false then or where the ward is inferred). Two `committees`: the resident has to be asked.
    `elsewhere`: the place is not in the plan's Peterborough.
    """

    id: str
    name: str
    wards: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    ward_certain: bool = True
    confidence: str = "H"
    elsewhere: str | None = None


@dataclass(frozen=True)
class Contact:
    """A way to reach somebody. `value` is today's; `printed` is a dead one the plan still shows.

    `printed_only`: nobody confirmed it since, so it may only be told as printed in the plan. `website`: the id of the
    contact that is the same organisation on the web.
    """

    id: str
    kind: str
    value: str
    confidence: str
    name: str | None = None
    printed: str | None = None
    printed_only: bool = False
    source: str | None = None
    checked: str | None = None
    section: str | None = None
    website: str | None = None


@dataclass(frozen=True)
class Figure:
    """A number, date or period of the plan.

    `kind` says how Babel writes it: count, percent, money, year, month_year, year_range, period, ordinal, text.
    """

    id: str
    kind: str
    value: Any
    section: str | None = None
    source: str | None = None
