"""One conversation: its words with what was read in them, and what people decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from nlp_guard.records import Detection, Label, Phrase, Utterance
from nlp_guard.reports.highlight import highlighted
from nlp_guard.service.accounts import Person, audit
from nlp_guard.service.console.masking import masked_name, masked_text
from nlp_guard.service.console.rendering import page, reviewer, store_of, viewer
from nlp_guard.service.console.wording import catalogue
from nlp_guard.service.decisions import DecisionKind, decide, history, latest
from nlp_guard.service.store import alerts, messages
from nlp_guard.text.fold import fold

router = APIRouter()
_MOST_ALERTS = 200
_Id = Annotated[str, Query(max_length=200)]
_Field = Annotated[str, Form(max_length=200)]
_ON_CONVERSATION = (DecisionKind.CONFIRM, DecisionKind.DISMISS, DecisionKind.UNDO)
_ON_ACCOUNT = (DecisionKind.INNOCENT, DecisionKind.UNDO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message on the page.

    Args:
        folded: How it reads without its disguise; "" where it has none.
    """

    utterance: Utterance
    words: Markup
    folded: str
    labels: tuple[tuple[Label, float], ...]


@router.get("/conversation")
def show(request: Request, person: Annotated[Person, Depends(viewer)], id: _Id) -> Response:
    """Show a conversation, personal data masked."""
    return _page(request, person, id, is_masked=True)


@router.post("/unmask")
def unmask(request: Request, person: Annotated[Person, Depends(reviewer)], id: _Field) -> Response:
    """Show a conversation as it is, this once, and write down who saw it."""
    with store_of(request).begin() as connection:
        audit(connection, person.name, "unmask", f"conversation:{id}")
    return _page(request, person, id, is_masked=False)


@router.post("/decisions")
def decided(
    request: Request,
    person: Annotated[Person, Depends(reviewer)],
    id: _Field,
    kind: Annotated[DecisionKind, Form()],
    on: Annotated[str, Form(pattern="^(conversation|account)$")] = "conversation",
) -> Response:
    """Write down what somebody decided on a conversation, or on its outside account."""
    if kind not in (_ON_CONVERSATION if on == "conversation" else _ON_ACCOUNT):
        raise HTTPException(422, "this cannot be decided here")
    with store_of(request).begin() as connection:
        found = messages.conversation(connection, id)
        if found is None or (on == "account" and found.account_id is None):
            raise HTTPException(404, "no such conversation or account")
        target = id if on == "conversation" else found.account_id
        decide(connection, person.name, kind, f"{on}:{target}")
    return RedirectResponse(f"/console/conversation?id={quote(id, safe='')}", 303)


def _page(request: Request, person: Person, conversation_id: str, *, is_masked: bool) -> Response:
    with store_of(request).begin() as connection:
        found = messages.conversation(connection, conversation_id)
        if found is None:
            raise HTTPException(404, "no such conversation")
        on, account = f"conversation:{conversation_id}", f"account:{found.account_id}"
        grown = alerts.alerts_after(connection, 0, _MOST_ALERTS, conversation_id)
        made = [*history(connection, on), *history(connection, account)]
        counting = latest(connection, on), latest(connection, account)
    detection = request.app.state.running.guard.detect(found)
    name = found.account_id or conversation_id
    return page(
        request,
        "conversation.html.j2",
        person,
        conversation_id=conversation_id,
        name=masked_name(name) if is_masked else name,
        has_account=found.account_id is not None,
        detection=detection,
        reasons=[_reason(r, is_masked=is_masked) for r in detection.reasons],
        replies=_replies(),
        said=list(_said(detection, is_masked=is_masked)),
        grown=[stored.body for stored in grown],
        made=sorted(made, key=lambda decision: decision.at),
        counting=counting,
        is_masked=is_masked,
    )


def _replies() -> list[tuple[str, str]]:
    """Return sentences that ask for sum, payee and deadline in writing, in both languages."""
    keys = ("reply_sum", "reply_payee", "reply_deadline")
    return [(catalogue("zh")[key], catalogue("en")[key]) for key in keys]


def _reason(reason: Phrase, *, is_masked: bool) -> Phrase:
    return Phrase(zh=masked_text(reason.zh), en=masked_text(reason.en)) if is_masked else reason


def _said(detection: Detection, *, is_masked: bool) -> Iterator[Said]:
    conversation = detection.conversation
    names = {said.speaker for said in conversation.utterances} | {conversation.account_id or ""}
    turns = zip(conversation.utterances, detection.turns, strict=True)
    for utterance, reading in turns:
        folded = fold(utterance.text).text
        shown = utterance
        if is_masked:
            payees = [payee.span for payee in reading.slots.payees]
            covered = masked_text(utterance.text, payees, names)
            # What is covered must not come back by the other reading.
            folded = covered if payees else masked_text(folded, names=names)
            shown = replace(utterance, text=covered, speaker=masked_name(utterance.speaker))
        yield Said(
            utterance=shown,
            words=highlighted(shown, reading),
            folded="" if folded == shown.text else folded,
            labels=tuple(
                (label, reading.probabilities.get(label, 0.0))
                for label in Label
                if label in reading.labels
            ),
        )
