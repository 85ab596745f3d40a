"""A heard call as subtitles: SubRip (.srt) and WebVTT (.vtt), for any player."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from nlp_guard.records import Conversation

FORMATS = ("srt", "vtt")


def subtitles(conversation: Conversation, form: str) -> str:
    """Write a call as subtitles.

    Args:
        conversation: A call; utterances without a time are left out.
        form: ``srt`` or ``vtt``.

    Raises:
        ValueError: If there is no such form.
    """
    if form not in FORMATS:
        raise ValueError(f"{form!r} is none of {', '.join(FORMATS)}")
    mark = "," if form == "srt" else "."
    timed = [(one.time, one) for one in conversation.utterances if one.time is not None]
    blocks = [
        f"{number}\n{_clock(time.start_s, mark)} --> {_clock(time.end_s, mark)}\n"
        f"{one.speaker or one.role}: {_shown(one.text)}\n"
        for number, (time, one) in enumerate(timed, 1)
    ]
    return ("WEBVTT\n\n" if form == "vtt" else "") + "\n".join(blocks)


class SubtitleFiles:
    """Writes calls as subtitles, a file each, named as their recordings.

    Args:
        folder: Where they go; the folders of the recordings are repeated in it.
        form: ``srt`` or ``vtt``.
    """

    def __init__(self, folder: Path, form: str) -> None:
        self._folder = folder
        self._form = form
        self._written: set[Path] = set()

    def write(self, conversation: Conversation) -> Path:
        """Write one call; of two recordings of one name the second keeps its suffix too."""
        recorded = self._folder / PurePosixPath(conversation.provenance.uri)
        path = recorded.with_suffix(f".{self._form}")
        if path in self._written:
            path = recorded.with_name(f"{recorded.name}.{self._form}")
        self._written.add(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.write_text(subtitles(conversation, self._form), "utf-8")
        partial.replace(path)
        return path


def _clock(seconds: float, mark: str) -> str:
    """Return a time as players write it.

    Example:
        >>> _clock(3725.04, ",")
        '01:02:05,040'
    """
    whole_ms = round(seconds * 1000)
    minutes, ms = divmod(whole_ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{ms // 1000:02}{mark}{ms % 1000:03}"


def _shown(text: str) -> str:
    """Return a text that no player takes for markup or for the end of its block."""
    return " ".join(text.replace("-->", "→").replace("<", "‹").split())
