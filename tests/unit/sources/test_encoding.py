from __future__ import annotations

import pytest

from nlp_guard.errors import InputError
from nlp_guard.sources.encoding import decode


@pytest.mark.parametrize(
    ("data", "text", "codec"),
    [
        ("亲，在吗\r\n".encode(), "亲，在吗\r\n", "utf-8"),
        ("亲，在吗\n".encode("gbk"), "亲，在吗\n", "gb18030"),
        ("\ufeff亲\n".encode(), "亲\n", "utf-8-sig"),
        ("亲\n".encode("utf-16"), "亲\n", "utf-16"),
        (b"plain\n", "plain\n", "utf-8"),
    ],
)
def test_text_and_codec_when_encoding_is_known(data: bytes, text: str, codec: str) -> None:
    assert decode(data) == (text, codec)


def test_one_broken_byte_is_replaced_when_the_rest_is_gbk() -> None:
    data = ("订单编号，" * 500).encode("gbk") + b"\xff" + "完".encode("gbk")
    text, codec = decode(data)
    assert codec == "gb18030"
    assert text.count("\ufffd") == 1


def test_utf8_stays_utf8_when_the_file_is_cut_within_a_character() -> None:
    text, codec = decode("支付宝账号".encode()[:-1])
    assert (text, codec) == ("支付宝账\ufffd", "utf-8")


@pytest.mark.parametrize("data", [b"%PDF-1.4\0\0\0", bytes(range(128, 256)) * 8])
def test_it_is_refused_when_it_is_no_text(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data)
