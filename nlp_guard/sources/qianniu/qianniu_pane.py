"""Text copied from the conversation pane of Qianniu or Wangwang: the commonest hand-over.

A header line has the nick glued to the time; the body follows; a read mark ends it::

    示例旗舰店:小美2015-7-23 07:25:33
    亲，这边帮您看下订单哦
    已读

Older and saved forms put the header otherwise: ``nick --> receiver time``, ``[nick] time``,
``[nick] 10:30``, ``nick(time): text`` on one line, or the nick and the time on two lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as with_changes
from datetime import UTC
from itertools import islice
from pathlib import Path

from nlp_guard.errors import InputError
from nlp_guard.protocols import Document, ReadingContext
from nlp_guard.sources.encodings.encoding import decode, find_encoding, text_lines
from nlp_guard.sources.qianniu.headers import Headers
from nlp_guard.sources.qianniu.pane_messages import pane_messages
from nlp_guard.sources.qianniu.pane_talks import pane_talks

_JUDGED_LINES = 400
_LEAST_SHARE = 0.1


class QianniuPane:
    """Reads conversation-pane copies, of any size, in bounded memory.

    The sides are told by the nicks alone, see `nlp_guard.sources.qianniu.nicks`; where they do
    not tell, the role stays unknown.
    """

    name = "qianniu_pane"
    kind = "chat"

    def sniff(self, path: Path, head: bytes) -> float:
        """Return how surely this is a pane copy, by the share of header lines."""
        try:
            text, _ = decode(head)
        except InputError:
            return 0.0
        lines = [line.strip() for line in islice(text.splitlines(), _JUDGED_LINES)]
        lines = [line for line in lines if line]
        headers = Headers(UTC)
        is_header = [headers.header(line) is not None for line in lines]
        # A header without a body behind it heads nothing.
        n_headers = sum(is_header) - (is_header[-1:] == [True] and len(lines) > 1)
        if not n_headers or (n_headers == 1 and not any(is_header[:2])):
            return 0.0
        share = n_headers / len(lines)
        return 0.0 if share < _LEAST_SHARE else min(0.95, 0.7 + share / 2)

    def read(self, path: Path, context: ReadingContext) -> Iterator[Document]:
        """Give one conversation per buyer, in order of first appearance.

        Raises:
            InputError: If the file is no text, or holds no message.
        """
        uri = context.provenance.uri
        is_empty = True
        try:
            codec = find_encoding(path)
            provenance = with_changes(
                context.provenance, encoding=codec, tools=(*context.provenance.tools, self.name)
            )
            with text_lines(path, codec) as lines:
                messages = pane_messages(lines, context.timezone)
                for conversation in pane_talks(messages, context, provenance):
                    is_empty = False
                    yield conversation
        except InputError as failure:
            raise InputError(failure.reason, path=uri, line=failure.line) from failure
        if is_empty:
            raise InputError("no message found; expected lines of nick and time", path=uri)
