"""The form in the conversation: every step, bad input, interruptions, corrections, stopping, what is shown and kept."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.callbacks import accounts, drafts
from bot.callbacks.dialogue import Dialogue, Heard
from bot.callbacks.schema import cases, metadata
from bot.callbacks.store import transaction
from bot.i18n.languages import served_languages
from bot.knowledge import load_knowledge
from bot.nlg.render import Renderer

DETAILS = ("7700900123", "07700 900123", "Zuzanna", "Zgubiony rower", "Silesian")


class Talk:
    """A conversation with the form; the classifier's part is given with each message."""

    def __init__(self, desk, language="en"):
        self.desk, self.language = desk, language
        self.dialogue = Dialogue(desk)
        self.draft = None
        self.kept = []

    def say(self, text="", intent="nlu_fallback", choice=None, entities=(), danger="none"):
        """Return the responses to a message; None where the form leaves it to the assistant."""
        parse = {"intent": {"name": intent}, "entities": list(entities), "danger": danger}
        heard = Heard(text=text, parse=parse, choice=choice, sender="page-1", language=self.language)
        taken = self.dialogue.hear(self.draft, heard)
        if taken is None:
            return None
        self.draft = taken.draft
        self.says = taken.says
        self.shown = taken.shown
        self.kept.append(str(taken.note()) + str(taken.shown))
        return [say.response.removeprefix("utter_callback_") for say in taken.says]

    def press(self, choice):
        return self.say(choice=choice)

    def choices(self):
        return [b["entities"]["choice"] for b in self.says[-1].buttons]

    def to_check(self):
        self.say("please call me", "callback")
        for choice in ("language:pl", "way:call"):
            self.press(choice)
        self.say("07700 900123")
        self.say("Zuzanna")
        self.say("Zgubiony rower")
        for choice in ("day:any", "period:any", "safe:yes", "message:no"):
            self.press(choice)
        return self.press("who:no")


@pytest.fixture
def talk(desk):
    accounts.ensure_demonstration_account(desk)
    return Talk(desk)


def stored(desk):
    with transaction(desk.engine) as connection:
        return connection.execute(sa.select(cases).order_by(cases.c.id)).all()


def test_the_whole_way(talk, desk):
    assert talk.to_check() == ["check", "consent"]
    said = talk.press("send")
    assert said[0] == "done"
    assert said[-1] == "demo"
    (case,) = stored(desk)
    assert desk.box.open(case.sealed) == {"contact": "+447700900123", "name": "Zuzanna", "about": "Zgubiony rower"}
    assert talk.draft is None


def test_after_each_step_no_detail_is_anywhere_but_sealed(talk, desk, tmp_path):
    steps = [
        lambda: talk.say("please call me, 07700 900123", "callback"),
        lambda: talk.say("Silesian, Polish", entities=[{"entity": "language", "value": "pl"}]),
        lambda: talk.say("07700 900123"),
        lambda: talk.say("Zuzanna"),
        lambda: talk.say("Zgubiony rower"),
        *(lambda c=c: talk.press(c) for c in ("day:any", "period:any", "safe:yes", "message:no", "who:no", "send")),
    ]
    for step in steps:
        assert step() is not None
        with transaction(desk.engine) as connection:
            rows = [str(r) for t in metadata.sorted_tables for r in connection.execute(sa.select(t))]
        found = "\n".join([*rows, *talk.kept])
        files = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
        for detail in DETAILS:
            assert detail not in found
            assert detail.encode() not in files


def test_the_check_shows_the_details_while_the_draft_lives_only(talk, desk):
    talk.to_check()
    english = served_languages()["en"]
    text = Renderer(load_knowledge()).text(talk.says[0].response, english, talk.says[0].values)
    assert "07700 900123" not in text
    shown = drafts.reveal(desk, [{"text": text}])[0]["text"]
    assert "07700 900123" in shown
    assert "Zuzanna" in shown
    talk.press("send")
    gone = drafts.reveal(desk, [{"text": text}])[0]["text"]
    assert "07700" not in gone
    assert "•••" in gone


@pytest.mark.parametrize("text", ["tak, mój numer to 07700 900123", "جی میرا نمبر ۰۷۷۰۰۹۰۰۱۲۳ ہے"])
def test_a_number_is_taken_at_any_step_whatever_the_classifier_says(talk, text):
    talk.say("call me", "callback")
    assert talk.say(text, "crimestoppers") is not None
    assert talk.shown == "•••23"
    talk.press("language:pl")
    assert talk.says[0].response == "utter_callback_ask_name"


def test_a_number_in_the_first_message_is_taken(talk):
    assert talk.say("my phone is 07700 900123 call me", "callback")[-2:] == ["ask_language", "hint_language"]
    assert talk.shown == "•••23"


def test_numbers_for_drama_are_asked_for_again_without_the_setting(make_desk):
    desk = make_desk(allow_test_numbers=False)
    accounts.ensure_demonstration_account(desk)
    talk = Talk(desk)
    talk.say("call me", "callback")
    assert talk.say("07700 900123")[0] == "bad_number"


BAD = ["abc def", "0770", "0909 8790000", "999", "x" * 10_000, "7" * 10_000, "\x00\x01\x02 a", "😀 a 😀"]


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("step", ["language", "way", "contact", "day", "period", "safe", "message", "who"])
def test_bad_input_at_every_step_gets_a_helpful_question(talk, step, text):
    way_there = [
        "language:pl",
        "way:call",
        "07700 900123",
        "skip",
        "skip",
        "day:any",
        "period:any",
        "safe:yes",
        "message:no",
    ]
    order = ["language", "way", "contact", "name", "about", "day", "period", "safe", "message", "who"]
    talk.say("call me", "callback")
    for one in way_there[: order.index(step)]:
        talk.say(one) if one.startswith("0") else talk.press(one)
    said = talk.say(text)
    assert said is not None
    assert said[0].startswith("bad_")
    asked = said[1:]
    assert any(one.startswith("ask_") for one in asked)
    assert "stop" in talk.choices()


@pytest.mark.parametrize("text", ["x" * 10_000, "123", "😀"])
@pytest.mark.parametrize("step", ["name", "about"])
def test_bad_names_are_asked_for_again(talk, step, text):
    talk.say("call me", "callback")
    for one in ("language:pl", "way:sms"):
        talk.press(one)
    talk.say("07700 900123")
    if step == "about":
        talk.press("skip")
    said = talk.say(text)
    assert said[0] == "bad_text"
    assert said[1] == f"ask_{step}"


def test_a_question_in_between_is_left_to_the_assistant_and_the_form_goes_on(talk):
    talk.say("call me", "callback")
    talk.press("language:pl")
    assert talk.say("what is crimestoppers", "crimestoppers") is None
    assert [s.response for s in talk.dialogue.resume(talk.draft)] == [
        "utter_callback_continue",
        "utter_callback_ask_way",
    ]
    assert talk.press("way:call") == ["ask_number"]


def test_danger_comes_first_at_every_step(talk):
    talk.say("call me", "callback")
    assert talk.say("he is breaking in, my number is 07700 900123", "danger", danger="sure") is None


def test_corrections(talk, desk):
    talk.to_check()
    assert talk.say("no, the number is 07700 900456") == ["check", "consent"]
    assert talk.press("change") == ["ask_change"]
    assert talk.press("change:way") == ["ask_way"]
    assert talk.press("way:email") == ["ask_email"]
    assert talk.say("zuzanna@example.org") == ["ask_safe"]
    talk.press("safe:yes")
    talk.press("who:no")
    talk.press("send")
    assert desk.box.open(stored(desk)[0].sealed)["contact"] == "zuzanna@example.org"


@pytest.mark.parametrize("text", ["stop", "anuluj", "forget it", "передумала", "nie dzwońcie do mnie"])
def test_stopping_in_any_words_erases_the_draft(talk, desk, text):
    talk.say("call me", "callback")
    draft = talk.draft
    assert talk.say(text) == ["stopped"]
    assert drafts.load(desk, draft) is None


def test_no_safe_way_promises_nothing(talk, desk):
    talk.say("call me", "callback")
    talk.press("language:pl")
    talk.say("07700 900123")
    for choice in ("skip", "skip", "day:any", "period:any"):
        talk.press(choice)
    assert talk.say("no", "deny") == ["ask_other_way"]
    assert "way:call" not in talk.choices()
    assert talk.press("no_way") == ["unsafe"]
    assert stored(desk) == []


def test_silence_ends_the_form(talk, clock):
    talk.say("call me", "callback")
    clock.turn(hours=1)
    assert talk.press("language:pl") == ["expired"]


def test_without_staff_the_form_does_not_begin(desk):
    talk = Talk(desk)
    assert talk.say("call me", "callback") == ["utter_callback"]
    assert talk.draft is None


def test_a_language_nobody_knows_is_taken_as_written_the_second_time(talk, desk):
    talk.say("call me", "callback")
    assert talk.say("Zaghawaqq")[0] == "bad_language"
    assert talk.say("Zaghawaqq") == ["ask_way"]
    assert drafts.load(desk, talk.draft).dialect == "Zaghawaqq"


def test_asking_cancelling_and_correcting_with_reference_and_number(talk, desk):
    talk.to_check()
    talk.press("send")
    reference = stored(desk)[0].reference
    assert talk.say(f"{reference} 07700 900999") == ["status_unknown"]
    assert talk.say("abc", "nlu_fallback") == ["ask_reference"]
    assert talk.say(f"{reference} 07700 900123") == ["status_waiting"]
    assert talk.press("change") == ["ask_change"]
    assert talk.press("change:name") == ["ask_name", "hint_name"]
    assert talk.say("Ewa") == ["check", "consent"]
    assert talk.press("send")[0] == "done"
    assert desk.box.open(stored(desk)[0].sealed)["name"] == "Ewa"
    assert talk.say(f"my reference {reference}, number 07700 900123") == ["status_waiting"]
    assert talk.press("cancel_case") == ["request_cancelled"]
    assert [c.state for c in stored(desk)] == ["closed"]


def test_yes_at_the_check_sends_and_no_asks_what_to_change(talk, desk):
    talk.to_check()
    assert talk.say("no", "deny") == ["ask_change"]
    talk.press("change:name")
    talk.press("skip")
    assert talk.say("yes", "affirm")[0] == "done"
    assert len(stored(desk)) == 1


def test_buttons_that_were_forged_do_nothing(talk):
    talk.say("call me", "callback")
    for choice in ("day:2001-01-01", "way:pigeon", "cancel_case", "send", "nonsense:1", "period:", "safe"):
        assert talk.press(choice)[0].startswith("bad_") or talk.draft
    assert talk.draft
