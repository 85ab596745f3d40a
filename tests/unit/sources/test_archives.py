from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from nlp_guard.errors import InputError
from nlp_guard.records import CharSpan, Conversation
from nlp_guard.sources.archives import is_archive, members, source_file
from nlp_guard.sources.citation import file_sha256, quote_at
from nlp_guard.sources.folder import Intake
from nlp_guard.sources.orders.taobao import ExportOrderList
from nlp_guard.sources.qianniu.qianniu_pane import QianniuPane
from nlp_guard.sources.shop_facts import ShopFactsFile
from tests.fakes.reading import NOW, written

READERS = (ExportOrderList(), QianniuPane(), ShopFactsFile())
PANE = "样例买家2015-7-23 10:00:00\n在吗\n"


def packed(files: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def reasons(intake: Intake) -> dict[str, str]:
    return {skipped.path: skipped.why for skipped in intake.skipped}


def read(folder: Path) -> tuple[list[Conversation], Intake]:
    intake = Intake([folder], READERS, now=NOW)
    return [document for document in intake if isinstance(document, Conversation)], intake


def test_members_are_read_as_files_and_cited_in_their_archive(tmp_path: Path) -> None:
    inner = packed({"deep/c.txt": PANE})
    written(tmp_path, "chats/a.zip", packed({"b.txt": PANE, "内层.zip": inner}))
    conversations, intake = read(tmp_path)
    uris = [conversation.provenance.uri for conversation in conversations]
    assert uris == ["chats/a.zip!/b.txt", "chats/a.zip!/内层.zip!/deep/c.txt"]
    assert intake.coverage().files == intake.coverage().read == 2
    for conversation in conversations:
        cited = conversation.exhibit(conversation.utterances[0], CharSpan(0, 2))
        assert quote_at(tmp_path, cited) == "在吗"
        with source_file(tmp_path, conversation.provenance.uri) as path:
            assert file_sha256(path) == conversation.provenance.sha256


def test_facts_are_found_in_an_archive_before_anything_is_read(tmp_path: Path) -> None:
    chat = "阿甲2015-7-23 10:00:00\n您好\n"
    facts = '[shop]\nstaff = ["阿甲"]\n'
    written(tmp_path, "case.zip", packed({"a.txt": chat, "case.toml": facts}))
    (conversation,), _ = read(tmp_path)
    assert conversation.utterances[0].role == "agent"


def test_a_name_in_gbk_is_decoded(tmp_path: Path) -> None:
    data = packed({"XXXX.txt": PANE}).replace(b"XXXX", "聊天".encode("gbk"))
    written(tmp_path, "a.zip", data)
    (conversation,), _ = read(tmp_path)
    assert conversation.provenance.uri == "a.zip!/聊天.txt"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../x.txt", "a name that leads out of the archive"),
        ("/etc/x.txt", "a name that leads out of the archive"),
        ("..\\x.txt", "a name that leads out of the archive"),
        ("C:\\x.txt", "a name that leads out of the archive"),
        ("a\tb.txt", "a name with control characters"),
    ],
)
def test_a_member_is_refused_when_its_name_leads_out(tmp_path: Path, name: str, why: str) -> None:
    written(tmp_path, "a.zip", packed({name: PANE, "good.txt": PANE}))
    conversations, intake = read(tmp_path)
    assert len(conversations) == 1
    assert list(reasons(intake).values()) == [why]


def test_a_member_is_refused_when_it_unpacks_to_far_more(tmp_path: Path) -> None:
    written(tmp_path, "a.zip", packed({"bomb.txt": b"0" * (20 << 20), "good.txt": PANE}))
    conversations, intake = read(tmp_path)
    assert len(conversations) == 1
    assert "bytes; not opened" in reasons(intake)["a.zip!/bomb.txt"]


def test_an_encrypted_member_and_a_link_are_named(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(packed({"locked.txt": PANE}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    data = bytearray(buffer.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    written(tmp_path, "a.zip", bytes(data))
    _, intake = read(tmp_path)
    assert reasons(intake) == {
        "a.zip!/locked.txt": "encrypted; unpack it with its password and hand in what is inside",
        "a.zip!/link.txt": "a link",
        "a.zip": "an archive without a file that can be read",
    }


def test_archives_are_not_followed_without_end(tmp_path: Path) -> None:
    data = packed({"a.txt": PANE})
    for depth in range(5):
        data = packed({f"{depth}.zip": data, f"{depth}.txt": PANE})
    written(tmp_path, "a.zip", data)
    conversations, intake = read(tmp_path)
    assert len(conversations) == 3
    assert reasons(intake) == {
        "a.zip!/4.zip!/3.zip!/2.zip": "an archive within 3 others; unpack it"
    }


def test_a_damaged_archive_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    whole = packed({"a.txt": PANE * 50})
    written(tmp_path, "cut.zip", whole[:40])
    broken = bytearray(whole)
    broken[50] ^= 0xFF
    written(tmp_path, "flipped.zip", bytes(broken))
    written(tmp_path, "good.txt", PANE)
    written(tmp_path, "x.rar", b"Rar!\x1a\x07\x01\x00")
    conversations, intake = read(tmp_path)
    assert len(conversations) == 1
    found = reasons(intake)
    assert set(found) == {"cut.zip", "flipped.zip!/a.txt", "x.rar"}
    assert found["x.rar"] == "a RAR archive; unpack it, or pack it again as ZIP"


def test_members_that_overlap_are_not_opened(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": PANE}))
    at = data.index(b"PK\x01\x02") + 20
    data[at : at + 4] = (10**6).to_bytes(4, "little")
    path = written(tmp_path, "a.zip", bytes(data))
    with pytest.raises(InputError, match="overlap"):
        members(path, "a.zip", lambda uri, why: None)


def test_a_document_packed_as_zip_is_no_archive(tmp_path: Path) -> None:
    assert not is_archive(written(tmp_path, "a.docx", packed({"[Content_Types].xml": "<x/>"})))
    assert is_archive(written(tmp_path, "a.bin", packed({"a.txt": PANE})))


@pytest.mark.parametrize("uri", ["gone.txt", "a.zip!/gone.txt", "gone.zip!/a.txt"])
def test_a_source_that_is_gone_is_refused(tmp_path: Path, uri: str) -> None:
    written(tmp_path, "a.zip", packed({"a.txt": PANE}))
    with pytest.raises(InputError, match="gone"), source_file(tmp_path, uri):
        pass
