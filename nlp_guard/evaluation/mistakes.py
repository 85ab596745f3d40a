"""The turns and verdicts a system got wrong, listed for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp_guard.evaluation.counting import pairs
from nlp_guard.evaluation.figures import Judged
from nlp_guard.records import Label, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A conversation or turn that was read otherwise than people read it.

    Args:
        set_name: File it stands in.
        conversation: Its id.
        turn: Number from 0; None for the verdict.
        wanted: Labels, or the verdict, as people gave them.
        found: As the system gave them.
        probability: Of ``extortion``, for verdicts.
        text: What was said; it belongs in the file of mistakes and nowhere else.
    """

    set_name: str
    conversation: str
    turn: int | None
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    probability: float | None = None
    text: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "set": self.set_name,
            "id": self.conversation,
            "turn": self.turn,
            "wanted": list(self.wanted),
            "found": list(self.found),
            "probability": None if self.probability is None else round(self.probability, 4),
            "text": self.text,
        }


def mistakes(judged: Iterable[Judged]) -> Iterator[Mistake]:
    """Give every wrong verdict, each followed by the conversation's wrong turns."""
    for gold, found in judged:
        conversation = gold.conversation
        if gold.detection.verdict is not found.verdict:
            yield Mistake(
                set_name=gold.set_name,
                conversation=conversation.id,
                turn=None,
                wanted=(gold.detection.verdict,),
                found=(found.verdict,),
                probability=found.verdict_probability,
                text=gold.notes,
            )
        yield from _wrong_turns((gold, found))


def _wrong_turns(row: Judged) -> Iterator[Mistake]:
    gold, found = row
    numbers = (
        number
        for number, utterance in enumerate(gold.conversation.utterances)
        if utterance.role is not Role.SYSTEM
    )
    for number, (_, wanted, read) in zip(numbers, pairs(gold, found), strict=True):
        if wanted.labels != read.labels:
            yield Mistake(
                set_name=gold.set_name,
                conversation=gold.conversation.id,
                turn=number,
                wanted=_sorted(wanted.labels),
                found=_sorted(read.labels),
                text=gold.conversation.utterances[number].text,
            )


def _sorted(labels: Iterable[Label]) -> tuple[str, ...]:
    return tuple(label.value for label in Label if label in set(labels))
