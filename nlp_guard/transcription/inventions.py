"""What a recogniser puts out that nobody said, told by how it looks.

Whisper fills silence and noise with what it read under videos, repeats itself, and repeats what
it was told beforehand. An invented sentence is worse than a missed one: what looks invented is
taken out and kept with the reason.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from nlp_guard.protocols import Heard
from nlp_guard.records import CharSpan

NO_SPEECH_ABOVE = 0.6
"""With a poor text, nobody spoke: openai-whisper's default."""
UNSURE_BELOW = -1.0
"""Mean log probability of a poor text: openai-whisper's default."""
HOPELESS_BELOW = -1.5
"""Mean log probability of a text that is not taken whatever else holds."""
LOOP_ABOVE = 2.4
"""Compression ratio of a text that repeats itself: openai-whisper's default."""
CHARACTERS_PER_S = {"zh": 12.0, "ja": 16.0, "ko": 14.0}
OTHER_CHARACTERS_PER_S = 32.0
"""Faster than anybody speaks: fast Mandarin has 7 syllables a second, fast English 24 letters."""
_SHORT_S = 0.5
"""Added to every length: the edges of speech are not sharp."""

_SURE_ABOVE = -0.45
_SURE_NO_SPEECH_BELOW = 0.3

_LOOP = re.compile(r"(.{1,12}?)\1{3,}")
_ECHO_CHARACTERS = 7
"""So many characters in a row as they stand in the prompt are an echo, unless surely heard."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A text after sifting.

    Args:
        kept: What is taken as said; None where nothing is.
        dropped: What was taken out.
        reason: Why; empty where nothing was.
    """

    kept: Heard | None
    dropped: str = ""
    reason: str = ""


def sift(heard: Heard, speech_s: float, language: str, prompt: str) -> Sifted:
    """Judge one recognised text.

    Args:
        heard: What the recogniser put out.
        speech_s: Seconds of speech it was put out for.
        language: Of the call.
        prompt: What the recogniser was told beforehand.

    Returns:
        What is left of it, and what was taken out and why.

    Example:
        >>> from nlp_guard.records import TimeSpan
        >>> sift(Heard(text="字幕由Amara.org社区提供", time=TimeSpan(0, 3)), 3.0, "zh", "").reason
        'a phrase that stands under videos'
        >>> sift(Heard(text="转到支付宝账号", time=TimeSpan(0, 2)), 2.0, "zh", "").reason
        ''
    """
    bare = plain(heard.text)
    if not bare:
        return Sifted(None, heard.text, "no words" if heard.text.strip() else "")
    reason = _why_not(heard, bare, speech_s, language, prompt)
    if reason:
        return Sifted(None, heard.text, reason)
    return _without_loops(heard)


def is_suspect(heard: Heard) -> bool:
    """Tell whether a text over several turns holds something nobody says.

    The turns are then better heard one by one than parted from it.
    """
    never_said, _ = _phantom_phrases()
    bare = plain(heard.text)
    return (
        any(phrase in bare for phrase in never_said)
        or _LOOP.search(bare) is not None
        or heard.compression_ratio > LOOP_ABOVE
    )


def plain(text: str) -> str:
    """Return the letters, digits and characters of a text, folded.

    Example:
        >>> plain("Thanks for watching！ 谢谢。")
        'thanksforwatching谢谢'
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if character.isalnum())


def _why_not(heard: Heard, bare: str, speech_s: float, language: str, prompt: str) -> str:
    is_sure = heard.avg_logprob > _SURE_ABOVE and heard.no_speech_prob < _SURE_NO_SPEECH_BELOW
    fastest = CHARACTERS_PER_S.get(language, OTHER_CHARACTERS_PER_S)
    never_said, seldom_said = _phantom_phrases()
    judgements = (
        (any(phrase in bare for phrase in never_said), "a phrase that stands under videos"),
        (bare in seldom_said and not is_sure, "a phrase that is common in silence"),
        (
            heard.no_speech_prob > NO_SPEECH_ABOVE and heard.avg_logprob < UNSURE_BELOW,
            "probably nobody spoke",
        ),
        (heard.avg_logprob < HOPELESS_BELOW, "the recogniser was too unsure"),
        (
            len(_LOOP.sub(r"\1", bare)) > fastest * (speech_s + _SHORT_S),
            "more words than could be said in the time",
        ),
        (not is_sure and _is_echo(bare, plain(prompt)), "an echo of the prompt"),
    )
    return next((reason for does_hold, reason in judgements if does_hold), "")


def _is_echo(bare: str, prompt: str) -> bool:
    if len(bare) >= 4 and bare in prompt:
        return True
    runs = range(len(bare) - _ECHO_CHARACTERS + 1)
    return any(bare[at : at + _ECHO_CHARACTERS] in prompt for at in runs)


def _without_loops(heard: Heard) -> Sifted:
    """Keep what a loop repeats once; what it repeats is no more sure for being repeated."""
    loops = list(_LOOP.finditer(heard.text))
    if not loops:
        return Sifted(heard)
    cuts = [CharSpan(loop.end(1), loop.end()) for loop in loops]
    dropped = "".join(heard.text[cut.slice] for cut in cuts)
    return Sifted(_cut(heard, cuts), dropped, "a loop")


def _cut(heard: Heard, cuts: Sequence[CharSpan]) -> Heard:
    kept = [
        at for at in range(len(heard.text)) if not any(cut.start <= at < cut.end for cut in cuts)
    ]
    place = {old: new for new, old in enumerate(kept)}
    words = []
    for span, time, probability in heard.words:
        inside = [place[at] for at in range(span.start, span.end) if at in place]
        if inside:
            words.append((CharSpan(inside[0], inside[-1] + 1), time, probability))
    return replace(heard, text="".join(heard.text[at] for at in kept), words=tuple(words))


@cache
def _phantom_phrases() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the phrases that are never said, and those that are seldom said alone."""
    data = resources.files("nlp_guard.transcription") / "data" / "phantom_phrases.toml"
    phrases = tomllib.loads(data.read_text("utf-8"))
    return tuple(phrases["never_said"]), frozenset(phrases["seldom_said"])
