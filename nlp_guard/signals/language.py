"""Which language a conversation is in: told by its script, or not told at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_LETTER = re.compile(r"[^\W\d_]")
_ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "for",
        "is",
        "are",
        "was",
        "were",
        "be",
        "i",
        "you",
        "he",
        "she",
        "it",
        "we",
        "they",
        "my",
        "your",
        "our",
        "this",
        "that",
        "what",
        "who",
        "how",
        "when",
        "where",
        "not",
        "no",
        "yes",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "will",
        "would",
        "can",
        "could",
        "with",
        "at",
        "from",
        "as",
        "if",
        "so",
        "but",
        "me",
        "us",
        "them",
        "hi",
        "hello",
        "please",
        "thanks",
        "order",
        "u",
        "ur",
        "im",
        "dont",
        "ill",
        "its",
    ]
)
_SAMPLE = 20_000
"""Code points that are looked at: more would not change the answer."""
_LEAST_HAN = 0.25
"""Chinese talk holds at least this share of its letters in Han characters; a chat in English
with a Chinese brand name holds less. A Han character weighs as much as two Latin letters."""
_LEAST_ENGLISH = 0.2
"""Share of the commonest English words among the words; 0.35-0.5 in ordinary talk."""
_LEAST_WORDS = 2


def language_of(texts: Iterable[str]) -> str:
    """Tell the language of a conversation from its script.

    Args:
        texts: Its utterances.

    Returns:
        ``zh``, ``en``, or ``unknown`` for anything else: nothing is guessed.

    Example:
        >>> language_of(["亲，在吗", "ok"]), language_of(["Where is my order?"])
        ('zh', 'en')
        >>> language_of(["Wo ist meine Bestellung geblieben?"]), language_of(["12315"])
        ('unknown', 'unknown')
    """
    text = _sample(texts).lower()
    n_han = len(_HAN.findall(text))
    n_letters = len(_LETTER.findall(text))
    if not n_letters:
        return "unknown"
    if len(_KANA_OR_HANGUL.findall(text)) > n_han / 4:
        return "unknown"
    if 2 * n_han >= _LEAST_HAN * (n_letters + n_han):
        return "zh"
    words = _LATIN_WORD.findall(text)
    n_english = sum(word in _ENGLISH for word in words)
    is_english = n_english >= _LEAST_WORDS and n_english >= _LEAST_ENGLISH * len(words)
    return "en" if is_english else "unknown"


def _sample(texts: Iterable[str]) -> str:
    parts, size = [], 0
    for text in texts:
        parts.append(text[: _SAMPLE - size])
        size += len(parts[-1])
        if size >= _SAMPLE:
            break
    return "\n".join(parts)
