"""Give every place name one face before a sentence is classified.

"How many crimes in Ufford" and "how many crimes in Paston" are the same question: the classifier should not learn
names. Each certain name is replaced by one fixed name of its kind; the entities keep the real one.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu.gazetteer import Mention, strong

FACE = {"place": "Paston", "area": "North West", "committee": "Rural North", "city": "Peterborough"}


def mask(text: str, mentions: Iterable[Mention]) -> str:
    """Return the text with each certain place, area or committee name replaced by the fixed one."""
    out: list[str] = []
    position = 0
    for mention in sorted(strong(mentions), key=lambda m: (m.start, m.kind != "place")):
        if mention.start < position:
            continue
        out += [text[position : mention.start], FACE[mention.kind]]
        position = mention.end
    return "".join(out) + text[position:]
