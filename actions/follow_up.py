"""A message that leans on the answer before it: "and what did that save?", "how many per cent is that?".

The classifiers see one message, not the conversation. What was just spoken of, and what people ask next about it, is
likelier to be meant by a short message than anything else is.
"""

from __future__ import annotations

from actions.conversation import waits_for_place
from actions.turn import ABOUT_PLACES, Turn
from actions.words import mentions

#: A message of so many words at most may lean on the one before.
LONGEST = 9
#: How many times likelier the last topic, and what is asked next about it, is in such a message.
LIKELIER = 5.0
#: With a smaller share of its own no topic is meant, whatever was spoken of before.
LEAST_SHARE = 0.05
#: What asks about the last topic whatever it is.
ABOUT_THE_LAST = ("contact_followup", "when_followup", "year_before")
#: Groups of topics that can be gone on with.
GROUPS = ("plan", "crime", "neighbourhood", "help")
#: Topics that change what is spoken of only where they are clear.
_CLEAR = 0.8
_WHERE_MOST = ("most_crime", "least_crime")
#: Questions about crime are told apart by the kind they name; one that names none and is not as clear as this, or asks
#: what was saved (by which of the two?), is about the figures just told.
_CLEAR_KIND = 0.7
_SAVED = frozenset({"burglary_figures", "criminal_damage"})
_OF_A_PLACE = ("ward_crime", "committee_crime")


def follow_up(turn: Turn) -> str | None:
    """Return the topic that a message leaning on the last answer asks for; None where it stands on its own."""
    if turn.entities("part") and turn.places() and turn.is_short() and turn.intent not in ABOUT_PLACES:
        return "place_only"  # "and in South?" after Bretton North
    last = turn.knowledge.topics.get(turn.slot("topic") or "")
    if last is None or last.group not in GROUPS or not _may_lean(turn):
        return None
    if last.group == "crime" and not mentions(turn.text, "kind"):
        if mentions(turn.text, "share") or "%" in turn.text:
            return "year_before"  # the change stands beside the earlier year
        if _names_no_kind(turn, last.id):
            return last.id
    if turn.intent == "ward_crime" and last.id in _WHERE_MOST:
        return last.id  # "how many were there?": in the ward just named
    if turn.intent in _WHERE_MOST and last.id == "areas" and turn.is_short():
        return last.id  # "and the smallest?": of the areas just listed, not of the wards
    near = {last.id, *last.buttons, *ABOUT_THE_LAST}
    shares = {guess["name"]: guess["confidence"] for guess in turn.ranking if guess["confidence"] >= LEAST_SHARE}
    best = max(shares, key=lambda name: shares[name] * (LIKELIER if name in near else 1.0), default=None)
    return best if best in near and best != turn.intent else None


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
    if named or turn.danger != "none" or turn.also or not 0 < len(turn.text.split()) <= LONGEST:
        return False
    about = turn.knowledge.topics.get(turn.intent)
    return not (_best_share(turn) >= _CLEAR and about and about.group == "conversation")
