"""Reply text as HTML: paragraphs, lists, links to dial and to visit. All text is escaped; nothing a resident typed
becomes a tag.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

from bot.i18n.formats import LRI, PDI
from bot.knowledge import load_knowledge


@lru_cache(maxsize=1)
def _links() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern for contacts one may act on, and the address behind each."""
    targets = {}
    for contact in load_knowledge().contacts.values():
        if contact.printed_only:
            continue
        if contact.kind == "tel":
            targets[contact.value] = "tel:" + re.sub(r"[^\d+]", "", contact.value)
        elif contact.kind == "web":
            targets[contact.value] = "https://" + contact.value
        elif contact.kind == "email":
            targets[contact.value] = "mailto:" + contact.value
    longest_first = sorted(targets, key=len, reverse=True)
    pattern = "|".join(re.escape(value) for value in longest_first)
    return re.compile(rf"(?<![\w@.]){LRI}?({pattern}){PDI}?(?![\w@])"), targets


def reply_html(text: str, other_site: str = "") -> Markup:
    """Return a reply's text as HTML; `other_site` is the note after a link that leads to another website."""
    out: list[str] = []
    items: list[str] = []

    def close_list() -> None:
        if items:
            out.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
            items.clear()

    for line in text.split("\n"):
        if line.startswith("- "):
            items.append(_inline(line[2:], other_site))
            continue
        close_list()
        if line.strip():
            out.append(f"<p>{_inline(line, other_site)}</p>")
    close_list()
    return Markup("".join(out))  # noqa: S704 - every part was escaped above


def _inline(text: str, other_site: str) -> str:
    pattern, targets = _links()
    out: list[str] = []
    position = 0
    for match in pattern.finditer(text):
        out.append(_isolated(text[position : match.start()]))
        value = match[1]
        link = f'<a href="{escape(targets[value])}" rel="noreferrer">{escape(value)}</a>'
        note = f" {escape(other_site)}" if other_site and targets[value].startswith("https:") else ""
        out.append(f'<bdi dir="ltr">{link}</bdi>{note}')
        position = match.end()
    out.append(_isolated(text[position:]))
    return "".join(out)


def _isolated(text: str) -> str:
    # The isolates of plain text become elements, which every browser and screen reader honours.
    return str(escape(text)).replace(LRI, '<bdi dir="ltr">').replace(PDI, "</bdi>")
