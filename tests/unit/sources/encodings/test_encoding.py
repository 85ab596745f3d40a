from __future__ import annotations

from pathlib import Path

import pytest

from nlp_guard.errors import InputError
from nlp_guard.sources.encodings.encoding import decode, find_encoding, text_lines
from tests.fakes.reading import written

SIMPLIFIED = "亲，在吗？先给四千，不然天天投诉你们店。\r\n订单编号：1930000000000001\r\n"
TRADITIONAL = "親，在嗎？請先給四千，不然天天投訴你們店。\r\n訂單編號：1930000000000001\r\n"
JAPANESE = "返金してください。レビューを書きます。\r\nお願いします\r\n"
WESTERN = "Müller: Für das Café, señor?\r\n"
CUT_BY_MISREADING = "亲在吗亲在吗亲在\r\n"
"""Of an even number of bytes, so that reading it as GBK loses none."""


@pytest.mark.parametrize(
    ("data", "text", "codec"),
    [
        ("亲，在吗\r\n".encode(), "亲，在吗\r\n", "utf-8"),
        ("亲，在吗\n".encode("gbk"), "亲，在吗\n", "gb18030"),
        ("\ufeff亲\n".encode(), "亲\n", "utf-8-sig"),
        ("亲\n".encode("utf-16"), "亲\n", "utf-16"),
        (SIMPLIFIED.encode("utf-16-le"), SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED.encode("utf-16-be"), SIMPLIFIED, "utf-16-be"),
        (SIMPLIFIED.encode("gb18030"), SIMPLIFIED, "gb18030"),
        (TRADITIONAL.encode("big5"), TRADITIONAL, "cp950"),
        (TRADITIONAL.encode("gb18030"), TRADITIONAL, "gb18030"),
        (JAPANESE.encode("shift_jis"), JAPANESE, "cp932"),
        (WESTERN.encode("cp1252"), WESTERN, "cp1252"),
        (b"plain\n", "plain\n", "utf-8"),
        (b"", "", "utf-8"),
    ],
)
def test_text_and_codec_when_encoding_is_known(
    data: bytes, text: str, codec: str, tmp_path: Path
) -> None:
    assert decode(data) == (text, codec)
    path = written(tmp_path, "a.txt", data)
    assert find_encoding(path) == codec
    with text_lines(path, codec) as lines:
        assert "".join(lines) == text == data.decode(codec, "replace")


@pytest.mark.parametrize(
    ("text", "read_as", "inner"),
    [
        (SIMPLIFIED, "latin-1", "utf-8"),
        (SIMPLIFIED, "latin-1", "gb18030"),
        (CUT_BY_MISREADING, "gb18030", "utf-8"),
        (WESTERN, "latin-1", "utf-8"),
    ],
)
@pytest.mark.parametrize("outer", ["utf-8", "utf-8-sig"])
def test_a_wrong_reading_is_undone_when_nothing_was_lost(
    text: str, read_as: str, inner: str, outer: str, tmp_path: Path
) -> None:
    data = text.encode(inner).decode(read_as).encode(outer)
    codec = f"{outer}+{read_as}+{inner}"
    assert decode(data) == (text, codec)
    assert data.decode(codec) == text
    assert text.encode(codec).removeprefix(b"\xef\xbb\xbf") == data.removeprefix(b"\xef\xbb\xbf")
    path = written(tmp_path, "a.txt", data)
    with text_lines(path, find_encoding(path)) as lines:
        assert "".join(lines) == text


def test_windows_signs_are_undone_where_latin_1_has_control_characters() -> None:
    shown = SIMPLIFIED.encode().decode("latin-1")
    windows = "".join(
        bytes([ord(c)]).decode("cp1252", "ignore") or c if "\x80" <= c < "\xa0" else c
        for c in shown
    )
    assert windows != shown
    assert decode(windows.encode()) == (SIMPLIFIED, "utf-8+latin-1+utf-8")


@pytest.mark.parametrize(
    "text",
    [
        SIMPLIFIED,
        TRADITIONAL,
        WESTERN,
        JAPANESE,
        "Größe Ã© naïve – “quoted” €5\n",
        "锟斤拷锟斤拷锟斤拷锟斤拷\n",
        "浣犲ソ一声，朋友们说这是乱码，其实我只是写了两个字\n",
        "Привет, как дела? Верните деньги\n",
    ],
)
def test_utf8_is_left_alone_when_nothing_is_certainly_wrong(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


def test_one_broken_byte_is_replaced_when_the_rest_is_gbk() -> None:
    data = ("订单编号，" * 500).encode("gbk") + b"\xff" + "完".encode("gbk")
    text, codec = decode(data)
    assert codec == "gb18030"
    assert text.count("\ufffd") == 1


def test_utf8_stays_utf8_when_the_file_is_cut_within_a_character() -> None:
    text, codec = decode("支付宝账号".encode()[:-1])
    assert (text, codec) == ("支付宝账\ufffd", "utf-8")


def test_a_character_is_whole_when_a_block_ends_within_it(tmp_path: Path) -> None:
    text = "a" + "订" * (1 << 19)
    for encoding in ("utf-8", "gb18030"):
        path = written(tmp_path, "a.txt", text.encode(encoding))
        assert find_encoding(path) == encoding


@pytest.mark.parametrize("data", [b"%PDF-1.4\0\0\0", bytes(range(128, 256)) * 8])
def test_it_is_refused_when_it_is_no_text(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data)
