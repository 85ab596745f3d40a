"""The name a parcel is addressed to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from nlp_guard.linking.comparisons.shared import SharedValue
from nlp_guard.linking.shared_values import Holder
from nlp_guard.linking.weights import Level
from nlp_guard.records import Phrase, Profile
from nlp_guard.text.identifiers import is_readable

SAME = Level(
    name="same name",
    m=0.2,
    u=2e-4,
    crowding=1.0,
    said=Phrase(zh="收货人同名", en="same receiver's name"),
)
OTHER = Level(
    name="other name",
    m=0.8,
    u=0.998,
    said=Phrase(zh="收货人不同名", en="different receivers"),
)


class Receiver(SharedValue):
    """Compares the names that parcels are addressed to."""

    name = "receiver"
    same = SAME
    other = OTHER
    is_reason = False  # a name alone is no reason to be compared
    is_named = False

    @staticmethod
    def read(profile: Profile) -> Iterator[tuple[str, Holder]]:
        """Give the receivers of an account's orders."""
        for order in profile.orders:
            name = unicodedata.normalize("NFKC", order.receiver).replace(" ", "").casefold()
            if name and is_readable(name):
                yield name, order
