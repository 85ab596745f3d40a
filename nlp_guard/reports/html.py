"""``report.html``: one file, no network, for a shop owner in three minutes and a police officer.

The page forbids itself every connection (Content-Security-Policy): its own style and script are
allowed by their hashes, listening copies and pictures come with it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nlp_guard.records import Investigation, Source
from nlp_guard.reports import reckoning
from nlp_guard.reports.bilingual import both, label_attributes, say, word
from nlp_guard.reports.case_page import CasePage, CasePages
from nlp_guard.reports.citations import place, shown
from nlp_guard.reports.clock import clock_of, newest, seconds
from nlp_guard.reports.config import ReportsConfig
from nlp_guard.reports.cuttings import Cuttings
from nlp_guard.reports.money import money, money_in_all, money_range, percent_range, plain
from nlp_guard.reports.pictures.bars import comparison_name, money_bar, step_bar
from nlp_guard.reports.pictures.call import call_picture
from nlp_guard.reports.summary import time_left
from nlp_guard.reports.sureness import sureness
from nlp_guard.reports.talk import TalkPages, counted, of_nobody
from nlp_guard.reports.verbatim import verbatim

_NAMED = re.compile(r'marks\.named\("(\w+)"\)')


class HtmlReport:
    """Writes an investigation as one page to look at, in Chinese and English.

    Args:
        config: How much the page holds; None for the defaults.
    """

    format = "html"
    file_name = "report.html"

    def __init__(self, config: ReportsConfig | None = None) -> None:
        self._config = config or ReportsConfig()

    def render(self, investigation: Investigation) -> bytes:
        """Return the page."""
        clock, now = clock_of(investigation), newest(investigation)
        talks = TalkPages(investigation, self._config, clock)
        makes = CasePages(investigation, self._config, clock, now)
        pages = [makes.page(n, case, talks) for n, case in enumerate(investigation.cases, start=1)]
        others = of_nobody(investigation.cases, investigation.detections)
        shown = others[: self._config.max_other_conversations]
        style, script = _beside("report.css") + cell_names(), _beside("report.js")
        page = (
            _environment()
            .get_template("report.html.j2")
            .render(
                investigation=investigation,
                clock=clock,
                config=self._config,
                cuttings=Cuttings(investigation.folder, self._config.max_picture_bytes),
                pages=pages,
                others=[talks.talk(d, f"o-talk-{n}") for n, d in enumerate(shown)],
                n_others=len(others),
                others_by_verdict=counted(others),
                sources=_sources(investigation, pages)[: self._config.max_sources],
                now=now,
                style=style,
                script=script,
                policy=_policy(style, script),
            )
        )
        # Paths may hold bytes that are no text; they are named, never lost.
        return page.encode("utf-8", "backslashreplace")


@cache
def _environment() -> Environment:
    # Compiling the templates takes longer than filling them in.
    environment = Environment(
        loader=PackageLoader("nlp_guard.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(both=both, verbatim=verbatim, money=money, seconds=seconds)
    environment.globals.update(
        say=say,
        word=word,
        both=both,
        aria=label_attributes,
        place=place,
        shown=shown,
        plain=plain,
        money=money,
        money_range=money_range,
        money_in_all=money_in_all,
        time_left=time_left,
        percent_range=percent_range,
        agreements=reckoning.agreements,
        arithmetic=reckoning.arithmetic,
        as_asked=reckoning.as_asked,
        hold_line=reckoning.hold_line,
        break_even_lines=reckoning.break_even_lines,
        comparison_name=comparison_name,
        money_bar=money_bar,
        step_bar=step_bar,
        sureness=sureness,
        call_picture=call_picture,
    )
    return environment


def _sources(investigation: Investigation, pages: list[CasePage]) -> list[Source]:
    """Return the sources, those that a case cites first."""
    cited = {exhibit.provenance.uri for page in pages for exhibit in page.case.evidence.values()}
    return sorted(investigation.coverage.sources, key=lambda s: (s.path not in cited, s.path))


def _beside(name: str) -> Markup:
    """Return one of the page's own files; it is ours, so it is trusted as it stands."""
    return Markup((files("nlp_guard.reports") / "templates" / name).read_text("utf-8"))  # noqa: S704


@cache
def cell_names() -> Markup:
    """Return the rules that write a cell's name before it on narrow pages.

    Ten thousand cells would carry their names in two languages otherwise.
    """
    templates = (files("nlp_guard.reports") / "templates").iterdir()
    sources = [t.read_text("utf-8") for t in templates if t.name.endswith(".j2")]
    keys = sorted({key for source in sources for key in _NAMED.findall(source)})
    rules = []
    for key in keys:
        name = word(key)
        for where, said in (("", name.zh), ('html[lang="en"] ', name.en)):
            rules.append(f'{where}.stack td[data-c="{key}"]::before {{ content: "{said}"; }}')
    css = "@media (max-width: 640px) {\n" + "\n".join(rules) + "\n}\n"
    return Markup(css)  # noqa: S704 - of our own words alone


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_sha256(style)}'",
            f"script-src '{_sha256(script)}'",
            "img-src data:",
            "media-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
