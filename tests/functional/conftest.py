"""The sample case, solved by the real command, once for all tests that look at it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "detergent"


@dataclass(frozen=True)
class Run:
    """What one run of the command left behind."""

    folder: Path
    out: Path
    exit_code: int
    words: str

    @property
    def document(self) -> dict[str, Any]:
        """Return ``case.json``."""
        document: dict[str, Any] = json.loads((self.out / "case.json").read_text("utf-8"))
        return document

    @property
    def case(self) -> dict[str, Any]:
        """Return the only case."""
        (case,) = self.document["cases"]
        assert isinstance(case, dict)
        return case


def nlp_guard(
    *arguments: str | Path, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    return subprocess.run(  # noqa: S603 - our own command on our own samples
        [sys.executable, "-m", "nlp_guard", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def run_case(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Give a function that runs the main job on a copy of the sample.

    Its arguments: names of folders of the sample to leave out, and whether to add the bad input.
    """

    def run(*, without: tuple[str, ...] = (), with_bad_input: bool = False) -> Run:
        place = tmp_path_factory.mktemp("case")
        folder, out = place / "case", place / "out"
        shutil.copytree(SAMPLE / "case", folder, ignore=shutil.ignore_patterns(*without))
        if with_bad_input:
            shutil.copytree(SAMPLE / "bad", folder / "bad")
        done = nlp_guard("run", folder, "--out", out)
        return Run(folder, out, done.returncode, done.stderr)

    return run


@pytest.fixture(scope="session")
def solved(run_case: Callable[..., Run]) -> Run:
    """The sample case as it is."""
    return run_case()
