"""Cloaks that come off, ordinary words that stay, and the way back."""

import time

import pytest

from nlp_guard.records import CharSpan
from nlp_guard.text.fold import FoldKind, fold

TAKEN_OFF = [
    # other forms of the same character
    ("成交额３０％", "成交额30%", FoldKind.FORM),
    ("①⑧００元", "1800元", FoldKind.FORM),
    ("⑵⑴⑴块", "211块", FoldKind.FORM),
    ("Ⅷ千块", "8千块", FoldKind.FORM),
    ("𝟚𝟘𝟘块", "200块", FoldKind.FORM),
    ("🅶🅵五百", "GF五百", FoldKind.FORM),
    ("㈢百", "三百", FoldKind.FORM),
    ("1️⃣个W", "1个W", FoldKind.INVISIBLE),
    # what nobody sees
    ("支\u200b付\u00ad宝", "支付宝", FoldKind.INVISIBLE),
    ("投\u202e诉", "投诉", FoldKind.INVISIBLE),
    ("5\u03360\u0336", "50", FoldKind.INVISIBLE),
    # other writings
    ("轉賬到支付寶", "转账到支付宝", FoldKind.SCRIPT),
    ("涐卟給", "我不给", FoldKind.SCRIPT),
    ("УЅDТ也行", "USDT也行", FoldKind.SLANG),
    ("ρауρаӏ也收", "paypal也收", FoldKind.LOOK),
    ("先给2ooo元", "先给2000元", FoldKind.LOOK),
    # parts
    ("亻尔看着办", "你看着办", FoldKind.PARTS),
    ("我要投讠斥", "我要投诉", FoldKind.PARTS),
    ("木艮彳亍卡", "银行卡", FoldKind.PARTS),
    # set apart
    ("支.付.宝", "支付宝", FoldKind.SEPARATOR),
    ("我要投-诉你", "我要投诉你", FoldKind.SEPARATOR),
    ("给个差 评", "给个差评", FoldKind.SEPARATOR),
    ("成交额2 0 %", "成交额20%", FoldKind.SEPARATOR),
    ("点「坏 果 包 赔」", "点「坏果包赔」", FoldKind.SEPARATOR),
    ("打1 3 8 0 0 0 0 6 6 1 2", "打13800006612", FoldKind.SEPARATOR),
    ("打1 3 8 OOOO 2 0 9 7", "打13800002097", FoldKind.SEPARATOR),
    ("私\n了\n六\n千\n八", "私了六千八", FoldKind.SEPARATOR),
    ("要八 百", "要八百", FoldKind.SEPARATOR),
    # letters
    ("打到zfb", "打到支付宝", FoldKind.INITIALS),
    ("加vx聊", "加微信聊", FoldKind.INITIALS),
    ("发你v x", "发你微信", FoldKind.INITIALS),
    ("不给就ts你", "不给就投诉你", FoldKind.INITIALS),
    ("等着吃差p", "等着吃差评", FoldKind.INITIALS),
    ("转到Z付宝", "转到支付宝", FoldKind.INITIALS),
    ("我要tousu你们", "我要投诉你们", FoldKind.PINYIN),
    ("支fu宝", "支付宝", FoldKind.PINYIN),
    ("投su到底", "投诉到底", FoldKind.PINYIN),
    ("精神损shi费", "精神损失费", FoldKind.PINYIN),
    ("zhi~fu~bao", "支付宝", FoldKind.PINYIN),
    ("wèi xìn", "微信", FoldKind.PINYIN),
    ("一共si qian", "一共四千", FoldKind.PINYIN),
    ("zfb 13800006612", "支付宝 13800006612", FoldKind.INITIALS),
    ("zhuan wo zhifubao, bu ran tousu ni", "转我支付宝, 不然投诉你", FoldKind.PINYIN),
    # sound and look
    ("转我支付保", "转我支付宝", FoldKind.SOUND),
    ("纸付宝收款", "支付宝收款", FoldKind.SOUND),
    ("加我薇信", "加我微信", FoldKind.SOUND),
    ("加我微芯", "加我微信", FoldKind.SOUND),
    ("加威信转账", "加微信转账", FoldKind.SLANG),
    ("我要投素你们", "我要投诉你们", FoldKind.SOUND),
    ("给你差平", "给你差评", FoldKind.SOUND),
    ("找市场尖管局", "找市场监管局", FoldKind.SOUND),
    ("叁晟抽水", "叁成抽水", FoldKind.SLANG),
    ("我要投拆你", "我要投诉你", FoldKind.LOOK),
    # pictures and other names
    ("💰打过来", "钱打过来", FoldKind.EMOJI),
    ("加🐧38000017", "加QQ38000017", FoldKind.EMOJI),
    ("每人给👎十条", "每人给差评十条", FoldKind.EMOJI),
    ("黑🐱上见", "黑猫上见", FoldKind.EMOJI),
    ("微❤收", "微信收", FoldKind.EMOJI),
    ("➕V聊", "加微信聊", FoldKind.SLANG),
    ("绿泡泡上红包", "微信上红包", FoldKind.SLANG),
    ("7个扒仙", "7%", FoldKind.SLANG),
]

ORDINARY = [
    "大麻烦了",
    "差评估算一下",
    "你们平台支付方式有微信支付和支付宝",
    "支付保证金",
    "质量差评价也差",
    "他在公司很有威信",
    "街头诉说往事",
    "猪的头数",
    "在线投宿酒店",
    "饭店订好了，三个返点",
    "蓝 白 灰",
    "尺码 S M L",
    "加v领毛衣",
    "薇薇，你好",
    "退还货款",
    "我用iPhone 15 Pro拍的PNG",
    'my login is "kefu02"',
    "型号WX-200A，订单号 zf20240101b",
    "mail me at vx@wx.com or https://zfb.cn/ts",
    "PC端和APP端都能看，CP组合，SD卡",
    "祝您发财💰",
    "好的👌谢谢❤",
    "CO2和H2O",
    "电话138 0000 6612",
    "要三 五天",
    "乾隆年间",
    "莪术和卟啉",
    "Привет, как дела",
    "he can die me no",
    "Please send me a refund, I can not wait any longer.",
    "I will pay 0.1 btc via wechat",
    "my model is vx, seat 16 th",
    "take care name harini",
    "sure 💰 sent",
    "面单打印好了",
    "冠店会员",
]


@pytest.mark.parametrize(("written", "read", "kind"), TAKEN_OFF)
def test_fold_reads_the_plain_words_when_cloaked(written: str, read: str, kind: FoldKind) -> None:
    folded = fold(written)
    assert folded.text == read
    assert kind in {each.kind for each in folded.folds}


@pytest.mark.parametrize("text", ORDINARY)
def test_fold_changes_nothing_when_words_are_ordinary(text: str) -> None:
    assert fold(text).text == text


@pytest.mark.parametrize(
    ("written", "word", "cited"),
    [
        ("打到支.付.宝吧", "支付宝", "支.付.宝"),
        ("打到zfb吧", "支付宝", "zfb"),
        ("打到zfb吧", "付", "zfb"),
        ("打支\u200b付宝吧", "支付宝", "支\u200b付宝"),
        ("打支 付 寳吧", "付宝", "付 寳"),
        ("要2 0 %的", "20%", "2 0 %"),
        ("给💰走人", "钱", "💰"),
        ("亻尔不给就讠斥", "你不", "亻尔不"),
    ],
)
def test_span_cites_the_original_spelling_when_cloaked(
    written: str, word: str, cited: str
) -> None:
    folded = fold(written)
    start = folded.text.index(word)
    span = folded.original_span(CharSpan(start, start + len(word)))
    assert written[span.slice] == cited


def test_original_span_fails_when_beyond_the_text() -> None:
    with pytest.raises(ValueError, match=r"span 0\.\.9 of a text of 3"):
        fold("支fu宝").original_span(CharSpan(0, 9))


def test_folds_tell_what_stood_there_when_listed() -> None:
    (first, second) = fold("支fu宝或vx").folds
    assert (first.original, first.folded, first.kind) == ("支fu宝", "支付宝", FoldKind.PINYIN)
    assert second.original_span == CharSpan(5, 7)
    assert second.folded_span == CharSpan(4, 6)


@pytest.mark.parametrize(
    "text",
    [
        "wei xiwei xiwei xin2000",
        "wei xiwei xiwei xin三成",
        "支付饱bao",
        "薇 信 号 ①③⑧",
        "２０ 個 点",
    ],
)
def test_folds_account_for_every_change(text: str) -> None:
    folded = fold(text)
    parts: list[str] = []
    done = 0
    for each in folded.folds:
        parts += (text[done : each.original_span.start], each.folded)
        done = each.original_span.end
    assert "".join([*parts, text[done:]]) == folded.text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("打到微信wx000_kk", "打到微信wx000_kk"),
        ("加V信 wx000_kk", "加微信 wx000_kk"),
        ("zfb tousu_01", "支付宝 tousu_01"),
        ("wx_kf01@example.com wx000_kk", "wx_kf01@example.com wx000_kk"),
        ("wei_xin转我", "微信转我"),
    ],
)
def test_account_names_stay_what_they_are(written: str, read: str) -> None:
    assert fold(written).text == read


@pytest.mark.parametrize(
    "text",
    ["薇信" * 4_000, "a_1 wx@b.com" * 8_000, "💰" * 100_000, "a." * 50_000,
     "支\u200b" * 10_000, "\ud800" * 100_000,
     "2" * 50_000 + "o" * 50_000, "xian" * 25_000 + "r", "差 " * 20_000],
    ids=["sound", "names", "picture", "dots", "invisible", "surrogate", "zeros", "pinyin",
         "spaces"],
)  # fmt: skip
def test_fold_takes_linear_time_when_text_is_very_long(text: str) -> None:
    quarter = _seconds(text[: len(text) // 4])
    assert _seconds(text) < 12 * quarter + 0.5


def _seconds(text: str) -> float:
    before = time.process_time()
    fold(text)
    return time.process_time() - before
