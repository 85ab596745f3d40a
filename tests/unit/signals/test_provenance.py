from __future__ import annotations

import hashlib

from nlp_guard.modelstore import ModelStore
from nlp_guard.signals import LexiconDetector, weights


def test_every_weight_that_takes_part_is_named_with_its_hash() -> None:
    found = weights([LexiconDetector()])
    assert set(found) == {"lexicon", "verdict"}
    files = ModelStore().card("lexicon").files
    listed = "".join(f"{file.sha256}  {file.name}\n" for file in files)
    assert found["lexicon"] == hashlib.sha256(listed.encode()).hexdigest()


def test_shipped_weights_are_the_files_their_cards_name() -> None:
    for name in ("lexicon", "verdict"):
        assert ModelStore().verify(name).is_verified
