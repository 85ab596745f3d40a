"""For whom the speaker claims to speak: 我们十七个买家, 我代表…, there are 17 of us."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp_guard.records import CharSpan, Label, OnBehalfOf
from nlp_guard.signals.slots.page import Page, Taken
from nlp_guard.signals.slots.patterns import words

_COUNTED = re.compile(
    r"[ ]?(?P<measure>(?:[多来几]|来)?[ ]?(?:个|各|位|名|号(?=人|姑娘|粉)|条|张|台)?)[ ]?"
    rf"(?P<who>{words('crowd.zh')})(?![头工均民币行庭次才气字线码])"
)
_BARE_MEASURE = re.compile(r"[ ]?(?:位|个|各)(?=一齐|一起|同时|[ ，,。]|$)")
_ENGLISH = re.compile(
    r"\+?[ ](?:of[ ](?P<us>us|them)\b"
    rf"|(?:other[ ]|of[ ]my[ ]|of[ ])?(?P<who>{words('crowd.en')})\b)"
)
_OURS = re.compile(words("crowd.ours_zh"))
_OURS_EN = re.compile(r"\b(?:we|us|our|my|me|i've|i|ive|team|all|group|circle|with|choir|each)\b")
_REPRESENTED = re.compile(
    r"(?:我|本人|我们|这边)?(?:是)?代表(?P<who>[^，。,.！!？?\s人]{1,16}?)(?=[，。,.！!？?\s]|跟你|来|和你|$|说|谈|通知|要求)"
    r"|(?P<ours>我们几个(?:兄弟|弟兄伙)?|俺几个|咱们工作室|我们的人|我这边的人|(?:我的?|我们?)?当事人|弟兄们|兄弟们|我老丈人)"
)
_CLIENT = re.compile(
    r"\bon behalf of[ ](?P<who>[\w' ]{2,40}?)(?=[,.;!?]|$)"
    r"|\bi (?:speak|act) (?:for|on behalf of)[ ](?P<who2>[\w' ]{2,40}?)(?=[,.;!?]|$)"
    r"|\b(?P<client>my (?:clients?|crew|circle|bridge circle|cousins)|me and (?:the|my) \w+)\b"
)
_MOST = 1_000_000


def read_on_behalf_of(page: Page, taken: Taken) -> tuple[OnBehalfOf, ...]:
    """Find whom the speaker claims to stand for.

    Args:
        page: The utterance.
        taken: Numbers that are something else; those of people are added.

    Returns:
        In order; ``count`` where a number is said, ``who`` as said. Only on turns that threaten,
        demand or speak of shares.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> page = lay_out("我们十七个买家商量好了")
        >>> [(claim.count, claim.who) for claim in read_on_behalf_of(page, Taken())]
        [(17, '买家')]
    """
    found = list(_counted(page, taken))
    if page.labels is not None and not page.labels:
        return ()
    if not found:
        found = list(_represented(page))
    return tuple(sorted(found, key=lambda claim: claim.span))


def _counted(page: Page, taken: Taken) -> Iterator[OnBehalfOf]:
    for numeral in page.numerals:
        if taken.holds(numeral.span) or not 2 <= numeral.low <= _MOST:
            continue
        start, end = numeral.span.start, numeral.span.end
        match = _COUNTED.match(page.plain, end)
        english = _ENGLISH.match(page.plain, end)
        bare = _BARE_MEASURE.match(page.plain, end)
        before = page.before(start, 16)
        if match is not None and (_OURS.search(before) or _is_crowd(page, match, start)):
            who, end = match["who"], match.end()
        elif bare is not None and re.search(r"(?:我们|弟兄们|兄弟们|群里).{0,4}$", before):
            who, end = None, bare.end()
        elif english is not None and (english["us"] or _OURS_EN.search(page.before(start, 40))):
            who, end = english["who"] or "us", english.end()
        else:
            continue
        taken.add([numeral.span])
        yield OnBehalfOf(span=CharSpan(start, end), count=int(numeral.low), who=who)


def _is_crowd(page: Page, match: re.Match[str], start: int) -> bool:
    """Tell a crowd that acts in a threat from people who are merely counted."""
    if page.labels is None or Label.THREAT not in page.labels:
        return False
    is_seller = page.before(start, 3).endswith(("你们", "上榜", "查了", "搞了", "高了"))
    return not is_seller and match["who"] not in ("家", "店", "户", "厂")


def _represented(page: Page) -> Iterator[OnBehalfOf]:
    for pattern in (_REPRESENTED, _CLIENT):
        for match in pattern.finditer(page.plain):
            name = match.lastgroup
            if name is not None:
                span = CharSpan(*match.span(name))
                yield OnBehalfOf(span=span, who=page.text[span.slice])
