"""The same pairs of accounts weighed by Splink (DuckDB inside), to be held against our own.

Levels and m are those of `nlp_guard.linking.comparisons`. How many accounts have a shared value is
no level in Splink: its term frequencies are those of a single value, and accounts have several. So
each level of a shared value stands here once per class of crowding. u is either ours, or estimated
from random pairs, as Splink does without labels.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from nlp_guard.linking.baskets import basket
from nlp_guard.linking.comparisons import (
    address,
    demand,
    payees,
    payer,
    phone,
    receiver,
    timing,
    wording,
)
from nlp_guard.linking.config import LinkingConfig
from nlp_guard.linking.demands import read_terms
from nlp_guard.linking.rhythm import moment
from nlp_guard.linking.weights import Level, prior_bits
from nlp_guard.records import AccountId, Contribution, Judgement, Link, Profile

CROWDS = ((2, 2), (3, 4), (5, 8), (9, 16), (17, 60))
"""Classes of the number of accounts that share a value."""
SAMPLED_PAIRS = 1e7
Row = dict[str, Any]


def judge_with_splink(
    profiles: Sequence[Profile], config: LinkingConfig, *, samples_u: bool
) -> list[Link]:
    """Weigh all pairs that share something.

    Args:
        profiles: All accounts of the shop.
        config: Prior and threshold.
        samples_u: Whether u is estimated from random pairs; else it is ours.
    """
    import duckdb
    import pandas as pd
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink.comparison_library import CustomComparison

    logging.getLogger("splink").setLevel(logging.ERROR)
    prior = prior_bits(len(profiles), config.partners)
    rows = [*_identities(), *_manners(), *_speech(len(profiles))]
    comparisons: list[Any] = [
        CustomComparison(**(_unfixed(row) if samples_u else row)) for row in rows
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="account",
        probability_two_random_records_match=1.0 / (1.0 + math.exp2(-prior)),
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on(column, arrays_to_explode=[column])
            for column in ("phone_keys", "payer_keys", "door_keys", "payee_keys", "demand_keys")
        ],
        retain_intermediate_calculation_columns=True,
    )
    database = duckdb.connect()
    # The type of a column of lists is told by its rows; in few of them is any list filled.
    database.execute(f"SET pandas_analyze_sample = {len(profiles)}")
    linker = Linker(pd.DataFrame(_table(profiles)), settings, DuckDBAPI(database))
    if samples_u:
        linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=1)
    predicted: Any = linker.inference.predict()
    found = predicted.as_pandas_dataframe()
    columns = [name for name in found.columns if name.startswith("bf_")]
    return [_link(row, columns, prior, config) for row in found.to_dict("records")]


def _link(
    row: Mapping[str, Any], columns: Iterable[str], prior: float, config: LinkingConfig
) -> Link:
    left, right = sorted((AccountId(row["account_l"]), AccountId(row["account_r"])))
    said = tuple(
        Contribution(
            comparison=name.removeprefix("bf_"), level="", weight_bits=math.log2(row[name])
        )
        for name in columns
        if row[name] not in (0.0, 1.0) and math.isfinite(row[name])
    )
    link = Link(left=left, right=right, prior_bits=prior, contributions=said)
    holds = link.probability >= config.match_probability
    return Link(
        left=left,
        right=right,
        prior_bits=prior,
        contributions=said,
        judgement=Judgement.MATCH if holds else Judgement.UNSURE,
    )


def _unfixed(comparison: Row) -> Row:
    """Leave u to be estimated."""
    levels = [
        {key: value for key, value in one.items() if not key.endswith("u_probability")}
        for one in comparison["comparison_levels"]
    ]
    return comparison | {"comparison_levels": levels}


def level(sql: str, m: float, u: float) -> Row:
    """Return a level of a comparison with its m and u stated."""
    return {
        "sql_condition": sql, "label_for_charts": sql, "m_probability": m, "u_probability": u,
        "fix_m_probability": True, "fix_u_probability": True,
    }  # fmt: skip


def comparison(name: str, has: str, *levels: Row) -> Row:
    """Return a comparison that says nothing where one account's list is empty."""
    unknown = {
        "sql_condition": f"len({has}_l) = 0 or len({has}_r) = 0",
        "label_for_charts": "unknown", "is_null_level": True,
    }  # fmt: skip
    return {"output_column_name": name, "comparison_levels": [unknown, *levels]}


def crowded(kind: str, same: Level) -> Iterator[Row]:
    """Give the levels of a shared value, one per class of crowding."""
    for n, (low, high) in enumerate(CROWDS):
        bits = same.weight_bits(round(math.sqrt(low * high)))
        sql = f"list_has_any({kind}_{n}_l, {kind}_{n}_r)"
        yield level(sql, same.m, same.m / math.exp2(bits))


def other(kind: Level) -> Row:
    """Return the last level."""
    return level("ELSE", kind.m, kind.u)


def _identities() -> Iterator[Row]:
    yield comparison("phone", "phone_all", *crowded("phone", phone.SAME), other(phone.OTHER))
    yield comparison("payer", "payer_all", *crowded("payer", payer.SAME), other(payer.OTHER))
    in_building = address.SAME_BUILDING
    yield comparison(
        "address",
        "door_all",
        *crowded("door", address.SAME_DOOR),
        level("list_has_any(building_all_l, building_all_r)", in_building.m, in_building.u),
        other(address.ELSEWHERE),
    )
    yield comparison(
        "receiver", "receiver_all", *crowded("receiver", receiver.SAME), other(receiver.OTHER)
    )


def _manners() -> Iterator[Row]:
    yield comparison(
        "basket",
        "basket_all",
        level("list_has_any(basket_rare_l, basket_rare_r)", 0.5, 0.0625),
        level("list_has_any(basket_all_l, basket_all_r)", 0.5, 0.3),
        level("ELSE", 0.5, 0.9),
    )
    yield comparison(
        "timing",
        "minutes",
        level("len(list_intersect(minutes_l, minutes_r)) > 3", timing.REPEATEDLY.m, 0.025),
        level("list_has_any(minutes_l, minutes_r)", timing.ONCE.m, 0.05),
        level("list_has_any(days_l, days_r)", timing.SAME_DAY.m, timing.SAME_DAY.u),
        other(timing.OTHER_DAYS),
    )


def _speech(n_accounts: int) -> Iterator[Row]:
    yield comparison(
        "payees",
        "payee_keys",
        level(
            "list_has_any(named_l, paying_r) or list_has_any(named_r, paying_l)",
            payees.NAMED.m,
            payees.NAMED.u,
        ),
        level("list_has_any(named_l, named_r)", payees.SAME_PAYEE.m, payees.SAME_PAYEE.u),
        level("list_has_any(listed_by_l, listed_by_r)", payees.LISTED_TOGETHER.m,
              payees.LISTED_TOGETHER.u),
        level("ELSE", 0.5, 0.5),
    )  # fmt: skip
    even = max(n_accounts - 1, 1) / 0.5
    yield comparison(
        "demand",
        "demand_keys",
        level("len(list_intersect(terms_l, terms_r)) > 1", 0.4, 0.4 / (even * 8 * 50)),
        level("list_has_any(terms_l, terms_r)", 0.4, 0.4 / (even * 8)),
        level("ELSE", demand.AGAIN, min(demand.AGAIN / even, 1.0)),
    )
    shared = "len(list_intersect(shingles_l, shingles_r))"
    likeness = f"{shared} / (len(shingles_l) + len(shingles_r) - {shared})"
    yield comparison(
        "wording",
        "shingles",
        level(f"{likeness} >= {wording.COPY_LIKENESS}", wording.COPY.m, wording.COPY.u),
        level(f"{likeness} >= {wording.ALIKE_LIKENESS}", wording.ALIKE.m, wording.ALIKE.u),
        other(wording.DIFFERENT),
    )


def _table(profiles: Sequence[Profile]) -> Row:
    """Return one row per account, what it has as lists."""
    phones, payers = _values(profiles, phone.Phone.read), _values(profiles, payer.Payer.read)
    receivers = _values(profiles, receiver.Receiver.read)
    doors = [sorted({place.door for place, _ in address._places(p)}) for p in profiles]
    named = [sorted({value for value, _ in p.payees}) for p in profiles]
    paid_to = {value for values in named for value in values}
    lister = {v: p.account_id for p in profiles for v, _ in p.payees}
    paying = [
        sorted({value for value, _ in payees._paying(p) if value in paid_to}) for p in profiles
    ]
    kinds = [sorted({str(basket(order)) for order in p.orders}) for p in profiles]
    usual = Counter(kind for values in kinds for kind in values)
    rows: Row = {"account": [p.account_id for p in profiles]}
    for name, values, has_keys in (
        ("phone", phones, True), ("payer", payers, True), ("door", doors, True),
        ("receiver", receivers, False),
    ):  # fmt: skip
        rows |= _crowds(name, values, has_keys=has_keys)
    rows["building_all"] = [
        sorted({place.building for place, _ in address._places(p) if place.building})
        for p in profiles
    ]
    rows["basket_all"] = kinds
    rows["basket_rare"] = [[k for k in v if usual[k] < 0.02 * len(profiles)] for v in kinds]
    times = [[at.timestamp() for o in p.orders if (at := moment(o))] for p in profiles]
    # Two stretches of ten minutes meet where moments lie within about ten minutes.
    rows["minutes"] = [sorted({int(t // 600) + d for t in v for d in (0, 1)}) for v in times]
    rows["days"] = [sorted({int(t // 86400) + d for t in v for d in (0, 1)}) for v in times]
    rows["named"], rows["paying"] = named, paying
    rows["listed_by"] = [sorted({lister[v] for v in values}) for values in paying]
    rows["payee_keys"] = [sorted({*a, *b, *c}) for a, b, c in
                          zip(named, paying, rows["listed_by"], strict=True)]  # fmt: skip
    terms = [read_terms(p.detections) if p.detections else None for p in profiles]
    rows["terms"] = [[" ".join(t) for t in found.terms] if found else [] for found in terms]
    rows["demand_keys"] = [["demand"] if found else [] for found in terms]
    rows["shingles"] = [_longest_demand(p) for p in profiles]
    return rows


def _longest_demand(profile: Profile) -> list[str]:
    """Return the shingles of the longest demand."""
    if not profile.detections:
        return []
    demands = sorted(
        (len(shingles), sorted(shingles)) for shingles, _ in wording._demands(profile)
    )
    return demands[-1][1] if demands else []


def _values(
    profiles: Sequence[Profile], read: Callable[[Profile], Iterable[tuple[str, Any]]]
) -> list[list[str]]:
    return [sorted({value for value, _ in read(profile)}) for profile in profiles]


def _crowds(name: str, values: Sequence[Sequence[str]], *, has_keys: bool) -> Row:
    holders = Counter(value for own in values for value in own)
    rows: Row = {f"{name}_all": values}
    for n, (low, high) in enumerate(CROWDS):
        rows[f"{name}_{n}"] = [[v for v in own if low <= holders[v] <= high] for own in values]
    if has_keys:
        most = CROWDS[-1][1]
        rows[f"{name}_keys"] = [[v for v in own if 2 <= holders[v] <= most] for own in values]
    return rows
