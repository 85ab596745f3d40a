"""ZIP archives as folders: each member is handed to the readers as a file of its own.

A member is named ``a.zip!/folder/b.csv`` wherever it is cited. Nothing is written where the
archive says: members are unpacked one at a time into a folder that is removed again.
"""

from __future__ import annotations

import lzma
import posixpath
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp_guard.errors import InputError
from nlp_guard.sources.sheets import refuse_bomb

MAX_MEMBERS = 100_000
MAX_MEMBER_BYTES = 4 << 30
MAX_ARCHIVE_BYTES = 64 << 30
"""All members together, unpacked; they never lie on the disk at once."""
MAX_DEPTH = 3
"""An archive in an archive in an archive."""
INSIDE = "!/"

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")
"""What tells a document, a book or a program that is packed as ZIP."""
_OTHER_KINDS = {
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}

Refusal = Callable[[str, str], None]
"""Told (uri, why) of every member that is left out."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Args:
        uri: Its name in provenance: that of the archive, ``!/``, and its path inside.
        info: Its entry in the archive's directory.
    """

    uri: str
    info: zipfile.ZipInfo

    @property
    def file_name(self) -> str:
        """The last part of its path."""
        return posixpath.basename(self.uri)


def is_archive(path: Path) -> bool:
    """Tell whether a file is a ZIP archive of files, and no document packed as one.

    Raises:
        InputError: If it is a damaged archive.
    """
    with path.open("rb") as source:
        if not source.read(4).startswith((_ZIP, _EMPTY_ZIP)):
            return False
    with _opened(path) as archive:
        return not set(archive.namelist()).intersection(_DOCUMENTS)


def other_archive(head: bytes) -> str:
    r"""Return the kind of an archive that is not read here, "" for what is none.

    Example:
        >>> other_archive(b"Rar!\x1a\x07\x01\x00")
        'RAR'
    """
    return next((kind for magic, kind in _OTHER_KINDS.items() if head.startswith(magic)), "")


def members(path: Path, uri: str, refuse: Refusal) -> list[Member]:
    """List the files of an archive in the order of their names.

    Args:
        path: The archive.
        uri: Its name in provenance.
        refuse: Told of every member that is left out, and why.

    Raises:
        InputError: If it is no archive, or one that was packed to do harm.
    """
    with _opened(path) as archive:
        entries = archive.infolist()
        size = path.stat().st_size
    if len(entries) > MAX_MEMBERS:
        raise InputError(f"an archive of {len(entries)} files; at most {MAX_MEMBERS} are read")
    if sum(entry.file_size for entry in entries) > MAX_ARCHIVE_BYTES:
        raise InputError(f"an archive that unpacks to more than {MAX_ARCHIVE_BYTES} bytes")
    if sum(entry.compress_size for entry in entries) > size:
        raise InputError("an archive whose members overlap; not opened")
    found: dict[str, Member] = {}
    for entry in entries:
        name = _name(entry)
        if entry.is_dir() or name.endswith("/") or _is_left_alone(name):
            continue
        member = Member(f"{uri}{INSIDE}{name.lstrip('/')}", entry)
        why = _refusal(entry, name) or ("a second file of this name" if name in found else "")
        if why:
            refuse(member.uri, why)
        else:
            found[name] = member
    return [found[name] for name in sorted(found)]


@contextmanager
def unpacked(archive: Path, member: Member) -> Iterator[Path]:
    """Give a member as a file of its own name, for as long as the block runs.

    Raises:
        InputError: If it cannot be unpacked.
    """
    with TemporaryDirectory(prefix="nlp-guard-") as folder:
        # A name may be longer than a file system takes; its end tells the kind.
        path = Path(folder, member.file_name.encode()[-200:].decode("utf-8", "ignore") or "member")
        with (
            _opened(archive) as source,
            source.open(member.info) as packed,
            path.open("wb") as target,
        ):
            shutil.copyfileobj(packed, target, 1 << 20)
        yield path


@contextmanager
def source_file(folder: Path, uri: str) -> Iterator[Path]:
    """Give the file that a provenance names, unpacked where it lies in an archive.

    Args:
        folder: The folder that was handed in.
        uri: ``Provenance.uri``.

    Raises:
        InputError: If there is no such file.
    """
    path = folder / uri
    if path.is_file():
        yield path
        return
    outer, _, inner = uri.partition(INSIDE)
    while inner and not (folder / outer).is_file():
        part, _, inner = inner.partition(INSIDE)
        outer = f"{outer}{INSIDE}{part}"
    if not inner:
        raise InputError("the source is gone", path=uri)
    with _member_file(folder / outer, inner, uri) as found:
        yield found


@contextmanager
def _member_file(archive: Path, inner: str, uri: str) -> Iterator[Path]:
    listed = {member.uri.removeprefix(INSIDE): member for member in members(archive, "", _ignore)}
    if inner in listed:
        with unpacked(archive, listed[inner]) as path:
            yield path
        return
    nested = next((name for name in listed if inner.startswith(f"{name}{INSIDE}")), None)
    if nested is None:
        raise InputError("the source is gone", path=uri)
    with (
        unpacked(archive, listed[nested]) as path,
        _member_file(path, inner.removeprefix(f"{nested}{INSIDE}"), uri) as found,
    ):
        yield found


def _ignore(uri: str, why: str) -> None:
    """Say nothing: it was said when the archive was read."""


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
    ) as failure:
        raise InputError(f"a damaged or unreadable archive: {failure}") from failure


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a member's path; Chinese Windows writes GBK where the standard says UTF-8."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        for codec in ("utf-8", "gb18030"):
            try:
                name = raw.decode(codec)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_left_alone(name: str) -> bool:
    parts = name.split("/")
    return (
        any(part.startswith(".") and part != ".." for part in parts)
        or parts[0] == "__MACOSX"
        or parts[-1].lower() in {"thumbs.db", "desktop.ini"}
    )


def _refusal(entry: zipfile.ZipInfo, name: str) -> str:
    """Return why a member is not unpacked; "" where it is."""
    if name.startswith("/") or ".." in name.split("/") or _DRIVE.match(name):
        return "a name that leads out of the archive"
    if min(name) < " ":
        return "a name with control characters"
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted; unpack it with its password and hand in what is inside"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a link"
    return _refused_size(entry)


def _refused_size(entry: zipfile.ZipInfo) -> str:
    if entry.file_size > MAX_MEMBER_BYTES:
        return f"unpacks to more than {MAX_MEMBER_BYTES} bytes"
    try:
        refuse_bomb(entry)
    except InputError as failure:
        return failure.reason
    return ""
