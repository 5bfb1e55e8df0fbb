"""Write the training sentences as the encoder sees them: text, topic, language, one JSON array a line.

    python -m tools.encoder.sentences FILE

Runs in the environment of the assistant; `tune` then needs nothing of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.cli.train import training_sentences


def main(path: Path) -> None:
    """Write the file."""
    with path.open("w", encoding="utf-8") as file:
        for text, topic, language in training_sentences():
            print(json.dumps([text, topic, language], ensure_ascii=False), file=file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
