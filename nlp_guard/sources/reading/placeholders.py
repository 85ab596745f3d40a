"""Words in brackets that windows and exports put in the place of what is no text."""

from __future__ import annotations

from nlp_guard.records import Attachment

_PLACEHOLDERS = {
    "[图片]": Attachment.IMAGE,
    "[动画表情]": Attachment.STICKER,
    "[表情]": Attachment.STICKER,
    "[语音]": Attachment.VOICE,
    "[视频]": Attachment.VIDEO,
    "[文件]": Attachment.FILE,
    "[卡片]": Attachment.CARD,
}


def placeholder(text: str) -> Attachment | None:
    """Return what a text that is nothing but a placeholder stands for; None for all else.

    Example:
        >>> placeholder("[图片]").value, placeholder("看[图片]")
        ('image', None)
    """
    return _PLACEHOLDERS.get(text)
