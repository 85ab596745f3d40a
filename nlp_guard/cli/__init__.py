"""One verb per arrow of the house: parse, call, print.

Data goes to files or stdout, words and progress to stderr. Exit codes: 0 done · 1 done, and
something at or above ``--fail-on`` was found · 2 wrong usage · 3 input unreadable · 4 a model is
missing or does not match its hash · 5 a plug-in failed.

verbs.py           the group of all verbs, ``main``, exit codes
options.py         what several verbs take
screen.py          words and progress for people
files.py           files that appear once they are whole
cases.py           ``run``, ``link``, ``explain``
conversations.py   ``detect``, ``transcribe``
measuring.py       ``evaluate``
bench.py           ``bench asr``
reading.py         ``sources explain``
peopling.py        ``people``
serving.py         ``serve``, ``tokens``
upkeep.py          ``models``, ``plugins``
"""

from nlp_guard.cli import (
    bench,
    cases,
    conversations,
    measuring,
    peopling,
    reading,
    serving,
    upkeep,
)
from nlp_guard.cli.verbs import main

__all__ = [
    "bench",
    "cases",
    "conversations",
    "main",
    "measuring",
    "peopling",
    "reading",
    "serving",
    "upkeep",
]
