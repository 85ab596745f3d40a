from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from nlp_guard.evaluation.calibration import (
    binned_counts,
    calibration_error,
    diagram,
    error_of,
    reliability,
)


def test_perfect_probabilities_have_no_error() -> None:
    chances = [0.25] * 4 + [0.75] * 4
    truths = [True, False, False, False, True, True, True, False]
    assert calibration_error(reliability(chances, truths)) == 0.0


def test_error_is_the_mean_gap() -> None:
    bins = reliability([0.9] * 10, [True] * 5 + [False] * 5)
    assert calibration_error(bins) == pytest.approx(0.4)


def test_certainty_falls_into_the_last_bin() -> None:
    (only,) = reliability([1.0], [True])
    assert (only.low, only.high, only.n) == (0.9, 1.0, 1)


def test_no_predictions_have_no_error() -> None:
    assert calibration_error(reliability([], [])) is None


def test_error_of_sums_agrees_with_error_of_bins() -> None:
    generator = np.random.default_rng(7)
    chances = generator.random(200).tolist()
    truths = (generator.random(200) < 0.5).tolist()
    counts = binned_counts(chances, truths, list(range(200)), 200)
    assert float(error_of(counts.sum(axis=0))) == pytest.approx(
        calibration_error(reliability(chances, truths))
    )


def test_diagram_is_svg_with_a_dot_per_bin() -> None:
    bins = reliability([0.1, 0.1, 0.5, 0.9], [False, False, True, True])
    root = ElementTree.fromstring(diagram([("labels", bins), ("verdict", ())]))  # noqa: S314
    assert root.tag.endswith("svg")
    assert len(root.findall(".//{*}circle")) == 3
