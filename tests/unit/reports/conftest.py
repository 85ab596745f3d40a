from __future__ import annotations

from dataclasses import replace

import pytest

from nlp_guard.records import Case, Investigation
from nlp_guard.reports.html import HtmlReport
from tests.fakes.ring_case import ring_investigation


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Investigation:
    return ring_investigation(tmp_path_factory.mktemp("ring"))


@pytest.fixture(scope="session")
def quiet(ring: Investigation) -> Investigation:
    """The same without listening copies, which take time to make."""
    return replace(ring, coverage=replace(ring.coverage, sources=()))


@pytest.fixture(scope="session")
def case(ring: Investigation) -> Case:
    return ring.cases[0]


@pytest.fixture(scope="session")
def page(ring: Investigation) -> str:
    return HtmlReport().render(ring).decode()
