"""Rasa intent classifier: the topic of a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.i18n.formats import word_for_and
from bot.i18n.languages import served_languages
from bot.knowledge import load_knowledge
from bot.nlu.alarming import NOT_NOW, read_not_now
from bot.nlu.encoder import load_encoder
from bot.nlu.featurizer import sentence_vector
from bot.nlu.linear_component import LinearComponent, stack
from bot.nlu.ngrams import ngrams
from bot.nlu.place_extractor import MASKED
from bot.nlu.text import fold
from bot.nlu.vectors import encode_cached

RANKING = "intent_ranking"
ALSO = "also"
#: The classifier's share for the topic `danger`, against all others and the class of alarming words without danger.
TOPIC_SHARE = "danger_topic_share"
#: The share of every class.
SHARES = "topic_shares"

#: End of a sentence in any of the scripts, and the commas inside one.
_SENTENCE_END = re.compile(r"(?<=[.?!؟۔।])\s+|\n+")
_COMMA = re.compile(r"(?<=[,;،؛])\s+")
_QUESTION = ("?", "؟")
#: A question inside a longer message is answered too if it is at least this clear and this long; a part of a
#: sentence has to be clearer.
_LEAST_SHARE = 0.6
_LEAST_SHARE_OF_PART = 0.85
_LEAST_WORDS = 3
_LEAST_WORDS_OF_PART = 4
#: The hidden layer is often sure and wrong where one word decides; for danger it counts in full.
_HIDDEN_WEIGHT = 0.5
#: Further questions that are answered at most.
_MOST_ALSO = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(LinearComponent, IntentClassifier):
    """Linear classifier on the sentence vector and character n-grams, for all languages at once.

    It also learns the sentences with alarming words and no danger now, as a class that is never a topic: what it would
    have got goes to the others.
    """

    NAME = "topics"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the training knobs (see `linear.train`) and how many topics the ranking keeps."""
        return {
            "inverse_penalty": 3.0,
            "scale": 2.0,
            "iterations": 48,
            "hidden_units": 768,
            "epochs": 8,
            "ranking_length": 12,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        not_now = read_not_now()
        return self._fit(
            np.concatenate([stack(examples), encode_cached(load_encoder(), not_now)]),
            [e.get(MASKED) or e.get(TEXT) for e in examples] + not_now,
            [e.get(INTENT) for e in examples] + [NOT_NOW] * len(not_now),
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Add `intent` and `intent_ranking`; a message without text or with an intent already keeps what it has."""
        for message in messages:
            text = message.get(MASKED)
            if self._model is None or not text:
                continue
            opinions = self._opinions(sentence_vector(message), ngrams(text))
            message.set(TOPIC_SHARE, self._shares(opinions).get("danger", 0.0))
            shares = self._shares(opinions, _HIDDEN_WEIGHT)
            message.set(SHARES, shares)
            ranking = _rank(shares, self._config["ranking_length"])
            asked = self._questions(text, _word_for_and((message.get("language") or {}).get("code")))
            if len(asked) > 1 and ranking[0]["name"] not in [one["name"] for one in asked]:
                # Two clear questions together look like a third one: the parts are believed.
                ranking = [asked[0], *(one for one in ranking if one["name"] != asked[0]["name"])]
            also = [one["name"] for one in asked if one["name"] != ranking[0]["name"]]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
            # Each answer is long enough: a third one is for who asks three whole questions.
            most = _MOST_ALSO if sum(map(text.count, _QUESTION)) > _MOST_ALSO else 1
            message.set(ALSO, also[:most], add_to_output=True)
        return messages

    def _questions(self, text: str, joint: str | None) -> list[dict[str, Any]]:
        """Return the clear topics of the questions inside a message, each once, with its share.

        What is out of scope or small talk is no question beside another: "my daughter is 15 and wants to report".

        Args:
            text: the message.
            joint: the word for "and" in its language, folded.

        """
        assert self._model is not None
        asked = list(questions_in(text, joint))
        found: dict[str, dict[str, Any]] = {}
        for (part, least), vector in zip(asked, load_encoder().encode([part for part, _ in asked])):
            best = _rank(self._shares(self._opinions(vector, ngrams(part)), _HIDDEN_WEIGHT), 1)[0]
            if best["confidence"] >= least and _asks(best["name"]):
                found.setdefault(best["name"], best)
        return list(found.values())


def questions_in(text: str, joint: str | None) -> Iterator[tuple[str, float]]:
    """Yield the parts of a message that may be questions of their own, each with the share that its topic needs.

    "Who is on the board, and what are the themes?" is one sentence and two questions. A sentence that is the whole
    message is none: it has been understood already.

    Args:
        text: the message.
        joint: the word for "and" in its language, folded.

    """
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(text) if sentence.strip()]
    for sentence in sentences:
        parts = [part for part in _parts_of(sentence, joint) if len(part.split()) >= _LEAST_WORDS_OF_PART]
        if len(parts) > 1:
            yield from ((part, _LEAST_SHARE_OF_PART) for part in parts)
        elif len(sentences) > 1 and sentence.endswith(_QUESTION) and len(sentence.split()) >= _LEAST_WORDS:
            yield sentence, _LEAST_SHARE


def _parts_of(sentence: str, joint: str | None) -> Iterator[str]:
    """Yield what stands between the commas of a question and the words for "and"."""
    for clause in _COMMA.split(sentence) if sentence.endswith(_QUESTION) else [sentence]:
        words = clause.split()
        start = 0
        for position, word in enumerate(words):
            if joint and fold(word) == joint:
                yield " ".join(words[start:position])
                start = position + 1
        yield " ".join(words[start:])


@lru_cache(maxsize=64)
def _word_for_and(code: str | None) -> str | None:
    language = served_languages().get(code or "")
    word = word_for_and(language) if language else None
    return fold(word) if word else None


def _asks(topic: str) -> bool:
    known = load_knowledge().topics.get(topic)
    return known is None or known.group not in ("out_of_scope", "conversation")


def _rank(shares: dict[str, float], length: int) -> list[dict[str, Any]]:
    """Return the likeliest topics with their share among all topics."""
    left = max(1 - shares.get(NOT_NOW, 0.0), 1e-6)
    topics = sorted((name for name in shares if name != NOT_NOW), key=lambda name: -shares[name])
    return [{"name": name, "confidence": shares[name] / left} for name in topics[:length]]
