"""Take personal details out of what a resident typed before it is stored.

Found by shape, not by meaning (a small language model misses them or invents them): e-mail addresses, long
runs of digits as telephone, card and account numbers have, National Insurance numbers, full postcodes.
Numbers that the knowledge publishes stay: "is 0800 555 111 Crimestoppers?" is a question, not a detail.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.knowledge import load_knowledge

EMAIL = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+\.[^\s@<>,;:()]{2,}")
INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2}\s?(?:\d\s?){6}[A-D]?\b", re.IGNORECASE)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
DIGITS = re.compile(r"\+?\d(?:[\s().\-\u2010-\u2015/]{0,3}\d){6,}")


@lru_cache(maxsize=1)
def _public_numbers() -> frozenset[str]:
    contacts = load_knowledge().contacts.values()
    values = [v for c in contacts for v in (c.value, c.printed) if v and c.kind in ("tel", "sms")]
    figures = [str(f.value) for f in load_knowledge().figures.values()]
    return frozenset(re.sub(r"\D", "", value) for value in values + figures)


def _public_postcodes() -> frozenset[str]:
    return frozenset(
        re.sub(r"\s", "", m[0]).upper()
        for c in load_knowledge().contacts.values()
        if c.kind == "address"
        for m in POSTCODE.finditer(c.value)
    )


def redact(text: str) -> str:
    """Return the text with personal details replaced by `[e-mail]`, `[telephone]`, `[number]` or `[postcode]`."""
    western = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c for c in text
    )
    western = EMAIL.sub("[e-mail]", western)
    western = INSURANCE.sub("[number]", western)
    western = DIGITS.sub(_number, western)
    return POSTCODE.sub(_postcode, western)


def _number(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    if digits in _public_numbers() or re.fullmatch(r"(?:19|20)\d\d[\s/\-\u2010-\u2015]*(?:19|20)\d\d", match[0]):
        return match[0]
    return "[telephone]" if 7 <= len(digits) <= 15 else "[number]"


def _postcode(match: re.Match[str]) -> str:
    known = re.sub(r"\s", "", match[0]).upper() in _public_postcodes()
    return match[0] if known else "[postcode]"
