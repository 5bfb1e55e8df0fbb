"""Make text safe and comparable before anything else looks at it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: The encoder takes seconds for long texts (nlu.md: 300 characters take 0.12 s, 2,000 take 1.1 s).
ENCODED_CHARACTERS = 300

#: Fewer words in capitals may be names or abbreviations.
_LEAST_SPACES = 2
_SPACE = re.compile(r"\s+")
_REPEATED = re.compile(r"(.)\1{3,}", re.DOTALL)


def clean(text: str) -> str:
    """Return the text in NFKC, with no control, format, private or unassigned character, spaces folded, not shouted.

    NFKC first: eight U+FDFA in a row overflow the encoder's token buffer (it takes four code points a byte
    and U+FDFA expands to eighteen). Zero-width joiners stay between letters, where Persian, Malayalam and others
    need them;
    direction marks and overrides go, lone surrogates and NUL too.
    """
    text = unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode("utf-8"))
    kept = []
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif character in "\u200c\u200d":
            if 0 < position < len(text) - 1 and not text[position - 1].isspace():
                kept.append(character)
        elif category[0] != "C":
            kept.append(character)
    return _calm(_SPACE.sub(" ", "".join(kept)).strip())


def _calm(text: str) -> str:
    """Return a message of capitals only in small letters: to the encoder a capital is another letter."""
    return text.lower() if text.isupper() and text.count(" ") >= _LEAST_SPACES else text


def fold(text: str) -> str:
    """Return the text for comparison: lower case, no diacritics, no joiners, long repeats cut to two.

    Vowel signs of Indic scripts are marks too, but they carry the word: only marks on Latin, Greek, Cyrillic
    and Arabic letters are dropped.
    """
    return " ".join(map(_fold_word, text.split(" ")))


@lru_cache(maxsize=1 << 15)
def _fold_word(word: str) -> str:
    out = []
    drop = False
    for character in unicodedata.normalize("NFD", word.casefold()):
        if unicodedata.combining(character):
            if not drop:
                out.append(character)
        elif character not in "\u200c\u200d\u0640":
            drop = _script(character) in ("LATIN", "GREEK", "CYRILLIC", "ARABIC")
            out.append(_SAME.get(character, character))
    return _REPEATED.sub(r"\1\1", unicodedata.normalize("NFC", "".join(out)))


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """Return the first word of the character's Unicode name, which is its script."""
    return unicodedata.name(character, "NONE").split(" ")[0]


#: Letters that people type for one another: stroke letters, dotless i, Arabic against Persian and Urdu forms; and the
#: letters that end a Malayalam word, which are others before an ending.
_SAME = {
    "ł": "l",
    "đ": "d",
    "ø": "o",
    "ı": "i",
    "ß": "ss",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ة": "ه",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ے": "ی",
    "ې": "ی",
    "ێ": "ی",
    "ۆ": "و",
    "ڕ": "ر",
    "ڵ": "ل",
    "ۍ": "ی",
    "ګ": "گ",
    "ټ": "ٹ",
    "ډ": "ڈ",
    "ړ": "ڑ",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "ൺ": "ണ",
    "ൻ": "ന",
    "ർ": "ര",
    "ൽ": "ല",
    "ൾ": "ള",
}


def shorten(text: str, limit: int = ENCODED_CHARACTERS) -> str:
    """Return at most `limit` characters: the head and the tail of a longer text, cut at spaces where possible."""
    if len(text) <= limit:
        return text
    head = text[: limit * 2 // 3].rsplit(" ", 1)[0]
    tail = text[-(limit - len(head) - 1) :]
    tail = tail.split(" ", 1)[-1]
    return f"{head} {tail}"[:limit]


def script_of(text: str) -> str:
    """Return the Unicode name's first word most letters have (`LATIN`, `ARABIC`, ...), or `NONE`."""
    counts: dict[str, int] = {}
    for character in text:
        if character.isalpha():
            script = _script(character)
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda s: counts[s]) if counts else "NONE"
