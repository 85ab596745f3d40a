"""Measure the reader alone: no lexicon, no gate, no verdict model.

    python models/reader/measure.py labelled.jsonl …
    python models/reader/measure.py --service ../shared/data/train/jddc_half.jsonl

Labelled conversations are in the form of the written files; those held back from the fit come from
``held_back.py``. Service talk has one turn a line with its session, and no extortion in it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from nlp_guard.evaluation.calibration import binned_counts, error_of
from nlp_guard.evaluation.figures import Judged, measure
from nlp_guard.evaluation.gold import Gold, read_gold
from nlp_guard.evaluation.resampling import Figure, Resampler
from nlp_guard.modelstore import ModelStore
from nlp_guard.records import Detection, Label, Role, TurnReading, Verdict
from nlp_guard.signals.reader.detector import kinds_of, may_carry
from nlp_guard.signals.reader.reading import Reader, Reading, Thread, Turn, open_reader
from nlp_guard.text.fold import fold

HERE = Path(__file__).resolve().parent
THRESHOLD = 0.5


def detections(reader: Reader, golds: Sequence[Gold]) -> list[Judged]:
    """Read conversations, with their cloaks taken off."""
    talks = [
        [Turn(one.role, fold(one.text).text) for one in gold.conversation.utterances]
        for gold in golds
    ]
    return [
        (gold, _detection(gold, readings))
        for gold, readings in zip(golds, reader.read(talks), strict=True)
    ]


def _detection(gold: Gold, readings: Sequence[Reading]) -> Detection:
    verdict = readings[-1].verdict
    return Detection(
        conversation=gold.conversation,
        turns=tuple(
            _turn(turn, utterance.role, reading)
            for turn, utterance, reading in zip(
                gold.detection.turns, gold.conversation.utterances, readings, strict=True
            )
        ),
        verdict=max(verdict, key=lambda one: verdict[one]),
        verdict_probability=verdict[Verdict.EXTORTION],
    )


def _turn(turn: TurnReading, role: Role, reading: Reading) -> TurnReading:
    chances = {
        label: chance if may_carry(role, label) else 0.0
        for label, chance in reading.labels.items()
    }
    labels = frozenset(label for label, chance in chances.items() if chance >= THRESHOLD)
    kinds = kinds_of(reading) if Label.THREAT in labels else ()
    return TurnReading(
        utterance_id=turn.utterance_id,
        labels=labels,
        threat_kinds=frozenset(kinds),
        probabilities=chances,
    )


def report(judged: Sequence[Judged]) -> None:
    """Print the figures, by language where they are of turns."""
    for lang in sorted({gold.conversation.lang for gold, _ in judged}):
        rows = [row for row in judged if row[0].conversation.lang == lang]
        found = measure(rows)
        print(f"{lang}: {found.n} conversations")
        for label, score in found.labels.items():
            print(
                f"  {label} F1 {_shown(score.f1)}, calibration error {_label_error(rows, label)}"
            )
        print(f"  threat kinds F1 {_shown(found.kinds.f1)}")
        print(f"  calibration error of extortion {_shown(found.verdict_error)}")
    verdict = measure(judged).verdict
    print(f"all: {len(judged)} conversations")
    print(f"  recall of extortion at 1 % false positives {_shown(verdict.recall_in_budget)}")
    print(f"  by the likeliest verdict: recall {_shown(verdict.recall)}, "
          f"false positives {_shown(verdict.false_positives)}, "
          f"lawful complaints {_shown(verdict.lawful_false_positives)}")  # fmt: skip


def _label_error(judged: Sequence[Judged], label: Label) -> str:
    chances, truths, owners = [], [], []
    for number, (gold, detection) in enumerate(judged):
        for wanted, found in zip(gold.detection.turns, detection.turns, strict=True):
            chances.append(found.probabilities[label])
            truths.append(label in wanted.labels)
            owners.append(number)
    counts = binned_counts(chances, truths, owners, len(judged))
    return _shown(Resampler(len(judged)).figure(counts, error_of, len(chances)))


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return "nothing to measure"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] (n {figure.n})"


def service(reader: Reader, path: Path) -> None:
    """Print how often service talk is taken for more."""
    sessions: dict[str, list[Turn]] = defaultdict(list)
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        sessions[row["session"]].append(Turn(Role(row["role"]), fold(row["text"]).text))
    verdicts = [readings[-1].verdict for readings in reader.read(sessions.values())]
    chances = [verdict[Verdict.EXTORTION] for verdict in verdicts]
    likeliest = [max(verdict, key=lambda one, v=verdict: v[one]) for verdict in verdicts]
    print(f"{len(sessions)} sessions of service talk: "
          f"{likeliest.count(Verdict.EXTORTION)} judged extortion (highest {max(chances):.3f}), "
          f"{likeliest.count(Verdict.SUSPICIOUS)} suspicious")  # fmt: skip


def speed(reader: Reader, golds: Iterable[Gold]) -> None:
    """Print turns a second in batches, and what a turn of a live conversation takes."""
    talks = [[Turn(one.role, one.text) for one in gold.conversation.utterances] for gold in golds]
    started = time.perf_counter()
    reader.read(talks)
    rate = sum(map(len, talks)) / (time.perf_counter() - started)
    taken = []
    for talk in talks:
        thread = Thread()
        for turn in talk:
            started = time.perf_counter()
            thread, _ = reader.extend(thread, [turn])
            taken.append((time.perf_counter() - started) * 1000)
    slowest = statistics.quantiles(taken, n=100)[98]
    typical = statistics.median(taken)
    print(
        f"{rate:.0f} turns/s in batches; a live turn {typical:.0f} ms, slowest 1 % {slowest:.0f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path, nargs="*", help="labelled conversations")
    parser.add_argument("--service", type=Path, help="service talk without extortion")
    parser.add_argument("--model", type=Path, default=HERE, help="folder with the weights")
    parser.add_argument("--speed", type=int, default=0, help="conversations to time")
    arguments = parser.parse_args()
    card = ModelStore(card_folders=[HERE.parent]).card(HERE.name)
    reader = open_reader(arguments.model, card.details)
    golds = read_gold(arguments.labelled)
    if golds:
        report(detections(reader, golds))
    if arguments.service:
        service(reader, arguments.service)
    if arguments.speed:
        speed(reader, golds[: arguments.speed])


if __name__ == "__main__":
    main()
