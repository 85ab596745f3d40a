"""Cards and weights of a model that exists only in a test."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from nlp_guard.modelstore import ModelStore

NAME = "tiny-model"
WHOLE = b"first half, second half"
PARTS = {"weights.bin.part1": WHOLE[:12], "weights.bin.part2": WHOLE[12:]}
CONFIG = b"{}"


def card_folder(root: Path, sources: Sequence[tuple[str, Sequence[str]]] = ()) -> Path:
    """Write the card of the model and return the folder of cards."""
    lines = [f'name = "{NAME}"\nversion = "1"\nlicence = "MIT"\nabout = "Invented for a test"']
    for name, content, parts in (("weights.bin", WHOLE, list(PARTS)), ("config.json", CONFIG, [])):
        sha256 = hashlib.sha256(content).hexdigest()
        lines.append(
            f'[[files]]\nname = "{name}"\nsha256 = "{sha256}"\nsize_bytes = {len(content)}\n'
            f"parts = {parts!r}"
        )
    lines += [f'[[sources]]\nkind = "{kind}"\nat = {list(at)!r}' for kind, at in sources]
    folder = root / "cards"
    (folder / NAME).mkdir(parents=True, exist_ok=True)
    (folder / NAME / "model.toml").write_text("\n".join(lines), "utf-8")
    return folder


def store(
    root: Path, sources: Sequence[tuple[str, Sequence[str]]] = (), *, is_offline: bool = False
) -> ModelStore:
    """Return a store that knows only this model and keeps to one folder."""
    return ModelStore(
        folder=root / "by_hand",
        cache=root / "cache",
        card_folders=[card_folder(root, sources)],
        is_offline=is_offline,
    )


def put_parts(folder: Path, parts: dict[str, bytes] | None = None) -> Path:
    """Write the parts as files and return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (parts or {**PARTS, "config.json": CONFIG}).items():
        (folder / name).write_bytes(content)
    return folder


def wheel(distribution: str, files: dict[str, bytes]) -> bytes:
    """Return a wheel that installs nothing but data files."""
    package = distribution.replace("-", "_")
    info = f"{package}-1.0.dist-info"
    texts = {
        f"{package}/__init__.py": b"",
        **{f"{package}/data/{name}": content for name, content in files.items()},
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in (*texts, f"{info}/RECORD"))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in {**texts, f"{info}/RECORD": record.encode()}.items():
            archive.writestr(name, content)
    return held.getvalue()
