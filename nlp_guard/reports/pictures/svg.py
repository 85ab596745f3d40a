"""The few marks that all pictures are made of; text in both languages, colours by CSS class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    # Thousands of marks are drawn: strings are joined here, and escaped one by one.
    inside = "".join(escape(child) for child in children)
    opening = f"<{name}{_attributes(attributes)}"
    return Markup(f"{opening}>{inside}</{name}>" if children else f"{opening}/>")  # noqa: S704


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
    said = named(label.zh)
    hint = mark("title", said, data_zh=said, data_en=named(label.en))
    opening = Markup('<a href="#{}" {}{}>').format(
        href, label_attributes(label), _attributes(attributes)
    )
    return opening + hint + Markup("").join(children) + Markup("</a>")


def _attributes(attributes: Mapping[str, Attribute]) -> Markup:
    return Markup("").join(
        Markup(f' {key.rstrip("_").replace("_", "-")}="{escape(_written(value))}"')  # noqa: S704
        for key, value in attributes.items()
        if value is not None
    )


def _written(value: str | int | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
