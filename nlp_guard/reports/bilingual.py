"""Both languages on one page: markup that shows one and keeps the other."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from nlp_guard.records import Phrase
from nlp_guard.reports.verbatim import verbatim
from nlp_guard.reports.wording import words

ZH, EN = "zh-CN", "en"
"""``lang`` of the page in either language."""


def both(phrase: Phrase) -> Markup:
    """Return a phrase in both languages; CSS shows the one that ``html[lang]`` names.

    Example:
        >>> both(Phrase(zh="订单", en="orders"))
        Markup('<span class="t" lang="zh-CN">订单</span><span class="t" lang="en">orders</span>')
        >>> both(Phrase(zh="72", en="72"))
        Markup('72')
    """
    if phrase.zh == phrase.en:
        return verbatim(phrase.zh)
    zh, en = verbatim(phrase.zh), verbatim(phrase.en)
    return Markup(  # noqa: S704 - both texts are escaped, the rest is ours
        f'<span class="t" lang="{ZH}">{zh}</span><span class="t" lang="{EN}">{en}</span>'
    )


def word(key: str, **values: object) -> Phrase:
    """Return one of the page's own phrases, its ``{names}`` filled in.

    Args:
        key: In ``wording.toml``.
        values: A `Phrase` is filled in language by language.

    Raises:
        KeyError: If the key or a value is missing.

    Example:
        >>> word("n_orders", n=57)
        Phrase(zh='57 单', en='57 orders')
    """
    phrase = words()[key]
    return Phrase(
        zh=phrase.zh.format_map(
            {k: v.zh if isinstance(v, Phrase) else v for k, v in values.items()}
        ),
        en=phrase.en.format_map(
            {k: v.en if isinstance(v, Phrase) else v for k, v in values.items()}
        ),
    )


def say(key: str, **values: object) -> Markup:
    """Return ``both(word(key, …))``."""
    return both(word(key, **values)) if values else _said(key)


@cache
def _said(key: str) -> Markup:
    return both(words()[key])


def label_attributes(phrase: Phrase) -> Markup:
    """Return a label for those who do not see, as attributes that the language switch rewrites.

    Example:
        >>> label_attributes(Phrase(zh="图", en="picture"))
        Markup('aria-label="图" data-aria-label-zh="图" data-aria-label-en="picture"')
    """
    return Markup('aria-label="{0}" data-aria-label-zh="{0}" data-aria-label-en="{1}"').format(
        phrase.zh, phrase.en
    )


def joined(phrases: list[Phrase], *, zh: str = "、", en: str = ", ") -> Phrase:
    """Return several phrases as one list."""
    return Phrase(zh=zh.join(p.zh for p in phrases), en=en.join(p.en for p in phrases))
