"""Labelled conversations, as people wrote them down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nlp_guard.codec import detection_from_dict, from_line
from nlp_guard.errors import CorruptRecord, InputError
from nlp_guard.records import Channel, Conversation, Detection, Label, Role, Verdict

_RECOGNISED = "ASR"
"""How notes mark a transcript as a recogniser's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A conversation with the labels people gave it.

    Args:
        set_name: Name of the file it stands in.
        detection: The labels, in the form a detector gives them.
        plain: Its turns without cloaks or recognition mistakes, where the author wrote them.
        notes: Why it is hard.
    """

    set_name: str
    detection: Detection
    plain: tuple[str, ...] | None = None
    notes: str = ""

    @property
    def conversation(self) -> Conversation:
        """The conversation itself."""
        return self.detection.conversation

    @property
    def is_recognised(self) -> bool:
        """Tell whether it is, or is written like, a recogniser's output."""
        is_call = self.conversation.channel is Channel.CALL
        return is_call and (self.plain is not None or _RECOGNISED in self.notes)

    @property
    def is_lawful_complaint(self) -> bool:
        """Tell whether somebody with no extortion in mind uses a threat as leverage."""
        return self.detection.verdict is Verdict.NONE and any(
            Label.THREAT in turn.labels
            for utterance, turn in zip(
                self.conversation.utterances, self.detection.turns, strict=True
            )
            if utterance.role is not Role.AGENT
        )

    def in_plain_words(self) -> Conversation:
        """Return the conversation in its author's plain words.

        Raises:
            ValueError: If there are none.
        """
        if self.plain is None:
            raise ValueError("no plain words were written for this conversation")
        utterances = self.conversation.utterances
        return replace(
            self.conversation,
            utterances=tuple(
                replace(utterance, text=text)
                for utterance, text in zip(utterances, self.plain, strict=True)
            ),
        )


def read_gold(paths: Iterable[Path]) -> tuple[Gold, ...]:
    """Read labelled conversations, one JSON object a line.

    Args:
        paths: Files, in the form of the annotation guide.

    Raises:
        InputError: If a file cannot be opened.
        CorruptRecord: With file and line, if a line is no labelled conversation.
    """
    return tuple(gold for path in paths for gold in _read_file(path))


def _read_file(path: Path) -> Sequence[Gold]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as failure:
        raise InputError(failure.strerror or "cannot be opened", path=str(path)) from failure
    except UnicodeDecodeError as failure:
        raise CorruptRecord("not UTF-8", path=str(path)) from failure
    return [
        _gold(line, path, number) for number, line in enumerate(lines, start=1) if line.strip()
    ]


def _gold(line: str, path: Path, number: int) -> Gold:
    try:
        data = from_line(line)
        detection = detection_from_dict(data)
        return Gold(
            set_name=path.stem,
            detection=detection,
            plain=_plain(data.get("plain"), len(detection.turns)),
            notes=str(data.get("notes", "")),
        )
    except (ValueError, KeyError, TypeError) as failure:
        reason = f"not a labelled conversation ({type(failure).__name__})"
        raise CorruptRecord(reason, path=str(path), line=number) from failure


def _plain(value: object, n_turns: int) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != n_turns:
        raise ValueError("'plain' must hold one text per turn")
    return tuple(str(text) for text in value)
