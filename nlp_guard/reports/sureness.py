"""Probabilities as people should read them: nothing that was reckoned is certain."""

from __future__ import annotations

from nlp_guard.records import Phrase
from nlp_guard.reports.bilingual import word


def sureness(probability: float) -> Phrase:
    """Say a probability in whole percent; what rounds to certainty is said as a bound.

    Args:
        probability: 0..1.

    Example:
        >>> sureness(0.9998).zh, sureness(0.9998).en
        ('超过 99%', 'over 99%')
        >>> [sureness(p).en for p in (0.0, 0.004, 0.25, 0.985, 0.99)]
        ['under 1%', 'under 1%', '25%', '98%', '99%']
    """
    if probability > 0.99:
        return word("over_percent", n=99)
    if probability < 0.01:
        return word("under_percent", n=1)
    percent = f"{probability:.0%}"
    return Phrase(zh=percent, en=percent)
