from __future__ import annotations

import pytest

from nlp_guard.signals.language import language_of


@pytest.mark.parametrize(
    ("texts", "lang"),
    [
        (["亲，在吗", "在的"], "zh"),
        (["請問我的訂單"], "zh"),
        (["這個 order 什麼時候 ship"], "zh"),
        (["把钱打到 paypal account 或者 revolut"], "zh"),
        (["Hi, where is my order? It was due on Friday."], "en"),
        (["u got 2 hours or we post it"], "en"),
        (["I ordered the 小米 phone and it is broken"], "en"),
        (["Wo bleibt meine Bestellung, bitte?"], "unknown"),
        (["¿Dónde está mi pedido, por favor?"], "unknown"),
        (["注文した商品はいつ届きますか"], "unknown"),
        (["주문한 상품이 언제 오나요"], "unknown"),
        (["где мой заказ"], "unknown"),
        (["أين طلبي"], "unknown"),
        (["12345", "👍👍", "..."], "unknown"),
        ([], "unknown"),
        ([""], "unknown"),
        (["\ud800\udfff"], "unknown"),
        (["ok"], "unknown"),
    ],
)
def test_language_is_told_by_script_and_words(texts: list[str], lang: str) -> None:
    assert language_of(texts) == lang


def test_only_the_beginning_of_long_talk_is_looked_at() -> None:
    assert language_of(["where is the order " * 5000, "亲" * 1_000_000]) == "en"
