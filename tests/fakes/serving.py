"""Run as a module: the service with a judge of plain words, on a port that it prints.

python -m tests.fakes.serving sqlite:///file
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from nlp_guard.config import Config
from nlp_guard.guard import Guard
from nlp_guard.service.app import create_app
from nlp_guard.watching import Memory, Watch
from tests.fakes.alerts import judged


class JudgingByWords(Guard):
    """A guard whose judgement takes no weights and no time."""

    detect = staticmethod(judged)

    def watch(self, memory: Memory | Path | None = None) -> Watch:
        """Watch with that judgement."""
        assert memory is not None
        assert not isinstance(memory, Path)
        return Watch(judged, self.config.watching, memory)


def main(url: str) -> None:
    """Serve until killed."""
    app = create_app(JudgingByWords(Config.from_toml(f'[service]\ndatabase = "{url}"')))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # who connects from here on is answered once the service is up
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)  # noqa: T201
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1])
