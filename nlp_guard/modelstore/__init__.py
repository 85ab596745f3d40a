"""Find weights, check their sha256, read the card they travel with.

card.py      what a model is: files, hashes, licence, where it may come from
sources.py   the places weights come from, tried in the order the card names
store.py     ``ModelStore``: a verified folder for a name
"""

from nlp_guard.modelstore.assembly import Progress
from nlp_guard.modelstore.card import (
    ModelCard,
    ModelFile,
    SourceKind,
    WeightSource,
    find_cards,
    read_card,
)
from nlp_guard.modelstore.store import ModelStatus, ModelStore

__all__ = [
    "ModelCard",
    "ModelFile",
    "ModelStatus",
    "ModelStore",
    "Progress",
    "SourceKind",
    "WeightSource",
    "find_cards",
    "read_card",
]
