"""Labelled conversations → figures: how well a system hears what people hear.

gold.py                        labelled conversations, read
counting.py                    hits, false alarms and misses, conversation by conversation
resampling.py, calibration.py  intervals by bootstrap; whether probabilities mean what they say
figures.py, evaluating.py      the figures of a group; of the whole, every group, every disguise
mistakes.py                    what was read wrong, for people to read
baselines.py                   simple systems measured in the same run
tables.py                      for the terminal and as JSON
"""

from nlp_guard.evaluation.baselines import KeywordFilter, TurnClassifier
from nlp_guard.evaluation.calibration import diagram
from nlp_guard.evaluation.evaluating import Evaluation, evaluate
from nlp_guard.evaluation.gold import Gold, read_gold
from nlp_guard.evaluation.mistakes import Mistake, mistakes
from nlp_guard.evaluation.tables import evaluation_tables, evaluation_to_dict

__all__ = [
    "Evaluation",
    "Gold",
    "KeywordFilter",
    "Mistake",
    "TurnClassifier",
    "diagram",
    "evaluate",
    "evaluation_tables",
    "evaluation_to_dict",
    "mistakes",
    "read_gold",
]
