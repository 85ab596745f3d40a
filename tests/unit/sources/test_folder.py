from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.records import Conversation, each_once
from nlp_guard.sources.folder import Intake
from nlp_guard.sources.orders.taobao import ExportOrderDetailList, ExportOrderList
from nlp_guard.sources.qianniu.qianniu_pane import QianniuPane
from nlp_guard.sources.shop_facts import ShopFactsFile
from tests.fakes.reading import NOW, written
from tests.unit.sources.test_export_order_list import HEADER, ROW

READERS = (ExportOrderList(), QianniuPane(), ShopFactsFile())
PANE = "样例买家2015-7-23 10:00:00\n在吗\n"


def reasons(intake: Intake) -> dict[str, str]:
    return {skipped.path: skipped.why for skipped in intake.skipped}


def test_each_file_goes_to_the_reader_that_knows_its_content(tmp_path: Path) -> None:
    written(tmp_path, "chats/misleading.csv", PANE)
    written(tmp_path, "orders.txt", f"{HEADER}\n{ROW}\n", "gbk")
    intake = Intake([tmp_path], READERS, now=NOW)
    (conversation,) = intake
    assert isinstance(conversation, Conversation)
    assert conversation.provenance.uri == "chats/misleading.csv"
    assert [order.id for order in intake.orders] == ["1930000000000001"]
    coverage = intake.coverage()
    assert (coverage.files, coverage.read, coverage.messages) == (2, 2, 1)
    assert not coverage.has_failures


def test_bad_files_are_named_and_the_good_ones_read(tmp_path: Path) -> None:
    written(tmp_path, "good.txt", PANE)
    written(tmp_path, "empty.txt", "")
    written(tmp_path, "note.pdf", b"%PDF-1.4\0\0")
    written(tmp_path, "x.wav/inside.txt", PANE)
    written(tmp_path, ".hidden", "x")
    intake = Intake([tmp_path], READERS, now=NOW)
    assert len(list(intake)) == 2
    assert reasons(intake) == {
        "empty.txt": "empty file",
        "note.pdf": "no reader knows this content (known kinds: chat, facts, orders)",
        "x.wav": "a folder with a recording's name",
    }
    assert intake.coverage().has_failures


def test_facts_are_known_before_anything_is_read(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "阿甲2015-7-23 10:00:00\n您好\n")
    written(tmp_path, "case.toml", '[shop]\nstaff = ["阿甲"]\ntimezone = "UTC"\n')
    (conversation,) = Intake([tmp_path], READERS, now=NOW)
    assert isinstance(conversation, Conversation)
    assert conversation.utterances[0].role == "agent"
    assert conversation.started_at is not None
    assert conversation.started_at.utcoffset() == NOW.utcoffset()


def test_a_spoilt_facts_file_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", PANE)
    written(tmp_path, "case.toml", "[shop")
    intake = Intake([tmp_path], READERS, now=NOW)
    assert len(list(intake)) == 1
    assert "not TOML" in reasons(intake)["case.toml"]


def test_an_order_in_two_reports_counts_once_and_the_newest_row_stands(tmp_path: Path) -> None:
    for name, status in (("2.csv", "交易关闭"), ("1.csv", "交易成功")):
        written(tmp_path, name, f"{HEADER}\n{ROW.replace('交易成功', status)}\n")
    intake = Intake([tmp_path], READERS, now=NOW)
    assert list(intake) == []
    assert [order.status for order in intake.orders] == ["交易关闭"]
    assert each_once(intake.orders) == intake.orders


def test_the_goods_of_a_detail_list_are_joined_to_their_order(tmp_path: Path) -> None:
    without_title = ROW.replace('"样例洗衣液，4kg"', "")
    written(tmp_path, "b/ExportOrderList1.csv", f"{HEADER}\n{without_title}\n")
    for name in ("ExportOrderDetailList1.csv", "ExportOrderDetailList2.csv"):
        details = "订单编号,标题,价格,购买数量,外部系统编号\n"
        details += "'1930000000000001,样例皂,3.50,1,\n'1930000000000001,样例刷,9,1,\n'7,无,1,1,\n"
        written(tmp_path, f"a/{name}", details, "gbk")
    intake = Intake([tmp_path], (*READERS, ExportOrderDetailList()), now=NOW)
    assert list(intake) == []
    (order,) = intake.orders
    assert [(line.title, line.price) for line in order.lines] == [
        ("样例皂", Decimal("3.50")),
        ("样例刷", Decimal(9)),
    ]
    assert (order.title, order.pieces) == ("样例皂，样例刷", 2)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = written(tmp_path, "outside.txt", PANE)
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    intake = Intake([folder], READERS, now=NOW)
    assert list(intake) == []
    assert reasons(intake) == {"link.txt": "a link that leads out of the folder"}


def test_what_was_read_before_a_file_breaks_is_kept(tmp_path: Path) -> None:
    class Breaking(QianniuPane):
        def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
            yield from super().read(path, context)
            raise InputError("breaks off", path="a.txt", line=3)

    written(tmp_path, "a.txt", PANE)
    intake = Intake([tmp_path], [Breaking()], now=NOW)
    assert len(list(intake)) == 1
    assert reasons(intake) == {"a.txt": "line 3: breaks off"}
    assert intake.coverage().read == 1


def test_a_file_can_be_forced_upon_a_reader(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", PANE)
    intake = Intake([path], READERS, now=NOW, format_name="export_order_list")
    assert list(intake) == []
    assert "columns missing" in reasons(intake)["a.txt"]


def test_an_unknown_reader_and_a_missing_path_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no reader 'nope'; there are: export_order_list"):
        Intake([tmp_path], READERS, now=NOW, format_name="nope")
    with pytest.raises(InputError, match="no such file or folder"):
        Intake([tmp_path / "gone"], READERS, now=NOW)


def test_progress_is_told_of_every_file(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", PANE)
    told: list[tuple[int, int, str]] = []
    list(Intake([tmp_path], READERS, now=NOW, progress=lambda *step: told.append(step)))
    assert told == [(0, 1, "a.txt"), (1, 1, "")]


def test_a_note_is_told_and_is_no_failure(tmp_path: Path) -> None:
    class Noting(QianniuPane):
        def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
            context.note("2 internal notes left out")
            yield from super().read(path, context)

    written(tmp_path, "a.txt", PANE)
    intake = Intake([tmp_path], [Noting()], now=NOW)
    assert len(list(intake)) == 1
    assert reasons(intake) == {"a.txt": "2 internal notes left out"}
    assert not intake.coverage().has_failures


def test_a_wrong_encoding_that_was_undone_is_told(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", PANE.encode().decode("latin-1"))
    intake = Intake([tmp_path], READERS, now=NOW)
    (conversation,) = intake
    assert isinstance(conversation, Conversation)
    assert conversation.account_id == "样例买家"
    assert reasons(intake) == {
        "a.txt": "saved in a wrong encoding, which was undone: utf-8+latin-1+utf-8"
    }
    assert not intake.coverage().has_failures
