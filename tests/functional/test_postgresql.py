"""The store on a real PostgreSQL server, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp_guard.service.judge import Judge
from nlp_guard.service.store import Store, alerts, messages
from tests.fakes.alerts import GRAVE_WORD
from tests.fakes.serving import JudgingByWords
from tests.unit.service.test_store import said

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
pytestmark = pytest.mark.skipif(not PROGRAMS, reason="needs PostgreSQL's server programs")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server that listens on a socket in its own folder; give its URL."""
    folder = tmp_path_factory.mktemp("pg")
    as_user = _as_unprivileged(folder)
    bin_ = PROGRAMS[-1]
    data = folder / "data"
    init = [*as_user, str(bin_ / "initdb"), "-D", str(data), "-U", "guard", "-A", "trust", "-N"]
    subprocess.run(init, check=True, capture_output=True)  # noqa: S603 - fixed programs
    start = [*as_user, str(bin_ / "postgres"), "-D", str(data), "-k", str(folder), "-h", "", "-F"]
    process = subprocess.Popen(start, stderr=subprocess.DEVNULL)  # noqa: S603 - fixed programs
    try:
        deadline = time.monotonic() + 60
        while not list(folder.glob(".s.PGSQL.*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"postgresql+psycopg://guard@/postgres?host={folder}"
    finally:
        process.terminate()
        process.wait()


def _as_unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then its own user runs it."""
    if os.geteuid() != 0:
        return []
    runner = shutil.which("runuser")
    if runner is None:
        pytest.skip("running as root, and there is no runuser")
    shutil.chown(folder, "postgres")
    for above in folder.parents:
        if str(above).startswith("/tmp/"):  # noqa: S108 - pytest's own folder
            above.chmod(above.stat().st_mode | 0o011)
    return [runner, "-u", "postgres", "--"]


def test_messages_are_kept_once_and_judged_once(server: str) -> None:
    store = Store(server)
    texts = ["在吗", "odd \x00 \ud800 text", f"不给钱就{GRAVE_WORD}"]
    handed_in = [said(f"m{n}", text) for n, text in enumerate(texts)]
    with store.begin() as connection:
        assert messages.add(connection, handed_in, 0.0) == 3
        assert messages.add(connection, handed_in, 1.0) == 0
    judge = Judge(store, JudgingByWords(), {}, lambda given: None)
    judge.start()
    deadline = time.monotonic() + 60
    while _n_waiting(store) and time.monotonic() < deadline:
        judge.ring()
        time.sleep(0.05)
    judge.stop()
    with store.reading() as connection:
        (alert,) = alerts.alerts_after(connection, 0, 10)
        known = messages.conversation(connection, "c1")
    store.close()
    assert alert.body["message"] == "m2"
    assert known is not None
    assert [utterance.text for utterance in known.utterances] == texts
    again = Store(server)  # brought up to date once, and left as it is from then on
    assert again.is_ready()
    again.close()


def _n_waiting(store: Store) -> int:
    with store.reading() as connection:
        return messages.n_waiting(connection)
