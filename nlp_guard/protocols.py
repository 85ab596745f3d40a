"""The six seams of the house: what a plug-in of each kind must offer.

Built-ins come through the same door: entry points in ``pyproject.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from nlp_guard.records import (
    Alert,
    CharSpan,
    Contribution,
    Conversation,
    Findings,
    Investigation,
    Message,
    Order,
    OrderLine,
    Profile,
    Provenance,
    Recording,
    ShopFacts,
    TimeSpan,
)

if TYPE_CHECKING:
    import httpx
    import numpy as np
    from numpy.typing import NDArray

Document = Conversation | Recording | Order | OrderLine | ShopFacts
"""What a source gives."""


def _untold(what: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingContext:
    """What a reader may need besides the file itself.

    Args:
        provenance: Of the file; the reader fills in ``encoding`` and adds itself to ``tools``.
        timezone: For times written without one.
        staff: Nicks of the shop's staff; empty where unknown.
        now: Aware time of the run.
        note: Told, in a sentence, what was left out or settled by default though nothing is wrong
            with the file: internal notes, an order of day and month that nothing decides. It goes
            into the coverage and quotes nobody.
    """

    provenance: Provenance
    timezone: ZoneInfo
    staff: frozenset[str]
    now: datetime
    note: Callable[[str], None] = _untold


class Source(Protocol):
    """Reads one real-world file format."""

    name: str
    kind: str
    """``chat``, ``screenshot``, ``orders``, ``recording`` or ``facts``."""

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how surely this reader fits, 0..1, from the first 64 KiB of content."""
        ...

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give the file's records in order.

        Raises:
            InputError: With the line, where one is broken; what was given before stays good.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One stretch of recognised speech.

    Args:
        text: As the recogniser wrote it.
        time: Seconds from the start of the clip.
        words: (code points of ``text``, seconds of the clip, score 0..1), in order; may be empty.
        avg_logprob: Mean log probability of the tokens.
        no_speech_prob: 0..1.
        compression_ratio: Length of the text over its zlib length; loops are high.
    """

    text: str
    time: TimeSpan
    words: tuple[tuple[CharSpan, TimeSpan, float], ...] = ()
    avg_logprob: float = 0.0
    no_speech_prob: float = 0.0
    compression_ratio: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningHints:
    """What a recogniser is told beforehand.

    Args:
        model: Name of the weights: a card of ``models/``, or a size the recogniser can download.
        language: ``zh``, ``en`` …
        prompt: Words of the domain, as a text in that language.
        beam_size: Width of the beam search; 1 is greedy.
        batch_size: Clips decoded at once, where the recogniser can.
    """

    model: str
    language: str
    prompt: str = ""
    beam_size: int = 5
    batch_size: int = 8


class Transcriber(Protocol):
    """Recognises speech."""

    name: str

    @property
    def version(self) -> str:
        """``name@version`` of the recogniser, as it stands in the evidence."""
        ...

    def transcribe(
        self, clips: Sequence[NDArray[np.float32]], hints: ListeningHints
    ) -> Sequence[Sequence[Heard]]:
        """Recognise clips, each on its own: nothing heard in one may colour another.

        Args:
            clips: Each of shape (n,), float32 in -1..1, 16 kHz, at most 30 s.
            hints: What is known beforehand.

        Returns:
            What was heard in each clip, in order of time; times count from the clip's start.
        """
        ...

    def detect_language(self, clip: NDArray[np.float32], model: str) -> tuple[str, float]:
        """Return the likeliest language of a clip (``zh``, ``en`` …) and its score, 0..1."""
        ...


class Detector(Protocol):
    """Finds labels in a conversation; never gives a verdict by itself."""

    name: str

    def detect(self, conversation: Conversation) -> Findings:
        """Read the conversation as it stands; pure and thread-safe."""
        ...


@runtime_checkable
class LiveDetector(Detector, Protocol):
    """A detector that can read on where it left a conversation."""

    def live(self) -> Detector:
        """Return one that does so: what it finds is the same, but for rounding."""
        ...


class Comparison(Protocol):
    """Compares two accounts in one respect.

    Two accounts are compared at all only where some comparison gives both the same key: on a
    million orders nobody compares all pairs.
    """

    name: str

    def fitted(self, profiles: Sequence[Profile]) -> Comparison:
        """Return the comparison for this shop: what is common there proves less."""
        ...

    def keys(self, profile: Profile) -> Iterable[str]:
        """Return what an account must share with another to be worth comparing; may be none."""
        ...

    def compare(self, left: Profile, right: Profile) -> Contribution | None:
        """Return what this respect says, in bits, or None where it says nothing."""
        ...


class Reporter(Protocol):
    """Writes an investigation in one format."""

    format: str
    file_name: str

    def render(self, investigation: Investigation) -> bytes:
        """Return the whole report."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the other side of a connector sent.

    Args:
        headers: By lower-cased name.
        body: The untouched bytes: what a signature is over.
        key: The last part of the path, where the address itself is the secret; or empty.
        received_at: Aware time.
    """

    headers: Mapping[str, str]
    body: bytes
    key: str
    received_at: datetime


Errand = dict[str, Any]
"""One thing to do on the other side, as JSON values: it is kept until it is done."""


class Connector(Protocol):
    """Ties the service to one kind of desk.

    What comes in is proved and put into words of the house; what goes out are errands, each of
    which may be tried several times.
    """

    name: str

    def configured(self, settings: Mapping[str, str]) -> Connector:
        """Return the connector for one desk.

        Args:
            settings: Of its table in the configuration, secrets already looked up.

        Raises:
            ConfigError: If a setting is missing, unknown or wrong.
        """
        ...

    def receive(self, delivery: Delivery) -> Sequence[Message]:
        """Return the messages in a delivery; none where it tells of something else.

        Raises:
            DeliveryRefused: If it does not prove where it comes from, or is broken.
        """
        ...

    def errands(self, alert: Alert) -> Sequence[Errand]:
        """Return what is to be done about an alert, in order; none where it is not this desk's."""
        ...

    async def run(self, errand: Errand, client: httpx.AsyncClient) -> None:
        """Do one errand.

        Raises:
            httpx.HTTPError: If the other side is down, slow or refuses; it is tried again.
        """
        ...
