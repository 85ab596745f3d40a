"""The reader: a small causal language model that follows a conversation turn by turn.

script.py     how a conversation is written down for it
blocks.py     matrices in signed bytes
weights.py    from the shipped file to memory, and back
backbone.py   the forward pass, with the past carried along
reading.py    ``Reader``: calibrated probabilities, whole conversations or live ones
detector.py   ``ReaderDetector``: the door to the other stages

Only ``reading``, ``weights`` and ``backbone`` import torch; this package itself imports none.
"""

from nlp_guard.signals.reader.detector import ReaderDetector

__all__ = ["ReaderDetector"]
