"""What every recogniser must hold, ours and everybody else's."""

from __future__ import annotations

import pytest

from nlp_guard import plugins
from nlp_guard.modelstore import ModelStore
from nlp_guard.protocols import ListeningHints, Transcriber
from nlp_guard.records import TimeSpan
from nlp_guard.transcription.config import PROMPTS
from tests.fakes.calls import voices

MODEL = "whisper-base"
RATE_HZ = 16_000
TRANSCRIBERS: list[Transcriber] = list(plugins.load("transcribers").objects)
HINTS = ListeningHints(model=MODEL, language="zh", prompt=PROMPTS["zh"])


@pytest.fixture(scope="module", params=TRANSCRIBERS, ids=lambda one: one.name)
def transcriber(request: pytest.FixtureRequest) -> Transcriber:
    chosen: Transcriber = request.param
    return chosen


def test_it_names_itself_and_its_version(transcriber: Transcriber) -> None:
    name, _, version = transcriber.version.partition("@")
    assert name == transcriber.name
    assert version


def test_nothing_is_heard_in_nothing(transcriber: Transcriber) -> None:
    assert list(transcriber.transcribe([], HINTS)) == []


# openai-whisper leaves its vocabulary file open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.model
def test_it_hears_a_clip_with_its_words_in_place(transcriber: Transcriber) -> None:
    if not ModelStore(is_offline=True).status(MODEL).is_present:
        pytest.skip(f"{MODEL} is not here: run 'nlp-guard models fetch {MODEL}'")
    clip = voices(25.5)[0, 22 * RATE_HZ :]
    (given,) = transcriber.transcribe([clip], HINTS)
    assert "四千块" in "".join(heard.text for heard in given)
    whole = TimeSpan(0.0, len(clip) / RATE_HZ)
    for heard in given:
        assert whole.contains(heard.time)
        assert "".join(heard.text[span.slice] for span, _, _ in heard.words) == heard.text
        assert all(whole.contains(time) for _, time, _ in heard.words)
        assert all(0 <= score <= 1 for _, _, score in heard.words)
        assert heard.avg_logprob <= 0
        assert 0 <= heard.no_speech_prob <= 1
