"""One message in; an alert out where the conversation crosses a threshold or grows beyond it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from nlp_guard.records import (
    AccountId,
    Alert,
    Channel,
    Conversation,
    ConversationId,
    Detection,
    Growth,
    Provenance,
    Utterance,
)
from nlp_guard.watching.config import WatchingConfig
from nlp_guard.watching.conversations import Live, LiveConversations, Memory
from nlp_guard.watching.growth import Told, is_graver

_N_LOCKS = 64
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


class Watch:
    """Follows live conversations; threads may share it.

    Every message is judged with all that was said before it in its conversation, as the whole
    conversation would be in a batch.

    Args:
        detect: Judges a conversation.
        config: When to alert, and what to keep in memory.
        memory: Where conversations are kept; None for a file that is removed at the end.

    Example:
        >>> from nlp_guard.records import Role, TurnReading, Verdict, UtteranceId
        >>> def grave(conversation):
        ...     turns = tuple(TurnReading(utterance_id=u.id) for u in conversation.utterances)
        ...     return Detection(conversation=conversation, turns=turns,
        ...                      verdict=Verdict.EXTORTION, verdict_probability=0.9)
        >>> message = Utterance(id=UtteranceId("m1"), role=Role.BUYER, text="不给钱就全退")
        >>> with Watch(grave) as watch:
        ...     watch.push(ConversationId("c1"), message).growth
        (<Growth.VERDICT: 'verdict'>,)
    """

    def __init__(
        self,
        detect: Callable[[Conversation], Detection],
        config: WatchingConfig | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._detect = detect
        self._config = config or WatchingConfig()
        self._live = memory or LiveConversations(None, self._config.in_memory)
        self._locks = tuple(threading.Lock() for _ in range(_N_LOCKS))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def push(
        self,
        conversation_id: ConversationId,
        message: Utterance,
        *,
        account_id: AccountId | None = None,
        channel: Channel = Channel.CHAT,
    ) -> Alert | None:
        """Take in one message.

        Messages may come late: they are put in their place by ``sent_at``. One that is known
        already changes nothing, unless it is marked as edited or recalled: then it takes the
        place of what is known, and a recalled one keeps the words that were seen.

        Args:
            conversation_id: Any id that is unique among the conversations watched.
            message: What was said; its id is unique in the conversation.
            account_id: The outside party, where known; the first one given stays.
            channel: Of a conversation that begins.

        Returns:
            An alert where the verdict crosses a threshold for the first time, or a conversation
            beyond it grows; else None.
        """
        with self._locks[hash(conversation_id) % _N_LOCKS]:
            live = self._live.get(conversation_id) or Live(
                conversation=opened(conversation_id, channel)
            )
            conversation = with_message(live.conversation, message)
            if conversation is None:
                return None
            if conversation.account_id is None and account_id is not None:
                conversation = replace(conversation, account_id=account_id)
            detection = self._detect(conversation)
            told, alert = self._judged(message, detection, live.told)
            self._live.put(
                Live(
                    conversation=conversation,
                    told=told,
                    verdict=detection.verdict,
                    probability=detection.verdict_probability,
                )
            )
            return alert

    def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        """Return a conversation as far as it has come; None where it is not known."""
        live = self._live.get(conversation_id)
        return None if live is None else live.conversation

    def forget(self, conversation_id: ConversationId) -> None:
        """Let go of a conversation that is over."""
        with self._locks[hash(conversation_id) % _N_LOCKS]:
            self._live.remove(conversation_id)

    def close(self) -> None:
        """Write everything down; nothing can be pushed any more."""
        self._live.close()

    def _judged(
        self, message: Utterance, detection: Detection, before: Told
    ) -> tuple[Told, Alert | None]:
        if is_graver(self._config.alert_from, detection.verdict):
            return before, None
        conversation = detection.conversation
        now = Told.of(detection)
        account = conversation.account_id
        claimed = now.payees | ({f"account:{account}"} if account else frozenset())
        ring = self._live.claim(conversation.id, claimed)
        told = before.joined(replace(now, ring=ring))
        growth = told.beyond(before)
        if not growth:
            return told, None
        return told, Alert(
            utterance_id=message.id,
            growth=growth,
            detection=detection,
            ring=tuple(sorted(ring)) if Growth.RING in growth else (),
        )


def opened(conversation_id: ConversationId, channel: Channel) -> Conversation:
    """Return a conversation in which nothing has been said yet."""
    return Conversation(
        id=conversation_id,
        channel=channel,
        utterances=(),
        provenance=Provenance(uri=f"live:{conversation_id}", sha256="", read_at=_NO_TIME),
    )


def with_message(conversation: Conversation, message: Utterance) -> Conversation | None:
    """Return the conversation with the message in its place; None where that changes nothing."""
    held = conversation.utterances
    known = next((n for n, other in enumerate(held) if other.id == message.id), None)
    if known is None:
        place = _place(held, message)
        utterances = (*held[:place], message, *held[place:])
    else:
        newest = _newest(held[known], message)
        if newest == held[known]:
            return None
        utterances = (*held[:known], newest, *held[known + 1 :])
    started_at = next((u.sent_at for u in utterances if u.sent_at is not None), None)
    return replace(conversation, utterances=utterances, started_at=started_at)


def _newest(known: Utterance, message: Utterance) -> Utterance:
    if message.is_recalled:
        return replace(known, is_recalled=True)
    if not message.is_edited or message.text == known.text:
        return known
    return replace(known, text=message.text, is_edited=True)


def _place(held: tuple[Utterance, ...], message: Utterance) -> int:
    place = len(held)
    if message.sent_at is not None:
        while place and _is_later(held[place - 1], message.sent_at):
            place -= 1
    return place


def _is_later(utterance: Utterance, moment: datetime) -> bool:
    return utterance.sent_at is not None and utterance.sent_at > moment
