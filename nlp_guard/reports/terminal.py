"""The case in the terminal: what a person at the keyboard needs before opening the page."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from nlp_guard.records import (
    Ask,
    Case,
    CaseAccount,
    CaseEdge,
    Coverage,
    Detection,
    Investigation,
    Membership,
    Phrase,
    Verdict,
)
from nlp_guard.reports import reckoning, summary
from nlp_guard.reports.bilingual import joined, word
from nlp_guard.reports.citations import shown
from nlp_guard.reports.clock import Clock, clock_of, newest, seconds
from nlp_guard.reports.money import money, money_in_all, money_range
from nlp_guard.reports.pictures.bars import Step, waterfall
from nlp_guard.reports.sureness import sureness
from nlp_guard.reports.talk import of_case
from nlp_guard.reports.verbatim import named

_BAR_CELLS = 24
_MAX_LINKS = 40
_MAX_ACCOUNTS = 60
_COLOURS = {Verdict.EXTORTION: "red", Verdict.SUSPICIOUS: "yellow", Verdict.NONE: "green"}


def print_summary(
    console: Console,
    investigation: Investigation,
    out: Path | None = None,
    lang: str | None = None,
) -> None:
    """Print what was found, case by case, and what was read.

    Args:
        console: Where to.
        investigation: What was found.
        out: Folder of the files that were written, to point at.
        lang: ``zh`` or ``en``; None goes by the locale of the terminal.
    """
    say = _Speech(lang or terminal_language())
    clock = clock_of(investigation)
    if not investigation.cases:
        console.print(Panel(Text(say.text("nothing_found")), box=box.ROUNDED, style="green"))
    for case in investigation.cases:
        talk = of_case(case, investigation.detections)
        console.print(_case(case, talk, investigation, clock, say))
    for part in _coverage(investigation.coverage, say):
        console.print(part)
    if investigation.model_failure:
        console.print(Text(say.text("model_failure", why=investigation.model_failure), "red"))
    if out is not None:
        console.print(Text(say.text("written_to", path=str(out))))


def print_explanation(console: Console, case: Case, lang: str | None = None) -> None:
    """Print why a case is one: for every account its reasons, for every link its waterfall.

    Args:
        console: Where to.
        case: To be explained.
        lang: ``zh`` or ``en``; None goes by the locale of the terminal.
    """
    say = _Speech(lang or terminal_language())
    console.print(
        Panel(_headline(case, say), box=box.ROUNDED, border_style=_COLOURS[case.verdict])
    )
    for reason in case.reasons:
        console.print(Text(f"• {say(reason)}"))
    console.print(Padding(_accounts(case, say), (1, 0)))
    for account in (*case.accounts, *case.callers):
        console.print(Text(named(shown(account.id)), "bold"))
        for reason in account.reasons:
            console.print(Padding(Text(f"• {say(reason)}"), (0, 0, 0, 2)))
    edges = sorted(case.edges, key=lambda edge: -edge.link.weight_bits)
    console.print(
        Text(
            "\n" + say.text("links_n", shown=min(len(edges), _MAX_LINKS), all=len(edges)),
            style="bold",
        )
    )
    for edge in edges[:_MAX_LINKS]:
        console.print(_link(edge, say))


def terminal_language() -> str:
    """Return ``zh`` where the locale of the terminal is Chinese, else ``en``."""
    locale = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)),
        "",
    )
    return "zh" if locale.lower().startswith("zh") else "en"


class _Speech:
    """Says phrases in the language of the terminal."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __call__(self, phrase: Phrase) -> str:
        # Nicks and paths may hold escape sequences that a terminal would obey.
        return named(phrase.said_in(self._lang))

    def text(self, key: str, **values: object) -> str:
        return self(word(key, **values))


def _case(
    case: Case,
    talk: Sequence[Detection],
    investigation: Investigation,
    clock: Clock,
    say: _Speech,
) -> RenderableType:
    now = newest(investigation)
    told = joined([s.text for s in summary.paragraph(case, talk, clock)], zh="", en=" ")
    parts: list[RenderableType] = [
        _headline(case, say),
        Padding(Text(say(told)), (1, 0)),
        _figures(summary.figures(case, clock, now), say),
        Padding(_accounts(case, say), (1, 0)),
    ]
    if case.asks:
        parts.append(_asks(case, clock, say))
    if case.exposure is not None:
        parts.append(Padding(_exposure(case, say), (1, 0, 0, 0)))
    parts += _open_points(case, say)
    return Panel(
        Group(*parts), title=str(case.id), box=box.ROUNDED, border_style=_COLOURS[case.verdict]
    )


def _headline(case: Case, say: _Speech) -> Text:
    return Text(say(summary.headline(case)), style=f"bold {_COLOURS[case.verdict]}")


def _figures(figures: Sequence[summary.Figure], say: _Speech) -> Table:
    table = Table.grid(padding=(0, 2))
    for figure in figures:
        style = "bold red" if figure.kind in ("asked", "over") else "bold"
        table.add_row(say(figure.name), Text(say(figure.value), style=style), say(figure.below))
    return table


def _accounts(case: Case, say: _Speech) -> RenderableType:
    table = _table(say, ("account", "belongs", "did_what"), ("orders", "paid"))
    accounts = (*case.accounts, *case.callers)
    for account in accounts[:_MAX_ACCOUNTS]:
        own = [order for order in case.orders if order.account == account.id]
        table.add_row(
            Text(named(shown(account.id))),
            _membership(account, say),
            "·".join(say.text(f"did.{role}") for role in account.roles),
            str(len(own) or "–"),
            money_in_all(((o.net, o.currency) for o in own), always_cents=True, nothing="–"),
        )
    if len(accounts) > _MAX_ACCOUNTS:
        return Group(table, Text(say.text("n_more", n=len(accounts) - _MAX_ACCOUNTS), "dim"))
    return table


def _membership(account: CaseAccount, say: _Speech) -> Text:
    style = "yellow" if account.membership is Membership.LIKELY else ""
    said = say.text(f"membership.{account.membership}")
    return Text(f"{said} {say(sureness(account.probability))}", style=style)


def _asks(case: Case, clock: Clock, say: _Speech) -> RenderableType:
    table = _table(say, ("ask", "asked"), ("in_all",), ("due", "agrees"))
    steps = []
    for ask in case.asks:
        total = "–"
        if ask.total_low is not None and ask.total_high is not None:
            total = money_range(ask.total_low, ask.total_high, ask.currency)
        table.add_row(
            ask.id,
            Text(say(reckoning.as_asked(ask))),
            Text(_left(ask, total, say), style="bold red"),
            say(clock.moment(ask.deadline)) if ask.deadline else "–",
            ", ".join(ask.agrees_with) or "–",
        )
        steps += [
            f"{ask.id}  {say(line)}" for line in reckoning.arithmetic(ask, _turnover(case, ask))
        ]
    agreeing = [Text(say(line), style="green") for line in reckoning.agreements(case)]
    return Group(table, Text(), *map(Text, steps), *agreeing)


def _turnover(case: Case, ask: Ask) -> Decimal | None:
    """Return what an ask can be a share of: money of its own currency."""
    exposure = case.exposure
    return exposure.turnover if exposure and exposure.currency == ask.currency else None


def _left(ask: Ask, total: str, say: _Speech) -> str:
    """Say what is asked, and what is left of it where some was paid."""
    if not ask.paid or ask.outstanding_low is None or ask.outstanding_high is None:
        return total
    left = money_range(ask.outstanding_low, ask.outstanding_high, ask.currency)
    return f"{total}\n{say.text('left_of_it', paid=money(ask.paid, ask.currency), left=left)}"


def _exposure(case: Case, say: _Speech) -> RenderableType:
    table = _table(say, ("exposure",), ("in_all",))
    for row in reckoning.compared(case):
        if row.kind != "asked":
            table.add_row(say(row.name), money_range(row.low, row.high, row.currency))
    lines = [Text(say(line)) for line in reckoning.break_even_lines(case)]
    return Group(table, *lines) if lines else table


def _open_points(case: Case, say: _Speech) -> Iterator[RenderableType]:
    for key, points in (
        ("not_concluded", case.unresolved),
        ("not_decided", summary.undecided(case)),
    ):
        if points:
            yield Text(f"\n{say.text(key)}", style="bold")
            yield from (Text(f"• {say(point)}") for point in points)


def _coverage(coverage: Coverage, say: _Speech) -> Iterator[RenderableType]:
    yield Text(
        say.text(
            "coverage_line",
            files=coverage.files,
            read=coverage.read,
            skipped=len(coverage.skipped),
            messages=coverage.messages,
            audio=seconds(coverage.audio_s),
            unreadable=coverage.unreadable_turns,
        )
    )
    failures = [skipped for skipped in coverage.skipped if skipped.is_failure]
    if failures:
        table = _table(say, ("file", "reason"))
        for skipped in failures:
            table.add_row(Text(named(skipped.path), style="red"), Text(named(skipped.why)))
        yield table


def _link(edge: CaseEdge, say: _Speech) -> RenderableType:
    link = edge.link
    title = Text.assemble(
        (f"{link.weight_bits:6.1f} ", "bold"),
        named(f"{shown(link.left)} — {shown(link.right)}"),
        (f"  {say(sureness(link.probability))}", "dim"),
        (f"  {say.text('bridge')}" if edge.is_bridge else "", "yellow"),
    )
    steps = waterfall(link)
    low = min(min(step.start, step.end) for step in steps)
    high = max(max(step.start, step.end) for step in steps)
    table = Table.grid(padding=(0, 1))
    table.add_column(width=42)
    table.add_column(width=_BAR_CELLS)
    table.add_column(justify="right", width=7)
    for step in steps:
        said = step.name
        if step.note is not None:
            said = word("comparison_level", comparison=step.name, level=step.note)
        name = Text(say(said), style="bold" if step.is_total else "")
        table.add_row(name, _bar(step, low, high), f"{step.bits:+.1f}")
    return Group(title, Padding(table, (0, 0, 1, 2)))


def _bar(step: Step, low: float, high: float) -> Text:
    scale = _BAR_CELLS / max(high - low, 1e-9)
    start, end = sorted(((step.start - low) * scale, (step.end - low) * scale))
    before = min(round(start), _BAR_CELLS - 1)
    cells = max(round(end) - before, 1)
    style = "bold" if step.is_total else "red" if step.bits >= 0 else "blue"
    return Text.assemble(" " * before, ("█" * cells, style))


def _table(
    say: _Speech,
    left: Sequence[str],
    right: Sequence[str] = (),
    last: Sequence[str] = (),
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for keys, justify in ((left, False), (right, True), (last, False)):
        for key in keys:
            table.add_column(say.text(key), justify="right" if justify else "left")
    return table
