"""How well pictures of chats are read, and how fast.

``python -m tests.bench.screenshots`` renders invented chats in the looks of several windows with
headless Chromium, reads them, and prints: characters right, messages found, sides, times and
speakers right, how well the boxes fit (intersection over union), seconds of processor time.
``--long N`` stitches a talk together N times.
"""

from __future__ import annotations

import argparse
import difflib
import io
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from PIL import Image
from playwright.sync_api import sync_playwright

from nlp_guard.records import Box, Conversation, Role, Utterance
from nlp_guard.sources.screenshots.reading import Screenshot
from tests.fakes.chat_pictures import chats
from tests.fakes.chat_pictures.mockups import render
from tests.fakes.chat_pictures.shown import Message, Picture, Place
from tests.fakes.reading import context

_TAKEN = "Screenshot_20260404-220000"
_ROLES = {Place.LEFT: Role.BUYER, Place.RIGHT: Role.AGENT, Place.CENTRE: Role.SYSTEM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What reading one picture came to."""

    name: str
    n_messages: int
    n_found: int
    n_turns: int
    characters: float
    n_sides: int
    n_timed: int
    overlaps: tuple[float, ...]
    cpu_s: float

    def __str__(self) -> str:
        return (
            f"{self.name:<18} messages {self.n_found}/{self.n_messages} (turns {self.n_turns}) "
            f"characters {self.characters:7.2%} sides {self.n_sides} timed {self.n_timed} "
            f"IoU mean {fmean(self.overlaps):.3f} least {min(self.overlaps):.3f} "
            f"cpu {self.cpu_s:.1f} s"
        )


def measured(name: str, picture: Picture, suffix: str, folder: Path) -> Figures:
    """Read a picture and hold it against what it shows."""
    path = folder / f"{_TAKEN}{suffix}"
    Image.open(io.BytesIO(picture.png)).convert("RGB").save(path, quality=82)
    begun = time.process_time()
    (read,) = Screenshot().read(path, context(path.name))
    cpu_s = time.process_time() - begun
    assert isinstance(read, Conversation)
    said = [
        (message, box)
        for message, box in zip(picture.chat.messages, picture.boxes, strict=True)
        if message.place is not Place.CENTRE or "撤回" in message.text
    ]
    pairs = list(_paired(said, read.utterances))
    n_shown = sum(len(bare(message.text)) for message, _ in said)
    n_read = sum(len(bare(utterance.text)) for utterance in read.utterances)
    # What has no partner counts as wrong, letter for letter.
    n_wrong = sum(edits(bare(message.text), bare(u.text)) for message, _, u in pairs)
    n_wrong += n_shown - sum(len(bare(message.text)) for message, _, _ in pairs)
    n_wrong += n_read - sum(len(bare(u.text)) for _, _, u in pairs)
    return Figures(
        name=f"{name}{suffix}",
        n_messages=len(said),
        n_found=len(pairs),
        n_turns=len(read.utterances),
        characters=1 - n_wrong / n_shown,
        n_sides=sum(u.role is _ROLES[message.place] for message, _, u in pairs),
        n_timed=sum(u.sent_at is not None for _, _, u in pairs),
        overlaps=tuple(overlap(box, u.box) for _, box, u in pairs if u.box) or (0.0,),
        cpu_s=cpu_s,
    )


def bare(text: str) -> str:
    """Return a text without spaces: between Chinese and Latin letters nobody sees them."""
    return "".join(text.split())


def edits(one: str, other: str) -> int:
    """Return a count of letters to change, add or take away, by the longest common blocks."""
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return sum(
        max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in matcher.get_opcodes() if kind != "equal"
    )


def overlap(one: Box, other: Box) -> float:
    """Return the intersection of two boxes over their union."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (_area(one) + _area(other) - shared)


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _paired(
    said: Sequence[tuple[Message, Box]], read: Sequence[Utterance]
) -> Iterator[tuple[Message, Box, Utterance]]:
    """Pair what is shown with the turn that covers most of it, each once."""
    left = list(read)
    for message, box in said:
        best = max(left, key=lambda u: overlap(box, u.box) if u.box else 0.0, default=None)
        if best is not None and best.box and overlap(box, best.box) > 0.3:
            left.remove(best)
            yield message, box, best


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", type=int, default=0, metavar="N")
    parser.add_argument("--only", default="", help="name of one chat")
    parser.add_argument("--suffix", default=".png,.jpg", help="formats, by comma")
    wanted = parser.parse_args()
    pictures = {f"long x{wanted.long}": chats.long(wanted.long)} if wanted.long else chats.ALL
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, chat in pictures.items():
            if wanted.only in name:
                picture = render(browser, chat)
                for suffix in wanted.suffix.split(","):
                    print(measured(name, picture, suffix, Path(folder)), flush=True)  # noqa: T201
        browser.close()


if __name__ == "__main__":
    main()
