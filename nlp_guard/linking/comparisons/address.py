"""Where orders go: same door, same building, elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
        self, doors: ValueTable | None = None, in_building: Mapping[str, int] | None = None
    ) -> None:
        self._doors = doors or ValueTable()
        self._in_building = in_building or {}

    def fitted(self, profiles: Sequence[Profile]) -> Address:
        """Return the comparison with the addresses of this shop."""
        in_building: Counter[str] = Counter()

        def doors(profile: Profile) -> Iterator[tuple[str, Holder]]:
            places = _places(profile)
            in_building.update({p.building for p, _ in places if p.building})
            return ((place.door, order) for place, order in places)

        table = tabulate(profiles, doors)
        return Address(table, {building: n for building, n in in_building.items() if n > 1})

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return the doors; sharing a building alone is no reason to be compared."""
        return self._doors.of(profile)

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what the addresses say; None where one has none that can be read."""
        if not self._doors.has(left, right):
            return None
        door = self._doors.rarest_shared(left, right)
        if door is not None:
            level = SAME_DOOR if door.count("|") > 2 else SAME_HOUSE
            return level.contribution(
                self.name,
                weight_bits=level.weight_bits(self._doors.holders[door]),
                exhibits=self._doors.exhibits(door, left, right),
            )
        return self._neighbours(left, right) or ELSEWHERE.contribution(self.name)

    def _neighbours(self, left: Profile, right: Profile) -> Contribution | None:
        ours, theirs = _buildings(left), _buildings(right)
        shared = ours.keys() & theirs.keys()
        if not shared:
            return None
        building = min(shared, key=lambda name: (self._in_building.get(name, 2), name))
        return SAME_BUILDING.contribution(
            self.name,
            weight_bits=SAME_BUILDING.weight_bits(self._in_building.get(building, 2)),
            exhibits=(ours[building].exhibit(), theirs[building].exhibit()),
        )


def _places(profile: Profile) -> list[tuple[Place, Order]]:
    read = ((parse_address(order.address), order) for order in profile.orders)
    return [(place, order) for place, order in read if place]


def _buildings(profile: Profile) -> dict[str, Order]:
    found: dict[str, Order] = {}
    for place, order in _places(profile):
        if place.building:
            found.setdefault(place.building, order)
    return found
