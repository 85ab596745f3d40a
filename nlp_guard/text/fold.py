"""De-cloaking: read what a text stands for, and keep the way back to how it was written.

Folding proposes, context disposes: a cloaked reading is taken only where the words around it read
better with it than without. The original is never touched; every span leads back to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from nlp_guard.text.folding.cloaked import Proposal, words_starting
from nlp_guard.text.folding.disposal import choose
from nlp_guard.text.folding.draft import Draft, Fold, Folded, FoldKind
from nlp_guard.text.folding.forms import fold_forms
from nlp_guard.text.folding.names import named
from nlp_guard.text.folding.script import fold_scripts
from nlp_guard.text.folding.spacing import fold_spacing
from nlp_guard.text.folding.spelled_out import fold_spelled_out
from nlp_guard.text.folding.suspicion import Suspicion, suspect
from nlp_guard.text.folding.syllables import spelled
from nlp_guard.text.memory import remembered
from nlp_guard.text.words import lower

__all__ = ["Fold", "FoldKind", "Folded", "fold"]

_MOST_ROUNDS = 8
"""A reading can show another (a closed-up word, then its sound); each round makes the talk more
probable, and no text that was tried took more than four."""

_ASCII = re.compile("[!-~]{4,}")
_HANDLE = re.compile("(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9-]*_[A-Za-z0-9_-]*")
"""A chosen account name, such as a WeChat id."""
_MOST_DIGITS = 6
"""In such a name; more are a number to which a cloaked word is tied (zfb_138…)."""
_DOMAIN = re.compile(r"[A-Za-z0-9]\.(?:com|cn|net|org|io|me|cc|top|xyz|vip|shop)(?![A-Za-z0-9])")


@remembered
def fold(text: str) -> Folded:
    r"""Take the cloaks off a text.

    Args:
        text: Any text, lone surrogates and control characters included.

    Returns:
        The folded text with its way back; folding it once more changes nothing.

    Example:
        >>> from nlp_guard.records import CharSpan
        >>> folded = fold("打到支\u200b付宝，３０％")
        >>> folded.text
        '打到支付宝，30%'
        >>> folded.original_span(CharSpan(2, 5))
        CharSpan(start=2, end=6)
    """
    suspicion = suspect(text)
    if suspicion is None:
        return Folded(text, text)
    draft = Draft(text)
    for _ in range(_MOST_ROUNDS):
        if suspicion is None or not _fold_once(draft, suspicion):
            break
        suspicion = suspect(draft.text)
    return draft.finish()


def _fold_once(draft: Draft, suspicion: Suspicion) -> bool:
    before = draft.text
    if suspicion.is_marked:
        fold_forms(draft)
        fold_scripts(draft)
    if suspicion.is_set_apart:
        fold_spacing(draft)
    if suspicion.is_spelled_out:
        fold_spelled_out(draft)
    if draft.text == before:
        draft.apply(choose(draft.text, _proposals(draft.text, suspicion)))
    return draft.text != before


def _proposals(text: str, suspicion: Suspicion) -> list[Proposal]:
    lowered = lower(text)
    found = [
        proposal
        for start in suspicion.starts
        for word in words_starting(lowered[start])
        for proposal in word.proposals(text, lowered, start)
    ]
    if suspicion.has_names:
        found += named(text, lowered)
    if suspicion.has_syllables:
        found += spelled(text)
    addresses = [match.span() for match in _ASCII.finditer(text) if _is_address(match.group())]
    if "_" in text:
        handles = [match.span() for match in _HANDLE.finditer(text) if _is_handle(match.group())]
        addresses = sorted(
            addresses + [span for span in handles if not _touches(*span, addresses)]
        )
    return (
        [each for each in found if not _touches(each.start, each.end, addresses)]
        if addresses
        else found
    )


def _is_address(written: str) -> bool:
    """Tell whether something is a link or an e-mail address: its letters mean themselves."""
    _, at, host = written.rpartition("@")
    is_mail = bool(at) and "." in host
    return is_mail or "://" in written or "www." in written or bool(_DOMAIN.search(written))


def _is_handle(written: str) -> bool:
    """Tell an account name from letters that are merely set apart (wei_xin, t_o_u_s_u)."""
    n_digits = sum(map(str.isdigit, written))
    return 0 < n_digits <= _MOST_DIGITS and any(len(part) > 1 for part in written.split("_"))


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a stretch touches one of the spans, which are in order and apart."""
    last = bisect_left(spans, (end, 0)) - 1
    return last >= 0 and spans[last][1] > start
