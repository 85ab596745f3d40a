"""Numbers and times as a recogniser mishears them: 三签八, 无万, 八快, 月地之前, 名早.

Only tried on turns known to threaten, to demand or to speak of shares, and only where a true
number character, or the words of a limit, stand beside. Each mending keeps the length, so places
stay where they are; the words themselves are shown as they were heard.
"""

from __future__ import annotations

import re

_DIGIT = "一二两三四五六七八九"
_END = r"(?=$|[ ,，。.!！?？、元块钱前]|打|给|转|押|文|洋|费|现|先|就|拿|蚊|街|的|周|月|以|我|按)"
_MENDINGS: tuple[tuple[str, str], ...] = (
    (rf"(?<=[{_DIGIT}])[签迁谦](?=[{_DIGIT}])", "千"),
    (rf"(?<=[{_DIGIT}])[签迁谦]{_END}", "千"),
    (rf"(?<=[{_DIGIT}十百千])[碗婉](?=[{_DIGIT}])", "万"),
    (rf"(?<=[{_DIGIT}十百千])[碗婉](?:{_END}|(?=个|安))", "万"),
    (rf"(?<=[{_DIGIT}])白{_END}", "百"),
    (rf"(?<=[{_DIGIT}十百千万0-9])快(?![递点乐手捷速要到件餐来])", "块"),
    (r"(?<![有毫虚])[无無吴](?=[百千万])", "五"),
    (rf"(?<=[{_DIGIT}][百千万成])[无無]{_END}", "五"),
    (r"酒(?=[百千万])", "九"),
    (r"[时時石](?=万)|(?<=分之)[时時](?=[一二三四五六七八九])|[时時](?=期[个各]?[点典块])", "十"),
    (r"(?<=十)期(?=[个各]?[点典块])", "七"),
    (r"(?<![江火爬千])山(?=[十百千万](?![水]))", "三"),
    (r"(?<=[一二三四五六七八九零洞])洞|洞(?=洞)", "零"),
    (r"(?<=[百千万])把(?=$|[ ,，。.!！?？])", "八"),
    (r"以(?=[千万](?:$|[ ,，。]))", "一"),
    (r"(?<=月)地(?=之?前|结|付|给|$|[ ,，。])", "底"),
    (r"(?<=[周週])[刘留](?=之|前|晚|早|下|上|$|[ ,，。])", "六"),
    (r"(?<=[周週])无(?=之|前|晚|早|下|上|吓|周|$|[ ,，。])", "五"),
    (r"名(?=[早晚]|天(?!下))|(?<=到)名(?=天)", "明"),
    (r"金(?=晚|天(?!下))", "今"),
    (r"(?<=这)粥(?=$|[再不内还]|之)", "周"),
    (r"(?<=[今明]天)网(?=上)", "晚"),
    (r"青(?=明[前节之])", "清"),
    (r"(?<=[上晚早午])[实時时石](?=点)", "十"),
    (r"(?<=[今晚])[领領](?=点)|(?<=[十二一])领(?=点)", "零"),
    (r"(?<=[今明]天中)五", "午"),
)
_PATTERNS = tuple((re.compile(pattern), mended) for pattern, mended in _MENDINGS)
_TRIGGER = re.compile("[签迁谦碗婉白快无無吴酒时時石期山把以地刘留名金粥网青实领領五洞]")


def mend(plain: str) -> str:
    """Put number characters and time words where their sound-alikes were heard.

    Args:
        plain: Text with number characters folded.

    Returns:
        As many code points as ``plain`` has.

    Example:
        >>> mend("今晚三签八打过来"), mend("那就无万"), mend("签名一碗面")
        ('今晚三千八打过来', '那就五万', '签名一碗面')
    """
    if not _TRIGGER.search(plain):
        return plain
    for pattern, mended in _PATTERNS:
        plain = pattern.sub(mended, plain)
    return plain
