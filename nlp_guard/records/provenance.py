"""Where something was read, so that anybody can find it again in the untouched source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nlp_guard.records.spans import Box, CharSpan, TimeSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The source of a record: chain of custody.

    Args:
        uri: Path of the source, relative to the folder handed in, with ``/``.
        sha256: Hex digest of the untouched bytes of the file.
        read_at: When it was read; aware, UTC.
        tools: What read it, as ``name@version``.
        encoding: Character encoding of a text source; None for binary ones.

    Raises:
        ValueError: If ``read_at`` has no time zone.
    """

    uri: str
    sha256: str
    read_at: datetime
    tools: tuple[str, ...] = ()
    encoding: str | None = None

    def __post_init__(self) -> None:
        if self.read_at.tzinfo is None:
            raise ValueError("read_at needs a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """How a speech recogniser came to a text.

    Args:
        engine: ``name@version`` of the recogniser.
        model: Name of the weights.
        avg_logprob: Mean log probability of the tokens (natural log, at most 0).
        no_speech_prob: Probability that nobody spoke, 0..1.
        channel: Sound channel it was heard on, from 0; None where that was not noted.
    """

    engine: str
    model: str
    avg_logprob: float
    no_speech_prob: float
    channel: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """Words, and the place in an untouched source where they stand.

    Args:
        provenance: The source.
        quote: The words (chat, order row) or what the recogniser heard (recording).
        span: Code points of the decoded source, for text sources.
        time: Seconds from the start, for recordings.
        locator: Place inside a structured source: a JSON pointer, or ``sheet!cell``;
            ``span`` then counts inside that value.
        recognition: For recordings, how the quote was heard.
        box: For screenshots, where the message stands in the picture; ``span`` then counts
            inside the text read from it.

    Raises:
        ValueError: If no place is given.
    """

    provenance: Provenance
    quote: str
    span: CharSpan | None = None
    time: TimeSpan | None = None
    locator: str | None = None
    recognition: Recognition | None = None
    box: Box | None = None

    def __post_init__(self) -> None:
        if all(place is None for place in (self.span, self.time, self.locator, self.box)):
            raise ValueError("an exhibit needs a place in its source")
