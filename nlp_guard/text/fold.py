"""De-cloaking: read what a text stands for, and keep the way back to how it was written.

Folding proposes, context disposes: a cloaked reading is taken only where the words around it read
better with it than without. The original is never touched; every span leads back to it.
"""

from __future__ import annotations

from nlp_guard.text.folding.draft import Draft, Fold, Folded, FoldKind
from nlp_guard.text.folding.forms import fold_forms

__all__ = ["Fold", "FoldKind", "Folded", "fold"]


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
    draft = Draft(text)
    fold_forms(draft)
    return draft.finish()
