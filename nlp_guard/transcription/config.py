"""Settings of transcription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PROMPTS: Mapping[str, str] = MappingProxyType(
    {
        "zh": "以下是普通话的客服通话。平台，天猫，支付宝，旺旺，账号，成交额，退货，投诉，差评，"
        "百分之三十，转账。",
        "en": "A call to a shop's customer service. Alipay, PayPal, refund, chargeback, "
        "complaint, bad review, thirty percent of your sales, account.",
    }
)
"""What the recogniser is told of the domain, by language; words that base mishears without.

Of sums, counts and times it is told no more than how a share is spelled: what it would be told, it
might hear.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptionConfig:
    """How recordings are listened to.

    Args:
        engine: Name of a transcriber plug-in: ``faster-whisper`` or ``openai-whisper``.
        model: Name of the weights: a card of ``models/``, or a size the engine can download.
        language: ``zh``, ``en`` …; None to detect it once per call.
        prompts: Domain prompt by language; none where a language is missing.
        hotwords: Names of this shop, its goods and staff, told together with the prompt.
        beam_size: Width of the beam search; 1 is greedy.
        batch_size: Windows decoded at once.
        speakers: Number of people on a mono recording; None to find out (at most 4).
        customer_channel: Channel (from 0) of the outside party; None to go by the recording's
            own word, else by what is said.
        pause_s: A silence of so many seconds ends an utterance.
        window_s: Sound given to the recogniser at once, at most 28 s; one longer utterance is
            given whole.

    Raises:
        ValueError: If a number is out of range.
    """

    engine: str = "faster-whisper"
    model: str = "whisper-base"
    language: str | None = None
    prompts: Mapping[str, str] = field(default_factory=lambda: PROMPTS)
    hotwords: tuple[str, ...] = ()
    beam_size: int = 5
    batch_size: int = 8
    speakers: int | None = None
    customer_channel: int | None = None
    pause_s: float = 0.7
    window_s: float = 24.0

    def prompt(self, language: str) -> str:
        """Return all that the recogniser is told beforehand in a language.

        Example:
            >>> TranscriptionConfig(prompts={"zh": "通话。"}, hotwords=("样例店",)).prompt("zh")
            '通话。样例店'
        """
        return self.prompts.get(language, "") + "，".join(self.hotwords)

    def __post_init__(self) -> None:
        for name in ("beam_size", "batch_size"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1")
        if self.speakers is not None and self.speakers < 1:
            raise ValueError("speakers must be at least 1")
        if self.customer_channel is not None and self.customer_channel < 0:
            raise ValueError("customer_channel counts from 0")
        if self.pause_s <= 0 or self.window_s <= 0:
            raise ValueError("pause_s and window_s must be positive")
