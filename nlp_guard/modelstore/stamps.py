"""Which files were hashed, and in what state they were then.

Hashing 145 MB takes longer than starting the program. A file whose size and time of change are
those it had when it was hashed is taken for the same; ``verify`` hashes regardless.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)


class Stamps:
    """The notes on the files of one model.

    Args:
        path: The JSON file that keeps them; need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def hold(self, file: Path, sha256: str) -> bool:
        """Tell whether a file had this digest and has not changed since."""
        row = self._read().get(str(file))
        return row is not None and file.is_file() and {**row, "from": ""} == _row(file, sha256)

    def source_of(self, file: Path) -> str:
        """Return where a file was assembled from; empty where it was found as it is."""
        return str(self._read().get(str(file), {}).get("from", ""))

    def put(self, file: Path, sha256: str, source: str = "") -> None:
        """Note that a file was hashed just now.

        A cache that cannot be written costs time and nothing else, so that is only logged.
        """
        rows = self._read() | {str(file): _row(file, sha256) | {"from": source}}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".stamps-")
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(rows, stream, ensure_ascii=False, indent=1)
            Path(name).replace(self._path)
        except OSError as error:
            _log.warning(
                "%s cannot be kept, files are hashed at each start: %s", self._path, error
            )

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            rows = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):  # none yet, or spoilt: then everything is hashed again
            return {}
        return rows if isinstance(rows, dict) else {}


def _row(file: Path, sha256: str) -> dict[str, Any]:
    state = file.stat()
    return {"size": state.st_size, "mtime_ns": state.st_mtime_ns, "sha256": sha256, "from": ""}
