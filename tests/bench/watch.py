"""Speed and memory of live watching.

    python -m tests.bench.watch --data ../shared/data/train/jddc_half.jsonl [--conversations 24000]

Ordinary service talk is dealt out to many conversations, message by message, in any order; every
hundredth conversation is an extortion of our own words. Prints how long a message takes where the
reader is asked and where it is not, the memory of the process, and whether any two conversations
were mixed up.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from nlp_guard import Guard
from nlp_guard.records import ConversationId, Role, Utterance, UtteranceId

GRAVE = (
    ("buyer", "你们店最近订单不少吧"),
    ("agent", "您好，请问有什么可以帮您"),
    ("buyer", "不想天天被退货投诉，就按流水给两成"),
    ("agent", "这边没有这样的规定"),
    ("buyer", "今天中午十二点之前打到支付宝13800000000，不然我们十几个号一起全退"),
)


def talks(path: Path, n: int, seed: int) -> list[list[tuple[str, str]]]:
    """Return conversations of six ordinary turns, every hundredth one grave."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    texts = [str(row.get("text", "")) for row in rows]
    chance = random.Random(seed)  # noqa: S311 - no secret
    found = []
    for number in range(n):
        if number % 100 == 99:
            found.append(list(GRAVE))
            continue
        start = chance.randrange(len(texts) - 6)
        sides = ("buyer", "agent")
        found.append([(sides[turn % 2], texts[start + turn]) for turn in range(6)])
    return found


def interleaved(lengths: list[int], seed: int) -> Iterator[tuple[int, int]]:
    """Give (conversation, turn): each conversation in its order, all of them mixed."""
    order = [number for number, length in enumerate(lengths) for _ in range(length)]
    random.Random(seed).shuffle(order)  # noqa: S311 - no secret
    at = [0] * len(lengths)
    for number in order:
        yield number, at[number]
        at[number] += 1


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--conversations", type=int, default=24_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    held = talks(given.data, given.conversations, given.seed)
    took: dict[bool, list[float]] = {False: [], True: []}
    alarmed = set()
    with Guard().watch() as watch:
        watch.push(ConversationId("warm"), _message("w", GRAVE[-1]))
        began = time.perf_counter()
        for number, turn in interleaved([len(talk) for talk in held], given.seed):
            message = _message(f"m{turn}", held[number][turn])
            start = time.perf_counter()
            alert = watch.push(ConversationId(f"c{number}"), message)
            took[number % 100 == 99].append(time.perf_counter() - start)
            if alert is not None:
                alarmed.add(number)
        spent = time.perf_counter() - began
        for number in random.Random(given.seed).sample(range(len(held)), min(500, len(held))):  # noqa: S311
            known = watch.conversation(ConversationId(f"c{number}"))
            if known is None or [u.text for u in known.utterances] != [t for _, t in held[number]]:
                raise SystemExit(f"conversation {number} was mixed up")
    n = sum(map(len, took.values()))
    print(f"{n} messages of {len(held)} conversations: {n / spent:.0f} a second")  # noqa: T201
    for is_grave, name in ((False, "ordinary talk"), (True, "extortion")):
        quantiles = statistics.quantiles(took[is_grave], n=100)
        print(  # noqa: T201
            f"{name}: p50 {1e3 * quantiles[49]:.2f} ms, p99 {1e3 * quantiles[98]:.1f} ms a message"
        )
    grave = {number for number in range(len(held)) if number % 100 == 99}
    print(f"alarmed: {len(alarmed & grave)} of {len(grave)} grave, {len(alarmed - grave)} others")  # noqa: T201
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak_mb:.0f} MB, weights included")  # noqa: T201


def _message(name: str, said: tuple[str, str]) -> Utterance:
    role, text = said
    return Utterance(id=UtteranceId(name), role=Role(role), text=text)


if __name__ == "__main__":
    main()
