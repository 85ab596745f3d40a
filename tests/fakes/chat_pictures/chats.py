"""Invented chats to make pictures of."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes.chat_pictures.shown import Chat, Message, Place

_L, _R, _C = Place.LEFT, Place.RIGHT, Place.CENTRE
_RING = (
    Message(_C, "2026年4月3日 上午9:05"),
    Message(_L, "在吗老板"),
    Message(_R, "在的亲，有什么可以帮您"),
    Message(_L, "你家那款收纳盒我们一共拍了二十六单，全都没发货吧"),
    Message(_L, "想让我们自己取消，按成交额的百分之三十打过来"),
    Message(_R, "亲，为什么要给您钱呢？"),
    Message(_C, "昨天 21:40"),
    Message(_L, "不给就等着延迟发货赔付，再加上差评，账号 13800000000"),
    Message(_R, "好的，我跟领导商量一下"),
    Message(_L, "今天下午五点以前"),
)
WECHAT = Chat(style="wechat", title="示例甲", messages=_RING)
DARK = Chat(style="wechat_dark", title="示例甲", messages=_RING)
GROUP = Chat(
    style="wechat",
    title="取消订单交流群(6)",
    messages=(
        Message(_C, "星期三 10:12"),
        Message(_L, "这家店按老规矩办", nick="示例乙"),
        Message(_L, "每单两百，先给钱再撤", nick="示例丙"),
        Message(_R, "收到", quoted="示例乙：这家店按老规矩办"),
        Message(_C, "示例丙 撤回了一条消息"),
        Message(_L, "明白", nick="示例乙"),
    ),
)
WANGWANG = Chat(
    style="wangwang",
    title="tb_样例01",
    messages=(
        Message(_C, "2026-04-03 09:05:12"),
        Message(_L, "亲，请问什么时候发货", nick="tb_样例01"),
        Message(_R, "亲，今天 48 小时内都会安排的哦", nick="示例旗舰店:小美", mark="已读"),
        Message(_L, "不用发了，退款之外每单再补五十块，不然给你全部打差评", nick="tb_样例01"),
        Message(_R, "这个我们没有办法答应您", nick="示例旗舰店:小美", mark="未读"),
    ),
)
GENERIC = Chat(
    style="generic",
    title="Sample Buyer",
    messages=(
        Message(_C, "April 3, 2026"),
        Message(_L, "Hello, is anyone there?", time="10:30"),
        Message(_R, "Hi, how can we help you today?", time="10:31"),
        Message(
            _L,
            "Send 30% of the order total to this account by tonight or all of us will leave "
            "one star reviews",
            time="10:32",
        ),
        Message(_R, "We cannot do that.", time="10:40"),
    ),
)
PANE = Chat(
    style="pane",
    has_bars=False,
    width=460,
    scale=1.0,
    messages=(
        Message(_L, "在吗，我的货怎么还不发", nick="tb_样例01 (2026-04-03 09:05:12):"),
        Message(_R, "亲，在的，正在给您安排", nick="示例旗舰店:小美 (2026-04-03 09:06:01):"),
        Message(
            _L,
            "我们这边一共八个号都拍了，要么现在转三千，要么等着赔付",
            nick="tb_样例01 (2026-04-03 09:07:33):",
        ),
    ),
)
CUT = Chat(style="wechat", has_bars=False, messages=_RING[1:6])
"""Cut out of a window: no bars, no title, no time."""


def long(n: int) -> Chat:
    """Return a chat of ``n`` times the same talk, for pictures as high as they are stitched."""
    return Chat(style="wechat", title="示例甲", messages=_RING * n)


ALL = {
    "wechat": WECHAT,
    "wechat_dark": DARK,
    "group": GROUP,
    "wangwang": WANGWANG,
    "generic": GENERIC,
    "pane": PANE,
    "cut": CUT,
    "wallpaper": replace(WECHAT, style="wallpaper"),
    "tails": replace(WECHAT, style="tails", scale=3.0),
    "small": replace(WECHAT, style="tails", scale=1.0),
    "rounded": replace(GENERIC, style="rounded"),
}
