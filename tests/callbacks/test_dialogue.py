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

    def __init__(self, desk, language="en", sender="page-1", client=""):
        self.desk, self.language, self.sender, self.client = desk, language, sender, client
        self.dialogue = Dialogue(desk)
        self.draft = None
        self.kept = []

    def say(self, text="", intent="nlu_fallback", choice=None, entities=(), danger="none"):
        """Return the responses to a message; None where the form leaves it to the assistant."""
        parse = {"intent": {"name": intent}, "entities": list(entities), "danger": danger}
        heard = Heard(
            text=text, parse=parse, choice=choice, sender=self.sender, client=self.client, language=self.language
        )
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


def ask_for_a_call(desk, sender, client, number):
    talk = Talk(desk, sender=sender, client=client)
    talk.say("please call me", "callback")
    talk.press("language:pl")
    talk.say(number)
    for choice in ("skip", "skip", "day:any", "period:any", "safe:yes", "message:no", "who:no"):
        talk.press(choice)
    return talk.press("send")[0]


def test_new_conversations_of_one_client_are_counted_together_and_other_clients_are_not(make_desk):
    desk = make_desk(per_client_hour=2)
    accounts.ensure_demonstration_account(desk)
    said = [ask_for_a_call(desk, f"page-{n}", "client-a", f"07700 90012{n}") for n in range(3)]
    assert said == ["done", "done", "too_many"]
    assert ask_for_a_call(desk, "page-9", "client-b", "07700 900129") == "done"


def test_who_is_counted_is_stored_nowhere(make_desk, tmp_path):
    desk = make_desk()
    accounts.ensure_demonstration_account(desk)
    ask_for_a_call(desk, "page-1", "client-key-of-a-turn", "07700 900123")
    with transaction(desk.engine) as connection:
        rows = "\n".join(str(r) for t in metadata.sorted_tables for r in connection.execute(sa.select(t)))
    assert "client-key-of-a-turn" not in rows
    assert not any(b"client-key-of-a-turn" in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my email is zuzanna@example.org, please contact me", "contact_partnership"),
        ("my number is 07700 900123", "nlu_fallback"),
        ("contact me 07700900123", "contact_partnership"),
        ("call me back please, my phone is 07700 900123", "crime_victim"),
        ("mój numer to 07700 900123, proszę o kontakt", "contact_followup"),
        ("mi correo es zuzanna@example.org", "nlu_fallback"),
        ("میرا نمبر 07700 900123 ہے", "nlu_fallback"),
        ("меня зовут Анна, мой номер 07700900123", "personal_data"),
    ],
)
def test_who_gives_an_own_contact_at_once_is_offered_a_call_and_the_contact_is_kept(talk, desk, text, intent):
    assert talk.say(text, intent)[0] == "start"
    contact = drafts.load(desk, talk.draft).contact
    assert contact in ("+447700900123", "zuzanna@example.org")
    assert "•••" in talk.shown
    assert contact not in str(talk.kept)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("is 01733 747474 your number?", "nlu_fallback"),
        ("my number for the council is 01733 747474, can I contact them there", "nlu_fallback"),
        ("someone keeps calling me from 07700 900123", "stalking"),
        ("who is 07700 900123?", "nlu_fallback"),
        ("07700 900123", "nlu_fallback"),
        ("my email zuzanna@example.org was hacked", "scam"),
        ("I was burgled, my number is 07700 900123", "crime_victim"),
        ("my number is 0909 8790000", "nlu_fallback"),
        ("is my number 07700 900123 on a list?", "nlu_fallback"),
    ],
)
def test_a_contact_that_is_not_plainly_an_own_one_starts_nothing(talk, text, intent):
    assert talk.say(text, intent) is None
    assert talk.draft is None


def test_the_number_of_the_council_is_never_taken_for_the_residents_own(talk, desk):
    talk.say("is 01733 747474 the number you call me from?", "callback")
    assert drafts.load(desk, talk.draft).contact is None
    talk.press("way:call")
    talk.press("language:pl")
    assert talk.say("is it 01733 747474?") is None
    assert talk.say("+44 1733 747474")[0] == "bad_number_kind"
    assert drafts.load(desk, talk.draft).contact is None


def test_a_yes_with_a_but_is_asked_again(talk):
    talk.to_check()
    talk.press("change:message")
    assert talk.say("yes but not after six")[0] == "bad_choice"
    assert talk.say("no problem") == ["check", "consent"]


def test_what_it_is_about_may_hold_the_word_stop(talk, desk):
    talk.to_check()
    talk.press("change:about")
    assert talk.say("robbed at the bus stop") == ["check", "consent"]
    assert drafts.load(desk, talk.draft).about == "robbed at the bus stop"


def sent_reference(talk, desk):
    talk.to_check()
    talk.press("send")
    return stored(desk)[0].reference


def test_wrong_pairs_are_answered_identically_and_throttled(talk, desk):
    reference = sent_reference(talk, desk)
    wrong = (f"{reference} 07700 900999", "ABCD-2345 07700 900123", f"{reference} zuzanna@example.org")
    answers = []
    for text in wrong:
        other = Talk(desk)
        other.say(text)
        answers.append(([say.dump() for say in other.says], other.shown))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0][0]["response"] == "utter_callback_status_unknown"
    said = [Talk(desk, client=f"c{n}").say(f"{reference} 07700 90099{n}") for n in range(9)]
    assert said[-1] == ["too_many"]
    assert Talk(desk, client="other").say(f"{reference} 07700 900123") == ["too_many"], "the right pair tells nothing"


def test_one_client_cannot_try_references_for_ever(make_desk):
    desk = make_desk(per_client_hour=3)
    tries = [Talk(desk, sender=f"page-{n}", client="a").say(f"ABC{n}-2345 07700 900123") for n in range(2, 6)]
    assert tries == [*[["status_unknown"]] * 3, ["too_many"]]


@pytest.mark.parametrize("text", ["cancel", "please cancel it", "nie dzwońcie do mnie", "do not call me"])
def test_a_stored_request_is_cancelled_in_words(talk, desk, text):
    reference = sent_reference(talk, desk)
    talk.say(f"{reference} 07700 900123")
    assert talk.say(text) == ["request_cancelled"]
    assert stored(desk)[0].state == "closed"


def test_stopping_a_look_at_a_request_does_not_say_that_it_is_erased(talk, desk):
    reference = sent_reference(talk, desk)
    talk.say(f"{reference} 07700 900123")
    assert talk.press("stop") == ["status_waiting"]
    assert stored(desk)[0].state == "new"
    assert talk.draft is None


def test_a_reference_without_a_number_asks_for_both(talk):
    assert talk.say("what about my call, reference KTPX-2MRA", "callback") == ["ask_reference"]


def test_a_name_in_a_question_is_not_shown_in_the_transcript(talk):
    talk.to_check()
    text = "can Zuzanna bring a friend, my name is Ewa"
    assert talk.dialogue.without_names(talk.draft, text) == "can ••• bring a friend, my name is •••"
