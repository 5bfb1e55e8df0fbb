"""Each component by hand: what it adds, that it is stored and loaded, and that odd input does not break it."""

from __future__ import annotations

import pytest

from bot.nlu import topic_classifier
from bot.nlu.danger import SIGNS, DangerDetector
from bot.nlu.featurizer import SentenceEncoder, sentence_vector
from bot.nlu.gate import FALLBACK, KnowOrNotGate
from bot.nlu.language_detector import LanguageDetector
from bot.nlu.language_names import LanguageNameExtractor, LanguageRequest
from bot.nlu.place_extractor import MASKED, PlaceExtractor
from bot.nlu.tokenizer import NeutralTokenizer
from bot.nlu.topic_classifier import SHARES, TOPIC_SHARE, TopicClassifier
from tests.nlu.component_checks import examples, load, make, message

ODD = ["", " ", "\u202e", "😀😀😀", "a\x00b", "\ufdfa" * 60, "x" * 500, "؟؟", "/restart"]

ROWS = [
    ("how many crimes were there in Walton", "ward_crime", "en"),
    ("crimes in my ward please", "ward_crime", "en"),
    ("what is the number of victim support", "victim_support", "en"),
    ("victim support phone", "victim_support", "en"),
    ("someone is breaking into my house", "danger", "en"),
    ("ile przestępstw było w Walton", "ward_crime", "pl"),
    ("liczba przestępstw w moim okręgu", "ward_crime", "pl"),
    ("numer telefonu do victim support", "victim_support", "pl"),
    ("podaj numer dla ofiar", "victim_support", "pl"),
    ("ktoś się włamuje do mojego domu", "danger", "pl"),
] * 3


def prepared(*texts, folder):
    """Return messages that have been through the components before the classifiers."""
    messages = [message(t) for t in texts]
    NeutralTokenizer(NeutralTokenizer.get_default_config())
    make(PlaceExtractor, folder / "places").process(messages)
    return SentenceEncoder({}).process(messages)


@pytest.fixture(scope="module")
def training_data(tmp_path_factory):
    data = examples(*ROWS)
    places = make(PlaceExtractor, tmp_path_factory.mktemp("training"))
    places.process_training_data(data)
    SentenceEncoder({}).process_training_data(data)
    return data


@pytest.fixture(scope="module")
def trained(tmp_path_factory, training_data):
    """Return a detector of languages and a classifier of topics; what they learn from here takes a while."""
    folder = tmp_path_factory.mktemp("trained")
    detector, classifier = make(LanguageDetector, folder / "l"), make(TopicClassifier, folder / "c")
    detector.train(training_data)
    classifier.train(training_data)
    return detector, classifier


def test_tokenizer_splits_any_script():
    tokenizer = NeutralTokenizer(NeutralTokenizer.get_default_config())
    words = [t.text for t in tokenizer.tokenize(message("Pod który, komitet؟ 999"), "text")]
    assert words[:2] == ["Pod", "który"]
    assert "999" in words


def test_place_extractor_adds_entities_and_masked_text(tmp_path):
    one = message("crimes in Glington")
    make(PlaceExtractor, tmp_path).process([one])
    assert one.get("entities")[0]["value"] == "glinton"
    assert one.get(MASKED) == "crimes in Paston"


def test_place_extractor_learns_ordinary_words(tmp_path):
    rows = [("panel meeting", topic, "en") for topic in ("panel_meetings", "board", "task_groups")]
    extractor = make(PlaceExtractor, tmp_path)
    extractor.train(examples(*rows))
    one = message("next panel")
    load(PlaceExtractor, tmp_path).process([one])
    assert not one.get("entities")


def test_sentence_encoder_adds_one_feature():
    one = message("hello")
    SentenceEncoder({}).process([one])
    assert sentence_vector(one).shape == (384,)
    assert sentence_vector(one).any()


def test_classifier_learns_stores_and_loads(tmp_path, training_data):
    make(TopicClassifier, tmp_path / "c").train(training_data)
    loaded = load(TopicClassifier, tmp_path / "c")
    [one] = loaded.process(prepared("crimes in Eye and Thorney", folder=tmp_path))
    assert one.get("intent")["name"] == "ward_crime"
    assert one.get("intent_ranking")[0] == one.get("intent")
    assert abs(sum(r["confidence"] for r in one.get("intent_ranking")) - 1) < 0.01


def test_second_question_of_a_message_is_found(tmp_path, training_data, monkeypatch):
    monkeypatch.setattr(topic_classifier, "_LEAST_SHARE", 0.3)  # so few sentences make nobody sure
    make(TopicClassifier, tmp_path / "c").train(training_data)
    loaded = load(TopicClassifier, tmp_path / "c")
    text = "ile przestępstw było w Walton? what is the number of victim support?"
    [one] = loaded.process(prepared(text, folder=tmp_path))
    assert {one.get("intent")["name"], *one.get("also")} == {"victim_support", "ward_crime"}


@pytest.mark.parametrize(
    ("text", "joint", "parts"),
    [
        (
            "who is on the board, and what are the themes?",
            "and",
            ["who is on the board,", "what are the themes?"],
        ),
        ("I was burgled, again. when is the next one?", "and", ["when is the next one?"]),
        (
            "the number of crimestoppers and the number of the council",
            "and",
            ["the number of crimestoppers", "the number of the council"],
        ),
        ("the number of crimestoppers and the council", "and", []),
        (
            "jaki jest numer do Crimestoppers i jaki do urzędu miasta",
            "i",
            ["jaki jest numer do Crimestoppers", "jaki do urzędu miasta"],
        ),
        ("em quantas areas e que trabalha a parceria", "e", []),
        ("I was burgled, my neighbour was too, it was bad.", "and", []),
        ("when is the next one?", None, []),
    ],
)
def test_questions_are_found_between_commas_and_conjunctions(text, joint, parts):
    assert [part for part, _ in topic_classifier.questions_in(text, joint)] == parts


def test_language_detector_learns_stores_and_loads(tmp_path, training_data):
    make(LanguageDetector, tmp_path / "l").train(training_data)
    loaded = load(LanguageDetector, tmp_path / "l")
    polish, english = loaded.process(
        prepared("ile przestępstw było w naszym okręgu", "how many crimes were there in our ward", folder=tmp_path)
    )
    assert polish.get("language")["code"] == "pl"
    assert english.get("language")["code"] == "en"


WEIGHTS = {"bias": 0.0, "share": 1.0, "danger": 8.0, "not_now": -8.0, "length": 0.0}


@pytest.fixture(scope="module")
def detector(tmp_path_factory, training_data):
    folder = tmp_path_factory.mktemp("danger")
    make(DangerDetector, folder, {"weights": WEIGHTS}).train(training_data)
    return load(DangerDetector, folder, {"weights": WEIGHTS})


def test_danger_is_raised_by_its_signs_or_a_phrase_alone(tmp_path, detector):
    told = prepared("victim support phone", "someone is breaking into my house", "he has a knife", folder=tmp_path)
    for one, share in zip(told, (0.01, 0.9, 0.0)):
        one.set(TOPIC_SHARE, share)
    calm, learned, phrase = detector.process(told)
    assert calm.get("danger") == "none"
    assert learned.get("danger") == "sure"
    assert phrase.get("danger") == "sure"
    assert phrase.get("intent")["name"] == "danger"


def test_a_message_near_sentences_without_danger_is_less_likely_to_tell_of_it(tmp_path, detector):
    told = prepared("someone is breaking into my house", "my phone battery is dying", folder=tmp_path)
    for one in told:
        one.set(TOPIC_SHARE, 0.3)
    near, far = (one.get(SIGNS)["likely"] for one in detector.process(told))
    assert near > 0.3 > far


def test_a_name_alone_is_no_danger(tmp_path, detector):
    name, sentence = prepared("Zuzanna", "zuzanna qwx zuzanna qwx", folder=tmp_path)
    for one in (name, sentence):
        one.set(TOPIC_SHARE, 0.7)
    detector._config = {**detector._config, "near": 0.99, "sure": 0.5, "unsure": 0.25}
    detector.process([name, sentence])
    assert name.get(SIGNS)["likely"] == 0.0
    assert sentence.get(SIGNS)["likely"] > 0.0  # too long for a name


def test_danger_that_is_possible_keeps_the_topic(tmp_path, detector):
    (one,) = prepared("I heard a bang", folder=tmp_path)
    one.set("intent", {"name": "noise", "confidence": 0.5})
    one.set(TOPIC_SHARE, 0.4)
    detector._config = {**detector._config, "unsure": 0.0, "sure": 1.1}
    detector.process([one])
    assert (one.get("danger"), one.get("intent")["name"]) == ("unsure", "noise")


def test_a_topic_classifier_learns_alarming_sentences_without_danger(tmp_path, trained):
    _, classifier = trained
    now, idiom = classifier.process(
        prepared("someone is breaking into my house", "my phone battery is dying", folder=tmp_path)
    )
    assert now.get(TOPIC_SHARE) > 0.5
    assert idiom.get(TOPIC_SHARE) < 0.15


def test_gate_turns_unlikely_topics_away(tmp_path):
    gate = make(KnowOrNotGate, tmp_path, {"least_share": 0.3})

    def judged(topic, share):
        one = message("x", intent={"name": topic, "confidence": share})
        return gate.process([one])[0].get("intent")["name"]

    assert judged("themes", 0.4) == "themes"
    assert judged("themes", 0.2) == FALLBACK
    assert judged("thanks", 0.2) == FALLBACK


def test_gate_turns_away_what_is_far_from_the_sentences_of_its_topic(tmp_path, training_data):
    config = {"weights": {"bias": -5.0, "nearest": 10.0, "share": 0.0, "out_of_scope": 0.0, "length": 0.0}}
    make(KnowOrNotGate, tmp_path / "gate", config).train(training_data)
    gate = load(KnowOrNotGate, tmp_path / "gate", config)

    def judged(text, topic="victim_support", share=0.9):
        (one,) = prepared(text, folder=tmp_path)
        one.set("intent", {"name": topic, "confidence": share})
        one.set(SHARES, {topic: share})
        gate.process([one])
        return one.get("intent")["name"]

    assert judged("victim support phone") == "victim_support"
    assert judged("my cake does not rise in the oven") == FALLBACK
    assert judged("my cake does not rise in the oven", share=1.0) == "victim_support"  # a rule spoke
    assert judged("my cake does not rise in the oven", topic="general_knowledge") == "general_knowledge"


def test_language_names(tmp_path):
    extractor = make(LanguageNameExtractor, tmp_path)
    extractor.train(examples())
    loaded = load(LanguageNameExtractor, tmp_path)
    found = {}
    for text in ("po polsku proszę", "Русский", "I speak Tigrinya", "ትግርኛ", "Shqip", "can you write in Urdu"):
        one = message(text)
        loaded.process([one])
        found[text] = [e["value"] for e in one.get("entities", [])]
    assert found["po polsku proszę"] == ["pl"]
    assert found["Русский"] == ["ru"]
    assert found["I speak Tigrinya"] == ["ti"]
    assert found["ትግርኛ"] == ["ti"]
    assert found["Shqip"] == ["sq"]
    assert found["can you write in Urdu"] == ["ur"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("po polsku proszę", True),
        ("mój polski sąsiad mnie bije", False),
        ("Po angielsku rozumiem mało, kto mi to wyjaśni po polsku", False),
    ],
)
def test_only_a_message_that_names_nothing_else_asks_for_a_language(tmp_path, text, asked):
    extractor = make(LanguageNameExtractor, tmp_path)
    extractor.train(examples())
    one = message(text)
    extractor.process([one])
    LanguageRequest({}).process([one])
    assert ((one.get("intent") or {}).get("name") == "change_language") is asked


@pytest.mark.parametrize("text", ODD)
def test_odd_input_breaks_nothing(tmp_path, trained, text):
    detector, classifier = trained
    [one] = classifier.process(detector.process(prepared(text, folder=tmp_path)))
    assert one.get("text") == text
