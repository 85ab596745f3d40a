"""Recordings → conversations: who said what when, and nothing nobody said.

decode.py            any sound file → samples, in stretches that fit in memory
voice_activity.py    where somebody speaks
channels.py          which channels carry a voice of their own
noise.py             the line's hiss, lowered
windows.py           stretches of speech → clips for a recogniser, and back
*_asr.py             the recognisers
inventions.py        what recognisers put out that nobody said
voices.py, diarization.py   who speaks when on a mono call
voiceprints.py       one voice per speaker, for the record
turns.py, utterances.py     who said what
repairs.py           words of the domain that were spelled by their sound
parties.py           which voice is the shop's
recognisers.py       which recogniser, with which weights
listening.py         all of it in order: ``listen``
second_hearing.py    numbers heard once more: ``hear_again``
heard_before.py      calls kept until a run has ended
scoring.py, bench.py how well and how fast, against what was said
reference.py         … and against openai-whisper's own command
stopwatch.py         where the time goes
"""

from nlp_guard.transcription.config import TranscriptionConfig
from nlp_guard.transcription.heard_before import HeardBefore, forget
from nlp_guard.transcription.listening import listen
from nlp_guard.transcription.recognisers import transcriber, weights
from nlp_guard.transcription.second_hearing import hear_again

__all__ = [
    "HeardBefore",
    "TranscriptionConfig",
    "forget",
    "hear_again",
    "listen",
    "transcriber",
    "weights",
]
