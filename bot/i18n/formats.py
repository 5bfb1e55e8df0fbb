"""Write numbers, dates, names and telephone numbers as a language writes them.

Digits are always Western and thousands are always grouped by three: residents compare the figures with the
English plan, and the grouping by lakh that CLDR gives for Gujarati, Punjabi and Malayalam would hide them.
Whatever must be dialled or recognised on a sign (names, numbers, addresses) is isolated left-to-right in
right-to-left text (Unicode TR9, isolates), so that "(01733) 747474" is not shown back to front.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_skeleton, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from bot.errors import CatalogError
from bot.i18n.languages import Language

LRI, PDI = "\u2066", "\u2069"
DIGITS = "latn"
COUNT_PATTERN = "#,##0"


def isolate(text: str, language: Language) -> str:
    """Return the text so that right-to-left surroundings do not reorder it."""
    return f"{LRI}{text}{PDI}" if language.dir == "rtl" else text


def _percent(value: float, locale: Locale, decimals: int) -> str:
    # The locale's own pattern tells where the sign stands and whether a space precedes it.
    pattern = locale.percent_formats[None].pattern.split(";")[0]
    body = "0" + ("." + "0" * decimals if decimals else "")
    pattern = pattern.replace("#,##,##0", body).replace("#,##0", body)
    fraction = Decimal(str(value)) / 100
    return format_percent(fraction, pattern, locale=locale, numbering_system=DIGITS)


def _money(value: int, locale: Locale) -> str:
    pattern = locale.currency_formats["standard"].pattern.split(";")[0]
    pattern = pattern.replace("#,##,##0.00", COUNT_PATTERN).replace("#,##0.00", COUNT_PATTERN)
    return format_currency(value, "GBP", pattern, locale=locale, currency_digits=False, numbering_system=DIGITS)


def _month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


def format_value(kind: str, value: Any, language: Language) -> str:
    """Return one value as text.

    Args:
        kind: count, percent, percent_1 (always one decimal), money (pounds), year, month_year ("2010-04"),
            period (two months), year_range (two years), date and moment (ISO), hours (rows of first day,
            last day, opening, closing), language (code and dialect), ordinal, text, name, names (a list joined with the
            language's "and"), lines (a list, one per line), tel, sms, web, email, address.
        value: the value; its type depends on the kind.
        language: the language to write it in.

    Raises:
        CatalogError: the kind is unknown.

    """
    locale = language.babel
    if kind in ("count", "ordinal"):
        text = format_decimal(value, COUNT_PATTERN, locale=locale, numbering_system=DIGITS)
        return isolate(text, language) if value < 0 else text  # else the minus jumps to the other side
    if kind == "percent":
        return _percent(value, locale, 0 if float(value).is_integer() else 1)
    if kind == "percent_1":
        text = _percent(value, locale, 1)
        return isolate(text, language) if value < 0 else text
    if kind == "money":
        return isolate(_money(value, locale), language)
    if kind == "year":
        return str(value)
    if kind == "year_range":
        return isolate(f"{value[0]}\u2013{value[1]}", language)
    if kind == "month_year":
        return format_skeleton("yMMMM", _month(value), locale=locale)
    if kind == "period":
        # Babel's intervals lack what some languages need beside the year (Lithuanian "m."), so two dates are joined.
        return " \u2013 ".join(format_skeleton("yMMMM", _month(month), locale=locale) for month in value)
    if kind == "date":
        return _date(dt.date.fromisoformat(value), locale)
    if kind == "moment":
        moment = dt.datetime.fromisoformat(value)
        return f"{_date(moment.date(), locale)}, {isolate(f'{moment:%H:%M}', language)}"
    if kind == "hours":
        return "; ".join(_hours(row, language) for row in value)
    if kind == "language":
        return _language(value, locale, language)
    if kind in ("name", "tel", "sms", "web", "email", "address", "text"):
        return isolate(str(value), language)
    if kind == "names":
        return _joined([isolate(v, language) for v in value], locale)
    if kind == "name_lines":
        return "\n".join(f"- {isolate(v, language)}" for v in value)
    if kind == "lines":
        return "\n".join(f"- {line}" for line in value)
    raise CatalogError(f"there is no way to write a {kind!r} (value {value!r})")


def _date(date: dt.date, locale: Locale) -> str:
    # The day before the month, as everybody in England writes it.
    return format_skeleton("MMMMEEEEd", date, locale=Locale("en", "GB") if locale.language == "en" else locale)


def _hours(row: Sequence[Any], language: Language) -> str:
    first, last, opening, closing = row
    names = get_day_names("wide", "stand-alone", locale=language.babel)
    days = names[first] if first == last else f"{names[first]} \u2013 {names[last]}"
    times = isolate(f"{opening}\u2013{closing}", language)
    return f"{days}, {times}"


def _language(value: Sequence[str], locale: Locale, language: Language) -> str:
    code, dialect = value
    named = locale.languages.get(code.replace("-", "_")) or locale.languages.get(code.split("-")[0])
    label = named or Locale.parse("en").languages.get(code.split("-")[0], "")
    label = label[:1].upper() + label[1:] if code != "und" else ""
    extra = isolate(dialect, language)
    return f"{label} ({extra})" if label and dialect else label or extra


def _joined(items: Sequence[str], locale: Locale) -> str:
    # Committee names hold commas and "and" themselves, so a list of such names is joined with semicolons.
    if any("," in item for item in items):
        return "; ".join(items)
    return format_list(items, locale=locale)


def word_for_and(language: Language) -> str | None:
    """Return the word between two things that are named together, None where there is only a comma."""
    word = Locale.parse(language.locale).list_patterns["standard"]["2"].format("", "").strip()
    return word if word.isalpha() else None
