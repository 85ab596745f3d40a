"""How fast and how well a recogniser hears calls whose words are known."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import Transcriber
from nlp_guard.records import Recording, Role, TimeSpan
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.listening import listen
from nlp_guard.transcription.scoring import HearingScore, SaidTurn, score_hearing


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingBench:
    """The figures of one run.

    Args:
        score: Against what was said, over all calls.
        n_calls: Listened to.
        audio_s: Seconds of sound.
        wall_s: Seconds it took.
        cpu_s: Seconds of computing it took, all threads together.
        n_dropped: Texts taken for inventions.
    """

    score: HearingScore
    n_calls: int
    audio_s: float
    wall_s: float
    cpu_s: float
    n_dropped: int

    def rows(self) -> list[tuple[str, str]]:
        """Return the figures as (name, value), for people."""
        turns = max(self.score.turns, 1)
        return [
            ("calls", f"{self.n_calls}, {self.audio_s:.0f} s"),
            ("character error rate", f"{self.score.error_rate():.1%}"),
            *(
                (f"  of the {role}", f"{self.score.error_rate(role):.1%}")
                for role in self.score.characters
            ),
            ("turns in order", f"{self.score.in_order / turns:.1%} of {self.score.turns}"),
            ("turns begun within 0.5 s", f"{self.score.on_time / turns:.1%}"),
            ("texts dropped as invented", str(self.n_dropped)),
            ("wall time per second of sound", f"{self.wall_s / max(self.audio_s, 1e-9):.3f} s"),
            ("computing per second of sound", f"{self.cpu_s / max(self.audio_s, 1e-9):.3f} s"),
        ]


def bench_hearing(
    calls: Iterable[tuple[Recording, Sequence[SaidTurn]]],
    transcriber: Transcriber,
    config: TranscriptionConfig,
    *,
    timezone: ZoneInfo,
) -> HearingBench:
    """Listen to calls whose words are known.

    Weights that are not loaded yet are loaded within the first call's time.

    Args:
        calls: Recordings, and what was said in each.
        transcriber: The recogniser.
        config: Settings.
        timezone: Of the calls.
    """
    score = HearingScore()
    n_calls = n_dropped = 0
    audio_s = 0.0
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    for recording, said in calls:
        heard = listen(recording, transcriber, config, timezone=timezone)
        score += score_hearing(said, heard)
        n_calls += 1
        n_dropped += len(heard.dropped)
        audio_s += recording.duration_s or 0.0
    return HearingBench(
        score=score,
        n_calls=n_calls,
        audio_s=audio_s,
        wall_s=time.perf_counter() - wall_s,
        cpu_s=time.process_time() - cpu_s,
        n_dropped=n_dropped,
    )


def read_script(path: Path) -> list[SaidTurn]:
    """Read what was said in a call: one conversation in the outer form, turns with times.

    Raises:
        CorruptRecord: If a turn has no time, text or side.
    """
    try:
        turns = json.loads(path.read_text("utf-8"))["turns"]
        return [
            SaidTurn(Role(turn["role"]), turn["text"], TimeSpan(turn["start"], turn["end"]))
            for turn in turns
        ]
    except (ValueError, KeyError, TypeError) as error:
        reason = f"not a call with role, text, start and end in each turn ({type(error).__name__})"
        raise CorruptRecord(reason, path=str(path), line=1) from error
