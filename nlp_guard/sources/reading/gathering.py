"""Messages of many talks in one record → conversations, as they end, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as with_changes
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from nlp_guard.errors import CorruptRecord
from nlp_guard.protocols import ReadingContext
from nlp_guard.records import (
    AccountId,
    Attachment,
    CharSpan,
    Conversation,
    Provenance,
    Role,
    Utterance,
)
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.json_values import JsonValue, read_json
from nlp_guard.sources.reading.talk import Talk

MAX_OPEN = 20_000
"""Messages held at once; beyond, the talk that has been silent the longest is over."""


@dataclass(slots=True, kw_only=True)
class Sent:
    """One message as its record tells it, before it is put into a conversation.

    Args:
        talk: What messages of one conversation have in common.
        account: The outside party of the talk; "" where this message does not tell. A talk of
            several has none.
        is_unreadable: True where the record holds the message and withholds its words.
        own: What the record calls it, for answers and recalls.
        reply_to: What the record calls the message it answers.
        recalls: What the record calls an earlier message that is taken back hereby.
    """

    talk: str
    role: Role
    text: str
    account: str = ""
    speaker: str = ""
    is_role_inferred: bool = False
    sent_at: datetime | None = None
    source_span: CharSpan | None = None
    locator: str | None = None
    attachment: Attachment | None = None
    is_recalled: bool = False
    quoted: str = ""
    is_unreadable: bool = False
    own: object = None
    reply_to: object = None
    recalls: object = None


Parser = Callable[[JsonValue, ReadingContext, Faults], Iterable[Sent]]
"""One JSON value of a file → the messages in it."""


def gather(
    messages: Iterable[Sent], context: ReadingContext, provenance: Provenance
) -> Iterator[Conversation]:
    """Put messages into their conversations.

    A message that a later one takes back is marked; where it is not in the record, the notice
    stands for it. A talk written down from the newest to the oldest message is turned round.

    Yields:
        One conversation per ``Sent.talk``, in order of first appearance; of a record that
        holds more than ``MAX_OPEN`` messages, a talk in parts.
    """
    talks = OpenTalks(context, provenance)
    for message in messages:
        talk = talks.of(message.talk)
        talk.accounts.add(message.account)
        if message.recalls is None or not talk.take_back(message.recalls):
            talk.add(message)
            yield from talks.overfull()
    yield from talks.rest()


def read_messages(
    path: Path, context: ReadingContext, name: str, parse: Parser
) -> Iterator[Conversation]:
    """Read a file of JSON or JSON Lines as conversations.

    Args:
        path: The file.
        context: What the reader was told.
        name: Of the reader.
        parse: Finds the messages in a value.

    Raises:
        CorruptRecord: After everything good was given, if a part is broken or there is nothing.
    """
    uri = context.provenance.uri
    faults = Faults(uri, context.note)
    codec, values = read_json(path, uri, faults)
    provenance = named(context, name, codec)
    messages = (sent for value in values for sent in parse(value, context, faults))
    is_empty = True
    for conversation in gather(messages, context, provenance):
        is_empty = False
        yield conversation
    faults.end()
    if is_empty:
        raise CorruptRecord("no message found in it", path=uri)


def named(context: ReadingContext, name: str, codec: str | None) -> Provenance:
    """Return the file's provenance with its encoding and its reader."""
    tools = (*context.provenance.tools, name)
    return with_changes(context.provenance, encoding=codec, tools=tools)


class OpenTalk(Talk):
    """A talk that may go on."""

    def __init__(self, context: ReadingContext, key: str) -> None:
        super().__init__(context, key)
        self.accounts: set[str] = set()
        self.n_unreadable = 0
        self._at: dict[str, int] = {}

    def add(self, message: Sent) -> None:
        """Take a message."""
        if message.own is not None:
            self._at[str(message.own)] = len(self.utterances)
        self.n_unreadable += message.is_unreadable
        self.utterances.append(
            Utterance(
                id=self.next_id(message.own),
                role=message.role,
                is_role_inferred=message.is_role_inferred,
                speaker=message.speaker,
                text=message.text,
                sent_at=message.sent_at,
                source_span=message.source_span,
                locator=message.locator,
                attachment=message.attachment,
                is_recalled=message.is_recalled,
                quoted=message.quoted,
                reply_to=self.id_of(message.reply_to),
            )
        )

    def take_back(self, own: object) -> bool:
        """Mark a message as recalled; False where it is not among those held."""
        at = self._at.get(str(own))
        if at is None:
            return False
        self.utterances[at] = with_changes(self.utterances[at], is_recalled=True)
        return True


class OpenTalks:
    """The talks of a record that may go on; never more than ``most`` messages are held."""

    def __init__(
        self, context: ReadingContext, provenance: Provenance, most: int | None = None
    ) -> None:
        self._context = context
        self._provenance = provenance
        self._most = MAX_OPEN if most is None else most
        self._talks: dict[str, OpenTalk] = {}
        self._touched: dict[str, None] = {}
        self._n_closed = 0
        self._n_open = 0

    def of(self, key: str) -> OpenTalk:
        """Return the talk that the next message goes to."""
        talk = self._talks.get(key)
        if talk is None:
            # What was closed for want of room may go on: the number keeps the parts apart.
            part = f"{key}#{self._n_closed}" if self._n_closed else key
            talk = OpenTalk(self._context, part)
            self._talks[key] = talk
        else:
            del self._touched[key]
        self._touched[key] = None
        self._n_open += 1
        return talk

    def overfull(self) -> Iterator[Conversation]:
        """Give the talk that has been silent the longest, if there is no more room."""
        if self._n_open > self._most:
            yield from self._close(next(iter(self._touched)))

    def rest(self) -> Iterator[Conversation]:
        """Give all that are left, in order of first appearance."""
        for key in list(self._talks):
            yield from self._close(key)

    def _close(self, key: str) -> Iterator[Conversation]:
        talk = self._talks.pop(key)
        del self._touched[key]
        self._n_closed += 1
        self._n_open -= len(talk.utterances)
        if not talk.utterances:
            return
        _turn_round(talk.utterances)
        accounts = talk.accounts - {""}
        yield talk.conversation(
            self._provenance,
            account=AccountId(*accounts) if len(accounts) == 1 else None,
            unreadable=talk.n_unreadable,
        )


def _turn_round(utterances: list[Utterance]) -> None:
    """Bring messages listed from the newest to the oldest into the order they were said in."""
    times = [said.sent_at for said in utterances if said.sent_at is not None]
    is_turned = len(times) == len(utterances) and times[0] > times[-1]
    if is_turned and all(earlier >= later for earlier, later in pairwise(times)):
        utterances.reverse()
