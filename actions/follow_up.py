"""A message that leans on the answer before it: "and what did that save?", "how many per cent is that?".

The classifiers see one message, not the conversation. What was just spoken of, and what people ask next about it, is
likelier to be meant by a short message than anything else is.
"""

from __future__ import annotations

from actions.conversation import waits_for_place
from actions.crime_question import ONE_KIND, asked_rank, asks_its_rank, names_an_end, says_there
from actions.turn import ABOUT_PLACES, Turn
from actions.words import mentions, says_ward
from bot.knowledge import Topic

#: A message of so many words at most may lean on the one before.
LONGEST = 10
#: How many times likelier the last topic, and what is asked next about it, is in such a message.
LIKELIER = 5.0
#: With a smaller share of its own no topic is meant, whatever was spoken of before.
LEAST_SHARE = 0.05
#: What asks about the last topic whatever it is.
ABOUT_THE_LAST = ("contact_followup", "when_followup", "cost_followup", "year_before")
#: Groups of topics that can be gone on with.
GROUPS = ("plan", "crime", "neighbourhood", "help")
#: Topics that change what is spoken of only where they are clear.
_CLEAR = 0.8
_WHERE_MOST = ("most_crime", "least_crime")
#: Topics after which the list of wards can be asked about.
_ABOUT_WARDS = frozenset(ABOUT_PLACES) - {"areas"}
#: Questions about crime are told apart by the kind they name; one that names none and is not as clear as this, or asks
#: what was saved (by which of the two?), is about the figures just told.
_CLEAR_KIND = 0.7
_SAVED = frozenset({"burglary_figures", "criminal_damage"})
_OF_A_PLACE = ("ward_crime", "committee_crime")
#: What "how many crimes were there?" is taken for where the word for "there" is missed.
_OF_ANYWHERE = ("crime_overall", "crime_types", "other_year")
#: Topics about what the social impact bond pays for.
_FUNDED = ("one_service", "one_service_address", "social_impact_bond")
#: Topics with figures of the whole city, and what "how many is that?" after one is taken for.
_OF_THE_CITY = frozenset({*ONE_KIND, "crime_overall", "crime_types", "victim_figures", "road_casualties"})
_NOT_OF_THE_CITY = ("ward_crime", "cost_followup", "when_followup")
#: What "over how many years was that?" is taken for.
_ABOUT_TIME = ("when_followup", "year_before")


def follow_up(turn: Turn) -> str | None:
    """Return the topic that a message leaning on the last answer asks for; None where it stands on its own."""
    if turn.entities("part") and turn.places() and turn.is_short() and not _is_about_places(turn):
        return "place_only"  # "and in South?" after Bretton North
    last = turn.knowledge.topics.get(turn.slot("topic") or "")
    if last and last.id == "areas" and turn.certain("area") and not turn.certain("place") and turn.is_short():
        return last.id  # "and South East?"
    if last is None or last.group not in GROUPS or not _may_lean(turn):
        return None
    asked = _of_the_figure(turn, last.id) or _of_the_list(turn, last)
    if asked:
        return asked
    likely = None if _is_clear_talk(turn) else _of_the_crimes(turn, last) or _likelier(turn, last)
    if last.id == "road_casualties" and (likely or turn.intent) in _ABOUT_TIME:
        return last.id  # "over how many years was that?"
    return likely


def _of_the_figure(turn: Turn, last: str) -> str | None:
    """Return the topic of a question about what was just told, which alone would be about something else."""
    if last in _OF_THE_CITY and turn.intent in _NOT_OF_THE_CITY and not says_ward(turn.text):
        return last  # "and how many is that?"
    if last in _SAVED and mentions(turn.text, "money"):
        return last  # "and what did that save?"
    if last == "areas" and turn.intent == "ward_crime" and not says_ward(turn.text):
        return "year_before"  # "how many was that in 2010/11?": both years of the area just told
    if last in _FUNDED and turn.intent == "cost_followup":
        return "social_impact_bond"  # "who pays for it?"
    return None


def _of_the_crimes(turn: Turn, last: Topic) -> str | None:
    """Return the topic of a question about crime that does not say which crimes."""
    if last.group == "crime" and not mentions(turn.text, "kind"):
        if mentions(turn.text, "share") or "%" in turn.text:
            return "year_before"  # the change stands beside the earlier year
        if _names_no_kind(turn, last.id):
            return last.id
    if turn.intent == "ward_crime" and last.id in _WHERE_MOST:
        return last.id  # "how many were there?": in the ward just named
    if turn.intent in _WHERE_MOST and last.id == "areas" and turn.is_short():
        return last.id  # "and the smallest?": of the areas just listed, not of the wards
    return None


def _likelier(turn: Turn, last: Topic) -> str | None:
    """Return the last topic, or what is asked next about it, where that becomes the likeliest; else None."""
    near = {last.id, *last.buttons, *ABOUT_THE_LAST}
    shares = {guess["name"]: guess["confidence"] for guess in turn.ranking if guess["confidence"] >= LEAST_SHARE}
    best = max(shares, key=lambda name: shares[name] * (LIKELIER if name in near else 1.0), default=None)
    return best if best in near and best != turn.intent else None


def _is_about_places(turn: Turn) -> bool:
    """Return True if what a message asks of a place is clear; "south" alone is no question about the areas."""
    return turn.intent in ABOUT_PLACES and (turn.intent != "areas" or bool(turn.certain("area")))


def _of_the_list(turn: Turn, last: Topic) -> str | None:
    """Return the topic of "and the fewest?" or "and which place is it?"; None where nothing is asked of the list."""
    if last.id not in _ABOUT_WARDS:
        return None
    if _asks_of_there(turn):
        return "ward_crime"
    # "Which place" is where they meet, too.
    if asks_its_rank(turn) and (turn.intent in ("ward_crime", *_WHERE_MOST) or last.group == "crime"):
        return "ward_crime"
    if turn.is_short() and not asked_rank(turn):
        for kind, topic in (("most", "most_crime"), ("least", "least_crime")):
            if mentions(turn.text, kind):
                return topic
    return None


def _asks_of_there(turn: Turn) -> bool:
    """Return True for "and how many crimes were there?", in the place just spoken of."""
    of_crimes = turn.intent in (*_OF_ANYWHERE, *_WHERE_MOST) and not any(map(str.isdigit, turn.text))
    return of_crimes and turn.is_short() and says_there(turn) and not names_an_end(turn)


def _names_no_kind(turn: Turn, last: str) -> bool:
    about = turn.knowledge.topics.get(turn.intent)
    if not about or about.group != "crime" or about.id in _OF_A_PLACE or about.id == last:
        return False
    return _best_share(turn) < _CLEAR_KIND or {about.id, last} == _SAVED


def _best_share(turn: Turn) -> float:
    return float(turn.ranking[0]["confidence"]) if turn.ranking else 0.0


def _may_lean(turn: Turn) -> bool:
    if waits_for_place(turn):
        return False
    named = turn.places() or any(turn.certain(kind) for kind in ("area", "committee", "language"))
    alone = named or turn.danger != "none" or turn.also
    return not alone and 0 < len(turn.text.split()) <= LONGEST


def _is_clear_talk(turn: Turn) -> bool:
    about = turn.knowledge.topics.get(turn.intent)
    return bool(about and about.group == "conversation" and _best_share(turn) >= _CLEAR)
