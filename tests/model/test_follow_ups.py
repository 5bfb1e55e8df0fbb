"""With the trained model: what leans on the turn before, topic switches, and the traps of the plan.

A case is what the resident types, what the last reply holds, and (after `NOT`) what it does not hold. Texts are names
and numbers wherever that tells enough, so that the wording stays free.
"""

from __future__ import annotations

import uuid

import pytest

from bot.evaluation.conversations import holds

pytestmark = pytest.mark.model

NOT = "not:"
COUNTED = "I added"
NOT_RISK = "This is a count, not a rate"
ONE_YEAR = "The plan gives ward figures only for the year"
DOES_NOT_SAY = "The plan does not say that"
PERSON = ("01733747474", "@peterborough.gov.uk", "For an interpreter")

FOLLOW_UPS = {
    "another place after crimes": (["how many crimes were there in Walton?", "and in Paston?"], ["696"]),
    "another place after a committee": (
        ["which committee is Bretton in?", "and in Paston?"],
        ["Peterborough North", "not:696"],
    ),
    "another place after a committee's total": (
        ["total for my committee", "Walton"],
        ["Peterborough North", "1,795", COUNTED],
    ),
    "another place after the worst ward": (["which ward had the most crime?", "and in Paston?"], ["696"]),
    "year before of a ward": (["how many crimes in Paston?", "what about the year before"], [ONE_YEAR]),
    "year before of an area": (["crimes in the North East area?", "what about the year before"], ["2,968"]),
    "year before of a crime type": (["how much did vehicle theft fall", "what about the year before"], ["424"]),
    "year before of all types": (["crime by type", "what about the year before?"], ["3,926", "424"]),
    "year before of a percentage": (
        ["how much did burglary fall", "what about the year before?"],
        ["27%", "April 2009"],
    ),
    "another area": (["how many crimes in the North East area?", "and what about South East"], ["2,939"]),
    "years of the casualties": (["how much did road casualties fall?", "over how many years was it?"], ["40%", "10"]),
    "committee of the first ward of the list": (
        ["which ward has the most crime?", "what committee does that one belong to?"],
        ["Central and North"],
    ),
    "committee of the last ward of the list": (
        ["which ward has the most crime?", "and the fewest?", "which committee is it in?"],
        ["Rural North", "Please write your ward"],
    ),
    "committee of the list beside one's own": (
        ["which committee is Paston in?", "where are the fewest crimes?", "and which committee is that?"],
        ["Rural North", "Peterborough North"],
    ),
    "contact of a service": (["what is crimestoppers", "how do I contact them"], ["0800555111"]),
    "contact of a helpline": (["what does victim support do", "how do I contact them"], ["0808 16 89 111"]),
    "contact of a committee": (
        ["which committee is Walton in", "how do I contact them"],
        ["01733747474", "neighbourhood management team"],
    ),
    "contact of what has none of its own": (["what are the priorities", "how do I contact them?"], ["01733747474"]),
    "contact of the one service": (["what is the one service", "how do I contact them"], ["Hayward House"]),
    "contact is of what was said last": (
        ["what is crimestoppers", "when are my bins emptied", "how do I contact them"],
        ["01733747474", "not:0800555111"],
    ),
    "date of a ward's committee": (["which committee is Walton in?", "when is it"], ["Peterborough North", "3 months"]),
    "date of the committee named last": (
        ["which committee is Walton in?", "which wards are in Rural North", "when is it"],
        ["Rural North", "not:Peterborough North"],
    ),
    "date of a panel meeting": (["tell me about panel meetings", "when is it"], ["www.cambs.police.uk"]),
    "corrected ward": (["how many crimes in Bretton North?", "no, I meant Bretton South"], ["141"]),
    "corrected ward of a committee": (
        ["which committee is Werrington North in", "no, I meant Bretton South"],
        ["Peterborough West"],
    ),
    "half a name": (["how many crimes in Stanground East", "no central i meant"], ["Stanground Central", "599"]),
    "half a name that is no ward": (["how many crimes in Werrington North", "no, south"], ["Werrington South", "238"]),
    "whole question is no half a name": (
        ["how many crimes in Stanground East", "how many crimes in Central"],
        ["4,713", "not:599"],
    ),
    "second of the buttons": (["which committee is Millfield in?", "the second one"], ["ward North", "not:999"]),
    "number of a button": (["which committee is Millfield in?", "2"], ["ward North", "not:999"]),
    "last of the buttons": (["which committee is Millfield in?", "the last one"], ["Dogsthorpe, East and Park"]),
    "second of a list of wards": (["which ward had the most crime", "the second one"], ["East", "1,568"]),
    "second of a list of committees": (["what committees are there", "the second one"], ["Werrington North", "Walton"]),
    "second of the priorities": (
        ["what are the priorities", "tell me about the second one"],
        ["anti-social behaviour"],
    ),
    "second of nothing": (["the second one"], ["What would you like to know more about", "not:999"]),
    "more": (["what is victim support", "tell me more"], ["witness service"]),
    "more does not go in a circle": (
        ["what are the priorities", "tell me more", "tell me more"],
        ["not:Its priority areas"],
    ),
    "more of nothing": (["tell me more"], ["What would you like to know more about"]),
    "again": (["how many crimes in walton", "thank you", "how many crimes in walton", "repeat that"], ["451"]),
    "again of nothing": (["repeat that"], ["I have not said anything yet"]),
    "in English": (["ile było przestępstw w Walton", "in English please"], ["Crimes recorded", "451"]),
    "in English, and on": (
        ["ile było przestępstw w Walton", "in English please", "and in Paston?"],
        ["Crimes recorded", "696"],
    ),
    "bare name after a question for crimes": (["how many crimes in my ward?", "Walton"], ["451", "not:committee"]),
    "bare name after a question for the committee": (["which committee is mine?", "park"], ["Dogsthorpe", "not:1,000"]),
    "bare name after nothing": (["Walton"], ["Peterborough North", "451"]),
    "two questions on a place": (
        ["how many crimes were there in Paston? And which committee is it in?"],
        ["Peterborough North", "696"],
    ),
    "two questions": (["What is the number of Crimestoppers? Which committee is Walton in?"], ["0800555111", "North"]),
    "two services": (
        ["what is crimestoppers number and what is victim support number"],
        ["0800555111", "0808 16 89 111"],
    ),
    "switch and back to a committee": (
        ["which committee is mine?", "what is crimestoppers?", "Walton"],
        ["Peterborough North", "not:451"],
    ),
    "switch and back to crimes": (["how many crimes in my ward?", "what are the priorities?", "Walton"], ["451"]),
    "switch and back to a choice": (
        ["which committee is Millfield in?", "what is victim support?", "Park"],
        ["Dogsthorpe, East and Park"],
    ),
    "danger in between": (["which committee is mine?", "he has a knife help me", "Walton"], ["Peterborough North"]),
    "yes to which": (["which committee is Millfield in?", "yes"], ["Which ward do you live in?"]),
    "yes to what was asked": (["how many crimes in my ward?", "yes"], ["Which ward, village or estate"]),
    "no to what was asked": (["which committee is mine?", "no"], list(PERSON)),
    "do not know what was asked": (["which committee is mine?", "I don't know"], list(PERSON)),
    "yes three times": (["how many crimes in my ward?", "yes", "yes"], list(PERSON)),
    "yes after an answer": (["how many crimes in walton", "yes"], ["Good. What would you like to know?"]),
}
OTHER_LANGUAGES = {
    "pl, place": (["ile przestępstw było w Walton?", "a w Paston?"], ["696"]),
    "pl, half a name": (["ile przestępstw było w Stanground East", "nie, chodziło mi o Central"], ["599"]),
    "pl, asked for in English": (
        ["how many crimes in Walton", "in Polish please", "repeat that"],
        ["przestępstw", "451"],
    ),
    "pl, year before": (["ile przestępstw było w Walton", "a rok wcześniej?"], ["Nie wiem więc"]),
    "pl, when": (["do jakiego komitetu należy Walton", "kiedy to jest?"], ["Peterborough North", "01733747474"]),
    "pl, contact": (["co to jest Crimestoppers", "jak się z nimi skontaktować?"], ["0800555111"]),
    "pl, second": (["do jakiego komitetu należy Millfield", "ten drugi"], ["North", "not:999"]),
    "pl, again": (["ile przestępstw było w Walton", "powtórz proszę"], ["451"]),
    "ru, there": (["в какой комитет входит Walton?", "и много там преступлений было?"], ["451"]),
    "ar, part after a written-on word": (["كم جريمة في Bretton North؟", "والجنوبية؟"], ["141"]),
    "ur, place": (["والٹن میں کتنے جرائم ہوئے؟", "اور پاسٹن میں؟"], ["696"]),
    "ur, contact": (["کرائم اسٹاپرز کیا ہے؟", "ان سے کیسے رابطہ کروں؟"], ["0800555111"]),
    "ur, when": (["والٹن کس کمیٹی میں ہے؟", "یہ کب ہے؟"], ["Peterborough North", "01733747474"]),
    "ur, second": (["مل فیلڈ کس کمیٹی میں ہے؟", "دوسرا"], ["North", "not:999"]),
    "lt, year before": (["kiek nusikaltimų buvo Walton", "o metais anksčiau?"], ["tik vienų metų", "not:451"]),
    "lt, contact": (["kas yra Crimestoppers", "kaip su jais susisiekti?"], ["0800555111"]),
    "lt, when": (["kuriam komitetui priklauso Walton", "kada tai vyksta?"], ["Peterborough North", "01733747474"]),
    "lt, second": (["kuriam komitetui priklauso Millfield", "antras"], ["North", "not:999"]),
    "lt, again": (["kuriam komitetui priklauso Walton", "pakartokite"], ["Peterborough North"]),
}
TRAPS = {
    "ward North": (["how many crimes in North?"], ["Ward: North.", "613"]),
    "committee Peterborough North": (["how many crimes in Peterborough North?"], ["committee", "1,795", COUNTED]),
    "committee Central and North": (["crime in central and north"], ["committee", "5,326", COUNTED]),
    "area North East": (["crimes in North East"], ["Area: North East", "2,289"]),
    "area Central North": (["crimes in Central North"], ["Area: Central - Central North", "1,559"]),
    "ward Central": (["how many crimes in the Central ward?"], ["Ward: Central.", "4,713"]),
    "committee of the ward North": (["is North in the Peterborough North committee?"], ["Central and North"]),
    "27 or 22.2": (["how many burglaries fell, 27 or 22.2 per cent?"], ["27%", "Serious acquisitive crime", "22.2%"]),
    "27 is of burglary": (["how much did burglary fall?"], ["27%", "not:22.2%"]),
    "22.2 is not of burglary": (["how much did serious acquisitive crime fall?"], ["22.2%", "not:27%"]),
    "ward in 2009/10": (["how many crimes in Park in 2009/10?"], [ONE_YEAR, "1,000"]),
    "trend of a ward": (["did crime fall in Walton?"], [ONE_YEAR, "451"]),
    "trend of my ward": (["did crime fall in my ward?"], [ONE_YEAR]),
    "dangerous": (["is Central dangerous?"], ["4,713", NOT_RISK]),
    "dangerous, asked later": (["how many crimes in Walton", "is Central dangerous?"], ["4,713", NOT_RISK]),
    "safe": (["is it safe to live in Park ward?"], ["1,000", NOT_RISK]),
    "worse": (["is Park worse than West"], ["1,000", "723", NOT_RISK]),
    "most dangerous": (["which is the most dangerous ward"], ["4,713", NOT_RISK]),
    "top five": (["top five"], ["4,713", "1,568", "1,164", "1,084", "1,063", NOT_RISK]),
    "total of my committee": (["which committee is Walton in", "total for my committee"], ["1,795", COUNTED]),
    "total of all": (["total for my committee"], ["5,326", COUNTED]),
    "per head": (["crime rate per head in Central"], [DOES_NOT_SAY, "01733747474", "not:4,713"]),
    "per 1000": (["crimes per 1000 people in Park"], [DOES_NOT_SAY]),
    "arrests": (["how many arrests were there"], [DOES_NOT_SAY]),
    "officers": (["what is the name of the chief constable"], [DOES_NOT_SAY]),
    "burglaries of a ward": (["how many burglaries in Park"], [DOES_NOT_SAY, "not:27%"]),
    "fall of burglary in a ward": (["how much did burglary fall in Walton"], [DOES_NOT_SAY, "not:27%"]),
    "violence in a ward": (["violent crime in Bretton"], [DOES_NOT_SAY, "not:1,084"]),
    "monthly": (["monthly crime figures"], ["not:4,713", "www.cambs.police.uk"]),
}


def _parameters(cases):
    return [pytest.param(turns, wanted, id=name) for name, (turns, wanted) in cases.items()]


async def _play(assistant, turns):
    sender = f"follow-up-{uuid.uuid4().hex}"
    replies = []
    for text in turns:
        replies = await assistant.handle(sender, text)
    return replies


@pytest.mark.parametrize(("turns", "wanted"), _parameters({**FOLLOW_UPS, **OTHER_LANGUAGES, **TRAPS}))
async def test_last_reply(assistant, turns, wanted):
    text = "\n".join(reply["text"] for reply in await _play(assistant, turns))
    for one in wanted:
        if one.startswith(NOT):
            assert not holds(text, one.removeprefix(NOT)), text
        else:
            assert holds(text, one), text


async def test_three_misses_in_a_row_lead_to_a_person(assistant, monkeypatch):
    processor = assistant._agent.processor
    understand = processor.parse_message

    async def understand_nothing(message):
        parsed = await understand(message)
        return {**parsed, "intent": {"name": "nlu_fallback", "confidence": 1.0}, "intent_ranking": [], "entities": []}

    monkeypatch.setattr(processor, "parse_message", understand_nothing)
    replies = await _play(assistant, ["what is it like", "what is it like", "what is it like"])
    text = "\n".join(reply["text"] for reply in replies)
    assert all(holds(text, one) for one in PERSON), text
    assert [b["intent"] for b in replies[0]["buttons"]] == ["human", "interpreter"]


async def test_calculated_figures_are_marked_in_the_chart_too(assistant):
    (reply, *_) = await _play(assistant, ["total crimes for Rural North"])
    assert reply["chart"]["derived"]
    (reply, *_) = await _play(assistant, ["is Park worse than West"])
    assert not reply["chart"]["derived"]


async def test_half_a_name_leaves_a_way_to_the_ward_of_that_name(assistant):
    (reply, *_) = await _play(assistant, ["how many crimes in Stanground East", "and in Central?"])
    assert "Stanground Central" in reply["text"]
    assert {"place": "central"} in [button["entities"] for button in reply["buttons"]]
