"""What was heard, turn by turn; on a mono call, given to the voices."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nlp_guard.protocols import Heard
from nlp_guard.records import TimeSpan
from nlp_guard.transcription.diarization import Voiced


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn as it was heard.

    Args:
        voice: Number of the channel, or of the voice on a mono call.
        time: From the first to the last sound of it, in the recording.
        heard: What was recognised in it, in order; times of the recording.
        channel: Sound channel it was heard on.
    """

    voice: int
    time: TimeSpan
    heard: tuple[Heard, ...]
    channel: int = 0

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(part.text for part in self.heard).strip()


def in_order(spoken: Iterable[Spoken]) -> list[Spoken]:
    """Return the turns that hold words, in the order in which they begin."""
    return sorted((turn for turn in spoken if turn.text), key=lambda turn: turn.time)


def by_voice(spoken: Sequence[Spoken], voiced: Sequence[Voiced], pause_s: float) -> list[Spoken]:
    """Give turns of a mono call to the voices, word by word.

    Args:
        spoken: Turns in order of time, whoever spoke.
        voiced: Who spoke when, in order of time.
        pause_s: Turns of one voice are joined across a shorter silence.

    Returns:
        Turns of one voice each, in order of time.
    """
    starts = [one.time.start_s for one in voiced]
    ends = [one.time.end_s for one in voiced]
    parts: list[Spoken] = []
    for turn in spoken:
        first = bisect_right(ends, turn.time.start_s)
        parts += _parted(turn, voiced[first : bisect_left(starts, turn.time.end_s)])
    turns: list[Spoken] = []
    for part in parts:
        last = turns[-1] if turns else None
        if last and last.voice == part.voice and part.time.start_s - last.time.end_s < pause_s:
            time = TimeSpan(last.time.start_s, part.time.end_s)
            turns[-1] = replace(part, time=time, heard=(*last.heard, *part.heard))
        else:
            turns.append(part)
    return turns


def _parted(turn: Spoken, inside: Sequence[Voiced]) -> list[Spoken]:
    if len({one.voice for one in inside}) < 2:
        return [replace(turn, voice=inside[0].voice if inside else 0)]
    given: list[list[Heard]] = [[] for _ in inside]
    for heard in turn.heard:
        for i_part, part in _divided(heard, inside):
            given[i_part].append(part)
    return [
        Spoken(one.voice, one.time.overlap(turn.time) or turn.time, tuple(parts), turn.channel)
        for one, parts in zip(inside, given, strict=True)
        if parts
    ]


def _divided(heard: Heard, inside: Sequence[Voiced]) -> list[tuple[int, Heard]]:
    """Divide a text at the word where the voice changes."""
    if not heard.words:
        return [(_whose(heard.time, inside), heard)]
    runs: list[tuple[int, int, int]] = []  # voice part, first word, last word
    for i_word, (_, time, _) in enumerate(heard.words):
        i_part = max(_whose(time, inside), runs[-1][0] if runs else 0)
        if runs and runs[-1][0] == i_part:
            runs[-1] = (i_part, runs[-1][1], i_word)
        else:
            runs.append((i_part, i_word, i_word))
    return [(i_part, _some_words(heard, first, last)) for i_part, first, last in runs]


def _whose(time: TimeSpan, inside: Sequence[Voiced]) -> int:
    middle_s = (time.start_s + time.end_s) / 2
    distances = [max(one.time.start_s - middle_s, middle_s - one.time.end_s) for one in inside]
    return distances.index(min(distances))


def _some_words(heard: Heard, first: int, last: int) -> Heard:
    words = heard.words[first : last + 1]
    start = words[0][0].start
    return replace(
        heard,
        text=heard.text[start : words[-1][0].end],
        time=TimeSpan(words[0][1].start_s, max(time.end_s for _, time, _ in words)),
        words=tuple((span.shifted(-start), time, score) for span, time, score in words),
    )
