"""Chats → HTML in the looks of chat windows → pictures, by headless Chromium."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from nlp_guard.records import Box
from tests.fakes.chat_pictures.shown import Chat, Message, Picture, Place

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_BASE = """
* { box-sizing: border-box; margin: 0; padding: 0; }
body { font-family: "Noto Sans CJK SC", sans-serif; font-size: 17px; line-height: 1.35;
  background: var(--page); color: var(--ink); }
.status { display: flex; justify-content: space-between; padding: 12px 24px 4px;
  font-size: 15px; font-weight: 600; height: 40px; background: var(--bar); }
.title { height: 44px; line-height: 44px; text-align: center; font-weight: 600;
  background: var(--bar); position: relative; }
.title i { position: absolute; left: 14px; font-style: normal; }
.title b { position: absolute; right: 14px; }
.talk { padding: 6px 0 14px; }
.row { display: flex; align-items: flex-start; margin: 14px 12px 0; gap: 10px; }
.row.right { flex-direction: row-reverse; }
.face { width: 40px; height: 40px; border-radius: 5px; flex: none; background: #7a93a8; }
.right .face { background: #c98a6b; }
.body { display: flex; flex-direction: column; max-width: 66%; }
.left .body { align-items: flex-start; } .right .body { align-items: flex-end; }
.nick { font-size: 12px; color: var(--soft); margin-bottom: 3px; }
.bubble { padding: 9px 12px; border-radius: 5px; white-space: pre-wrap; min-height: 40px;
  overflow-wrap: anywhere; background: var(--theirs); }
.right .bubble { background: var(--ours); color: var(--our-ink, var(--ink)); }
.bubble .at { display: block; font-size: 11px; color: var(--soft); text-align: right; }
.quote { font-size: 13px; background: var(--quote); color: var(--soft); padding: 5px 8px;
  margin-top: 5px; border-radius: 4px; }
.mark { font-size: 11px; color: var(--soft); margin-top: 3px; }
.centre { text-align: center; font-size: 12px; color: var(--soft); margin: 16px 40px 2px; }
.input { display: flex; gap: 10px; align-items: center; padding: 8px 12px; height: 58px;
  background: var(--input); border-top: 1px solid var(--line); }
.input div { flex: 1; height: 38px; border-radius: 5px; background: var(--field);
  color: var(--soft); font-size: 15px; line-height: 38px; padding-left: 10px; }
.input span { width: 28px; height: 28px; border: 2px solid var(--ink); border-radius: 14px; }
"""
STYLES: dict[str, str] = {
    "wechat": """:root { --page: #ededed; --bar: #ededed; --ink: #191919; --soft: #9a9a9a;
      --theirs: #fff; --ours: #95ec69; --quote: #dcdcdc; --input: #f7f7f7; --field: #fff;
      --line: #ddd; }""",
    "wechat_dark": """:root { --page: #111; --bar: #111; --ink: #d5d5d5; --soft: #6b6b6b;
      --theirs: #2c2c2c; --ours: #3eb575; --our-ink: #06150d; --quote: #1e1e1e;
      --input: #1e1e1e; --field: #2c2c2c; --line: #191919; }""",
    "wangwang": """:root { --page: #f2f3f5; --bar: #fff; --ink: #222; --soft: #999;
      --theirs: #fff; --ours: #ffe4d0; --quote: #e6e6e6; --input: #fff; --field: #f2f3f5;
      --line: #eee; }
      .bubble { border-radius: 12px; } .face { border-radius: 20px; }""",
    "generic": """:root { --page: #efeae2; --bar: #008069; --ink: #111b21; --soft: #667781;
      --theirs: #fff; --ours: #d9fdd3; --quote: #f5f6f6; --input: #efeae2; --field: #fff;
      --line: #efeae2; }
      .title, .status { color: #fff; } .face { display: none; } .bubble { padding: 6px 9px;
      min-height: 0; border-radius: 8px; } .body { max-width: 78%; }""",
    "pane": """:root { --page: #fff; --bar: #fff; --ink: #222; --soft: #888; --theirs: #fff;
      --ours: #fff; --quote: #eee; --input: #fff; --field: #fff; --line: #ddd; }
      body { font-size: 14px; } .face { display: none; } .row, .row.right { margin: 8px 12px 0;
      flex-direction: row; } .body, .right .body { max-width: 96%; align-items: flex-start; }
      .bubble { padding: 2px 0; min-height: 0; } .nick { color: #1f6fd0; font-size: 13px; }
      .right .nick { color: #1b8a3c; }""",
}  # fmt: skip
_TAIL = "content: ''; position: absolute; top: 14px; border: 6px solid transparent;"
STYLES |= {
    "wallpaper": STYLES["wechat"] + """.talk { background:
      linear-gradient(160deg, #3a6ea5, #c9a0dc 40%, #f5c26b 70%, #2b4); }""",
    "tails": STYLES["wechat"] + f""".bubble {{ position: relative; }}
      .left .bubble:before {{ {_TAIL} left: -5px; border-right-color: #fff; border-left: 0; }}
      .right .bubble:after {{ {_TAIL} right: -5px; border-left-color: #95ec69; border-right: 0; }}
      .face {{ background: conic-gradient(#123, #fa8, #3c7, #123); }}""",
    "rounded": STYLES["generic"] + """:root { --page: #fff; --theirs: #e9e9eb; --ours: #0a84ff;
      --our-ink: #fff; --bar: #f6f6f6; --input: #fff; } .title, .status { color: #000; }
      .bubble { border-radius: 18px; padding: 8px 14px; }""",
}  # fmt: skip


def render(browser: Browser, chat: Chat) -> Picture:
    """Take a picture of a chat, and note where its bubbles stand."""
    page = browser.new_page(
        viewport={"width": chat.width, "height": 300}, device_scale_factor=chat.scale
    )
    page.set_content(_html(chat))
    found = page.evaluate(
        """() => [...document.querySelectorAll('[data-message]')].map(element => {
          const at = element.getBoundingClientRect();
          return [at.left, at.top, at.right, at.bottom];
        })"""
    )
    png = page.screenshot(full_page=True)
    page.close()
    boxes = tuple(
        Box(*(math.floor(edge * chat.scale) for edge in (left, top)),
            *(math.ceil(edge * chat.scale) for edge in (right, bottom)))
        for left, top, right, bottom in found
    )  # fmt: skip
    return Picture(chat=chat, png=png, boxes=boxes)


def _html(chat: Chat) -> str:
    rows = "".join(map(_row, chat.messages))
    top = bottom = ""
    if chat.has_bars:
        top = '<div class="status"><span>9:41</span><span>5G 87%</span></div>'
        bottom = '<div class="input"><span></span><div>发消息</div><span></span></div>'
    if chat.title:
        top += f'<div class="title"><i>&lt; 3</i>{escape(chat.title)}<b>···</b></div>'
    style = _BASE + STYLES[chat.style]
    return (
        f'<meta charset="utf-8"><style>{style}</style>{top}<div class="talk">{rows}</div>{bottom}'
    )


def _row(message: Message) -> str:
    words = escape(message.text)
    if message.place is Place.CENTRE:
        return f'<div class="centre"><span data-message>{words}</span></div>'
    nick = f'<div class="nick">{escape(message.nick)}</div>' if message.nick else ""
    at = f'<span class="at">{escape(message.time)}</span>' if message.time else ""
    quote = f'<div class="quote">{escape(message.quoted)}</div>' if message.quoted else ""
    mark = f'<div class="mark">{escape(message.mark)}</div>' if message.mark else ""
    return (
        f'<div class="row {message.place}"><div class="face"></div><div class="body">{nick}'
        f'<div class="bubble" data-message>{words}{at}</div>{quote}{mark}</div></div>'
    )
