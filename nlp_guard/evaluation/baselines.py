"""Simple systems to measure beside ours, in the same run and on the same conversations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import ahocorasick

from nlp_guard.evaluation.gold import Gold
from nlp_guard.records import Conversation, Detection, Label, Role, TurnReading, Verdict


class KeywordFilter:
    """What most shops have: words, and an alarm where threat and demand words meet.

    A turn has a label as soon as it holds one of its words; a conversation is extortion as soon
    as the outside party's turns hold a word of threat and a word of demand or share.

    Args:
        words: Per label.

    Example:
        >>> words = {Label.THREAT: ["差评"], Label.PAYMENT_DEMAND: ["转我"]}
        >>> sorted(KeywordFilter(words).labels("转我两百，不然差评"))
        [<Label.PAYMENT_DEMAND: 'payment_demand'>, <Label.THREAT: 'threat'>]
    """

    def __init__(self, words: Mapping[Label, Collection[str]]) -> None:
        self._automaton = ahocorasick.Automaton()
        owners: dict[str, set[Label]] = {}
        for label, group in words.items():
            for word in group:
                owners.setdefault(word.lower(), set()).add(label)
        for word, labels in owners.items():
            self._automaton.add_word(word, frozenset(labels))
        self._automaton.make_automaton()

    def labels(self, text: str) -> frozenset[Label]:
        """Return the labels whose words stand in a text."""
        found: set[Label] = set()
        for _, labels in self._automaton.iter(text.lower()):
            found |= labels
        return frozenset(found)

    def __call__(self, conversation: Conversation) -> Detection:
        """Judge a conversation."""
        return _judged(
            conversation,
            [dict.fromkeys(self.labels(u.text), 1.0) for u in conversation.utterances],
        )


class TurnClassifier:
    """TF-IDF over character n-grams and a logistic regression per label and turn.

    Needs scikit-learn (``pip install 'nlp_guard[train]'``).

    Args:
        golds: What it learns from.
    """

    def __init__(self, golds: Sequence[Gold]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        self._vectors: Any = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True
        )
        turns = [
            (utterance, turn)
            for gold in golds
            for utterance, turn in zip(
                gold.conversation.utterances, gold.detection.turns, strict=True
            )
            if utterance.role is not Role.SYSTEM
        ]
        rows = self._vectors.fit_transform([u.text.lower() for u, _ in turns])
        self._models: dict[Label, Any] = {
            label: LogisticRegression(C=10, max_iter=1000).fit(
                rows, [label in turn.labels for _, turn in turns]
            )
            for label in Label
        }

    def __call__(self, conversation: Conversation) -> Detection:
        """Judge a conversation."""
        rows = self._vectors.transform([u.text.lower() for u in conversation.utterances])
        columns = {label: m.predict_proba(rows)[:, 1] for label, m in self._models.items()}
        return _judged(
            conversation,
            [
                {label: float(column[n]) for label, column in columns.items()}
                for n in range(len(conversation.utterances))
            ],
        )


def _judged(conversation: Conversation, chances: Sequence[Mapping[Label, float]]) -> Detection:
    """Apply the rule 'threat and demand' to probabilities per turn."""
    tops = dict.fromkeys(Label, 0.0)
    readings = []
    for utterance, own in zip(conversation.utterances, chances, strict=True):
        full = {label: own.get(label, 0.0) for label in Label}
        if utterance.role is Role.SYSTEM:
            full = dict.fromkeys(Label, 0.0)
        if utterance.role not in (Role.AGENT, Role.SYSTEM):
            tops = {label: max(tops[label], full[label]) for label in Label}
        labels = frozenset(label for label in Label if full[label] >= 0.5)
        readings.append(TurnReading(utterance_id=utterance.id, labels=labels, probabilities=full))
    demand = max(tops[Label.PAYMENT_DEMAND], tops[Label.PERCENTAGE_COMMISSION])
    both = min(tops[Label.THREAT], demand)
    return Detection(
        conversation=conversation,
        turns=tuple(readings),
        verdict=Verdict.EXTORTION if both >= 0.5 else Verdict.NONE,
        verdict_probability=both,
    )
