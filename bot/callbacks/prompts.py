"""What the form says: responses with their values and buttons, never text. A `Say` is what `Turn.say` takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.callbacks import cases, drafts
from bot.callbacks.answers import (
    WAYS,
    Answers,
    language_label,
    offered_days,
    offered_periods,
    relative_day,
)
from bot.callbacks.desk import Desk
from bot.callbacks.hours import local
from bot.i18n.languages import served_languages

Value = dict[str, Any]
TOPIC = "callback"
ASK = "utter_callback_ask_"


@dataclass
class Say:
    """One message of the form."""

    response: str
    values: dict[str, Value] = field(default_factory=dict)
    buttons: list[dict[str, Any]] = field(default_factory=list)

    def dump(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"response": self.response, "values": self.values, "buttons": self.buttons}


def response(name: str) -> Value:
    """Return another response as a value."""
    return {"kind": "response", "value": f"utter_callback_{name}"}


def name(text: str) -> Value:
    """Return a name or a detail as a value."""
    return {"kind": "name", "value": text}


def button(choice: str, title: Value) -> dict[str, Any]:
    """Return a button of the form."""
    return {"topic": TOPIC, "entities": {"choice": choice}, "title": title}


STOP = button("stop", response("stop"))


def hours(desk: Desk) -> Value:
    """Return the office hours as a value."""
    return {"kind": "hours", "value": desk.hours.rows}


def start(desk: Desk) -> list[Say]:
    """Return the first words of the form."""
    says = [Say("utter_callback_start", {"hours": hours(desk)})]
    if desk.options.demonstration:
        says.append(Say("utter_callback_demo"))
    return says


def contact_question(answers: Answers) -> str:
    """Return the response that asks for the contact a way needs."""
    return ASK + ("email" if answers.way and not answers.by_telephone else "number")


def question_response(question: str, answers: Answers) -> str:
    """Return the response that asks a question."""
    return contact_question(answers) if question == "contact" else ASK + question


def choices(desk: Desk, question: str, answers: Answers) -> list[tuple[str, Value]]:
    """Return the answers to choose from, each with its title."""
    now = desk.clock()
    if question == "language":
        served = served_languages().get(answers.page_language)
        code = served.code if served else "en"
        return [(code, {"kind": "language", "value": [code, ""]})]
    if question == "way":
        return [(way, response(f"way_{way}")) for way in WAYS if way not in answers.unsafe]
    if question == "day":
        return [(day, day_value(day, now)) for day in offered_days(desk.hours, now)]
    if question == "period":
        return [(p, period_value(p)) for p in offered_periods(answers.day, desk.hours, now)]
    if question in ("safe", "message", "who"):
        return [("yes", response("yes")), ("no", response("no"))]
    return []


def day_value(day: str, now: float) -> Value:
    """Return a day as a value."""
    relative = relative_day(day, now)
    return {"kind": "date", "value": day} if relative == "date" else response(relative)


def period_value(period: str) -> Value:
    """Return a part of the day as a value."""
    return response("any_time" if period == "any" else period)


def ask(desk: Desk, draft: str, answers: Answers) -> list[Say]:
    """Return what is asked at the present step."""
    step = answers.step()
    if step == "check":
        return check(desk, draft, answers)
    if step == "change":
        titles = [(q, {"kind": "response", "value": question_response(q, answers)}) for q in answers.questions()]
        return [Say(ASK + "change", buttons=[button(f"change:{q}", title) for q, title in titles])]
    if step == "found":
        return status(cases.status_of(desk, answers.case_id))
    if step == "lookup":
        return [Say(ASK + "reference", buttons=[STOP])]
    buttons = [button(f"{step}:{value}", title) for value, title in choices(desk, step, answers)]
    says = []
    if step == "way" and answers.unsafe:
        says.append(Say(ASK + "other_way", buttons=[*buttons, button("no_way", response("no_way")), STOP]))
        return says
    if step in ("name", "about"):
        buttons.append(button("skip", response("skip")))
    says.append(Say(question_response(step, answers)))
    if step in ("language", "name", "about"):
        says.append(Say(f"utter_callback_hint_{step}"))
    says[-1].buttons = [*buttons, STOP]
    return says


def answer_values(draft: str | None, answers: Answers, now: float) -> list[tuple[str, Value]]:
    """Return each question that was answered with the answer as a value.

    Args:
        draft: where given, personal details are marks that only a live draft turns into the details.
        answers: the answers.
        now: the present moment.

    """

    def detail(key: str) -> Value:
        return name(drafts.mark(draft, key) if draft else str(getattr(answers, key)))

    def truth(value: bool | None) -> Value:
        return response("yes" if value else "no")

    dialect = detail("dialect")["value"] if answers.dialect else ""
    spoken = {"kind": "language", "value": [answers.language, dialect]}
    rows: list[tuple[str, Value]] = [
        ("language", spoken),
        ("way", response(f"way_{answers.way}")),
        ("contact", detail("contact")),
    ]
    rows += [(key, detail(key)) for key in ("name", "about") if getattr(answers, key)]
    rows += [("day", day_value(str(answers.day), now)), ("period", period_value(str(answers.period)))]
    rows += [(key, truth(getattr(answers, key))) for key in ("safe", "message", "who") if key in answers.questions()]
    return rows


def check(desk: Desk, draft: str, answers: Answers) -> list[Say]:
    """Return the answers for checking, and what sending means."""
    lines = [
        {"question": {"kind": "response", "value": question_response(q, answers)}, "answer": value}
        for q, value in answer_values(draft, answers, desk.clock())
    ]
    rows = {"kind": "templates", "value": "utter_callback_row", "rows": lines}
    buttons = [button("send", response("send")), button("change", response("change")), STOP]
    consent = {"retention_days": {"kind": "count", "value": desk.options.retention_days}}
    return [
        Say("utter_callback_check", {"rows": rows}),
        Say("utter_callback_consent", consent, buttons),
    ]


def done(desk: Desk, sent: cases.Sent) -> list[Say]:
    """Return what is said after sending."""
    now = desk.clock()
    values = {
        "reference": name(sent.reference),
        "expected": {"kind": "date", "value": f"{local(sent.due):%Y-%m-%d}"},
        "hours": hours(desk),
    }
    says = [Say("utter_callback_done", values)]
    if not desk.hours.is_open(now):
        opens = {"kind": "moment", "value": desk.hours.next_open(now).isoformat()}
        says.append(Say("utter_callback_closed_now", {"next_open": opens}))
    if desk.options.demonstration:
        says.append(Say("utter_callback_demo"))
    return says


def status(found_status: str) -> list[Say]:
    """Return what is said about a case."""
    buttons = []
    if found_status != "closed":
        buttons = [button("cancel_case", response("cancel_request")), button("change", response("change"))]
    return [Say(f"utter_callback_status_{found_status}", buttons=[*buttons, STOP])]


def english_language(answers: Answers) -> str:
    """Return the language of a case in English."""
    return language_label(str(answers.language), "en")
