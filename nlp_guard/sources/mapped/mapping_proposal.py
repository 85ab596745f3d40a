"""A file that no reader knows → a mapping to begin with, as TOML for ``mapping.toml``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.sources.encodings.encoding import decode
from nlp_guard.sources.reading.json_values import outline
from nlp_guard.sources.sheets import first_rows

_LINE = (
    r"^\[?(?P<time>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]\d{1,2}:\d{2}(?::\d{2})?)\]?[\s,|-]+"
    r"(?P<speaker>[^:：|\n]{1,40}?)\s*[:：|]\s*(?P<text>.*)$"
)
_SPEAKER_FIRST = (
    r"^(?P<speaker>[^\d:：|\n][^:：|\n]{0,40}?)[\s(（\[]+"
    r"(?P<time>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]\d{1,2}:\d{2}(?::\d{2})?)[)）\]]?\s*[:：|]\s*"
    r"(?P<text>.*)$"
)


def proposed_mapping(path: Path, head: bytes) -> str:
    r"""Return a mapping for a file, in TOML; "" where nothing in it looks like talk.

    Args:
        path: The file.
        head: Its first 64 KiB.

    Example:
        >>> print(proposed_mapping(Path("a.csv"), "谁,时间,内容\n甲,2026/1/2 10:00,在\n".encode()))
        [my_chats]
        kind = "chat"
        columns.text = "内容"
        columns.time = "时间"
    """
    if seen := outline(head):
        return _for_json(seen)
    if lines := _for_lines(head):
        return lines
    for rows in first_rows(path, head).values():
        for row in rows:
            columns = _columns({cell.strip(): cell.strip() for cell in row.cells if cell.strip()})
            if "text" in columns and len(columns) > 1:
                return _toml(columns)
    return ""


def _for_json(seen: Mapping[str, object]) -> str:
    """Look for the list whose objects have the most of what a chat needs."""
    best: dict[str, str] = {}
    best_place = ""
    plain = [key for key in seen if not any(other.startswith(f"{key}.") for other in seen)]
    for place in (key for key in seen if key.endswith("[]") or key == ""):
        prefix = f"{place}." if place else ""
        keys = {
            key.removeprefix(prefix): key.removeprefix(prefix).replace(".", "/")
            for key in plain
            if key.startswith(prefix) and "[]" not in key.removeprefix(prefix) and key != place
        }
        columns = _columns(keys)
        if "text" in columns and len(columns) > max(1, len(best)):
            best, best_place = columns, place
    if not best:
        return ""
    records = best_place.removesuffix("[]").replace(".", "/")
    return _toml(best, records=records if "[]" not in records else "")


def _columns(names: Mapping[str, str]) -> dict[str, str]:
    """Choose a column for each field by what columns of chats are called.

    Args:
        names: Name as shown → what the mapping writes for it.
    """
    known = {name.split(".")[-1].lower(): written for name, written in names.items()}
    known |= {name.lower(): written for name, written in names.items()}
    columns: dict[str, str] = {}
    for field, words in _names().items():
        free = (known[word] for word in words if word in known)
        found = next((name for name in free if name not in columns.values()), "")
        if found:
            columns[field] = found
    return columns


def _for_lines(head: bytes) -> str:
    """Propose a pattern where a tenth of the lines have one of the usual forms."""
    try:
        text, _ = decode(head[: head.rfind(b"\n") + 1] or head)
    except InputError:
        return ""
    lines = [line for line in text.splitlines() if line.strip()][:500]
    for form in (_LINE, _SPEAKER_FIRST):
        if sum(re.match(form, line) is not None for line in lines) * 10 >= max(len(lines), 10):
            return f"[my_chats]\nkind = \"chat\"\npattern = '{form}'"
    return ""


def _toml(columns: Mapping[str, str], records: str = "") -> str:
    lines = ["[my_chats]", 'kind = "chat"']
    if records:
        lines.append(f"records = {json.dumps(records, ensure_ascii=False)}")
    lines += [
        f"columns.{field} = {json.dumps(name, ensure_ascii=False)}"
        for field, name in sorted(columns.items())
    ]
    return "\n".join(lines)


@cache
def _names() -> Mapping[str, Sequence[str]]:
    path = files("nlp_guard.sources") / "data" / "columns.toml"
    names: Mapping[str, Sequence[str]] = tomllib.loads(path.read_text("utf-8"))["names"]
    return names
