"""How fast and how well calls are heard whose words are known, and what is then read in them."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nlp_guard.codec import detection_from_dict
from nlp_guard.errors import CorruptRecord
from nlp_guard.records import Conversation, Detection, Recording, Role, TimeSpan
from nlp_guard.records.slots import Deadline, slot_value
from nlp_guard.transcription.scoring import HearingScore, SaidTurn, score_hearing

Hear = Callable[[Recording], Conversation]
Read = Callable[[Conversation], Detection]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidCall:
    """A recording of which it is known what was said in it.

    Args:
        said: Turn by turn.
        labelled: The same as people labelled it.
    """

    recording: Recording
    said: tuple[SaidTurn, ...]
    labelled: Detection


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingScore:
    """What was read off calls, against what people read off the written words.

    Args:
        values: Numbers and accounts of the outside party that people read.
        found: Those that were read off the call, exactly.
        labels: Labels of its turns by people.
        by_words: Those found in the written words.
        by_sound: Those found in the call, in a turn at that time.
    """

    values: int = 0
    found: int = 0
    labels: int = 0
    by_words: int = 0
    by_sound: int = 0

    def __add__(self, other: ReadingScore) -> ReadingScore:
        """Return the counts of both."""
        return ReadingScore(
            values=self.values + other.values,
            found=self.found + other.found,
            labels=self.labels + other.labels,
            by_words=self.by_words + other.by_words,
            by_sound=self.by_sound + other.by_sound,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingBench:
    """The figures of one run.

    Args:
        score: Against what was said, over all calls.
        reading: Against what people read in it; None where nothing was read.
        n_calls: Listened to.
        audio_s: Seconds of sound.
        wall_s: Seconds it took.
        cpu_s: Seconds of computing it took, all threads together.
        peak_bytes: Most memory that the process has held so far.
        n_dropped: Texts taken for inventions.
    """

    score: HearingScore
    n_calls: int
    audio_s: float
    wall_s: float
    cpu_s: float
    peak_bytes: int
    n_dropped: int
    reading: ReadingScore | None = None
    stages: dict[str, float] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, str]]:
        """Return the figures as (name, value), for people."""
        turns = max(self.score.turns, 1)
        audio_s = max(self.audio_s, 1e-9)
        rows = [
            ("calls", f"{self.n_calls}, {self.audio_s:.0f} s"),
            ("wall time per second of sound", f"{self.wall_s / audio_s:.3f} s"),
            ("computing per second of sound", f"{self.cpu_s / audio_s:.3f} s"),
            *((f"  {stage}", f"{spent / audio_s:.3f} s") for stage, spent in self.stages.items()),
            ("peak memory", f"{self.peak_bytes / 1e6:.0f} MB"),
            ("character error rate", f"{self.score.error_rate():.1%}"),
            *(
                (f"  of the {role}", f"{self.score.error_rate(role):.1%}")
                for role in self.score.characters
            ),
            ("turns in order", f"{self.score.in_order / turns:.1%} of {self.score.turns}"),
            ("turns begun within 0.5 s", f"{self.score.on_time / turns:.1%}"),
            ("texts dropped as invented", str(self.n_dropped)),
        ]
        return rows + (_reading_rows(self.reading) if self.reading else [])


def _reading_rows(reading: ReadingScore) -> list[tuple[str, str]]:
    values, labels = max(reading.values, 1), max(reading.labels, 1)
    return [
        ("numbers read exactly", f"{reading.found / values:.1%} of {reading.values}"),
        ("labels found in the words", f"{reading.by_words / labels:.1%} of {reading.labels}"),
        ("labels found in the sound", f"{reading.by_sound / labels:.1%}"),
    ]


def bench_hearing(
    calls: Iterable[SaidCall],
    hear: Hear,
    read: Read | None = None,
    progress: Callable[[int], None] | None = None,
) -> HearingBench:
    """Listen to calls whose words are known.

    Weights that are not loaded yet are loaded within the first call's time.

    Args:
        calls: Recordings, and what was said in each.
        hear: Listens to one.
        read: Reads labels and slots off a conversation; its time is not counted.
        progress: Told of every call that is done.
    """
    score, reading = HearingScore(), ReadingScore()
    n_calls = n_dropped = 0
    audio_s = wall_s = cpu_s = 0.0
    for call in calls:
        wall, cpu = time.perf_counter(), time.process_time()
        heard = hear(call.recording)
        wall_s += time.perf_counter() - wall
        cpu_s += time.process_time() - cpu
        score += score_hearing(call.said, heard)
        if read is not None:
            reading += _score_reading(call, read(heard), read(call.labelled.conversation))
        n_calls += 1
        n_dropped += len(heard.dropped)
        audio_s += call.recording.duration_s or 0.0
        if progress is not None:
            progress(n_calls)
    return HearingBench(
        score=score,
        reading=reading if read is not None else None,
        n_calls=n_calls,
        audio_s=audio_s,
        wall_s=wall_s,
        cpu_s=cpu_s,
        peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        n_dropped=n_dropped,
    )


def _score_reading(call: SaidCall, heard: Detection, written: Detection) -> ReadingScore:
    by_people = _values(call.labelled)
    labels = by_words = by_sound = 0
    for gold, plain, said in zip(call.labelled.turns, written.turns, call.said, strict=True):
        if said.role is not Role.BUYER:
            continue
        there = [
            turn.labels
            for turn, utterance in zip(heard.turns, heard.conversation.utterances, strict=True)
            if utterance.role is said.role
            and utterance.time is not None
            and utterance.time.overlap(said.time)
        ]
        labels += len(gold.labels)
        by_words += len(gold.labels & plain.labels)
        by_sound += sum(any(label in found for found in there) for label in gold.labels)
    return ReadingScore(
        values=len(by_people),
        found=len(by_people & _values(heard)),
        labels=labels,
        by_words=by_words,
        by_sound=by_sound,
    )


def _values(detection: Detection) -> set[tuple[object, ...]]:
    """Return the numbers and accounts read off a call; a moment needs the call's date."""
    return {
        (type(slot).__name__, *slot_value(slot))
        for turn in detection.turns
        for slot in turn.slots.values
        if not isinstance(slot, Deadline) and any(part is not None for part in slot_value(slot))
    }


def read_script(path: Path) -> tuple[tuple[SaidTurn, ...], Detection]:
    """Read what was said in a call: one conversation in the outer form, turns with times.

    Raises:
        CorruptRecord: If a turn has no time, text or side.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        return tuple(map(_said, data["turns"])), detection_from_dict(data)
    except (ValueError, KeyError, TypeError) as error:
        reason = f"not a call with role, text, start and end in each turn ({type(error).__name__})"
        raise CorruptRecord(reason, path=str(path), line=1) from error


def _said(turn: dict[str, object]) -> SaidTurn:
    start_s, end_s = float(str(turn["start"])), float(str(turn["end"]))
    return SaidTurn(Role(str(turn["role"])), str(turn["text"]), TimeSpan(start_s, end_s))


def scripted(recordings: Sequence[Recording]) -> list[SaidCall]:
    """Return the recordings beside which it is written what was said (``.jsonl``).

    Raises:
        CorruptRecord: If one is not what it should be.
    """
    calls = []
    for recording in recordings:
        script = recording.path.with_suffix(".jsonl")
        if script.is_file():
            said, labelled = read_script(script)
            calls.append(SaidCall(recording=recording, said=said, labelled=labelled))
    return calls
