"""Topics that one text answers."""

from __future__ import annotations

from actions.turn import TopicAction, Turn, answered


class ActionAnswer(TopicAction):
    """Say the text of the topic that was asked about."""

    def name(self) -> str:
        """Return the action's id."""
        return "action_answer"

    def answer(self, turn: Turn) -> None:
        """See TopicAction."""
        if turn.intent in ("other_place", "personal_data") and (turn.certain("area") or turn.certain("place")):
            # The list of names knows better than the classifier what lies in Peterborough.
            from actions.registry import say_about

            say_about(turn, "areas" if turn.certain("area") else "place_only")
            return
        say_topic(turn, turn.intent)


def say_topic(turn: Turn, topic: str) -> None:
    """Say the text of a topic."""
    turn.say(f"utter_{topic}", topic=topic)
    if turn.knowledge.topics[topic].outcome == "answered":
        answered(turn, topic)
