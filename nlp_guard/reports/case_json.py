"""``case.json`` and ``conversations.jsonl``: the outer form, for other tools."""

from __future__ import annotations

from nlp_guard.codec import cases_to_document, detection_to_dict, to_json, to_line
from nlp_guard.records import Investigation


class CaseJson:
    """Writes the cases and the coverage."""

    format = "json"
    file_name = "case.json"

    def render(self, investigation: Investigation) -> bytes:
        """Return ``case.json``."""
        return to_json(cases_to_document(investigation)).encode()


class ConversationLinesReport:
    """Writes every conversation with its labels, one a line."""

    format = "jsonl"
    file_name = "conversations.jsonl"

    def render(self, investigation: Investigation) -> bytes:
        """Return ``conversations.jsonl``."""
        return "".join(to_line(detection_to_dict(d)) for d in investigation.detections).encode()
