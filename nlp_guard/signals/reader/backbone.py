"""Gemma 3 as a reader: the forward pass over tokens, with the past carried along.

Written out rather than taken from ``transformers``: the weights come pruned (twelve layers of
eighteen, a vocabulary of Chinese and English), the projections joined, and the past is a value
that can be kept and continued from any turn, which makes a live conversation cost only its new
words.

Source: Gemma 3 technical report, arXiv:2503.19786; ``transformers`` ``modeling_gemma3.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

WIDTH = 640
HEADS = 4
HEAD_WIDTH = 256
MAX_TOKENS = 512
"""Within the sliding window, so that every layer sees everything and no window mask is needed."""
_ROTATION_BASES = {False: 1e4, True: 1e6}
_FULL_EVERY = 6
_EPSILON = 1e-6

Projection = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer's projections and norms.

    Args:
        attend: To queries, key and value, joined.
        out: From the heads back to the stream.
        widen: To gate and up, joined.
        narrow: Back to the stream.
        norms: ``attn``, ``post_attn``, ``ffw``, ``post_ffw``, ``query``, ``key``.
    """

    attend: Projection
    out: Projection
    widen: Projection
    narrow: Projection
    norms: dict[str, Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Keys and values of the tokens read so far, one pair per layer.

    Args:
        keys: Each of shape (batch, tokens, 256).
        values: As ``keys``.
    """

    keys: tuple[Tensor, ...] = ()
    values: tuple[Tensor, ...] = ()

    @property
    def n_tokens(self) -> int:
        """How much has been read."""
        return self.keys[0].shape[1] if self.keys else 0

    def until(self, n_tokens: int) -> Past:
        """Return the past as it was after so many tokens."""
        return Past(
            keys=tuple(key[:, :n_tokens] for key in self.keys),
            values=tuple(value[:, :n_tokens] for value in self.values),
        )


class Backbone:
    """The layers in order.

    Args:
        embedding: Shape (vocabulary, 640).
        layers: From the bottom.
        norm: Of the stream after the last layer.
    """

    def __init__(self, embedding: Tensor, layers: Sequence[Layer], norm: Tensor) -> None:
        self.embedding = embedding
        self.layers = tuple(layers)
        self.norm = norm
        self._rotations = {is_full: _rotations(base) for is_full, base in _ROTATION_BASES.items()}

    def __call__(self, ids: Tensor, past: Past | None = None) -> tuple[Tensor, Past]:
        """Read tokens.

        Args:
            ids: Shape (batch, tokens); padded on the right with any id.
            past: What came before, for the same batch; None at the beginning.

        Returns:
            The stream after the last layer, shape (batch, tokens, 640), and the past with these
            tokens in it.

        Raises:
            ValueError: If past and tokens together exceed `MAX_TOKENS`.
        """
        past = past or Past()
        start, end = past.n_tokens, past.n_tokens + ids.shape[1]
        if end > MAX_TOKENS:
            raise ValueError(f"{end} tokens, at most {MAX_TOKENS} can be read at once")
        stream = functional.embedding(ids, self.embedding)
        stream = stream * torch.tensor(WIDTH**0.5, dtype=torch.bfloat16).to(stream.dtype)
        rotations = {
            is_full: tuple(part[start:end].to(stream.dtype) for part in parts)
            for is_full, parts in self._rotations.items()
        }
        mask = torch.full((end - start, end), -torch.inf).triu(start + 1)
        keys, values = [], []
        for index, layer in enumerate(self.layers):
            before = (past.keys[index], past.values[index]) if past.keys else None
            rotation = rotations[(index + 1) % _FULL_EVERY == 0]
            stream, key, value = run(layer, stream, rotation, mask, before)
            keys.append(key)
            values.append(value)
        return normed(stream, self.norm), Past(keys=tuple(keys), values=tuple(values))


def run(
    layer: Layer,
    stream: Tensor,
    rotation: tuple[Tensor, ...],
    mask: Tensor,
    before: tuple[Tensor, Tensor] | None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Run one layer.

    Args:
        layer: Its weights.
        stream: Shape (batch, tokens, 640).
        rotation: Cosines and sines of the tokens' places, each (tokens, 256).
        mask: Shape (tokens, tokens in all), 0 or minus infinity.
        before: Key and value of the tokens before, if any.

    Returns:
        The stream, and key and value of all tokens.
    """
    n_batch, n_tokens, _ = stream.shape
    norms = layer.norms
    joined = layer.attend(normed(stream, norms["attn"]))
    n_queries = HEADS * HEAD_WIDTH
    key = joined[..., n_queries : n_queries + HEAD_WIDTH]
    value = joined[..., n_queries + HEAD_WIDTH :]
    query = normed(
        joined[..., :n_queries].reshape(n_batch, n_tokens, HEADS, HEAD_WIDTH), norms["query"]
    )
    query = _rotated(query.transpose(1, 2), rotation)
    key = _rotated(normed(key, norms["key"]), rotation)
    if before is not None:
        key, value = torch.cat((before[0], key), 1), torch.cat((before[1], value), 1)
    flat = query.reshape(n_batch, HEADS * n_tokens, HEAD_WIDTH)
    scores = torch.bmm(flat, key.transpose(1, 2)).view(n_batch, HEADS, n_tokens, -1)
    weights = torch.softmax(scores.float() * HEAD_WIDTH**-0.5 + mask, -1).to(stream.dtype)
    heads = torch.bmm(weights.view(n_batch, HEADS * n_tokens, -1), value)
    heads = heads.view(n_batch, HEADS, n_tokens, HEAD_WIDTH).transpose(1, 2)
    attended = layer.out(heads.reshape(n_batch, n_tokens, HEADS * HEAD_WIDTH))
    stream = stream + normed(attended, norms["post_attn"])
    gate, up = layer.widen(normed(stream, norms["ffw"])).chunk(2, -1)
    narrowed = layer.narrow(functional.gelu(gate, approximate="tanh") * up)
    return stream + normed(narrowed, norms["post_ffw"]), key, value


def normed(values: Tensor, weight: Tensor) -> Tensor:
    """Scale the last axis to root mean square 1, times ``1 + weight``, reckoned in float32."""
    scaled = functional.rms_norm(values.float(), (values.shape[-1],), eps=_EPSILON)
    return (scaled * (1.0 + weight.float())).to(values.dtype)


def _rotations(base: float) -> tuple[Tensor, Tensor]:
    """Return cosines and sines of every place, each (`MAX_TOKENS`, 256)."""
    rates = base ** -(torch.arange(0, HEAD_WIDTH, 2).float() / HEAD_WIDTH)
    angles = torch.outer(torch.arange(MAX_TOKENS).float(), rates)
    angles = torch.cat((angles, angles), -1)
    return angles.cos(), angles.sin()


def _rotated(values: Tensor, rotation: tuple[Tensor, ...]) -> Tensor:
    cosines, sines = rotation
    left, right = values.chunk(2, -1)
    return values * cosines + torch.cat((-right, left), -1) * sines
