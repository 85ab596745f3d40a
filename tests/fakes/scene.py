"""Invented shops with one ring in them, to measure linking by: seeded, of any size.

Persons, towns, numbers and accounts are invented. A scene knows who belongs to the ring and who
was put there to be mistaken for it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from nlp_guard.records import (
    AccountId,
    Channel,
    CharSpan,
    Conversation,
    ConversationId,
    Detection,
    Label,
    LabelSpan,
    OnBehalfOf,
    Order,
    OrderId,
    Payee,
    PayeeKind,
    Percent,
    Provenance,
    Role,
    Slots,
    TurnReading,
    Utterance,
    UtteranceId,
    Verdict,
)

OPENS = datetime(2015, 7, 23, 2, 0, tzinfo=UTC)
"""The sale opens at ten in the morning in China."""
PROVENANCE = Provenance(
    uri="orders/invented.csv",
    sha256="0" * 64,
    read_at=datetime(2015, 7, 25, tzinfo=UTC),
    tools=("export_order_list@1",),
)
GOODS = (*(f"样品洗衣液{kg}kg" for kg in (1, 2, 4, 5, 6)), "样品香皂200g*4块", "样品柔顺剂2kg")
_POPULAR = (6, 5, 8, 7, 6, 3, 3)
_HOURS = (2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 10, 9, 8, 7, 7, 7, 7, 7, 8, 10, 11, 11, 8, 4)
"""Orders by the hour of the day in China, as a shop has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a scene is made.

    Args:
        n_orders: Orders of ordinary buyers, about.
        ring_size: Accounts of the ring.
        shared: Share of the ring's accounts that have a phone, a door or a payer in common with
            another, 0..1.
        listed: Share of the ring's payer accounts that are named in chat as payees.
        speakers: Accounts of the ring that write.
        bulk: Mean pieces of a ring order; ordinary orders have one to four.
        days: Length of the report.
        says_size: Whether the ring says how many it is.
        flatmates: Innocents who share a telephone or a door with one of the ring, and no more.
        hurried_flatmates: The same, who ordered in the ring's minutes.
        second_hand: Innocents who now have a number that one of the ring had on an older order.
        families: Households of three on one telephone that ordered in the ring's minutes.
        bridged: Whether one of the office's people has the number of one of the ring.
        office_at: Whether the office ordered in the ring's minutes.
        stragglers: Share of the ring's orders that were placed at any other time.
    """

    seed: int
    n_orders: int = 300
    ring_size: int = 17
    shared: float = 1.0
    listed: float = 0.0
    speakers: int = 3
    bulk: float = 7.0
    days: int = 1
    says_size: bool = True
    bridged: bool = False
    neighbours: int = 4
    in_windows: int = 15
    office: int = 8
    households: int = 6
    pickup: int = 6
    flatmates: int = 0
    hurried_flatmates: int = 0
    second_hand: int = 0
    families: int = 0
    office_at: bool = False
    stragglers: float = 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A shop's orders and conversations, and the truth about them.

    Args:
        mistakable: Innocents who were put there to be mistaken for the ring.
        guests: Those of them who truly share a telephone or a door with one of the ring.
    """

    orders: tuple[Order, ...]
    detections: tuple[Detection, ...]
    ring: frozenset[AccountId]
    mistakable: frozenset[AccountId]
    guests: frozenset[AccountId]
    accounts: frozenset[AccountId]

    @property
    def speakers(self) -> frozenset[AccountId]:
        """Accounts of the ring that write."""
        named = (detection.conversation.account_id for detection in self.detections)
        return frozenset(account for account in named if account)


@dataclass(slots=True)
class _Person:
    nick: AccountId
    payer: str
    phone: str
    receiver: str
    address: str
    orders: list[tuple[datetime, str, int]] = field(default_factory=list)
    older: list[tuple[datetime, str]] = field(default_factory=list)
    """Orders of long ago, each with the number it was placed under."""


def make_scene(recipe: Recipe) -> Scene:
    """Make a shop with a ring in it; the same recipe always gives the same scene."""
    town = _Town(random.Random(recipe.seed))  # noqa: S311 - a fixed sequence is the point
    ring, windows = town.ring(recipe)
    mistakable = [*town.neighbours(recipe, ring, windows), *town.hurried(recipe, windows)]
    office = town.office(recipe, windows)
    if recipe.bridged:
        office[0].phone = ring[0].phone
    guests = [*town.flatmates(recipe, ring, windows), *town.second_hand(recipe, ring)]
    mistakable += [*office, *guests, *town.families(recipe, windows)]
    crowd = town.crowd(recipe)
    everybody = [*ring, *mistakable, *crowd]
    return Scene(
        orders=tuple(town.rows(everybody)),
        detections=tuple(_talk(recipe, ring, town.rng)),
        ring=frozenset(person.nick for person in ring),
        mistakable=frozenset(person.nick for person in mistakable),
        guests=frozenset(person.nick for person in guests),
        accounts=frozenset(person.nick for person in everybody),
    )


class _Town:
    """Invents people who do not exist, never the same number or door twice unless told to."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._n = 0

    def _next(self) -> int:
        self._n += 1
        return self._n

    def phone(self) -> str:
        return f"1990{self._next():07d}"

    def address(self) -> str:
        n, rng = self._next(), self.rng
        return (
            f"样例省 样例市 {'甲乙丙丁戊'[n % 5]}示例区 样路{n % 97 + 1}号样例苑"
            f"{rng.randint(1, 30)}幢{rng.randint(1, 4)}单元{n // 97 + 101}室"
        )

    def person(self) -> _Person:
        n = self._next()
        phone = self.phone()
        return _Person(
            nick=AccountId(f"样客{n:06d}"),
            payer=phone if self.rng.random() < 0.5 else f"yang{n:06d}@example.com",
            phone=phone,
            receiver=self.rng.choice("赵钱孙李周吴郑王冯陈")
            + self.rng.choice("样例试示")
            + str(n % 400),
            address=self.address(),
        )

    def ordinary_moment(self, recipe: Recipe) -> datetime:
        """Return a moment by the shop's rhythm; a tenth of a day's orders comes in the rush."""
        rng = self.rng
        if rng.random() < 0.15:
            return OPENS + timedelta(seconds=rng.random() ** 2 * 900)
        hour = rng.choices(range(24), _HOURS)[0]
        midnight = OPENS - timedelta(hours=10) + timedelta(days=rng.randrange(recipe.days))
        return midnight + timedelta(hours=hour, seconds=rng.randrange(3600))

    def shops(self, person: _Person, moments: Iterable[datetime]) -> _Person:
        for moment in moments:
            pieces = self.rng.choice((1, 1, 1, 1, 2, 2, 2, 3, 4, 6))
            person.orders.append((moment, self.rng.choices(GOODS, _POPULAR)[0], pieces))
        return person

    def crowd(self, recipe: Recipe) -> list[_Person]:
        people = []
        n_orders = 0
        while n_orders < recipe.n_orders:
            times = self.rng.choice((1, 1, 1, 1, 1, 1, 1, 2, 2, 3))
            moments = (self.ordinary_moment(recipe) for _ in range(times))
            people.append(self.shops(self.person(), moments))
            n_orders += times
        for host in self.rng.sample(people, min(recipe.households, len(people))):
            guest = self.shops(self.person(), [self.ordinary_moment(recipe)])
            guest.phone, guest.address = host.phone, host.address
            people.append(guest)
        point = f"样例省 样例市 甲示例区 样路{self._next()}号样例驿站"
        for person in self.rng.sample(people, min(recipe.pickup, len(people))):
            person.address = point
        return people

    def ring(self, recipe: Recipe) -> tuple[list[_Person], list[tuple[datetime, int]]]:
        rng = self.rng
        people = [self.person() for _ in range(recipe.ring_size)]
        n_shared = min(round(recipe.shared * recipe.ring_size), recipe.ring_size)
        self._share(people[: n_shared if n_shared > 1 else 0])
        day = rng.randrange(recipe.days)
        windows = [
            (
                OPENS + timedelta(days=day, minutes=rng.randint(40, 600)),
                rng.randint(240, 1800),
            )
            for _ in range(rng.choice((1, 2, 2)))
        ]
        goods = rng.sample(GOODS, 2)
        for person in people:
            start, length = rng.choice(windows)
            for _ in range(rng.choice((2, 2, 3, 3, 4))):
                at = start + timedelta(seconds=rng.randrange(length))
                if recipe.stragglers and rng.random() < recipe.stragglers:
                    at = self.ordinary_moment(recipe)
                pieces = max(1, round(rng.gauss(recipe.bulk, recipe.bulk / 5)))
                person.orders.append((at, rng.choice(goods), pieces))
        rng.shuffle(people)
        return people, windows

    def _share(self, people: Sequence[_Person]) -> None:
        """Tie people to one another in a chain of small groups, by phone, door or payer."""
        rng, at = self.rng, 0
        while at < len(people) - 1:
            size = rng.randint(2, 5)
            group = people[at : at + size]
            what = rng.choice(("phone", "address", "address", "payer"))
            value = {"phone": self.phone(), "address": self.address(), "payer": self.phone()}[what]
            for person in group:
                written = _variant(value, rng) if what == "address" else value
                setattr(person, what, written)
            # The next group begins with the last of this one: it shares two things.
            at += size - 1

    def neighbours(
        self, recipe: Recipe, ring: Sequence[_Person], windows: Sequence[tuple[datetime, int]]
    ) -> list[_Person]:
        """Return innocents of the ring's own buildings, who ordered in its minutes."""
        people = []
        for host in self.rng.sample(ring, min(recipe.neighbours, len(ring))):
            person = self.shops(self.person(), [self._in(windows)])
            head, _, _ = host.address.rpartition("单元")
            person.address = f"{head}单元{9000 + self._next() % 900}室"
            people.append(person)
        return people

    def hurried(self, recipe: Recipe, windows: Sequence[tuple[datetime, int]]) -> list[_Person]:
        """Return innocents who ordered in the ring's minutes."""
        return [self.shops(self.person(), [self._in(windows)]) for _ in range(recipe.in_windows)]

    def office(self, recipe: Recipe, windows: Sequence[tuple[datetime, int]]) -> list[_Person]:
        """Return colleagues who order together to one door, at one time, much of one thing."""
        door, at = self.address(), OPENS + timedelta(minutes=self.rng.randint(40, 600))
        if recipe.office_at:
            at = windows[0][0]
        people = []
        for _ in range(recipe.office):
            person = self.person()
            person.address = door
            moment = at + timedelta(seconds=self.rng.randrange(600))
            person.orders.append((moment, GOODS[2], self.rng.randint(4, 10)))
            people.append(person)
        return people

    def flatmates(
        self, recipe: Recipe, ring: Sequence[_Person], windows: Sequence[tuple[datetime, int]]
    ) -> list[_Person]:
        """Return innocents who live or share a telephone with one of the ring."""
        people = []
        n_all = min(recipe.flatmates + recipe.hurried_flatmates, len(ring))
        for n, host in enumerate(self.rng.sample(ring, n_all)):
            is_hurried = n >= recipe.flatmates
            moment = self._in(windows) if is_hurried else self.ordinary_moment(recipe)
            person = self.shops(self.person(), [moment])
            what = self.rng.choice(("phone", "address"))
            setattr(person, what, getattr(host, what))
            people.append(person)
        return people

    def second_hand(self, recipe: Recipe, ring: Sequence[_Person]) -> list[_Person]:
        """Return innocents whose number was that of one of the ring months ago."""
        people = []
        for host in self.rng.sample(ring, min(recipe.second_hand, len(ring))):
            person = self.shops(self.person(), [self.ordinary_moment(recipe)])
            host.older.append((self.ordinary_moment(recipe) - timedelta(days=120), person.phone))
            people.append(person)
        return people

    def families(self, recipe: Recipe, windows: Sequence[tuple[datetime, int]]) -> list[_Person]:
        """Return households on one telephone, each of whom ordered in the ring's minutes."""
        people = []
        for _ in range(recipe.families):
            phone, door = self.phone(), self.address()
            for _ in range(3):
                person = self.shops(self.person(), [self._in(windows)])
                person.phone, person.address = phone, door
                people.append(person)
        return people

    def _in(self, windows: Sequence[tuple[datetime, int]]) -> datetime:
        start, length = self.rng.choice(windows)
        return start + timedelta(seconds=self.rng.randrange(length))

    def rows(self, people: Iterable[_Person]) -> Iterator[Order]:
        n = 0
        for person in people:
            for moment, title, pieces in person.orders:
                yield _row(n, person, moment, title, pieces, person.phone)
                n += 1
            for moment, phone in person.older:
                yield _row(n, person, moment, GOODS[0], 1, phone)
                n += 1


def _row(n: int, person: _Person, moment: datetime, title: str, pieces: int, phone: str) -> Order:
    row = f"{n},{person.nick},{person.payer},{pieces}"
    return Order(
        id=OrderId(f"1990{n:012d}"),
        account_id=person.nick,
        paid=Decimal(pieces) * Decimal("33.90"),
        currency="CNY",
        pieces=pieces,
        created_at=moment,
        paid_at=moment + timedelta(seconds=5),
        status="买家已付款，等待卖家发货",
        title=title,
        payer=person.payer,
        receiver=person.receiver,
        phone=phone,
        address=person.address,
        provenance=PROVENANCE,
        source_span=CharSpan(n * 100, n * 100 + len(row)),
        source_text=row,
    )


def _variant(address: str, rng: random.Random) -> str:
    """Write an address differently."""
    return rng.choice(
        (
            address,
            address.replace("幢", "栋"),
            address.replace("单元", "-").replace("幢", "-").removesuffix("室"),
            address.replace("号", "号 "),
        )
    )


def _talk(recipe: Recipe, ring: Sequence[_Person], rng: random.Random) -> Iterator[Detection]:
    speakers = rng.sample(ring, min(recipe.speakers, len(ring)))
    n_listed = round(recipe.listed * len(ring))
    listed = rng.sample(ring, n_listed)
    for n, speaker in enumerate(speakers):
        payees = [person.payer for person in listed] if n == 0 else []
        size = recipe.ring_size if recipe.says_size else None
        yield demand_by(speaker.nick, n, size=size, payees=payees)


def demand_by(
    account: AccountId,
    n: int,
    *,
    percent: tuple[int, int] = (20, 20),
    size: int | None = None,
    payees: Sequence[str] = (),
    channel: Channel = Channel.CHAT,
    at: datetime = OPENS + timedelta(hours=12),
) -> Detection:
    """Return a conversation in which an account demands a share, as read."""
    words = f"第{n}回说：货款抽{percent[0]}%，我们{size or '几'}个人，不给就都退" + "".join(
        f"\n{payee}" for payee in payees
    )
    whole = CharSpan(0, len(words))
    uid = UtteranceId(f"{account}/{channel}/{n}/0")
    slots = Slots(
        percents=(
            Percent(span=whole, low=Decimal(percent[0]), high=Decimal(percent[1]), of="turnover"),
        ),
        payees=tuple(Payee(span=whole, kind=PayeeKind.ALIPAY, id=payee) for payee in payees),
        on_behalf_of=(OnBehalfOf(span=whole, count=size),) if size else (),
    )
    labels = frozenset({Label.THREAT, Label.PAYMENT_DEMAND, Label.PERCENTAGE_COMMISSION})
    return Detection(
        conversation=Conversation(
            id=ConversationId(f"conv-{account}-{channel}-{n}"),
            channel=channel,
            utterances=(
                Utterance(
                    id=uid,
                    role=Role.BUYER,
                    text=words,
                    speaker=account,
                    sent_at=at + timedelta(minutes=7 * n),
                    source_span=whole,
                ),
            ),
            provenance=PROVENANCE,
            account_id=account,
            lang="zh",
            started_at=at + timedelta(minutes=7 * n),
        ),
        turns=(
            TurnReading(
                utterance_id=uid,
                labels=labels,
                spans=tuple(LabelSpan(label=label, span=whole) for label in sorted(labels)),
                slots=slots,
            ),
        ),
        verdict=Verdict.EXTORTION,
        verdict_probability=0.95,
    )
