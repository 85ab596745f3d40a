from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from nlp_guard.linking import LinkingConfig, link
from nlp_guard.records import Channel, Judgement, Membership, Network, Verdict
from tests.fakes.scene import Recipe, make_scene
from tests.fakes.trade import NOON, amount, asks, order, payees, percent, says, speaking_for, talk
from tests.fakes.yardstick import comparisons, rings_of

CONFIG = LinkingConfig()
SHOP = [order(f"路人{n:03d}", at=NOON - timedelta(minutes=11 * n)) for n in range(120)]


def linked(orders: list, detections: list) -> Network:  # type: ignore[type-arg]
    return link(orders, detections, comparisons(), CONFIG)


def membership(network: Network) -> dict[str, Membership]:
    return {m.account_id: m.membership for c in network.clusters for m in c.members}


def test_a_ring_is_found_whole_and_nobody_else_with_it() -> None:
    scene = make_scene(Recipe(seed=3, ring_size=17, listed=1.0))
    network = link(scene.orders, scene.detections, comparisons(), CONFIG)
    assert rings_of(network, scene) == [scene.ring]
    assert set(membership(network).values()) == {Membership.MEMBER}
    assert network.bursts
    in_bursts = {account for burst in network.bursts for account in burst.account_ids}
    assert all(
        scene.ring.issuperset(burst.account_ids) or scene.ring.isdisjoint(burst.account_ids)
        for burst in network.bursts
    )
    assert in_bursts & scene.ring


def test_whoever_is_tied_by_manner_alone_is_likely_at_most() -> None:
    scene = make_scene(Recipe(seed=11, ring_size=12, shared=0.67))
    network = link(scene.orders, scene.detections, comparisons(), CONFIG)
    (ring,) = rings_of(network, scene)
    tied = {
        account
        for edge in network.links
        if edge.judgement is Judgement.MATCH
        for account in (edge.left, edge.right)
    }
    kinds = membership(network)
    assert ring - tied
    assert {kinds[account] for account in ring - tied} == {Membership.LIKELY}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_result_does_not_depend_on_the_order_of_the_input(seed: int) -> None:
    scene = make_scene(Recipe(seed=5, ring_size=9, shared=0.6))
    orders, detections = list(scene.orders), list(scene.detections)
    rng = random.Random(seed)  # noqa: S311 - a fixed sequence is the point
    rng.shuffle(orders)
    rng.shuffle(detections)
    one = link(scene.orders, scene.detections, comparisons(), CONFIG)
    other = link(orders, detections, comparisons(), CONFIG)
    assert [(c.id, [m.account_id for m in c.members]) for c in one.clusters] == [
        (c.id, [m.account_id for m in c.members]) for c in other.clusters
    ]
    assert [(e.left, e.right, round(e.weight_bits, 6)) for e in one.links] == [
        (e.left, e.right, round(e.weight_bits, 6)) for e in other.links
    ]


def test_two_rings_in_one_folder_stay_two() -> None:
    one, other = (make_scene(Recipe(seed=n, ring_size=9, n_orders=150)) for n in (21, 22))
    # The second shop's people get names of their own; the shops are thrown together.
    renamed = [
        replace(
            o,
            id=type(o.id)(f"2{o.id}"),
            account_id=type(o.account_id)(f"乙{o.account_id}"),
            payer=f"2{o.payer}",
            phone=f"2{o.phone}",
            receiver=f"乙{o.receiver}",
            address=o.address.replace("样路", "乙样路"),
        )
        for o in other.orders
    ]
    their_demand = talk(
        f"乙{min(other.ring)}", asks("给我们九个人每人三百", amount(300, per="person"))
    )
    network = link([*one.orders, *renamed], [*one.detections, their_demand], comparisons(), CONFIG)
    clusters = [{m.account_id for m in cluster.members} for cluster in network.clusters]
    first = next(cluster for cluster in clusters if cluster & one.ring)
    second = next(cluster for cluster in clusters if f"乙{min(other.ring)}" in cluster)
    assert first == one.ring
    assert not first & second


def test_a_lone_demand_is_a_ring_of_one() -> None:
    network = linked(SHOP, [talk("独行", asks("给两成", percent(20)))])
    assert [[m.account_id for m in c.members] for c in network.clusters] == [["独行"]]


def test_a_shop_without_a_demand_has_no_ring_and_no_burst() -> None:
    network = linked(SHOP, [talk("路人001", says("发货了吗"), verdict=Verdict.NONE)])
    assert network.clusters == ()
    assert network.bursts == ()


def test_a_nameless_call_joins_by_what_it_demands() -> None:
    chat = talk("甲", asks("给两成", percent(20), speaking_for(17)))
    call = talk(
        None, asks("两成，十七个账号", percent(20), payees(count=17)), channel=Channel.CALL
    )
    network = linked([*SHOP, order("甲")], [chat, call])
    (cluster,) = network.clusters
    assert [m.account_id for m in cluster.members] == ["call:None-call-0", "甲"]
    (edge,) = network.links
    assert any(c.level == "same number, share" for c in edge.contributions)


def test_a_lawful_complaint_of_the_same_hours_is_not_drawn_in() -> None:
    demand = talk("甲", asks("给两成，我们十七个人", percent(20), speaking_for(17)))
    angry = talk("路人001", asks("退一赔三，不然投诉", amount(300)), verdict=Verdict.SUSPICIOUS)
    network = linked([*SHOP, order("甲")], [demand, angry])
    assert [[m.account_id for m in c.members] for c in network.clusters] == [["甲"]]


def test_only_the_chosen_comparisons_are_used() -> None:
    scene = make_scene(Recipe(seed=3, ring_size=9))
    network = link(
        scene.orders, scene.detections, comparisons(), LinkingConfig(comparisons=("phone",))
    )
    used = {c.comparison for edge in network.links for c in edge.contributions}
    assert used <= {"phone"}


def test_every_link_is_its_prior_and_its_contributions() -> None:
    scene = make_scene(Recipe(seed=3, ring_size=9))
    network = link(scene.orders, scene.detections, comparisons(), CONFIG)
    for edge in network.links:
        total = edge.prior_bits + sum(c.weight_bits for c in edge.contributions)
        assert edge.weight_bits == pytest.approx(total)
        assert edge.prior_bits < 0.0


def test_the_orders_without_talk_and_the_talk_without_orders_both_do() -> None:
    scene = make_scene(Recipe(seed=3, ring_size=9))
    assert link(scene.orders, (), comparisons(), CONFIG).parties == ()
    talked = link((), scene.detections, comparisons(), CONFIG)
    assert len(talked.parties) == len(scene.detections)
    assert len(talked.clusters) == 1
