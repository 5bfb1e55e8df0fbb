"""One turn as an action sees it: what the resident said, what is remembered, and what the action says back.

Actions hold no text. They name a response and give its values; `bot.nlg` writes it in the language of the turn.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.i18n.languages import SOURCE, language_names, served_languages
from bot.i18n.varieties import SIGN_LANGUAGE, find_variety
from bot.knowledge import Knowledge, load_knowledge
from bot.nlu.gazetteer import words_in
from bot.nlu.text import clean, fold

Value = dict[str, Any]
Values = dict[str, Value]
Events = list[dict[str, Any]]

#: How many replies "say that again" can bring back.
REMEMBERED_REPLIES = 3
#: Languages that are written in Latin letters by readers of another language's script too.
READ_BY_WRITERS_OF = {"pa": ("ur",)}
#: Wards called by a compass word alone: "no, central" after Stanground East means Stanground Central.
COMPASS_WARDS = ("north", "east", "west", "central")
#: A message of so many words at most leans on the one before.
ELLIPSIS_WORDS = 5
#: Topics of messages that have no question of their own.
LEANING = ("place_only", "deny", "affirm", "repeat", "more", "nlu_fallback")
#: A place this likely to be all that a message says lets it lean on the one before.
LEANING_SHARE = 0.1
#: Turns of these topics do not end a row of turns that led nowhere.
UNSETTLED = ("nlu_fallback", "deny", "affirm", "insult", "repeat")
#: Topics that take up a place: a question that waits for one waits no longer.
ABOUT_PLACES = (
    "committee",
    "committees",
    "committee_meeting",
    "ward_crime",
    "committee_crime",
    "most_crime",
    "least_crime",
    "areas",
)
#: Two topics as likely as this are both asked about ("the number of this and of that").
BOTH_SHARE = 0.3
#: Topics in which a language that was named is the one the resident speaks.
SPOKEN_TOPICS = ("interpreter", "change_language")


def count(number: int) -> Value:
    """Return a whole number as a value of a response."""
    return {"kind": "count", "value": number}


def name(text: str) -> Value:
    """Return a proper name as a value of a response."""
    return {"kind": "name", "value": text}


def names(texts: Sequence[str]) -> Value:
    """Return several names, to be joined by the language's "and"."""
    return {"kind": "names", "value": list(texts)}


def lines(response: str, rows: Sequence[Values]) -> Value:
    """Return a list with one line per row, each written with a response."""
    return {"kind": "templates", "value": response, "rows": list(rows)}


def percent(number: float) -> Value:
    """Return a percentage with one decimal, as the plan's tables print them."""
    return {"kind": "percent_1", "value": number}


class Turn:
    """A turn in progress; `events` is what the action hands back to Rasa."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self.knowledge: Knowledge = load_knowledge()
        self.slots: dict[str, Any] = dict(tracker.slots)
        message = tracker.latest_message or {}
        self.intent: str = (message.get("intent") or {}).get("name") or ""
        self.ranking: list[dict[str, Any]] = list(message.get("intent_ranking") or [])
        self.also: list[str] = list(message.get("also") or [])
        self.danger: str = message.get("danger") or "none"
        self.text: str = message.get("text") or ""
        self._entities: list[dict[str, Any]] = list(message.get("entities") or [])
        guess: dict[str, Any] = dict(message.get("language") or {})
        self.unserved: str | None = guess.get("unserved")
        self.romanised: bool = bool(guess.get("romanised"))
        self._script: str = guess.get("script") or ""
        code = guess.get("code") or self.slots.get("language") or SOURCE
        if code not in served_languages():
            self.unserved = self.unserved or code
            code = self.slots.get("language") or SOURCE
        # Who pressed a button for another script, or for English, chose it for what they write in Latin letters.
        chosen = self.slots.get("chosen_language")
        self.script_chosen = self.romanised and chosen in (SOURCE, *READ_BY_WRITERS_OF.get(code, ()))
        self.language: str = str(chosen) if self.script_chosen else code
        self.near: str | None = guess.get("near")
        self._set: dict[str, Any] = {}
        self._said: list[dict[str, Any]] = []
        self.remember("language", self.language)

    # --- what the resident said ---

    def entities(self, kind: str) -> list[str]:
        """Return the ids of the things of a kind in the message, certain ones only where there are any."""
        of_kind = [e for e in self._entities if e.get("entity") == kind]
        certain = [e for e in of_kind if not e.get("ambiguous")]
        return list(dict.fromkeys(str(e["value"]) for e in certain or of_kind))

    def certain(self, kind: str, misspelt: bool = True) -> list[str]:
        """Return the ids of the things of a kind that are names beyond doubt, also misspelt ones unless told not to."""
        of_kind = [e for e in self._entities if e.get("entity") == kind and not e.get("ambiguous")]
        return list(dict.fromkeys(str(e["value"]) for e in of_kind if misspelt or e.get("how") != "fuzzy"))

    def places(self) -> list[str]:
        """Return the places of the message; a compass word may complete one of them or, in a short one, the last."""
        parts = self.entities("part")
        found = self.entities("place")
        if parts:
            found = [ward for place in found for ward in self._completed(place, parts)]
        if not (self.leans() or (parts and self.is_short())):
            return found
        siblings = self._siblings(self.slot("place"))
        if found:
            return [siblings.get(place, place) if place in COMPASS_WARDS else place for place in found]
        words = words_in(clean(self.text))
        # "No, south": no ward is called South.
        named = list(dict.fromkeys(siblings[word] for word in (*words, *parts) if word in siblings))
        return named or [part for part in parts if part in COMPASS_WARDS]

    def _completed(self, place: str, parts: Sequence[str]) -> list[str]:
        """Return the ward that a place becomes with a word of the message ("Werrington", north), or else the place."""
        siblings = {} if place in self.knowledge.wards else self._siblings(place)
        return [siblings[part] for part in parts if part in siblings] or [place]

    def _siblings(self, place: str | None) -> dict[str, str]:
        """Return the wards that share the first words of a place's name, by the words in which they differ, folded."""
        ward = self.knowledge.wards.get(place or "")
        stem = ward.name.rpartition(" ")[0] if ward else self.knowledge.place_name(place) if place else ""
        wards = [other for other in self.knowledge.wards.values() if stem and other.name.startswith(f"{stem} ")]
        return {fold(other.name.removeprefix(f"{stem} ")): other.id for other in wards}

    def completed(self) -> list[str]:
        """Return the wards whose whole name the message has, where it was taken for the end of another's name."""
        places = self.places()
        return [place for place in self.entities("place") if place in COMPASS_WARDS and place not in places]

    def is_short(self) -> bool:
        """Return True for a message that may lean on the one before."""
        return len(self.text.split()) <= ELLIPSIS_WORDS

    def leans(self) -> bool:
        """Return True for a message that leans on the one before: short, and with no question of its own."""
        return self.is_short() and (self.intent in LEANING or self.may_mean("place_only", LEANING_SHARE))

    def go_on(self, topic: str, things: dict[str, str]) -> None:
        """Let the turn be about what the resident chose, as if its button had been pressed."""
        self.intent, self.text = topic, ""
        self.ranking, self.also = [], []
        self._entities = [{"entity": kind, "value": value} for kind, value in things.items()]

    def may_mean(self, topic: str, share: float) -> bool:
        """Return True if a topic is among the next guesses with at least a share."""
        return any(guess["name"] == topic and guess["confidence"] >= share for guess in self.ranking[1:3])

    def as_likely(self) -> list[str]:
        """Return the second topic of a message that asks for help of two kinds in one sentence."""
        both = [self.knowledge.topics.get(g["name"]) for g in self.ranking[:2] if g["confidence"] >= BOTH_SHARE]
        # Careful answers stand alone: in a story of suffering the second topic is a doubt, not a question.
        if len(both) == 2 and all(topic and topic.group == "help" and not topic.review for topic in both):
            return [topic.id for topic in both[1:] if topic]
        return []

    def unserved_language(self) -> str | None:
        """Return the code of the language without texts that the message is in, or that it says the resident speaks.

        A name is more certain than a guess by the script (nothing here tells Tigrinya from Amharic). In Latin letters
        too many everyday words of a language nobody knows here, or of a romanised one, are some language's name.
        """
        named = [code for code in self.certain("language") if not _is_answered(code)]
        if self.unserved:
            return named[0] if named and self._script != "LATIN" else self.unserved
        spoken = self.intent in SPOKEN_TOPICS and not self.romanised
        return named[0] if named and spoken else None

    # --- what is remembered ---

    def slot(self, key: str) -> Any:
        """Return a remembered value."""
        return self._set.get(key, self.slots.get(key))

    def remember(self, key: str, value: Any) -> None:
        """Set a slot."""
        self._set[key] = value

    def was_set(self, key: str) -> bool:
        """Return True if this turn remembered something under a key."""
        return key in self._set

    def once(self, note: str) -> bool:
        """Return True the first time in a conversation, and remember that it was."""
        told = list(self.slot("told") or [])
        if note in told:
            return False
        self.remember("told", [*told, note])
        return True

    # --- what is said back ---

    def say(
        self,
        response: str,
        values: Values | None = None,
        *,
        topic: str | None = None,
        outcome: str | None = None,
        buttons: Sequence[dict[str, Any]] | None = None,
        part: bool = False,
        chart: dict[str, Any] | None = None,
    ) -> None:
        """Say a response.

        Args:
            response: its id.
            values: values of its placeholders that are not in the knowledge.
            topic: the topic it answers; gives source, contacts and buttons.
            outcome: where it is not the topic's own.
            buttons: instead of the topic's: `{"topic", "entities", "title"}`; a title is a value.
            part: a note beside the answer: no source, contacts or buttons.
            chart: figures to draw: `{"title": response id, "rows": [[label, number]], "derived": bool}`.

        """
        message: dict[str, Any] = {"values": values or {}, "language": self.language}
        if topic:
            message["topic"] = topic
        if outcome:
            message["outcome"] = outcome
        if buttons is not None:
            message["buttons"] = list(buttons)
        if part:
            message["part"] = True
        if chart:
            message["chart"] = chart
        self._dispatcher.utter_message(response=response, say=message)
        self._said.append({"response": response, "say": message})

    @property
    def said(self) -> list[dict[str, Any]]:
        """What was said so far in this turn."""
        return self._said

    def again(self, replies: Sequence[dict[str, Any]]) -> None:
        """Say earlier replies again, in the language of this turn."""
        for reply in replies:
            say = {**reply["say"], "language": self.language}
            self._dispatcher.utter_message(response=reply["response"], say=say)
            self._said.append({"response": reply["response"], "say": say})

    def events(self) -> Events:
        """Return the slots to set."""
        if self._said:
            # "Say that again" is about the answer, not about the notes beside it.
            answers = [reply for reply in self._said if not reply["say"].get("part")]
            self.remember("last_replies", (answers or self._said)[-REMEMBERED_REPLIES:])
        return [SlotSet(key, value) for key, value in self._set.items()]


class TopicAction(Action, ABC):
    """An action that answers in the language of the turn; danger that is not certain is told before the answer."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Answer one turn (Rasa SDK)."""
        from actions.choice import choose

        turn = Turn(dispatcher, tracker)
        if choose(turn):
            # The words of a choice are known by heart: what the classifiers made of them is no danger.
            tell_status(turn)
            return turn.events()
        if turn.danger == "unsure" and turn.intent != "danger":
            turn.say("utter_danger_unsure", outcome="emergency", part=True)
        unserved = turn.unserved_language()
        if unserved and turn.danger != "sure" and turn.intent != "change_language":
            from actions.fallback import say_unsupported

            say_unsupported(turn, unserved)
            return turn.events()
        from actions.follow_up import follow_up

        asked = follow_up(turn)
        if asked:
            say_about(turn, asked)
        else:
            self.answer(turn)
        self.answer_also(turn)
        if turn.intent not in UNSETTLED and not turn.was_set("misses"):
            turn.remember("misses", 0)
        if turn.danger != "sure":
            tell_near(turn, turn.near)
            tell_status(turn)
        return turn.events()

    @staticmethod
    def answer_also(turn: Turn) -> None:
        """Answer a second question of the same message, if it is about something the plan or the partners say."""
        if turn.danger == "sure" or turn.intent in ("danger", "nlu_fallback"):
            return
        answered_now = {reply["say"].get("topic") for reply in turn.said}
        for topic in [t for t in [*turn.also, *turn.as_likely()] if t not in answered_now]:
            about = turn.knowledge.topics.get(topic)
            if about and about.outcome == "answered" and about.group != "conversation":
                before = len(turn.said)
                say_about(turn, topic)
                for reply in turn.said[before:]:
                    reply["say"]["also"] = True  # left out where everything together is too long

    @abstractmethod
    def answer(self, turn: Turn) -> None:
        """Say the answer."""


def say_about(turn: Turn, topic: str) -> None:
    """Answer a topic as its own action would."""
    from actions.registry import answer_of  # it knows all actions, so none of them can import it above

    asked, turn.intent = turn.intent, topic
    answer_of(topic)(turn)
    turn.intent = asked


def answered(turn: Turn, topic: str) -> None:
    """Remember that a topic was answered, and add what is said once per conversation about facts of the plan."""
    turn.remember("topic", topic)
    turn.remember("misses", 0)
    if topic in ABOUT_PLACES:
        turn.remember("pending", None)
    about = turn.knowledge.topics[topic]
    if about.group in ("plan", "crime") and about.section and turn.once("plan_old"):
        turn.say("utter_plan_old", part=True)


def tell_near(turn: Turn, code: str | None) -> bool:
    """Say once per conversation that a language without texts is answered in another one; tell whether it was said."""
    variety = find_variety(code or "")
    if variety is None or variety.answer not in served_languages() or not turn.once(f"near_{variety.code}"):
        return False
    values = {
        "language_native": name(language_names(variety.code)[1]),
        "answer_language": name(served_languages()[str(variety.answer)].endonym),
    }
    turn.say("utter_near_language_notice", values, part=True)
    return True


def tell_status(turn: Turn) -> None:
    """Say once per conversation in a language that no speaker has checked its texts, with a way to the English.

    Who writes a language in Latin letters may not read its script: they are offered English and an interpreter beside,
    whether the texts are checked or not. Romanised Punjabi is written by readers of Gurmukhi and of Urdu script alike,
    so Urdu is the first button.
    """
    if not turn.said or turn.language == SOURCE:
        return
    buttons: list[dict[str, Any]] = [
        {
            "topic": "change_language",
            "entities": {"language": SOURCE},
            "title": {"kind": "response", "value": "utter_button_show_english"},
        }
    ]
    if turn.romanised and not turn.script_chosen and turn.once(f"romanised_{turn.language}"):
        others = [code for code in READ_BY_WRITERS_OF.get(turn.language, ()) if code in served_languages()]
        buttons = [*map(language_button, others), *buttons, {"topic": "interpreter"}]
        turn.once(f"draft_{turn.language}")
        turn.say("utter_romanised_notice", buttons=buttons, part=True)
    elif served_languages()[turn.language].review != "checked" and turn.once(f"draft_{turn.language}"):
        turn.say("utter_draft_notice", buttons=buttons, part=True)


def language_button(code: str) -> dict[str, Any]:
    """Return the button that goes on in a served language."""
    title = name(served_languages()[code].endonym)
    return {"topic": "change_language", "entities": {"language": code}, "title": title}


def _is_answered(code: str) -> bool:
    variety = find_variety(code)
    return code in served_languages() or code == SIGN_LANGUAGE or bool(variety and variety.answer)
