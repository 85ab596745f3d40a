"""The few marks that all pictures are made of; text in both languages, colours by CSS class."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from nlp_guard.records import Phrase
from nlp_guard.reports.bilingual import EN, ZH, label_attributes
from nlp_guard.reports.verbatim import named

Attribute = str | int | float | None


def mark(name: str, *children: Markup | str, **attributes: Attribute) -> Markup:
    """Return one SVG element.

    Args:
        name: Of the element.
        children: Inside it, in order.
        attributes: ``class_`` stands for ``class``, ``font_size`` for ``font-size``.
            None leaves an attribute out.

    Example:
        >>> mark("line", x1=0, x2=10.50, class_="axis")
        Markup('<line x1="0" x2="10.5" class="axis"/>')
    """
    opening = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _written(value))
        for key, value in attributes.items()
        if value is not None
    )
    if not children:
        return Markup("<{}{}/>").format(_element(name), opening)
    inside = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(_element(name), opening, inside)


def text(x: float, y: float, phrase: Phrase | str, **attributes: Attribute) -> Markup:
    """Return text at a place; in both languages where they differ."""
    if isinstance(phrase, str):
        return mark("text", named(phrase), x=x, y=y, **attributes)
    if phrase.zh == phrase.en:
        return mark("text", named(phrase.zh), x=x, y=y, **attributes)
    css = f"t {attributes.pop('class_', '') or ''}".strip()
    return Markup("").join(
        mark("text", named(said), x=x, y=y, class_=css, lang=lang, **attributes)
        for lang, said in ((ZH, phrase.zh), (EN, phrase.en))
    )


def picture(
    width: float, height: float, label: Phrase, children: Iterable[Markup], css: str
) -> Markup:
    """Return a whole picture.

    Args:
        width: In user units; one unit is one CSS pixel at full size.
        height: As ``width``.
        label: What it shows, for those who do not see it.
        children: In painting order.
        css: Class of the picture.
    """
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="group" {}>{}</svg>').format(
        css, _written(width), _written(height), label_attributes(label), Markup("").join(children)
    )


def link(href: str, label: Phrase, *children: Markup, **attributes: Attribute) -> Markup:
    """Return a part of a picture that leads to its evidence; it can be reached by keyboard."""
    hint = mark("title", named(label.zh), data_zh=named(label.zh), data_en=named(label.en))
    opening = Markup('<a href="#{}" {}').format(href, label_attributes(label))
    for key, value in attributes.items():
        if value is not None:
            name = key.rstrip("_").replace("_", "-")
            opening += Markup(' {}="{}"').format(name, _written(value))
    return opening + Markup(">") + hint + Markup("").join(children) + Markup("</a>")


def _element(name: str) -> Markup:
    # Names of elements are written in this package, never read from a source.
    return Markup(name)  # noqa: S704


def _written(value: str | int | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
