from __future__ import annotations

import copy

import numpy as np
import pytest
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.utils.validation import YamlValidationException

from bot.nlu.importer import Sentence, SentenceImporter
from bot.settings import ROOT

PLAIN = """version: "3.1"
nlu:
- intent: bins
  metadata:
    language: {language}
  examples: |
    - when are the bins emptied
    - "bins"?
"""
OTHER = """version: "3.1"
nlu:
- synonym: Paston
  examples: |
    - pastonn
"""


def read(importer, *paths):
    return importer(training_data_paths=[str(path) for path in paths]).get_nlu_data()


def test_it_reads_what_rasa_reads():
    files = sorted((ROOT / "data" / "nlu" / "ur").glob("*.yml"))[:2]
    ours, theirs = read(SentenceImporter, *files), read(RasaFileImporter, *files)
    assert [e.data for e in ours.training_examples] == [e.data for e in theirs.training_examples]
    assert len(ours.training_examples) > 100


def test_a_file_of_another_shape_is_left_to_rasa(tmp_path):
    (tmp_path / "a.yml").write_text(PLAIN.format(language="en"), "utf-8")
    (tmp_path / "b.yml").write_text(OTHER, "utf-8")
    data = read(SentenceImporter, tmp_path)
    assert data.entity_synonyms == {"pastonn": "Paston"}
    assert len(data.training_examples) == 2


def test_rasa_tells_what_is_wrong_with_an_entry(tmp_path):
    (tmp_path / "a.yml").write_text(PLAIN.format(language="en").replace("examples:", "exemples:"), "utf-8")
    with pytest.raises(YamlValidationException, match=r"a\.yml:3"):
        read(SentenceImporter, tmp_path)


def test_the_fingerprint_tells_every_change():
    sentence = Sentence({"text": "bins", "intent": "bins", "metadata": {"intent": {"language": "en"}}})
    other = Sentence({"text": "bins", "intent": "bins", "metadata": {"intent": {"language": "pl"}}})
    seen = {sentence.fingerprint(), other.fingerprint()}
    sentence.set("masked_text", "Paston")
    seen.add(sentence.fingerprint())
    for value in (0, 1):
        sentence.add_features(Features(np.full((1, 3), value, np.float32), "sentence", "text", "here"))
        seen.add(sentence.fingerprint())
    assert len(seen) == 5


def test_a_copy_is_its_own():
    sentence = Sentence({"text": "bins"})
    twin = copy.deepcopy(sentence)
    assert twin.fingerprint() == sentence.fingerprint()
    twin.set("masked_text", "Paston")
    assert sentence.get("masked_text") is None
    assert twin.fingerprint() != sentence.fingerprint()
