"""Conversations → detections: labels with spans and probabilities, slots, the verdict.

lexicon.py, evidence.py, surroundings.py   words, what they show, what stands around them
lexicon_detector.py                        the built-in detector of labels by words
slots/                                     what is read off a demand
merging.py, verdict.py, reasons.py         several detectors' signals made one judgement
language.py, roles.py                      what the record does not tell
detection.py                               puts them together: ``detect``
"""

from nlp_guard.signals.config import SignalsConfig
from nlp_guard.signals.detection import detect
from nlp_guard.signals.lexicon_detector import LexiconDetector
from nlp_guard.signals.provenance import weights

__all__ = ["LexiconDetector", "SignalsConfig", "detect", "weights"]
