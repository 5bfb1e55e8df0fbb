"""What a question about crime asks: a rank, a trend, a kind of crime, a figure that the plan does not have."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from actions.turn import Turn
from actions.words import mentions, names_year_before
from bot.nlu.gazetteer import LOOKUPS
from bot.nlu.place_question import asked_of_place
from bot.nlu.text import clean, fold

#: A place in the list of wards: "ranked 4th", "number 4", "4. Platz"; digits of any script are Western by then.
_RANK = re.compile(r"(?<![\d/,.])(\d{1,2})(?:st|nd|rd|th|\.|º|ª)?(?![\d/])", re.IGNORECASE)
#: Questions about the list that are taken for a question about a ward; used when no ward is named.
_ABOUT_THE_LIST = ("most_crime", "least_crime", "committee_crime")
_GUESS_SHARE = 0.1
#: The same right after an answer about a ward: "and which place on the list is that?" goes on about it.
_GUESS_SHARE_AFTER_WARD = 0.3
#: Topics about one kind of crime, of which the plan has figures for the whole city only; a share that tells one.
ONE_KIND = (
    "acquisitive_crime",
    "vehicle_theft",
    "violent_crime",
    "sexual_offences",
    "burglary_figures",
    "criminal_damage",
    "racist_crime_figures",
)
_KIND_SHARE = 0.05
_NEXT_CLAUSE = re.compile(r"[.,;:!?\u060c\u061b\u061f\u06d4\u0964]\s+\S")
#: A second guess as likely as this, that the plan does not say something, is followed.
_UNSAID_SHARE = 0.4


def asked_rank(turn: Turn) -> int:
    """Return the rank a message asks for, or 0; a list as long as "top 5" is no rank."""
    text = clean(turn.text)
    found = [int(m[1]) for m in _RANK.finditer(text)]
    # "third from the bottom, so 22nd": figures are plainer than words.
    found = found or [rank for word, rank in rank_words().items() if re.search(rf"\b{word}\b", fold(text))]
    ranks = [n for n in found if 1 <= n <= len(turn.knowledge.wards)]
    return ranks[0] if len(ranks) == 1 and "top" not in turn.text.casefold() else 0


@lru_cache(maxsize=1)
def rank_words(lookups: Path = LOOKUPS) -> dict[str, int]:
    """Return the written ranks of all languages (`data/lookups/<language>/ranks.yml`), folded."""
    return {
        fold(word): rank
        for path in sorted(lookups.glob("*/ranks.yml"))
        for rank, words in yaml.safe_load(path.read_text("utf-8")).items()
        for word in words
    }


def asks_its_rank(turn: Turn) -> bool:
    """Return True for "and which place on the list is it?", where "it" is the ward just spoken of."""
    return bool(turn.slot("place")) and mentions(turn.text, "rank") and not names_an_end(turn)


def says_there(turn: Turn) -> bool:
    """Return True for a message about the place just spoken of: "how many were there?"."""
    return bool(turn.slot("place")) and mentions(turn.text, "there")


def names_an_end(turn: Turn) -> bool:
    """Return True if a message has a word for the top or the bottom of the list of wards."""
    return mentions(turn.text, "most") or mentions(turn.text, "least")


def asks_for_least(turn: Turn) -> bool:
    """Return True if a question about the list has a word for its end and none for its top ("least safe" has one)."""
    return mentions(turn.text, "least") and not (mentions(turn.text, "most") or mentions(turn.text, "risk"))


def second_guess(turn: Turn) -> str:
    """Return the topic about the whole list that is likely too, or an empty text."""
    if asks_its_rank(turn) or says_there(turn):
        return ""
    goes_on = turn.slot("topic") == "ward_crime" and turn.slot("place")
    least = _GUESS_SHARE_AFTER_WARD if goes_on else _GUESS_SHARE
    for guess in turn.ranking[1:3]:
        if guess["name"] == "committee_crime" and asked_of_place(turn.text) == "ward_crime":
            continue  # "crimes in my ward" has no word for a committee
        if guess["name"] in _ABOUT_THE_LIST and guess["confidence"] >= least:
            return str(guess["name"])
    return ""


def unsaid(turn: Turn, of_wards: bool = False) -> bool:
    """Return True if figures are asked for that the plan does not have: for each person, month, of arrests.

    Args:
        turn: the turn.
        of_wards: whether figures of wards are told; there are none of one kind of crime.

    """
    # Of a message with two questions the guesses are of both together.
    if mentions(turn.text, "unsaid") or (not turn.also and turn.may_mean("not_in_plan", _UNSAID_SHARE)):
        return True
    return of_wards and by_ward(turn) and (mentions(turn.text, "kind") or may_mean_kind(turn))


def may_mean_kind(turn: Turn) -> bool:
    """Return True if one kind of crime is among the next guesses."""
    return any(turn.may_mean(kind, _KIND_SHARE) for kind in ONE_KIND)


def by_ward(turn: Turn) -> bool:
    """Return True if one clause asks about a place in Peterborough; in a story the place may be of another clause."""
    in_wards = any(turn.knowledge.wards_of(place) for place in turn.certain("place"))
    return in_wards and _NEXT_CLAUSE.search(turn.text) is None


def asks_for_trend(turn: Turn) -> bool:
    """Return True if the message asks for another year, or how figures changed: the plan has one year of the wards."""
    return names_year_before(turn.text) or mentions(turn.text, "trend")


def asks_two_things(turn: Turn) -> bool:
    """Return True for "how many crimes in Paston? And which committee is it in?", taken for a committee's crimes."""
    return bool(turn.also) and ("ward_crime" in turn.also or turn.may_mean("committee", _GUESS_SHARE))


def last_committee(turn: Turn) -> list[str]:
    """Return the committee the last answer was about, if it named one."""
    ids = {committee.name: committee.id for committee in turn.knowledge.committees.values()}
    for reply in reversed(turn.slot("last_replies") or []):
        named = reply["say"]["values"].get("committee")
        if named and named["value"] in ids:
            return [ids[named["value"]]]
    return []
