"""The form in the conversation: takes a message before any topic rule sees it, or leaves it to the assistant.

Personal details go from the message into the draft, and nowhere else: what the conversation store and Rasa get is
`shown`, in which they are hidden.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from babel.dates import get_day_names

from bot.callbacks import cases, drafts, phone, prompts, recognise
from bot.callbacks.answers import (
    LONGEST,
    QUESTIONS,
    WAYS,
    Answers,
    check_contact,
    day_is_possible,
    find_reference,
    language_code,
    offered_periods,
    plain_text,
)
from bot.callbacks.availability import why_off
from bot.callbacks.desk import Desk
from bot.callbacks.prompts import Say
from bot.i18n.languages import SOURCE, served_languages
from bot.knowledge import load_knowledge
from bot.nlg.render import Renderer
from bot.nlu.text import clean

OFF = "utter_callback"
BAD = "utter_callback_bad_"
#: Topics that mean the form itself.
OWN = "callback"
#: After an answer on one of these, a contact alone is meant for us: it offered a call.
OFFERING = ("interpreter", "human", OWN)


@dataclass
class Taken:
    """A message the form took: what to say, what the transcript shows (None: as typed), the draft from now on."""

    says: list[Say]
    draft: str | None
    shown: str | None = None

    def note(self) -> dict[str, Any]:
        """Return what `actions.callback` needs, without a personal detail."""
        return {"says": [say.dump() for say in self.says], "draft": self.draft}


@dataclass
class Heard:
    """One message of a resident."""

    text: str
    parse: dict[str, Any] = field(default_factory=dict)
    choice: str | None = None
    sender: str = ""
    #: A keyed hash of the client's address; lives as long as the turn and is stored nowhere.
    client: str = ""
    language: str = "en"
    last_topic: str | None = None

    @property
    def counted_as(self) -> str:
        """Whose requests are counted together: the client's, or the conversation's where nobody knows the client."""
        return self.client or self.sender


class Dialogue:
    """The form on a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._groups = {topic.id: topic.group for topic in load_knowledge().topics.values()}

    def open(self, draft: str | None) -> bool:
        """Return True while a draft lives."""
        return drafts.load(self._desk, draft) is not None

    def forget(self, draft: str | None) -> None:
        """Erase a draft (the conversation ended)."""
        drafts.erase(self._desk, draft)

    def resume(self, draft: str | None) -> list[Say]:
        """Return what takes up the form again after something else was answered."""
        answers = drafts.load(self._desk, draft)
        if answers is None or draft is None:
            return []
        return [Say("utter_callback_continue"), *prompts.ask(self._desk, draft, answers)]

    def without_names(self, draft: str | None, text: str) -> str:
        """Return a question that was asked while a form is open, as the transcript may keep it."""
        answers = drafts.load(self._desk, draft)
        return recognise.without_names(text, (answers.name if answers else None) or "", drafts.HIDDEN)

    def hear(self, draft: str | None, heard: Heard) -> Taken | None:
        """Take a message, or return None where it is not for the form."""
        if heard.parse.get("danger") == "sure":
            return None
        answers = drafts.load(self._desk, draft)
        if answers is None or draft is None:
            if draft is not None and heard.choice not in (None, "lookup"):
                return Taken([Say("utter_callback_expired")], None)
            return self._begin(heard)
        return self._go_on(draft, answers, heard)

    # --- the first message ---

    def _begin(self, heard: Heard) -> Taken | None:
        reference = find_reference(heard.text) if not heard.choice else None
        contact = self._contact(heard.text) if reference else None
        asked_for = recognise.intent_of(heard.parse) == OWN
        lookup = heard.choice == "lookup" or (reference and (contact or asked_for))
        if not lookup and heard.choice is None and not asked_for and not self._asks_to_be_contacted(heard):
            return None
        if not lookup and why_off(self._desk):
            return Taken([Say(OFF)], None)
        answers = Answers(page_language=heard.language, topic=self._topic(heard.last_topic))
        if lookup:
            answers.asked = "lookup"
            draft = drafts.begin(self._desk, answers)
            if contact:
                return self._look_up(draft, answers, heard)
            return Taken(prompts.ask(self._desk, draft, answers), draft)
        draft = drafts.begin(self._desk, answers)
        first = prompts.start(self._desk)
        first[-1].buttons = []
        problem, shown = None, None
        if self._looks_like_contact(heard.text):
            problem = self._take_contact(answers, heard.text)
            shown = self._masked(answers, heard.text, problem)
            drafts.save(self._desk, draft, answers)
        asked = prompts.ask(self._desk, draft, answers)
        asked[-1].buttons.append(prompts.button("lookup", prompts.response("have_reference")))
        says = [*first, *([Say(problem)] if problem else []), *asked]
        return Taken(says, draft, shown)

    def _topic(self, topic: str | None) -> str | None:
        known = load_knowledge().topics.get(topic or "")
        return topic if known and known.group in ("help", "crime", "plan", "neighbourhood") and topic != OWN else None

    # --- the messages after it ---

    def _go_on(self, draft: str, answers: Answers, heard: Heard) -> Taken | None:
        step = answers.step()
        if heard.choice is not None:
            return self._choose(draft, answers, heard)
        text = heard.text
        if step not in ("lookup", "found") and self._looks_like_contact(text) and not find_reference(text):
            problem = self._take_contact(answers, text)
            return self._next(draft, answers, problem, self._masked(answers, text, problem))
        if step == "lookup" or (find_reference(text) and self._contact(text)):
            if find_reference(text) or self._looks_like_contact(text):
                return self._look_up(draft, answers, heard)
            if recognise.says_stop(text, heard.language):
                return self._stop(draft, answers)
            if recognise.asks_something(heard.parse, self._groups):
                return None
            return Taken(prompts.ask(self._desk, draft, answers), draft, drafts.HIDDEN)
        if step == "found" and answers.case_id is not None and recognise.says_cancel(text, heard.language):
            return self._cancel(draft, answers.case_id)
        if recognise.says_stop(text, heard.language, free=step in ("name", "about")):
            return self._stop(draft, answers)
        return self._typed(draft, answers, step, heard)

    def _typed(self, draft: str, answers: Answers, step: str, heard: Heard) -> Taken | None:
        text = heard.text
        question = recognise.is_question(text)
        said = None if question else self._yes_or_no(heard)
        if step in ("safe", "message", "who") and said in ("yes", "no"):
            return self._choose(draft, answers, heard, f"{step}:{said}")
        if step == "check" and said in ("yes", "no"):
            return self._choose(draft, answers, heard, "send" if said == "yes" else "change")
        if said == "both" and step in ("safe", "message", "who", "check"):
            # "Yes, but not ..." about somebody's safety: the buttons leave no doubt.
            return self._next(draft, answers, BAD + "choice", drafts.HIDDEN)
        if step in ("way", "day", "period") and not question:
            value = recognise.chosen(text, self._titles(step, answers))
            if value:
                return self._choose(draft, answers, heard, f"{step}:{value}")
        if step in ("name", "about") and recognise.skips(text, heard.language):
            return self._choose(draft, answers, heard, "skip")
        if step in ("name", "about") and not question and not self._interrupts(step, heard):
            found = plain_text(text, LONGEST[step])
            if found:
                setattr(answers, step, found)
                answers.asked = None
            return self._next(draft, answers, None if found else BAD + "text", drafts.HIDDEN)
        if step == "language" and not question:
            taken = self._take_language(draft, answers, heard)
            if taken:
                return taken
        if recognise.intent_of(heard.parse) == OWN:
            return self._next(draft, answers, None, None)
        if question or recognise.asks_something(heard.parse, self._groups):
            return None
        if step == "contact" and self._public(text):
            return self._next(draft, answers, BAD + "number_kind", drafts.HIDDEN)
        if step == "contact":
            return self._next(draft, answers, BAD + ("number" if answers.by_telephone else "email"), drafts.HIDDEN)
        return self._next(draft, answers, BAD + "choice", drafts.HIDDEN)

    @staticmethod
    def _yes_or_no(heard: Heard) -> str | None:
        understood = {"affirm": "yes", "deny": "no"}.get(recognise.intent_of(heard.parse))
        return recognise.yes_or_no(heard.text, heard.language) or understood

    def _titles(self, step: str, answers: Answers) -> list[tuple[str, str]]:
        language = served_languages().get(answers.page_language) or served_languages()[SOURCE]
        titles = []
        for value, title in prompts.choices(self._desk, step, answers):
            titles.append((value, _renderer().fill("{title}", language, {"title": title}, "form")))
            if step == "day" and value != "any":
                weekday = dt.date.fromisoformat(value).weekday()
                titles.append((value, get_day_names("wide", "stand-alone", locale=language.babel)[weekday]))
        return titles

    def _interrupts(self, step: str, heard: Heard) -> bool:
        # Whatever is written about "what is it about?" is the answer; a name has few words.
        if step == "about":
            return False
        asks = recognise.asks_something(heard.parse, self._groups)
        return asks and len(clean(heard.text).split()) > 3

    def _take_language(self, draft: str, answers: Answers, heard: Heard) -> Taken | None:
        named = [str(e["value"]) for e in heard.parse.get("entities") or [] if e.get("entity") == "language"]
        code = named[0] if named else language_code(heard.text, answers.page_language)
        dialect = plain_text(heard.text, LONGEST["dialect"])
        if code:
            answers.language = code
            alone = len(recognise.words(heard.text)) <= 1 or language_code(heard.text, answers.page_language) == code
            answers.dialect = "" if alone and "," not in heard.text else dialect or ""
            answers.asked = None
            return self._next(draft, answers, None, None if not answers.dialect else drafts.HIDDEN)
        if recognise.yes_or_no(heard.text, heard.language) == "yes":
            return self._choose(draft, answers, heard, f"language:{answers.page_language}")
        if not dialect or (recognise.asks_something(heard.parse, self._groups) and len(heard.text.split()) > 3):
            return None if dialect else self._next(draft, answers, BAD + "language", drafts.HIDDEN)
        answers.unknown_languages += 1
        if answers.unknown_languages >= 2:
            # Babel does not know every language; staff read what was written.
            answers.language, answers.dialect, answers.asked = "und", dialect, None
            return self._next(draft, answers, None, drafts.HIDDEN)
        return self._next(draft, answers, BAD + "language", drafts.HIDDEN)

    def _next(self, draft: str, answers: Answers, problem: str | None, shown: str | None) -> Taken:
        drafts.save(self._desk, draft, answers)
        says = prompts.ask(self._desk, draft, answers)
        return Taken([Say(problem), *says] if problem else says, draft, shown)

    def _stop(self, draft: str, answers: Answers) -> Taken:
        drafts.erase(self._desk, draft)
        if answers.case_id is not None:
            # Nothing of the stored request is erased, and nobody may believe so.
            return Taken([Say(prompts.status(cases.status_of(self._desk, answers.case_id))[0].response)], None)
        return Taken([Say("utter_callback_stopped")], None)

    def _cancel(self, draft: str, case_id: int) -> Taken:
        cases.cancel(self._desk, case_id)
        drafts.erase(self._desk, draft)
        return Taken([Say("utter_callback_request_cancelled")], None)

    # --- buttons ---

    def _choose(self, draft: str, answers: Answers, heard: Heard, choice: str | None = None) -> Taken:
        choice = choice or heard.choice or ""
        kind, _, value = choice.partition(":")
        if kind == "stop":
            return self._stop(draft, answers)
        if kind == "send":
            return self._send(draft, answers, heard)
        if kind == "no_way":
            drafts.erase(self._desk, draft)
            return Taken([Say("utter_callback_unsafe")], None)
        if kind == "cancel_case" and answers.case_id is not None and answers.asked == "found":
            return self._cancel(draft, answers.case_id)
        problem = self._apply(answers, kind, value)
        return self._next(draft, answers, problem, None)

    def _apply(self, answers: Answers, kind: str, value: str) -> str | None:
        if kind == "change":
            answers.asked = value if value in QUESTIONS else "change"
            return None
        if kind == "lookup":
            answers.asked = "lookup"
            return None
        if kind == "skip" and answers.step() in ("name", "about"):
            setattr(answers, answers.step(), "")
        elif kind == "language" and value in served_languages():
            answers.language, answers.dialect = value, ""
        elif kind == "way" and value in WAYS:
            answers.put_way(value)
        elif kind == "day" and day_is_possible(value, self._desk.hours, self._desk.clock()):
            answers.day, answers.period = value, None
        elif kind == "period" and value in offered_periods(answers.day, self._desk.hours, self._desk.clock()):
            answers.period = value
        elif kind == "safe" and answers.way:
            answers.put_safe(value == "yes")
        elif kind in ("message", "who"):
            setattr(answers, kind, value == "yes")
        else:
            return BAD + "choice"
        answers.asked = None
        return None

    def _send(self, draft: str, answers: Answers, heard: Heard) -> Taken:
        if answers.missing():
            return self._next(draft, answers, BAD + "choice", None)
        if answers.case_id is None and why_off(self._desk):
            drafts.erase(self._desk, draft)
            return Taken([Say(OFF)], None)
        try:
            sent = cases.send(self._desk, draft, answers, heard.counted_as)
        except cases.TooMany:
            return Taken([Say("utter_callback_too_many", buttons=[prompts.STOP])], draft)
        return Taken(prompts.done(self._desk, sent), None)

    # --- contacts and references ---

    def _contact(self, text: str) -> str | None:
        email = phone.find_email(text)
        if email:
            return email
        reference = find_reference(text)
        rest = (
            phone.western(text).upper().replace(reference, " ").replace(reference.replace("-", ""), " ")
            if (reference)
            else text
        )
        try:
            return phone.normalise(rest, allow_test=self._desk.options.allow_test_numbers)
        except phone.BadNumber:
            return None

    def _looks_like_contact(self, text: str) -> bool:
        return bool(phone.find_email(text) or phone.find_run(text)) and not self._public(text)

    @staticmethod
    def _public(text: str) -> bool:
        """Return True where the contact in a text is one that the assistant itself tells."""
        found = phone.find_email(text) or phone.find_run(text)
        return bool(found) and _digits_or_address(str(found)) in _public_contacts()

    def _asks_to_be_contacted(self, heard: Heard) -> bool:
        """Return True where a message gives the resident's own contact, although nothing else asks for a call.

        Only where that is plain: a number in a message may as well be a caller's who frightens somebody.
        """
        if not self._looks_like_contact(heard.text):
            return False
        own, reach = recognise.gives_own_contact(heard.text)
        offered = heard.last_topic in OFFERING and not recognise.is_question(heard.text)
        if not (own or reach or offered):
            return False
        if (
            not (own and reach)
            and not offered
            and not (recognise.tells_only_a_contact(heard.parse) and not recognise.is_question(heard.text))
        ):
            return False
        return self._take_contact(Answers(), heard.text) is None

    def _take_contact(self, answers: Answers, text: str) -> str | None:
        """Take the contact of a text into the answers; return the problem, if there is one."""
        way = "email" if phone.find_email(text) else "call"
        try:
            contact = check_contact(text, way, allow_test=self._desk.options.allow_test_numbers)
        except phone.BadNumber as error:
            return BAD + ("number_kind" if error.kind else "number")
        except ValueError:
            return BAD + "email"
        answers.put_contact(contact)
        if answers.asked in ("contact", "change"):
            answers.asked = None
        return None

    def _masked(self, answers: Answers, text: str, problem: str | None) -> str:
        return drafts.HIDDEN if problem or not answers.contact else phone.masked(answers.contact)

    def _look_up(self, draft: str, answers: Answers, heard: Heard) -> Taken:
        reference, contact = find_reference(heard.text), self._contact(heard.text)
        try:
            found = cases.look_up(self._desk, reference or "", contact or "", heard.counted_as)
        except cases.TooMany:
            drafts.erase(self._desk, draft)
            return Taken([Say("utter_callback_too_many")], None, drafts.HIDDEN)
        if found is None:
            again = Answers(page_language=answers.page_language, asked="lookup")
            drafts.save(self._desk, draft, again)
            says = [Say("utter_callback_status_unknown", buttons=[prompts.STOP])]
            return Taken(says, draft, drafts.HIDDEN)
        if found.status == "closed":
            drafts.erase(self._desk, draft)
            return Taken(prompts.status(found.status), None, drafts.HIDDEN)
        found.answers.asked = "found"
        drafts.save(self._desk, draft, found.answers)
        return Taken(prompts.status(found.status), draft, drafts.HIDDEN)


@lru_cache(maxsize=1)
def _public_contacts() -> frozenset[str]:
    contacts = load_knowledge().contacts.values()
    values = [v for c in contacts if c.kind in ("tel", "sms", "email") for v in (c.value, c.printed) if v]
    return frozenset(_digits_or_address(value) for value in values)


def _digits_or_address(contact: str) -> str:
    if "@" in contact:
        return contact.casefold()
    # The same number with the country code and without.
    return re.sub(r"^(?:00)?440?(?=\d{9,10}$)", "0", re.sub(r"\D", "", contact))


@lru_cache(maxsize=1)
def _renderer() -> Renderer:
    return Renderer(load_knowledge())


def choice_of(rasa_text: str) -> str | None:
    """Return the choice of a pressed button of the form (`/callback{"choice": ...}`), else None."""
    if not rasa_text.startswith("/callback{"):
        return None
    try:
        return str(json.loads(rasa_text[len("/callback") :]).get("choice") or "") or None
    except ValueError:
        return None
