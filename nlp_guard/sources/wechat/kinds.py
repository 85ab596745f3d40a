"""What kind a message of WeChat is, by its numbers or by the names tools give them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from nlp_guard.records import Attachment, Role
from nlp_guard.sources.reading.derivation import text_of_title

_BY_NUMBER = {
    "3": Attachment.IMAGE,
    "34": Attachment.VOICE,
    "42": Attachment.CARD,
    "43": Attachment.VIDEO,
    "47": Attachment.STICKER,
    "48": Attachment.CARD,
    "49": Attachment.CARD,
    "50": Attachment.CALL,
    "62": Attachment.VIDEO,
}
_SHARED = "49"
_BY_SHARED = {
    "1": None,
    "6": Attachment.FILE,
    "8": Attachment.STICKER,
    "57": None,
    "74": Attachment.FILE,
    "87": None,
    "2000": Attachment.TRANSFER,
    "2001": Attachment.TRANSFER,
}
"""Second number of what is shared; all else is a card of some sort."""
_NOTICES = frozenset({"10000", "10002"})
_NOTICE_NAMES = ("系统", "system", "撤回", "recall", "拍一拍")
_BY_NAME: tuple[tuple[tuple[str, ...], Attachment | None], ...] = (
    (("引用", "quote", "文本", "text"), None),
    (("转账", "transfer", "红包", "redpacket", "red packet", "red_packet"), Attachment.TRANSFER),
    (("通话", "call", "voip"), Attachment.CALL),
    (("图片", "image", "photo"), Attachment.IMAGE),
    (("表情", "emoji", "sticker"), Attachment.STICKER),
    (("语音", "voice"), Attachment.VOICE),
    (("视频号", "链接", "link", "小程序", "名片", "card", "位置", "location", "分享", "合并转发",
      "聊天记录"), Attachment.CARD),
    (("视频", "video"), Attachment.VIDEO),
    (("文件", "file"), Attachment.FILE),
)  # fmt: skip
_MARKUP = re.compile(r"\s*(?:<\?xml|<msg\b|<sysmsg\b|<voip|<appmsg\b|<img\b|<emoji\b)")
_RECALL = re.compile(
    r".{0,60}撤回了一条消息.{0,12}|You recalled a message|.{0,60}recalled a message"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a message is.

    Args:
        attachment: What it carries.
        is_notice: True for lines of WeChat itself.
    """

    attachment: Attachment | None = None
    is_notice: bool = False


def kind_of(kind: str, second: str = "") -> Kind:
    """Return what a message is by its numbers, or by a tool's name for them.

    Example:
        >>> kind_of("49", "2000").attachment.value, kind_of("图片").attachment.value
        ('transfer', 'image')
        >>> kind_of("1"), kind_of("10000").is_notice, kind_of("语音通话").attachment.value
        (Kind(attachment=None, is_notice=False), True, 'call')
    """
    name = kind.strip().lower()
    if name == _SHARED and second:
        return Kind(_BY_SHARED.get(second, Attachment.CARD))
    if name in _NOTICES or any(notice in name for notice in _NOTICE_NAMES):
        return Kind(is_notice=True)
    if name.isdigit():
        return Kind(_BY_NUMBER.get(name))
    return Kind(next((found for names, found in _BY_NAME if any(n in name for n in names)), None))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a message's body.

    Args:
        text: The speaker's own.
        way: How they are read off the body, where they are not the body itself.
        quoted: Of the message it answers.
    """

    text: str
    way: str = ""
    quoted: str = ""


def words_of(body: str) -> Words:
    """Return the words of a body; of XML, its title, and what it quotes.

    Example:
        >>> quote = "<title>行</title><refermsg><content>退吗</content></refermsg>"
        >>> words_of(f"<msg><appmsg>{quote}</appmsg></msg>")
        Words(text='行', way='title', quoted='退吗')
        >>> words_of("<3 在吗").text, words_of("<msg><img length='1'/></msg>").text
        ('<3 在吗', '')
    """
    if not _MARKUP.match(body):
        return Words(body)
    own, _, referred = body.partition("<refermsg>")
    referred, _, _ = referred.partition("</refermsg>")
    _, _, content = referred.partition("<content>")
    content, _, _ = content.partition("</content>")
    quoted = html.unescape(content.removeprefix("<![CDATA[").removesuffix("]]>"))
    if _MARKUP.match(quoted):
        quoted = text_of_title(quoted)
    title = text_of_title(own)
    return Words(title, "title" if title else "", quoted)


def is_recall(text: str) -> bool:
    """Tell whether a notice says that a message was taken back."""
    return _RECALL.fullmatch(text.strip()) is not None


def role_of(
    is_self: bool | None, names: tuple[str, ...], staff: frozenset[str], room: str
) -> Role:
    """Return the side: who exports is the shop; in a room, others may be anybody's.

    Example:
        >>> role_of(False, ("wxid_a",), frozenset(), "").value
        'buyer'
        >>> role_of(False, ("wxid_a",), frozenset(), "1@chatroom").value
        'unknown'
    """
    if is_self or not staff.isdisjoint(names):
        return Role.AGENT
    if is_self is None or room.endswith("@chatroom"):
        return Role.UNKNOWN
    return Role.BUYER
