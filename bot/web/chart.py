"""Figures as a table with bars: the table is the answer, the bars (inline SVG) are for those who see them.

Widths are attributes, not styles: the content security policy allows no inline style.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from bot.i18n.formats import format_value
from bot.i18n.languages import Language

FULL = 100


def chart_html(chart: Mapping[str, Any], language: Language, name: str, number: str) -> Markup:
    """Return a chart of a reply (`{"title", "rows": [[label, number]]}`); `name` and `number` head the columns."""
    rows = chart["rows"]
    largest = max((value for _, value in rows), default=0) or 1
    body = "".join(_row(str(label), value, round(FULL * value / largest, 1), language) for label, value in rows)
    return Markup(  # noqa: S704 - every part is escaped
        f'<table class="chart"><caption>{escape(chart["title"])}</caption>'
        f'<thead><tr><th scope="col">{escape(name)}</th><th scope="col">{escape(number)}</th></tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row(label: str, value: float, width: float, language: Language) -> str:
    start = FULL - width if language.dir == "rtl" else 0
    bar = (
        f'<svg aria-hidden="true" focusable="false" viewBox="0 0 {FULL} 8" preserveAspectRatio="none">'
        f'<rect x="{start:g}" width="{width:g}" height="8"/></svg>'
    )
    shown = format_value("count", value, language)
    return f'<tr><th scope="row"><bdi lang="en" dir="ltr">{escape(label)}</bdi></th><td>{escape(shown)}{bar}</td></tr>'
