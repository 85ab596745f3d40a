"""Both languages on one page: markup that shows one and keeps the other."""

from __future__ import annotations

from markupsafe import Markup, escape

from nlp_guard.records import Phrase
from nlp_guard.reports.verbatim import verbatim
from nlp_guard.reports.wording import words

ZH, EN = "zh-CN", "en"
"""``lang`` of the page in either language."""

_NAMES = {name: Markup(name) for name in ("span", "tspan", "aria-label")}  # noqa: S704
# Names of elements and attributes are ours, so they are trusted as they stand.


def both(phrase: Phrase, element: str = "span") -> Markup:
    """Return a phrase in both languages; CSS shows the one that ``html[lang]`` names.

    Args:
        phrase: What is said.
        element: ``span`` in HTML, ``tspan`` in SVG.

    Example:
        >>> both(Phrase(zh="订单", en="orders"))
        Markup('<span class="t" lang="zh-CN">订单</span><span class="t" lang="en">orders</span>')
        >>> both(Phrase(zh="72", en="72"))
        Markup('72')
    """
    if phrase.zh == phrase.en:
        return verbatim(phrase.zh)
    return Markup("").join(
        Markup('<{0} class="t" lang="{1}">{2}</{0}>').format(_NAMES[element], lang, verbatim(text))
        for lang, text in ((ZH, phrase.zh), (EN, phrase.en))
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
    return both(word(key, **values))


def label_attributes(phrase: Phrase, name: str = "aria-label") -> Markup:
    """Return an attribute that the language switch rewrites.

    Example:
        >>> label_attributes(Phrase(zh="图", en="picture"))
        Markup('aria-label="图" data-aria-label-zh="图" data-aria-label-en="picture"')
    """
    return Markup('{0}="{1}" data-{0}-zh="{1}" data-{0}-en="{2}"').format(
        _NAMES[name], escape(phrase.zh), escape(phrase.en)
    )


def joined(phrases: list[Phrase], *, zh: str = "、", en: str = ", ") -> Phrase:
    """Return several phrases as one list."""
    return Phrase(zh=zh.join(p.zh for p in phrases), en=en.join(p.en for p in phrases))
