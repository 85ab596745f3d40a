"""For whom the speaker claims to speak: 我们十七个买家, 我代表…, there are 17 of us."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp_guard.records import CharSpan, OnBehalfOf
from nlp_guard.signals.slots.page import Page, Taken

_PEOPLE = re.compile(
    r"[ ]?(?P<who>(?:[多来几]?号|[个個位名]|多|来|几个)?[ ]?(?:买家|客户|顾客|兄弟|姐妹|家长|团员|业主|会员|群友|粉丝|网友|消费者|受害者|维权者|人|家|账号|帐号|小号|号|户)(?![头工均民币行庭次才]))"
)
_ENGLISH_PEOPLE = re.compile(
    r"\+?[ ](?:of[ ](?P<us>us)\b|(?:other[ ])?(?P<who>buyers|customers|people|accounts|members|guests|friends|guys|lads|ppl|reviewers|followers|shoppers|backers)\b)"
)
_OURS = re.compile(r"我们|咱们?|俺们|我门|我手[里上底]|手[里上底]|群[里上]|这边|一共|代表|团")
_OURS_EN = re.compile(
    r"\b(?:we|us|our|my|me|ive|i've|i have|got|there are|there's|group|represent)\b"
)
_REPRESENT = re.compile(
    r"(?:我|本人|我们|这边)?(?:是)?代表(?P<who>[^，。,.！!？?\s]{1,16}?)(?=[，。,.！!？?\s]|跟你|来|和你|$|说|谈|通知|要求)"
)
_CLIENT = re.compile(
    r"\b(?:on behalf of|i (?:speak|act|represent) (?:for|on behalf of)?|representing)[ ](?P<who>[\w' ]{2,40}?)(?=[,.;!?]|$)"
    r"|\b(?P<client>(?:my|our) (?:clients?|boss|members|crew|group|people|circle|cousins))\b"
)


def read_on_behalf_of(page: Page, taken: Taken) -> tuple[OnBehalfOf, ...]:
    """Find whom the speaker claims to stand for.

    Args:
        page: The utterance.
        taken: The numbers of people are added.

    Returns:
        In order; ``count`` where a number is said, ``who`` as said.

    Example:
        >>> from nlp_guard.signals.slots.page import lay_out
        >>> [(o.count, o.who) for o in read_on_behalf_of(lay_out("我们十七个买家商量好了"), Taken())]
        [(17, '买家')]
    """
    if not page.labels and page.labels is not None:
        return ()
    found = [*_counted(page, taken), *_represented(page)]
    return tuple(sorted(found, key=lambda claim: claim.span))


def _counted(page: Page, taken: Taken) -> Iterator[OnBehalfOf]:
    for numeral in page.numerals:
        if taken.holds(numeral.span) or numeral.low < 2 or numeral.low > 1_000_000:
            continue
        match = _PEOPLE.match(page.plain, numeral.span.end)
        english = _ENGLISH_PEOPLE.match(page.plain, numeral.span.end)
        if match is not None and _OURS.search(page.before(numeral.span.start, 12)):
            who = re.sub(r"^(?:[多来几]?号(?=人)|[个個位名多来]|几个)[ ]?", "", match["who"])
            end = match.end()
        elif english is not None and _OURS_EN.search(page.before(numeral.span.start, 24)):
            who, end = english["who"] or "us", english.end()
        else:
            continue
        taken.add([numeral.span])
        span = CharSpan(numeral.span.start, end)
        yield OnBehalfOf(span=span, count=int(numeral.low), who=who)


def _represented(page: Page) -> Iterator[OnBehalfOf]:
    for pattern in (_REPRESENT, _CLIENT):
        for match in pattern.finditer(page.plain):
            group = "who" if match["who"] else "client"
            span = CharSpan(*match.span(group))
            yield OnBehalfOf(span=span, who=page.text[span.slice])
