"""A sentence for people, in both languages of the reports.

Wherever a record holds words that a person will read (``reasons``, ``unresolved``, ``note``,
``text`` of the timeline), it holds a `Phrase`; which language is shown is decided last. On the
wire a phrase is ``{"zh": …, "en": …}``, but for ``reasons`` of labelled conversations, which are
texts in the conversation's language.

>>> reason = Phrase(zh="同一手机号", en="same mobile number")
>>> reason.said_in("zh"), reason.said_in("unknown")
('同一手机号', 'same mobile number')
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Phrase:
    """One sentence, said in Chinese and in English."""

    zh: str
    en: str

    def said_in(self, lang: str) -> str:
        """Return the Chinese text for ``zh`` and its variants, else the English one."""
        return self.zh if lang.lower().startswith("zh") else self.en
