"""Record ↔ JSON: the outer form of the files, as other tools rely on it.

Fields are added, never renamed or removed.
"""

from nlp_guard.codec.alerts import alert_to_dict
from nlp_guard.codec.case_reading import case_from_dict, exhibit_from_dict
from nlp_guard.codec.cases import SCHEMA, cases_to_document, rings_to_document
from nlp_guard.codec.conversations import (
    conversation_from_dict,
    conversation_to_dict,
    detection_from_dict,
    detection_to_dict,
    utterance_from_dict,
    utterance_to_dict,
)
from nlp_guard.codec.lines import from_line, to_json, to_line

__all__ = [
    "SCHEMA",
    "alert_to_dict",
    "case_from_dict",
    "cases_to_document",
    "conversation_from_dict",
    "conversation_to_dict",
    "detection_from_dict",
    "detection_to_dict",
    "exhibit_from_dict",
    "from_line",
    "rings_to_document",
    "to_json",
    "to_line",
    "utterance_from_dict",
    "utterance_to_dict",
]
