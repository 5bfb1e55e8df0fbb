"""`python -m bot train`: train if the data changed."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.i18n.languages import served_languages, to_code
from bot.knowledge import load_knowledge
from bot.nlu.text import clean
from bot.settings import ROOT, load_settings

SENTENCES = ROOT / "data" / "nlu"

#: What a model is made of.
SOURCES = (
    "config.yml",
    "domain.yml",
    "languages.yml",
    "requirements.lock",
    "data/nlu/**/*.yml",
    "data/rules/*.yml",
    "data/stories/*.yml",
    "data/lookups/**/*.yml",
    "data/lookups/**/*.txt",
    "data/encoder/layers.npz",
    "bot/nlu/*.py",
    "bot/knowledge/data/*.yml",
)
KEPT_MODELS = 2


def add_parser(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("train", help="train a model if the data changed since the last one")
    parser.add_argument("--force", action="store_true", help="train in any case, and from nothing")
    parser.add_argument("--keep-vectors", action="store_true", help="train nothing; add new vectors to data/vectors")
    parser.add_argument("--paths", action="store_true", help="only print the files and folders Rasa learns from")
    parser.set_defaults(run=run)


def fingerprint() -> str:
    """Return a hash of everything a model is made of."""
    digest = hashlib.sha256()
    learnt = training_paths()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if SENTENCES in path.parents and path.parent not in learnt:
                continue
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def training_paths() -> list[Path]:
    """Return the folders Rasa learns from: rules, stories, and the sentences of languages that are not only started.

    A half-written language would draw short messages to itself, and nobody could be answered in it.
    """
    others = [ROOT / "data" / name for name in ("rules", "stories")]
    return [*others, *(SENTENCES / language.locale for language in served_languages().values())]


def training_sentences() -> Iterator[tuple[str, str, str]]:
    """Yield the sentences that are encoded in a training, as the encoder sees them: text, topic, language."""
    from bot.nlu.alarming import NOT_NOW, not_now_by_locale
    from bot.nlu.gazetteer import Gazetteer
    from bot.nlu.importer import SentenceImporter
    from bot.nlu.language_detector import example_language
    from bot.nlu.masking import mask
    from bot.nlu.place_extractor import PlaceExtractor, ordinary_words

    paths = [str(path) for path in training_paths()]
    data = SentenceImporter(training_data_paths=paths).get_nlu_data()
    gazetteer = Gazetteer(load_knowledge())
    ordinary = ordinary_words(data, PlaceExtractor.get_default_config(), gazetteer)
    for example in data.intent_examples:
        text = clean(example.get("text") or "")
        yield mask(text, gazetteer.find(text, ordinary)), example.get("intent"), to_code(str(example_language(example)))
    for text, locale in not_now_by_locale():
        yield text, NOT_NOW, to_code(locale)


def keep_vectors() -> None:
    """Add the vectors of sentences that have none in the repository."""
    from bot.nlu.encoder import load_encoder
    from bot.nlu.vectors import keep

    print(f"{keep(load_encoder(), [text for text, _, _ in training_sentences()])} vectors added to data/vectors.")


def run(options: argparse.Namespace) -> int:
    """Train, or say that the model is current."""
    if options.paths:
        for path in training_paths():
            print(path.relative_to(ROOT))
        return 0
    if options.keep_vectors:
        keep_vectors()
        return 0
    models = load_settings().model
    name = fingerprint()
    model = models / f"{name}.tar.gz"
    if model.exists() and not options.force:
        os.utime(model)  # the newest model is the one that is served
        print("The model is current.")
        return 0
    # All cores encode; the server itself uses one (see bot.nlu.encoder).
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    print("Training a model; the first time takes some minutes.", flush=True)
    started = time.monotonic()
    from bot.logs import configure_logs

    configure_logs()
    import rasa
    import tqdm

    if options.force:
        from bot.nlu.linear_component import forget_weights

        forget_weights()
    # Rasa draws hundreds of progress bars for its rules; our own lines tell how far training is.
    tqdm.std.tqdm.disable = True
    os.environ["TQDM_DISABLE"] = "1"
    result = rasa.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(path) for path in training_paths()],
        output=str(models),
        fixed_model_name=name,
        force_training=options.force,
    )
    if not result.model or result.code:
        print("error: training failed; `rasa data validate` may tell why", file=sys.stderr)
        return 1
    for old in sorted(models.glob("*.tar.gz"), key=lambda p: -p.stat().st_mtime)[KEPT_MODELS:]:
        old.unlink()
    print(f"Trained in {time.monotonic() - started:.0f} s.")
    return 0
