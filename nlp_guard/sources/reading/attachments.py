"""What a message carries beside words, by a file's name or its media type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from nlp_guard.records import Attachment

_KINDS = {
    Attachment.IMAGE: "jpg jpeg png heic gif bmp",
    Attachment.VIDEO: "mp4 mov 3gp avi mkv",
    Attachment.VOICE: "opus m4a mp3 ogg aac amr wav silk",
    Attachment.STICKER: "webp",
    Attachment.CARD: "vcf",
}
_BY_SUFFIX = {suffix: kind for kind, known in _KINDS.items() for suffix in known.split()}
_BY_TYPE = {
    "image": Attachment.IMAGE,
    "video": Attachment.VIDEO,
    "audio": Attachment.VOICE,
    "sticker": Attachment.STICKER,
    "location": Attachment.CARD,
    "contact": Attachment.CARD,
}
_TYPE_FIELDS = ("content_type", "contentType", "mime_type", "file_type", "ContentType")
_NAME_FIELDS = ("file_name", "name", "filename", "AttachmentName")


def kind_of_file(name: str) -> Attachment:
    """Return what a file is by the end of its name.

    Example:
        >>> kind_of_file("00000012-AUDIO-2023-11-14.opus").value, kind_of_file("offer.pdf").value
        ('voice', 'file')
    """
    return _BY_SUFFIX.get(PurePath(name).suffix.lower().removeprefix("."), Attachment.FILE)


def kind_of_type(media_type: str) -> Attachment | None:
    """Return what a media type (RFC 6838) or its first part stands for; None if it tells nothing.

    Example:
        >>> kind_of_type("image/png").value, kind_of_type("application/octet-stream")
        ('image', None)
    """
    return _BY_TYPE.get(media_type.split("/", 1)[0].lower())


def attached(listed: object) -> Attachment | None:
    """Return what the first of a message's attachments is, as desks list them in JSON.

    Example:
        >>> attached([{"file_name": "a.png", "content_type": "image/png"}]).value
        'image'
        >>> attached([]) is None
        True
    """
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict):
            kinds = (kind_of_type(value) for value in _texts(entry, _TYPE_FIELDS))
            names = (kind_of_file(value) for value in _texts(entry, _NAME_FIELDS))
            return next((kind for kind in (*kinds, *names) if kind), Attachment.FILE)
    return None


def _texts(entry: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    return [value for key in keys if isinstance(value := entry.get(key), str)]
