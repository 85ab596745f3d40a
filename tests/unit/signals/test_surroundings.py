from __future__ import annotations

from nlp_guard.records import Label
from nlp_guard.signals.evidence import examine
from nlp_guard.signals.surroundings import in_context
from tests.fakes.talk import talk

SURE = {Label.THREAT: 0.1, Label.PAYMENT_DEMAND: 0.9, Label.PERCENTAGE_COMMISSION: 0.8}
QUIET = dict.fromkeys(Label, 0.0)


def features(*lines: str, alone: list[dict[Label, float]] | None = None) -> list[dict[str, float]]:
    utterances = talk(*lines).utterances
    return in_context(
        utterances,
        [examine(utterance.text) for utterance in utterances],
        alone or [QUIET] * len(lines),
    )


def test_the_first_turn_of_a_side_opens() -> None:
    found = features("b 两成", "a 两成不行", "b 那15")
    assert found[0]["opens"] == found[1]["opens"] == 1.0
    assert "opens" not in found[2]


def test_a_bare_figure_remembers_the_demand_before_it() -> None:
    found = features("b 两成打过来", "a 不行", "b 那15", alone=[SURE, QUIET, QUIET])[2]
    assert found["earlier payment_demand"] == found["just before payment_demand"] == 0.9
    assert found["short & amount.number * earlier payment_demand"] == 0.9
    assert found["shares talked of before"] == 0.8


def test_staff_and_outside_party_have_pasts_of_their_own() -> None:
    found = features("b 两成打过来", "a 两成不行", alone=[SURE, QUIET])[1]
    assert found["by staff"] == 1.0
    assert found["earlier payment_demand"] == 0.0
    assert found["shares talked of before"] == 0.8


def test_what_the_other_side_says_around_it_is_seen() -> None:
    middle = features("a 您这是敲诈", "b 两成打过来", "a 那给您5块")[1]
    assert middle["answers staff_alarm"] == 1.0
    assert middle["answered by amount.money"] == 1.0
    alone = features("b 两成打过来", "b 快点", "a 您这是敲诈")[0]
    assert "answered by staff_alarm" not in alone


def test_what_shows_nothing_by_itself_has_no_features() -> None:
    assert features("b 两成打过来", "a 好的", alone=[SURE, QUIET])[1] == {}


def test_what_comes_later_does_not_change_the_past_features() -> None:
    short = features("b 两成打过来", "b 快点")
    longer = features("b 两成打过来", "b 快点", "b 全退")
    assert short[0] == longer[0]
