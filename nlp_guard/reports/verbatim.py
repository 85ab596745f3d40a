"""Words of others, shown as they are and unable to do anything to the page around them."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

# Invisible, reordering or undefined code points; line feed and tab are shown by CSS.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def verbatim(text: str) -> Markup:
    r"""Escape a text and make its hidden characters visible, each shut in by itself.

    A right-to-left override would otherwise show an amount backwards, and a zero-width space
    would hide how a word was split.

    Example:
        >>> verbatim("<b>支\u200b付宝")
        Markup('&lt;b&gt;支<bdi class="hid" data-cp="U+200B">\u200b</bdi>付宝')
    """
    if not _HIDDEN.search(text):
        return escape(text)
    pieces, done = [], 0
    for match in _HIDDEN.finditer(text):
        pieces += [escape(text[done : match.start()]), _shut_in(match.group())]
        done = match.end()
    return Markup("").join([*pieces, escape(text[done:])])


def named(text: str) -> str:
    r"""Name a text's hidden characters in place, where there is no markup to shut them in.

    Example:
        >>> named("\x1b[31m天若")
        '⟨U+001B⟩[31m天若'
    """
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", text)


def _shut_in(character: str) -> Markup:
    # What HTML cannot hold (controls, lone surrogates) is named but not put on the page.
    is_safe = unicodedata.category(character) not in ("Cc", "Cs")
    return Markup('<bdi class="hid" data-cp="U+{}">{}</bdi>').format(
        f"{ord(character):04X}", character if is_safe else ""
    )
