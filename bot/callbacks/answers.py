"""What a resident answered, which question comes next, and which answers are possible.

The conversation and the page `/callback` share this module, so both ask the same and make the same record.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from babel import Locale

from bot.callbacks import phone
from bot.callbacks.hours import OfficeHours, local
from bot.nlu.text import clean

WAYS = ("call", "sms", "email", "relay", "bsl")
#: Ways that need a telephone; the others need an e-mail address.
BY_TELEPHONE = ("call", "sms", "relay")
#: Ways in which a message can be left and somebody else can answer.
SPOKEN = ("call", "relay")
QUESTIONS = ("language", "way", "contact", "name", "about", "day", "period", "safe", "message", "who")
LONGEST = {"name": 60, "about": 200, "dialect": 100}
DAYS_OFFERED = 4


@dataclass
class Answers:
    """The answers so far; None: not asked yet; an empty text: left out on purpose."""

    language: str | None = None
    dialect: str = ""
    way: str | None = None
    contact: str | None = None
    name: str | None = None
    about: str | None = None
    topic: str | None = None
    day: str | None = None
    period: str | None = None
    safe: bool | None = None
    message: bool | None = None
    who: bool | None = None
    page_language: str = "en"
    #: Ways the resident called unsafe.
    unsafe: tuple[str, ...] = ()
    #: The question that is to be answered anew, or a page of its own: `check`, `change`, `lookup`, `found`.
    asked: str | None = None
    #: The case that is being changed, after reference and contact were given.
    case_id: int | None = None
    #: How often a language was named that nobody knows.
    unknown_languages: int = 0

    @classmethod
    def load(cls, data: dict[str, Any]) -> Answers:
        """Return answers that were stored."""
        known = {f.name for f in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        values["unsafe"] = tuple(values.get("unsafe") or ())
        return cls(**values)

    def dump(self) -> dict[str, Any]:
        """Return the answers for storing."""
        return {key: value for key, value in asdict(self).items() if value is not None and value != ()}

    @property
    def by_telephone(self) -> bool:
        """True where the way needs a telephone number."""
        return self.way in BY_TELEPHONE

    def contact_fits(self) -> bool:
        """Return True where the contact is of the kind the way needs."""
        return bool(self.contact) and ("@" in str(self.contact)) != self.by_telephone

    def questions(self) -> list[str]:
        """Return the questions that apply."""
        return [q for q in QUESTIONS if q != "message" or self.way in SPOKEN or self.way is None]

    def missing(self) -> str | None:
        """Return the first question without an answer."""
        for question in self.questions():
            if question == "contact":
                if not self.contact_fits():
                    return question
            elif getattr(self, question) is None:
                return question
        return None

    def step(self) -> str:
        """Return what the resident is to do now: a question, `check`, `change`, `lookup` or `found`."""
        return self.asked or self.missing() or "check"

    def put_contact(self, contact: str) -> None:
        """Take a contact; it decides the way where that is open or needs another kind."""
        self.contact = contact
        if self.way is None or not self.contact_fits():
            self.way = "email" if "@" in contact else "call"
            self.safe = self.message = self.who = None

    def put_way(self, way: str) -> None:
        """Take a way; what was said about the safety of another one does not hold for it."""
        if way != self.way:
            self.safe = self.message = self.who = None
        self.way = way

    def put_safe(self, safe: bool) -> None:
        """Take whether the way is safe; if not, another way is asked for."""
        self.safe = safe or None
        if not safe and self.way:
            self.unsafe = tuple(dict.fromkeys((*self.unsafe, self.way)))
            self.way = None


def plain_text(text: str, longest: int) -> str | None:
    """Return free text in one line, or None where it is empty, too long or has no letter."""
    found = clean(text)
    if not found or len(found) > longest or not any(c.isalpha() for c in found):
        return None
    return found


def language_code(text: str, *pages: str) -> str | None:
    """Return the code of a language that is named (in English, itself or a page's language), else None."""
    wanted = clean(text).casefold()
    if not wanted:
        return None
    for code, name in _names("en").items():
        if name == wanted or code == wanted:
            return code
    for page in pages:
        for code, name in _names(page).items():
            if name == wanted:
                return code
    from bot.nlu.language_names import collect_names, find_names

    found = find_names(clean(text), _cached(collect_names))
    return str(found[0]["value"]).replace("_", "-") if found else None


_cache: dict[Any, Any] = {}


def _cached(make: Any) -> Any:
    # A second's work over all locales: done at the first language that is not known at once.
    if make not in _cache:
        _cache[make] = make()
    return _cache[make]


def _names(page: str) -> dict[str, str]:
    if page not in _cache:
        locale = Locale.parse(page.replace("-", "_"))
        _cache[page] = {code.replace("_", "-"): name.casefold() for code, name in locale.languages.items()}
    return _cache[page]


def language_label(code: str, page: str) -> str:
    """Return a language's name as a page writes it; nothing for one that Babel does not know."""
    if code == "und":
        return ""
    locale = Locale.parse(page.replace("-", "_"))
    name = locale.languages.get(code.replace("-", "_")) or locale.languages.get(code.split("-")[0])
    return name or Locale.parse("en").languages.get(code.split("-")[0], code)


def offered_days(hours: OfficeHours, now: float) -> list[str]:
    """Return the days to choose from, as dates; the last choice is `any`."""
    return [day.isoformat() for day in hours.days(now, DAYS_OFFERED)] + ["any"]


def day_is_possible(day: str, hours: OfficeHours, now: float) -> bool:
    """Return True for `any` and for a staffed day within the next weeks that is not over."""
    return day == "any" or _date(day) in hours.days(now, 20)


def offered_periods(day: str | None, hours: OfficeHours, now: float) -> list[str]:
    """Return the parts of the day to choose from; the last choice is `any`."""
    date = _date(day) if day and day != "any" else None
    return [*hours.periods(date, now), "any"]


def relative_day(day: str, now: float) -> str:
    """Return `today`, `tomorrow`, `any_day` or `date`."""
    if day == "any":
        return "any_day"
    distance = ((_date(day) or local(now).date()) - local(now).date()).days
    return {0: "today", 1: "tomorrow"}.get(distance, "date")


def _date(day: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day)
    except ValueError:
        return None


def check_contact(text: str, way: str | None, *, allow_test: bool) -> str:
    """Return the contact of a text that a way needs.

    Raises:
        phone.BadNumber: there is no number that can be used.
        ValueError: there is no e-mail address.

    """
    if way is None or way in BY_TELEPHONE:
        return phone.normalise(text[:500], allow_test=allow_test)
    email = phone.find_email(text[:500])
    if not email or len(email) > 200:
        raise ValueError("not an e-mail address")
    return email


REFERENCE = re.compile(r"(?<![A-Z0-9])([2-9A-HJ-NP-Z]{4})[\s\-\u2010-\u2015]?([2-9A-HJ-NP-Z]{4})(?![A-Z0-9])")


def find_reference(text: str) -> str | None:
    """Return the reference in a text; one has letters and digits, so that no word is taken for it."""
    for match in REFERENCE.finditer(phone.western(text).upper()):
        found = match[1] + match[2]
        if any(c.isdigit() for c in found) and sum(c.isalpha() for c in found) >= 2:
            return f"{match[1]}-{match[2]}"
    return None
