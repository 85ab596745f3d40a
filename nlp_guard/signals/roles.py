"""Which side a speaker is on, where the record does not tell: inferred, and marked so."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from nlp_guard.records import Conversation, Role, Utterance


def with_roles(conversation: Conversation) -> Conversation:
    """Fill in the roles that are unknown.

    A speaker keeps one side for the whole conversation. Staff greet, apologise and say 您; the
    outside party speaks of "your shop" and "my order". Where the words do not settle it, the
    first speaker of a call is the one who picked up (staff), and of a chat the one who came
    (outside); a single speaker is the outside party.

    Args:
        conversation: Any; returned as it is where every role is known.

    Returns:
        The conversation; roles so found are marked as inferred.
    """
    unknown = [u for u in conversation.utterances if u.role is Role.UNKNOWN]
    if not unknown:
        return conversation
    sides = _sides(conversation, unknown)
    return replace(
        conversation,
        utterances=tuple(
            replace(u, role=sides[u.speaker], is_role_inferred=True)
            if u.role is Role.UNKNOWN
            else u
            for u in conversation.utterances
        ),
    )


def _sides(conversation: Conversation, unknown: Sequence[Utterance]) -> dict[str, Role]:
    """Choose the staff's speaker; all others of unknown side are outside."""
    speakers = list(dict.fromkeys(utterance.speaker for utterance in unknown))
    has_staff = any(u.role is Role.AGENT for u in conversation.utterances)
    if len(speakers) == 1 or has_staff:
        only = Role.BUYER if has_staff or not _has_outside(conversation) else Role.AGENT
        return dict.fromkeys(speakers, only)
    words = _words()
    scores: Counter[str] = Counter(dict.fromkeys(speakers, 0))
    for utterance in unknown:
        text = utterance.text.lower()
        scores[utterance.speaker] += sum(word in text for word in words["staff"])
        scores[utterance.speaker] -= sum(word in text for word in words["outside"])
    picks_up = conversation.channel == "call"
    in_doubt = speakers[0] if picks_up else speakers[1]
    staff = max(speakers, key=lambda s: (scores[s], s == in_doubt))
    return {speaker: Role.AGENT if speaker == staff else Role.BUYER for speaker in speakers}


def _has_outside(conversation: Conversation) -> bool:
    return any(u.role is Role.BUYER for u in conversation.utterances)


@cache
def _words() -> dict[str, list[str]]:
    path = files("nlp_guard.signals") / "vocabulary" / "roles.toml"
    return tomllib.loads(path.read_text("utf-8"))
