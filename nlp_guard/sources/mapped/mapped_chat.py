r"""Chats in a file of any kind, its columns named in the configuration or in ``mapping.toml``.

```toml
[sources.mapping.my_chats]
kind = "chat"
columns.conversation = "会话ID"
columns.time = "时间"
columns.speaker = "发送人"
columns.role = "角色"
columns.text = "内容"
columns.account = "买家"
roles.buyer = ["客户"]
roles.agent = ["客服", "机器人"]
platform = "douyin"
timezone = "Asia/Shanghai"
```

Columns of JSON are keys, those of inner objects with a slash between (``sender/name``);
``records`` is the way to the list. A text has no columns but a ``pattern`` with groups of the same
names, which fits the line that begins a message. In ``mapping.toml``, which says how to read what
lies in its folder, the same tables stand without ``sources.mapping.`` before their names.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace as with_changes
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nlp_guard.errors import ConfigError, CorruptRecord
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Role
from nlp_guard.sources.config import ColumnMapping
from nlp_guard.sources.mapped.mapped_rows import Field, Fields, fits, mapped_rows
from nlp_guard.sources.reading.faults import Faults
from nlp_guard.sources.reading.gathering import Sent, gather, named
from nlp_guard.sources.reading.talk import Side, sides
from nlp_guard.sources.reading.written_times import read_times

FIELDS = ("conversation", "time", "date", "speaker", "role", "text", "account", "id")
"""What a column of a chat can be; ``date`` is put before ``time`` where they stand apart."""

_NONE = Field("")


class MappedChat:
    """Reads chats as a mapping says.

    Args:
        name: Of the mapping, and of this reader.
        mapping: Field → column, words of roles, zone, platform.

    Raises:
        ConfigError: If a field is unknown, or the text has no column.
    """

    kind = "chat"

    def __init__(self, name: str, mapping: ColumnMapping) -> None:
        self.name = name
        self._mapping = mapping
        key = f"sources.mapping.{name}"
        try:
            groups = re.compile(mapping.pattern).groupindex if mapping.pattern else {}
            self._zone = ZoneInfo(mapping.timezone) if mapping.timezone else None
        except (re.error, ZoneInfoNotFoundError, ValueError) as failure:
            raise ConfigError(key, f"no such pattern or time zone: {failure}") from failure
        columns = groups if mapping.pattern else mapping.columns
        unknown = sorted(columns.keys() - set(FIELDS))
        if unknown:
            known = ", ".join(FIELDS)
            raise ConfigError(f"{key}.columns.{unknown[0]}", f"unknown field; known: {known}")
        if "text" not in columns:
            raise ConfigError(f"{key}.columns", "a column for 'text' is needed")
        self._roles = _role_words(mapping.roles, key)

    def sniff(self, path: Path, head: bytes) -> float:
        """Return 0.99 where the file has all mapped columns: what a shop says goes first."""
        return 0.99 if fits(path, head, self._mapping) else 0.0

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per value of the conversation's column, or of the account's.

        Raises:
            InputError: If the file is none that the mapping fits.
            CorruptRecord: After all good rows were given, if some are broken.
        """
        uri = context.provenance.uri
        faults = Faults(uri, context.note)
        codec, found = mapped_rows(path, uri, self._mapping, faults)
        rows = list(found)
        if not rows:
            raise CorruptRecord("no message found", path=uri)
        provenance = named(context, self.name, codec)
        if self._mapping.platform:
            tools = (*provenance.tools, f"platform:{self._mapping.platform}")
            provenance = with_changes(provenance, tools=tools)
        yield from gather(self._sent(rows, context, faults), context, provenance)
        faults.end()

    def _sent(
        self, rows: Sequence[Fields], context: ReadingContext, faults: Faults
    ) -> Iterator[Sent]:
        times = read_times(
            [_time_text(row) for row in rows],
            self._zone or context.timezone,
            context.now.date(),
            context.note,
            time_format=self._mapping.time_format,
        )
        known = _sides(rows, context.staff)
        for n, (row, sent_at) in enumerate(zip(rows, times, strict=True)):
            if sent_at is None and _time_text(row):
                faults.add(n + 1, "a time that cannot be read; the message is kept without")
            talk, account = _talk(row), row.get("account", _NONE).text
            speaker = row.get("speaker", _NONE).text.strip()
            side = self._side(row, speaker, account, known.get(talk, {}))
            text = row.get("text", _NONE)
            outside = speaker if side.role is Role.BUYER else ""
            yield Sent(
                talk=talk,
                role=side.role,
                is_role_inferred=side.is_inferred,
                text=text.text,
                account=account or outside,
                speaker=speaker,
                sent_at=sent_at,
                source_span=text.span,
                locator=text.locator,
                own=row["id"].text if "id" in row else None,
            )

    def _side(self, row: Fields, speaker: str, account: str, known: Mapping[str, Side]) -> Side:
        said = row.get("role", _NONE).text.strip().lower()
        if said in self._roles:
            return Side(self._roles[said])
        if account and speaker:
            is_outside = speaker == account
            return Side(Role.BUYER if is_outside else Role.AGENT, is_inferred=not is_outside)
        return known.get(speaker, Side())


def _time_text(row: Fields) -> str:
    parts = (row.get(field, _NONE).text.strip() for field in ("date", "time"))
    return " ".join(part for part in parts if part)


def _talk(row: Fields) -> str:
    return row.get("conversation", row.get("account", _NONE)).text


def _sides(rows: Sequence[Fields], staff: frozenset[str]) -> Mapping[str, Mapping[str, Side]]:
    """Tell the sides of the speakers of every conversation."""
    speakers: dict[str, list[str]] = {}
    for row in rows:
        speakers.setdefault(_talk(row), []).append(row.get("speaker", _NONE).text.strip())
    return {talk: sides(names, staff) for talk, names in speakers.items()}


def _role_words(given: Mapping[str, Sequence[str]], key: str) -> Mapping[str, Role]:
    """Return the side of every word that a role column may hold; a shop's own words go first."""
    known = {role.value: role for role in (Role.BUYER, Role.AGENT, Role.SYSTEM)}
    for role in given:
        if role not in known:
            raise ConfigError(f"{key}.roles.{role}", f"unknown role; known: {', '.join(known)}")
    common = {word: known[role] for role, words in _common()["roles"].items() for word in words}
    own = {word.strip().lower(): known[role] for role, words in given.items() for word in words}
    return {**common, **own}


@cache
def _common() -> Mapping[str, Mapping[str, list[str]]]:
    path = files("nlp_guard.sources") / "data" / "columns.toml"
    return tomllib.loads(path.read_text("utf-8"))
