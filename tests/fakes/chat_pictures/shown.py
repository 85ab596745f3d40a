"""What a picture of a chat shows: the answer that a reading of it is held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from nlp_guard.records import Box


class Place(StrEnum):
    """Where a line of talk stands."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble, or one line in the middle.

    Args:
        place: Whose it is.
        text: Its words; ``\\n`` where its sender broke the line.
        nick: Above the bubble; "" where none stands there.
        time: In or above the bubble, where the style shows it there.
        quoted: What it answers, in a box below.
        mark: Whether it was read, beside the bubble.
    """

    place: Place
    text: str
    nick: str = ""
    time: str = ""
    quoted: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A whole chat window.

    Args:
        title: At the top; "" for a picture that was cut below it.
        style: Name of the look.
        messages: From top to bottom.
        has_bars: Whether status bar and input bar are in the picture.
        width: In CSS pixels.
        scale: Pixels of the picture for each of them.
    """

    style: str
    messages: tuple[Message, ...]
    title: str = ""
    has_bars: bool = True
    width: int = 375
    scale: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture and where its bubbles stand.

    Args:
        png: Its bytes.
        boxes: Of the bubbles of ``chat.messages``, in order.
    """

    chat: Chat
    png: bytes
    boxes: tuple[Box, ...] = field(default=())
