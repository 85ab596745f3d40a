"""Calls as openai-whisper's own command hears them: what this package is measured against.

Each channel is given to ``whisper.transcribe`` whole, with the defaults of the command (beam of
five, five temperatures, earlier text as context) and the same weights and prompt as ours.
"""

from __future__ import annotations

import numpy as np

from nlp_guard.records import (
    Channel,
    Conversation,
    ConversationId,
    Recording,
    Role,
    TimeSpan,
    Utterance,
    UtteranceId,
)
from nlp_guard.transcription.channels import own_channels
from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.decode import stretches
from nlp_guard.transcription.openai_whisper_asr import OpenAIWhisper


def hear_as_reference(
    recording: Recording, whisper: OpenAIWhisper, config: TranscriptionConfig
) -> Conversation:
    """Hear a call as the reference does.

    Args:
        recording: Whole it has to fit in memory.
        whisper: The reference.
        config: Model, language, prompt and the customer's channel.

    Returns:
        A call whose utterances are the reference's segments. On a mono call all are the outside
        party's: the reference tells no voices apart.
    """
    sound = np.concatenate([stretch.samples for stretch in stretches(recording)], axis=1)
    channels = own_channels(sound)
    customer = config.customer_channel if len(channels) > 1 else channels[0]
    utterances = []
    for channel in channels:
        for n, (text, time) in enumerate(whisper.transcribe_whole(sound[channel], config)):
            utterances.append(
                Utterance(
                    id=UtteranceId(f"{channel}:{n}"),
                    role=Role.BUYER if channel == (customer or 0) else Role.AGENT,
                    text=text,
                    time=TimeSpan(*time),
                )
            )
    return Conversation(
        id=ConversationId(recording.provenance.uri),
        channel=Channel.CALL,
        utterances=tuple(sorted(utterances, key=lambda one: one.time or TimeSpan(0, 0))),
        provenance=recording.provenance,
        lang=config.language or "unknown",
    )
