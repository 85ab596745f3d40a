from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.config import Config
from nlp_guard.errors import ConfigError


def test_a_table_sets_its_stage_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[linking]\npartners = 2.5\n", "utf-8")
    config = Config.from_file(path)
    assert config.linking.partners == 2.5
    assert config.cases == Config().cases


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[linking\n", "not TOML"),
        ("[lonking]\n", "config: unknown key 'lonking'"),
        ("[linking]\npartner = 2\n", "linking: unknown key 'partner'"),
        ("[linking]\npartners = 'many'\n", r"linking\.partners: "),
        ("[linking]\npartners = -1\n", r"linking\.partners: must be above 0"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Config.from_toml(text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Config.from_file(tmp_path / "gone.toml")
