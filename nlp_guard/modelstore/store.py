"""A verified folder for the name of a model."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from nlp_guard.errors import ModelMismatch, ModelMissing
from nlp_guard.modelstore.assembly import PARTIAL_PREFIX, Progress, assemble, sha256_of
from nlp_guard.modelstore.card import (
    ModelCard,
    ModelFile,
    SourceKind,
    WeightSource,
    find_cards,
    read_card,
)
from nlp_guard.modelstore.sources import Opener, opened
from nlp_guard.modelstore.stamps import Stamps

_PACKAGE = Path(__file__).resolve().parents[1]
_NEEDS_NETWORK = (SourceKind.HTTPS, SourceKind.WHEELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStatus:
    """What is here of a model.

    Args:
        card: The model.
        places: Where each of its files lies, by file name; what is missing is left out.
        verified: Names of the files whose content was found to be the card's.
        came_from: Sources of the files the store assembled itself, each once.
    """

    card: ModelCard
    places: Mapping[str, Path]
    verified: frozenset[str]
    came_from: tuple[str, ...] = ()

    @property
    def is_present(self) -> bool:
        """Tell whether every file is here."""
        return len(self.places) == len(self.card.files)

    @property
    def is_verified(self) -> bool:
        """Tell whether every file is here and was hashed since it last changed."""
        return len(self.verified) == len(self.card.files)


class ModelStore:
    """Finds the files of models, fetches what is missing, and hands out nothing unverified.

    A file is looked for in ``folder/<model>/``, beside its card, and in the cache. What none of
    them holds is assembled in the cache from the card's sources, in their order. A file is
    hashed when it is first seen and again whenever its size or time of change differs.

    Args:
        folder: Where models were put by hand; the variable ``NLP_GUARD_MODELS`` by default.
        cache: Where the store puts what it fetches; ``$XDG_CACHE_HOME/nlp_guard/models`` by
            default.
        card_folders: Where model folders with cards lie; the package's own by default.
        is_offline: Whether the network is left alone; True by default where the variable
            ``NLP_GUARD_OFFLINE`` is set to anything but ``0``.

    Example:
        >>> store = ModelStore()
        >>> card = store.card("whisper-base")
        >>> card.licence, [file.name for file in card.files][:2]
        ('MIT', ['model.bin', 'config.json'])
    """

    def __init__(
        self,
        *,
        folder: Path | None = None,
        cache: Path | None = None,
        card_folders: Sequence[Path] | None = None,
        is_offline: bool | None = None,
    ) -> None:
        named = os.environ.get("NLP_GUARD_MODELS")
        self._folder = folder or (Path(named).expanduser() if named else None)
        self._cache = cache or _default_cache()
        beside = (_PACKAGE / "models", _PACKAGE.parent / "models")
        self._card_files = find_cards(card_folders or beside)
        if is_offline is None:
            is_offline = os.environ.get("NLP_GUARD_OFFLINE", "0") not in ("", "0")
        self._is_offline = is_offline

    @property
    def cards(self) -> Mapping[str, ModelCard]:
        """Every card there is, by name.

        Raises:
            ConfigError: If one is broken.
        """
        return {name: read_card(path) for name, path in self._card_files.items()}

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a card of that name."""
        return name in self._card_files

    def card(self, name: str) -> ModelCard:
        """Return the card of a model.

        Raises:
            ModelMissing: If there is none of that name.
            ConfigError: If it is broken; other cards do not matter.
        """
        if name not in self:
            known = ", ".join(self._card_files) or "none"
            raise ModelMissing(name, f"no card of that name; known: {known}")
        return read_card(self._card_files[name])

    def status(self, name: str) -> ModelStatus:
        """Tell what is here of a model, without hashing and without the network."""
        card = self.card(name)
        stamps = self._stamps(card)
        places = {file.name: path for file in card.files if (path := self._find(card, file))}
        verified = frozenset(
            file.name
            for file in card.files
            if file.name in places and stamps.hold(places[file.name], file.sha256)
        )
        came_from = dict.fromkeys(filter(None, map(stamps.source_of, places.values())))
        return ModelStatus(card=card, places=places, verified=verified, came_from=tuple(came_from))

    def folder(self, name: str, progress: Progress | None = None) -> Path:
        """Return one directory that holds every file of a model, verified.

        Args:
            name: Of the model.
            progress: Told how far a fetch is.

        Raises:
            ModelMissing: If a file is not here and no source gave it.
            ModelMismatch: If a file that is here is not the one the card names.
        """
        card = self.card(name)
        self._make_complete(card, progress)
        places = {file: self._verified(card, file) for file in card.files}
        roots = {_root_of(path, file) for file, path in places.items()}
        if len(roots) == 1:
            return roots.pop()
        target, stamps = self._target(card), self._stamps(card)
        for file, path in places.items():
            if not stamps.hold(target / file.name, file.sha256):
                beside = WeightSource(kind=SourceKind.FOLDER, at=(str(_root_of(path, file)),))
                reasons = self._take(card, beside, [file], progress)
                if reasons:
                    raise ModelMissing(name, "; ".join(reasons))
        return target

    def file(self, name: str, file_name: str, progress: Progress | None = None) -> Path:
        """Return one file of a model, verified, wherever it lies.

        Raises:
            ModelMissing: If it is not here and no source gave it.
            ModelMismatch: If it is here and is not the one the card names.
        """
        card = self.card(name)
        self._make_complete(card, progress)
        return self._verified(card, card.file(file_name))

    def fetch(self, name: str, progress: Progress | None = None) -> ModelStatus:
        """Bring every file of a model here and hash it; a spoilt file in the cache is replaced.

        Raises:
            ModelMissing: With what each source said, if one file came from none.
            ModelMismatch: If a file put here by hand is not the one the card names.
        """
        card = self.card(name)
        for file in card.files:
            path = self._find(card, file)
            if path and path.is_relative_to(self._cache) and sha256_of(path) != file.sha256:
                path.unlink()
        self._make_complete(card, progress)
        return self.verify(name)

    def verify(self, name: str) -> ModelStatus:
        """Hash every file of a model again, whatever was found before.

        Raises:
            ModelMissing: If a file is not here.
            ModelMismatch: If a file is not the one the card names.
        """
        card = self.card(name)
        for file in card.files:
            if self._find(card, file) is None:
                how = f"run 'nlp-guard models fetch {name}'"
                raise ModelMissing(name, f"{file.name} is not here; {how}")
            self._verified(card, file, is_stamp_trusted=False)
        return self.status(name)

    def _find(self, card: ModelCard, file: ModelFile) -> Path | None:
        by_hand = [self._folder / card.name] if self._folder else []
        for root in (*by_hand, card.folder, self._target(card)):
            if (root / file.name).is_file():
                return root / file.name
        return None

    def _target(self, card: ModelCard) -> Path:
        """Return its directory in the cache: another one as soon as any hash changes."""
        hashes = "".join(file.sha256 for file in card.files)
        return self._cache / card.name / hashlib.sha256(hashes.encode()).hexdigest()[:12]

    def _verified(
        self, card: ModelCard, file: ModelFile, *, is_stamp_trusted: bool = True
    ) -> Path:
        path = self._find(card, file)
        if path is None:
            raise ModelMissing(card.name, f"{file.name} vanished while it was being checked")
        stamps = self._stamps(card)
        if is_stamp_trusted and stamps.hold(path, file.sha256):
            return path
        found = sha256_of(path)
        if found != file.sha256:
            raise ModelMismatch(card.name, str(path), expected=file.sha256, found=found)
        stamps.put(path, found, stamps.source_of(path))
        return path

    def _make_complete(self, card: ModelCard, progress: Progress | None) -> None:
        if all(self._find(card, file) for file in card.files):
            return
        target = self._target(card)
        target.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock")):
            for left in target.rglob(f"{PARTIAL_PREFIX}*"):
                left.unlink()
            reasons = []
            for source in card.sources:
                missing = [file for file in card.files if not self._find(card, file)]
                if missing:
                    reasons += self._take(card, source, missing, progress)
            if not all(self._find(card, file) for file in card.files):
                said = "; ".join(reasons) or "the card names no source"
                raise ModelMissing(card.name, f"no source gave it ({said}). {_what_to_do(card)}")

    def _take(
        self,
        card: ModelCard,
        source: WeightSource,
        missing: Sequence[ModelFile],
        progress: Progress | None,
    ) -> list[str]:
        """Assemble from one source what it has; return what stood in the way."""
        if self._is_offline and source.kind in _NEEDS_NETWORK:
            return [f"{source.kind}: left alone, NLP_GUARD_OFFLINE is set"]
        label = f"{source.kind}: {', '.join(source.at)}"
        reasons = []
        try:
            with opened(source, card) as opener:
                reasons += [
                    f"{source.kind}: does not hold {file.name}"
                    for file in missing
                    if not self._assemble(card, file, opener, label, progress)
                ]
        except (ModelMissing, ModelMismatch) as error:
            reasons.append(f"{source.kind}: {error.reason}")
        except OSError as error:  # a line that breaks in the middle of a download
            reasons.append(f"{source.kind}: {error}")
        return reasons

    def _assemble(
        self,
        card: ModelCard,
        file: ModelFile,
        opener: Opener,
        source: str,
        progress: Progress | None,
    ) -> bool:
        path = self._target(card) / file.name
        if not assemble(card, file, opener, path, progress):
            return False
        self._stamps(card).put(path, file.sha256, source)
        return True

    def _stamps(self, card: ModelCard) -> Stamps:
        return Stamps(self._cache / card.name / "verified.json")


def _root_of(path: Path, file: ModelFile) -> Path:
    """Return the model's directory, of which the file's name may go several levels down."""
    return path.parents[file.name.count("/")]


def _default_cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "nlp_guard" / "models"


def _what_to_do(card: ModelCard) -> str:
    return (
        f"Put the files into a folder {card.name}/ below the one NLP_GUARD_MODELS names, "
        f"or connect and run 'nlp-guard models fetch {card.name}'"
    )
