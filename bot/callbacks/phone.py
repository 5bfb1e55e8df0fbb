"""Telephone numbers and e-mail addresses as people write them: any digits, words around them, any punctuation."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HOME = "GB"

#: Ofcom's ranges for drama, national form without the leading zero
#: (https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama).
_DRAMA = re.compile(
    r"(?:11[345678]496\d{4}|1[2-6]1496\d{4}|207946\d{4}|191498\d{4}|2896496\d{3}|292018\d{4}"
    r"|1632960\d{3}|7700900\d{3}|8081570\d{3}|3069990\d{3})"
)
_REFUSED = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.PAGER,
    PhoneNumberType.VOICEMAIL,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.TOLL_FREE,
}
#: Digits with what people put between them; "(0)" and spoken pauses included.
_RUN = re.compile(r"(?:\+|00)?[\d(](?:[\s().,/\-\u2010-\u2015_]{0,4}\d){2,24}\)?")
_EMAIL = re.compile(r"[^\s@<>,;:()\"']{1,64}@(?:[^\s@<>,;:()\"'.]{1,63}\.)+[^\s@<>,;:()\"'.\d]{2,24}")
#: Spoken digits of English; other languages' speakers write digits.
_SPOKEN = {
    "zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "plus": "+",
}  # fmt: skip
_REPEATS = {"double": 2, "triple": 3, "treble": 3}
#: Shorter runs of digits are a time, a year or a house number, not an attempt at a telephone number.
FEWEST_DIGITS = 6
_SHORT = {"999", "112", "101", "105", "111", "119", "911", "18000", "18001", "116123", "08001111", "100", "155"}


class BadNumber(ValueError):
    """The number cannot be used; `kind` is True where it is whole but of a kind that must not be called."""

    def __init__(self, kind: bool) -> None:
        super().__init__("a number that must not be called" if kind else "not a whole number")
        self.kind = kind


def western(text: str) -> str:
    """Return the text with the digits of every script as 0-9 and full-width forms folded."""
    out = []
    for character in unicodedata.normalize("NFKC", text):
        value = unicodedata.digit(character, None) if character.isdigit() else None
        if value is not None:
            out.append(str(value))
        elif unicodedata.category(character) != "Cf":
            out.append(character)
    return "".join(out)


def _spoken(text: str) -> str:
    """Return the text with spoken digits written, where there are enough of them to be a number."""
    words = re.findall(r"[A-Za-z]+|\S", text)
    out: list[str] = []
    found, times = 0, 1
    for word in words:
        low = word.lower()
        if low in _REPEATS:
            times = _REPEATS[low]
            continue
        if low in _SPOKEN:
            out.append(_SPOKEN[low] * times)
            found += times
        else:
            out.append(" " + word + " " if word.isalpha() else word)
        times = 1
    return "".join(out) if found >= FEWEST_DIGITS else text


def find_run(text: str) -> str | None:
    """Return the part of a text that looks like a telephone number (the last one: a correction comes last)."""
    runs = [m[0] for m in _RUN.finditer(_spoken(western(text)))]
    runs = [run for run in runs if len(re.sub(r"\D", "", run)) >= FEWEST_DIGITS]
    return runs[-1] if runs else None


def normalise(text: str, *, allow_test: bool = False) -> str:
    """Return a number in international form (`+447400123456`).

    Raises:
        BadNumber: it is not a whole number, or of a kind that must not be called.

    """
    flat = _spoken(western(text))
    digits = re.sub(r"\D", "", flat)
    if digits in _SHORT:
        raise BadNumber(kind=True)
    run = re.sub(r"\(0\)", "", find_run(flat) or flat)
    try:
        number = phonenumbers.parse(run, HOME)
    except NumberParseException as error:
        raise BadNumber(kind=False) from error
    national = str(number.national_number)
    if number.country_code == 44 and _DRAMA.fullmatch(national):
        if not allow_test:
            raise BadNumber(kind=False)
    elif not phonenumbers.is_valid_number(number):
        raise BadNumber(kind=False)
    elif phonenumbers.number_type(number) in _REFUSED:
        raise BadNumber(kind=True)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def written(number: str) -> str:
    """Return a normalised number as people write it: national for the United Kingdom."""
    parsed = phonenumbers.parse(number, HOME)
    home = parsed.country_code == 44
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def find_email(text: str) -> str | None:
    """Return the last e-mail address of a text, or None."""
    found = _EMAIL.findall(unicodedata.normalize("NFKC", text))
    return found[-1].rstrip(".") if found else None


def masked(contact: str) -> str:
    """Return a contact so that its owner knows it again and nobody else learns it."""
    if "@" in contact:
        name, _, domain = contact.partition("@")
        return f"{name[:1]}•••@•••{domain[domain.rfind('.') :]}"
    return f"•••{contact[-2:]}"
