"""A recording as a strip: how loud it is, who speaks when, where a demand or threat is heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from nlp_guard.records import Detection, Label, Role
from nlp_guard.reports.bilingual import word
from nlp_guard.reports.clock import seconds
from nlp_guard.reports.pictures.svg import mark, picture, text

_WAVE_PX, _LANE_PX = 56.0, 12.0
_FLAGS_PX = 12.0
_LANES = (Role.BUYER, Role.AGENT)


def call_picture(
    detection: Detection, peaks: Sequence[float], duration_s: float, width: float
) -> Markup:
    """Draw a call; a click or tap goes to that second (the page's script listens for it).

    Args:
        detection: The call as read.
        peaks: Loudness in equal stretches, 0..1; empty where there is no listening copy.
        duration_s: Length of the recording.
        width: In px.
    """
    unit = width / max(duration_s, 0.1)
    bottom = _WAVE_PX + _LANE_PX * len(_LANES)
    children = [
        *_wave(peaks, width),
        *_marks(detection, unit, bottom),
        *_turns(detection, unit),
        *_ticks(duration_s, unit, bottom, width),
        mark("line", x1=0, x2=0, y1=0, y2=bottom, class_="playhead"),
    ]
    return picture(width, bottom + 18, word("call_picture"), children, "pic strip")


def _wave(peaks: Sequence[float], width: float) -> Iterator[Markup]:
    if peaks:
        step, middle = width / len(peaks), _WAVE_PX / 2 + _FLAGS_PX / 2
        path = "".join(
            f"M{(i + 0.5) * step:.1f} {middle - h:.1f}v{2 * h:.1f}"
            for i, peak in enumerate(peaks)
            if (h := max(peak * ((_WAVE_PX - _FLAGS_PX) / 2 - 2), 0.4))
        )
        yield mark("path", d=path, class_="wave")


def _turns(detection: Detection, unit: float) -> Iterator[Markup]:
    for utterance in detection.conversation.utterances:
        if utterance.time is not None:
            lane = 1 if utterance.role is Role.AGENT else 0
            yield mark(
                "rect",
                x=utterance.time.start_s * unit,
                y=_WAVE_PX + _LANE_PX * lane + 2,
                width=max(utterance.time.duration_s * unit, 1),
                height=_LANE_PX - 3,
                class_=f"turn {'agent' if lane else 'buyer'}",
            )


def _marks(detection: Detection, unit: float, bottom: float) -> Iterator[Markup]:
    """Wash the time in which a label is heard, with a flag of its colour on top."""
    flags = list(Label)
    for utterance, reading in zip(detection.conversation.utterances, detection.turns, strict=True):
        for label_span in reading.spans:
            time = utterance.time_of(label_span.span)
            if time is None:
                continue
            x, width = time.start_s * unit, max(time.duration_s * unit, 2)
            css = f"m-{label_span.label}"
            y = 4 * flags.index(label_span.label)
            yield mark("rect", x=x, y=0, width=width, height=bottom, class_=f"heard {css}")
            yield mark("rect", x=x, y=y, width=width, height=3, class_=f"flag {css}")


def _ticks(duration_s: float, unit: float, bottom: float, width: float) -> Iterator[Markup]:
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
    step = next((s for s in steps if s * unit >= 56), 7200)
    for n in range(int(duration_s // step) + 1):
        x = n * step * unit
        if x < width - 24:
            label = seconds(n * step).rsplit(".", 1)[0]
            yield mark("line", x1=x, x2=x, y1=bottom, y2=bottom + 4, class_="axis")
            yield text(x + 2, bottom + 15, label, class_="tick")
