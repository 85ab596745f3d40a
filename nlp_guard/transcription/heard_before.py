"""Calls that were heard before a run was interrupted: one file each, gone once the run has ended.

Listening is by far the slowest part of a run, and a batch of calls may take a night. What holds
what people said lies beside the results and nowhere else.
"""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp_guard.codec import conversation_from_dict, conversation_to_dict, to_json
from nlp_guard.records import Conversation, Recording, content_id
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.recognisers import weights

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HeardBefore:
    """Keeps calls in a folder until a run has ended.

    Args:
        folder: It is made on first use.
        config: As the calls are listened to.
        engine: ``name@version`` of the recogniser.
        timezone: In which times of day are given.
    """

    folder: Path
    config: TranscriptionConfig
    engine: str
    timezone: ZoneInfo

    def recall(self, recording: Recording) -> Conversation | None:
        """Return a call as it was heard before, or None where it was not.

        A call counts as heard only if its bytes, what is known of it, the settings, the weights
        and the versions are all the same.
        """
        path = self._path(recording)
        try:
            kept = json.loads(path.read_text("utf-8"))
            provenance = replace(recording.provenance, tools=tuple(kept["tools"]))
            return conversation_from_dict(kept["call"], provenance)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as failure:
            _LOG.warning("%s is heard again: %s", path.name, type(failure).__name__)
            return None

    def keep(self, recording: Recording, conversation: Conversation) -> Conversation:
        """Keep a call, and return it as it would be recalled.

        The file appears whole or not at all. Where the folder cannot be written the call is heard
        again next time.
        """
        call = conversation_to_dict(conversation)
        path = self._path(recording)
        partial = path.with_suffix(".partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            kept = to_json({"tools": conversation.provenance.tools, "call": call})
            partial.write_text(kept, "utf-8")
            partial.replace(path)
        except OSError as failure:
            _LOG.warning("a call is not kept: %s", failure.strerror)
        return conversation_from_dict(call, conversation.provenance)

    def _path(self, recording: Recording) -> Path:
        parts = (
            recording.provenance.sha256,
            str(recording.started_at),
            str(recording.account_id),
            str(recording.customer_channel),
            str(self.timezone),
            str(sorted(asdict(replace(self.config, prompts=dict(self.config.prompts))).items())),
            self.engine,
            str(weights(self.config)),
            version("nlp_guard"),
        )
        return self.folder / f"{content_id('call', *parts)}.json"


def forget(folder: Path) -> None:
    """Remove what was kept for a run that has ended."""
    shutil.rmtree(folder, ignore_errors=True)
