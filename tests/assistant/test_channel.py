"""What one turn says, all together."""

from __future__ import annotations

from bot.assistant.channel import LONGEST_REPLY, WholeMessages


async def told(*messages):
    channel = WholeMessages()
    for text, also in messages:
        await channel.send_response("resident", {"text": text, "also": also})
    channel.leave_out_what_is_too_long()
    return channel.messages


async def test_answers_to_second_questions_are_left_out_where_all_would_be_too_long():
    long = "x" * (LONGEST_REPLY // 2)
    kept = await told((long, False), ("second", True), (long, True), ("notice", False))
    assert [m["text"] for m in kept] == [long, "second", "notice"]


async def test_short_answers_stay_and_nobody_sees_why():
    kept = await told(("first", False), ("second", True))
    assert kept == [{"text": "first"}, {"text": "second"}]


async def test_one_long_answer_stays():
    kept = await told(("x" * (2 * LONGEST_REPLY), False))
    assert len(kept) == 1
