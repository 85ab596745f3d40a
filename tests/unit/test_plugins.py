from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from nlp_guard import plugins

GOOD = EntryPoint(
    "good", "nlp_guard.sources.qianniu.qianniu_pane:QianniuPane", "nlp_guard.sources"
)
GONE = EntryPoint("gone", "nlp_guard.sources.nowhere:Reader", "nlp_guard.sources")
NEEDY = EntryPoint("needy", "nlp_guard.errors:PluginError", "nlp_guard.sources")


def test_a_broken_plugin_is_named_and_the_others_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "entry_points", lambda group: [NEEDY, GOOD, GONE])
    loaded = plugins.load("sources")
    assert [part.name for part in loaded.objects] == ["qianniu_pane"]
    assert [failure.name for failure in loaded.failures] == ["gone", "needy"]
    assert "ModuleNotFoundError" in str(loaded.failures[0])


def test_only_the_named_ones_load_when_names_are_given() -> None:
    loaded = plugins.load("sources", only=["qianniu_pane"])
    assert [part.name for part in loaded.objects] == ["qianniu_pane"]


def test_every_built_in_comes_through_the_door() -> None:
    for group in plugins.GROUPS:
        loaded = plugins.load(group)
        assert loaded.objects, group
        assert not loaded.failures


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(ValueError, match="no plug-in group"):
        plugins.load("sinks")
