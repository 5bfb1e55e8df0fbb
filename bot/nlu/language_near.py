"""Tell languages without texts from the served ones they look like: Shahmukhi Punjabi from Urdu, Kurmanji from Sorani.

By words of theirs that the other one does not have, and never by one word that both have: an Urdu speaker who is told
"I do not have texts in Punjabi" is served worse than a Punjabi speaker who is not told. Pahari and Dari can hardly be
told from a short text; their speakers name them (`data/lookups/varieties.yml`).
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu.gazetteer import words_in
from bot.nlu.text import clean, fold, script_of

SHAHMUKHI = "pa-Arab"
KURMANJI = "ku"

#: Words of Punjabi in Arabic letters; Urdu has none of the first, and hardly ever two of the second.
_SHAHMUKHI_SURE = frozenset(
    fold(word)
    for word in (
        "تہاڈا تہاڈی تہاڈے تہانوں تواڈا تواڈی تواڈے مینوں سانوں ساڈا ساڈی ساڈے تسیں اسیں ایہناں اوہناں "
        "ایہدا اوہدا کراں دساں کیویں کتھے کدوں ایتھے اوتھے ہیگا ہیگی ہیگے"
    ).split()
)
_SHAHMUKHI_WORDS = _SHAHMUKHI_SURE | frozenset(
    fold(word)
    for word in (
        "نال وچ وچوں توں تسی ایہدے اوہدے جاواں دسو دسیں ہوندا ہوندی ہوندے ہندا جاندا جاندی آندا آندی کردا چاہیدا "
        "چاہیدی چاہیدے نئیں نیں پچھنا منڈا منڈے کڑیاں گلاں لگدا لگدی سکدا سکدی سکدے رہندا "
        "رہندی رہندے بولدا بولدی بولدے ہویا"
    ).split()
)
_SHAHMUKHI_LEAST = 2
#: The general detector's label for Punjabi in Arabic letters; it is sure of itself on Urdu too, so a word must agree.
_SHAHMUKHI_LABEL = "pnb"
_SHAHMUKHI_SHARE = 0.6

#: Words of Kurmanji that no served language has.
_KURMANJI_SURE = frozenset(
    fold(word)
    for word in (
        "alîkarî alîkariya arîkarî arîkariya diaxivim diaxifim diaxêvim diaxivin diaxive naxivim dixwazim dixwazin "
        "naxwazim dikarim dikarin nikarim nikare dizanim nizanim kurmancî kirmancî hewcedar hewce hewceyî "
        "hewcedarî zimanê dijîm dibêjim bipirsim dipirsim dipeyivim wergêr hatime malbata cîranê cîranên"
    ).split()
)
#: Little words of Kurmanji; other languages have some of them, but not several together.
_KURMANJI_LITTLE = frozenset(
    fold(word)
    for word in (
        "ez ji li bi min xwe çi çawa kengî heye hene tune tunene nîne dike dikin dibe bike bikin gelek ku ev kî kê "
        "wê wî hûn em we îro niha dema ser ber nav û vê vî divê hat"
    ).split()
)
_KURMANJI_LEAST = 3
_KURMANJI_LETTERS = frozenset("êîûçş")
_KURMANJI_SHARE = 0.4


def is_shahmukhi(text: str, general: Iterable[tuple[str, float]] = ()) -> bool:
    """Return True where a text is clearly Punjabi in Arabic letters; `general` are shares by the general detector."""
    if script_of(text) != "ARABIC":
        return False
    words = _words(text)
    if words & _SHAHMUKHI_SURE:
        return True
    likely = dict(general).get(_SHAHMUKHI_LABEL, 0.0) >= _SHAHMUKHI_SHARE
    return len(words & _SHAHMUKHI_WORDS) >= (1 if likely else _SHAHMUKHI_LEAST)


def is_kurmanji(text: str, general: Iterable[tuple[str, float]] = ()) -> bool:
    """Return True where a text is clearly Kurmanji in Latin letters; `general` are shares by the general detector."""
    if script_of(text) != "LATIN":
        return False
    words = _words(text)
    if words & _KURMANJI_SURE:
        return True
    own_letters = bool(_KURMANJI_LETTERS & set(clean(text).casefold()))
    likely = dict(general).get("ku", 0.0) >= _KURMANJI_SHARE
    return len(words & _KURMANJI_LITTLE) >= _KURMANJI_LEAST - likely and (own_letters or likely)


def _words(text: str) -> frozenset[str]:
    return frozenset(words_in(clean(text)))
