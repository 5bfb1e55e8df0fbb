"""`python -m bot train`: train if the data changed."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from pathlib import Path
from typing import Any

from bot.settings import ROOT, load_settings

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
    "bot/nlu/*.py",
    "bot/knowledge/data/*.yml",
)
KEPT_MODELS = 2


def add_parser(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("train", help="train a model if the data changed since the last one")
    parser.add_argument("--force", action="store_true", help="train in any case")
    parser.set_defaults(run=run)


def fingerprint(root: Path = ROOT) -> str:
    """Return a hash of everything a model is made of."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def run(options: argparse.Namespace) -> int:
    """Train, or say that the model is current."""
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

    # Rasa draws hundreds of progress bars for its rules; our own lines tell how far training is.
    tqdm.std.tqdm.disable = True
    os.environ["TQDM_DISABLE"] = "1"
    result = rasa.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "data")],
        output=str(models),
        fixed_model_name=name,
    )
    if not result.model or result.code:
        print("error: training failed; `rasa data validate` may tell why", file=sys.stderr)
        return 1
    for old in sorted(models.glob("*.tar.gz"), key=lambda p: -p.stat().st_mtime)[KEPT_MODELS:]:
        old.unlink()
    print(f"Trained in {time.monotonic() - started:.0f} s.")
    return 0
