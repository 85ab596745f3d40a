"""Where orders go: same door, same building, elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlp_guard.linking.addresses import Place, parse_address
from nlp_guard.linking.shared_values import Holder, ValueTable, tabulate
from nlp_guard.linking.weights import Level
from nlp_guard.records import Contribution, Order, Phrase, Profile

SAME_DOOR = Level(
    name="same door",
    m=0.3,
    u=1e-8,
    crowding=3.0,
    said=Phrase(zh="收货地址是同一户", en="same delivery address, to the door"),
)
SAME_HOUSE = Level(
    name="same house",
    m=0.05,
    u=1e-5,
    crowding=3.0,
    said=Phrase(
        zh="收货地址门牌相同，未写到户", en="same house number, the address names no door"
    ),
)
SAME_BUILDING = Level(
    name="same building",
    m=0.05,
    u=4e-3,
    crowding=0.5,
    said=Phrase(zh="同一楼栋，不同户", en="same building, another door"),
)
ELSEWHERE = Level(
    name="elsewhere",
    m=0.6,
    u=0.995,
    said=Phrase(zh="收货地址不同", en="different addresses"),
)


class Address:
    """Compares delivery addresses after parsing them to building and door."""

    name = "address"

    def __init__(
        self, doors: ValueTable | None = None, buildings: ValueTable | None = None
    ) -> None:
        self._doors = doors or ValueTable()
        self._buildings = buildings or ValueTable()

    def fitted(self, profiles: Sequence[Profile]) -> Address:
        """Return the comparison with the addresses of this shop."""
        places = {profile.account_id: _places(profile) for profile in profiles if profile.orders}

        def doors(profile: Profile) -> Iterator[tuple[str, Holder]]:
            return ((place.door, o) for place, o in places.get(profile.account_id, ()))

        def buildings(profile: Profile) -> Iterator[tuple[str, Holder]]:
            found = places.get(profile.account_id, ())
            return ((place.building, o) for place, o in found if place.building)

        return Address(tabulate(profiles, doors), tabulate(profiles, buildings))

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return the doors; sharing a building alone is no reason to be compared."""
        return self._doors.keys(profile)

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the addresses say; None where one has none that can be read."""
        if not (self._doors.of(left) and self._doors.of(right)):
            return None
        door = self._doors.rarest_shared(left, right)
        if door is not None:
            level = SAME_DOOR if door.count("|") > 2 else SAME_HOUSE
            return self._shared(level, self._doors, door, (left, right))
        building = self._buildings.rarest_shared(left, right)
        if building is not None:
            return self._shared(SAME_BUILDING, self._buildings, building, (left, right))
        return ELSEWHERE.contribution(self.name)

    def _shared(
        self, level: Level, table: ValueTable, value: str, pair: tuple[Profile, Profile]
    ) -> Contribution:
        return level.contribution(
            self.name,
            weight_bits=level.weight_bits(table.holders[value]),
            exhibits=table.exhibits(value, *pair),
        )


def _places(profile: Profile) -> list[tuple[Place, Order]]:
    read = ((parse_address(order.address), order) for order in profile.orders)
    return [(place, order) for place, order in read if place]
