"""How well a call was heard, against what is known to have been said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cn2an

from nlp_guard.records import Conversation, Role, TimeSpan
from nlp_guard.transcription.spelling import written

ON_TIME_S = 0.5
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LONGEST_SUM = 6
"""Digits; longer ones are read out one by one: accounts and telephone numbers."""
_SAID_ALIKE = str.maketrans({"两": "二", "幺": "一", "您": "你", "她": "他", "它": "他"})


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """A turn as it was really said.

    Args:
        role: Side of the speaker.
        text: The words.
        time: In the recording.
    """

    role: Role
    text: str
    time: TimeSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingScore:
    """Counts over calls; add them up with ``+``.

    Args:
        errors: Characters put in, left out or exchanged, by side.
        characters: Said, by side.
        turns: Said.
        in_order: Turns heard after all turns said before them.
        on_time: Turns whose start was found within 0.5 s.
    """

    errors: Mapping[Role, int] = field(default_factory=dict)
    characters: Mapping[Role, int] = field(default_factory=dict)
    turns: int = 0
    in_order: int = 0
    on_time: int = 0

    def __add__(self, other: HearingScore) -> HearingScore:
        """Return the counts of both."""
        return HearingScore(
            errors=_sum(self.errors, other.errors),
            characters=_sum(self.characters, other.characters),
            turns=self.turns + other.turns,
            in_order=self.in_order + other.in_order,
            on_time=self.on_time + other.on_time,
        )

    def error_rate(self, role: Role | None = None) -> float:
        """Return the character error rate of a side, or of the whole."""
        roles = list(self.characters) if role is None else [role]
        said = sum(self.characters.get(one, 0) for one in roles)
        return sum(self.errors.get(one, 0) for one in roles) / max(said, 1)


def score_hearing(said: Sequence[SaidTurn], heard: Conversation) -> HearingScore:
    """Compare what was said with what was heard.

    Args:
        said: All turns of the call, in order.
        heard: The call as it was listened to.
    """
    errors, characters = {}, {}
    for role in dict.fromkeys(turn.role for turn in said):
        true = comparable("".join(turn.text for turn in said if turn.role is role))
        found = comparable("".join(one.text for one in heard.utterances if one.role is role))
        errors[role] = edit_distance(true, found)
        characters[role] = len(true)
    in_order, on_time = _places(said, heard)
    return HearingScore(
        errors=errors, characters=characters, turns=len(said), in_order=in_order, on_time=on_time
    )


def comparable(text: str) -> str:
    """Return a text in the form in which errors are counted.

    Scripts, widths and numerals are one; punctuation is gone; what sounds alike and means the
    same counts as the same.

    Example:
        >>> comparable("付30%，4000塊。") == comparable("付百分之三十四千块")
        True
    """
    folded = unicodedata.normalize("NFKC", written(text)).lower().translate(_SAID_ALIKE)
    spoken = _NUMBER.sub(_read_out, re.sub(r"(\d+(?:\.\d+)?)%", r"百分之\1", folded))
    return "".join(one for one in spoken.translate(_SAID_ALIKE) if one.isalnum())


def edit_distance(left: str, right: str) -> int:
    """Return the fewest characters to put in, leave out or exchange.

    Example:
        >>> edit_distance("支付宝账号", "支付保障号")
        2
    """
    row = list(range(len(right) + 1))
    for i_left, one in enumerate(left, 1):
        diagonal, row[0] = row[0], i_left
        for i_right, other in enumerate(right, 1):
            best = min(row[i_right] + 1, row[i_right - 1] + 1, diagonal + (one != other))
            diagonal, row[i_right] = row[i_right], best
    return row[-1]


def _places(said: Sequence[SaidTurn], heard: Conversation) -> tuple[int, int]:
    """Count the turns that were heard in order, and those whose start was found."""
    in_order = on_time = 0
    last = -1
    for turn in said:
        at = _found(turn, heard)
        if at is None:
            continue
        place, start_s = at
        in_order += place > last
        on_time += abs(start_s - turn.time.start_s) <= ON_TIME_S
        last = place
    return in_order, on_time


def _found(turn: SaidTurn, heard: Conversation) -> tuple[int, float] | None:
    """Return place and start of the first utterance of that side in the turn's time."""
    for place, one in enumerate(heard.utterances):
        if one.role is turn.role and one.time is not None and one.time.overlap(turn.time):
            return place, one.time.start_s
    return None


def _read_out(number: re.Match[str]) -> str:
    digits = number[0]
    if len(digits) > _LONGEST_SUM:
        return "".join("零一二三四五六七八九"[int(one)] for one in digits if one.isdigit())
    return str(cn2an.an2cn(digits, "low"))


def _sum(left: Mapping[Role, int], right: Mapping[Role, int]) -> dict[Role, int]:
    return {
        role: left.get(role, 0) + right.get(role, 0) for role in dict.fromkeys((*left, *right))
    }
