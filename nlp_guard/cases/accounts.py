"""The accounts of a case and the payees they named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from nlp_guard.cases.evidence import Evidence
from nlp_guard.cases.ring import Ring, is_call
from nlp_guard.cases.statements import named_accounts
from nlp_guard.records import (
    AccountId,
    AccountRole,
    CaseAccount,
    CasePayee,
    Exhibit,
    Member,
    Order,
    PayeeKind,
    Provenance,
)
from nlp_guard.text.identifiers import nick

_PLATFORMS = {
    "export_order_list": "taobao",
    "qianniu_bridge": "taobao",
    "qianniu_pane": "taobao",
    "qianniu_web": "taobao",
    "qianniu_workbook": "taobao",
    "taobao_archive": "taobao",
    "jd_dongdong": "jd",
    "pinduoduo_chat": "pinduoduo",
    "wechat_json": "wechat",
    "wechat_table": "wechat",
    "wechat_text": "wechat",
    "wecom_archive": "wecom",
    "whatsapp": "whatsapp",
    "telegram": "telegram",
    "line_history": "line",
    "zendesk_tickets": "zendesk",
    "zendesk_chats": "zendesk",
    "zendesk_events": "zendesk",
    "zendesk_comment_rows": "zendesk",
    "intercom": "intercom",
    "chatwoot": "chatwoot",
    "freshdesk": "freshdesk",
    "salesforce_entries": "salesforce",
    "contact_lens_chat": "connect",
    "shopify_orders": "shopify",
    "pdd_orders": "pinduoduo",
    "jd_orders": "jd",
    "douyin_orders": "douyin",
}
"""Platform by the name of the reader."""
_BY_SHAPE = (PayeeKind.PHONE, PayeeKind.EMAIL, PayeeKind.OTHER)
"""Kinds that are told by the look of an account, where no word names its kind."""
_NAMED_KINDS = (PayeeKind.ALIPAY, *_BY_SHAPE)
"""Kinds of payees that can be the account an order was paid from."""


def find_payees(ring: Ring, evidence: Evidence) -> tuple[CasePayee, ...]:
    """Find the accounts that money was to go to, each once, in the order of naming.

    What the ring's talk names counts where it was read as a payee, or where it is an account
    from which one of the ring paid.
    """
    named: dict[str, list[tuple[PayeeKind, Exhibit]]] = defaultdict(list)
    for said in ring.said():
        accounts = sorted(named_accounts(said, ring.payers).items(), key=lambda item: item[1][1])
        for value, (kind, span) in accounts:
            named[value].append((kind, said.exhibit(span)))
    return tuple(_payee(value, found, ring, evidence) for value, found in named.items())


def _payee(
    value: str, found: Sequence[tuple[PayeeKind, Exhibit]], ring: Ring, evidence: Evidence
) -> CasePayee:
    kind = next((kind for kind, _ in found if kind not in _BY_SHAPE), found[0][0])
    order = ring.payers.get(value) if kind in _NAMED_KINDS else None
    if order is not None and kind in _BY_SHAPE and _platform_of(order.provenance) == "taobao":
        # Whatever it looks like, an order there is paid from an Alipay account.
        kind = PayeeKind.ALIPAY
    cited = [exhibit for _, exhibit in found]
    return CasePayee(
        kind=kind,
        id=value,
        why=evidence.cite([*cited, order.exhibit()] if order else cited),
        account=order.account_id if order else None,
    )


def describe_accounts(
    ring: Ring, members: Sequence[Member], payees: Sequence[CasePayee], evidence: Evidence
) -> tuple[CaseAccount, ...]:
    """Describe members: what each did, how surely it belongs, and why."""
    rows: dict[str, list[Order]] = defaultdict(list)
    for order in (*ring.orders, *ring.likely_orders):
        rows[nick(order.account_id)].append(order)
    cited = {payee.account: payee.why for payee in payees if payee.account is not None}
    return tuple(_account(ring, member, rows, cited, evidence) for member in members)


def _account(
    ring: Ring,
    member: Member,
    rows: Mapping[str, Sequence[Order]],
    cited: Mapping[AccountId, tuple[str, ...]],
    evidence: Evidence,
) -> CaseAccount:
    account = member.account_id
    orders = rows.get(nick(account), ())
    talk = [d for d in ring.talk if ring.account_of(d.conversation) == account]
    demands = [s.exhibit() for s in ring.said() if s.account == account and s.is_demand]
    known_as = [e for party in ring.parties if party.account_id == account for e in party.exhibits]
    shown = [*demands, *known_as, *member.exhibits, *(order.exhibit() for order in orders[:1])]
    does = {
        AccountRole.SENDER: any(not is_call(detection) for detection in talk),
        AccountRole.CALLER: any(is_call(detection) for detection in talk),
        AccountRole.ORDERER: bool(orders),
        AccountRole.PAYEE: account in cited,
    }
    return CaseAccount(
        id=account,
        platform=_platform(ring, account, orders),
        roles=tuple(role for role, is_done in does.items() if is_done),
        membership=member.membership,
        probability=member.probability,
        why=evidence.cite(shown),
        reasons=member.reasons,
    )


def _platform(ring: Ring, account: AccountId, orders: Sequence[Order]) -> str:
    if account.startswith(("phone:", "call:")):
        return "phone"
    spoken = {p.conversation_id for p in ring.parties if p.account_id == account}
    sources = [order.provenance for order in orders[:1]]
    sources += [
        detection.conversation.provenance
        for detection in (*ring.talk, *ring.small_talk)
        if detection.conversation.id in spoken
    ]
    return next((name for source in sources if (name := _platform_of(source))), "unknown")


def _platform_of(source: Provenance) -> str | None:
    """Return the platform a source comes from: as a mapping says, or by its reader."""
    said = (tool.removeprefix("platform:") for tool in source.tools if tool[:9] == "platform:")
    names = (tool.split("@", 1)[0] for tool in source.tools)
    known = (_PLATFORMS[name] for name in names if name in _PLATFORMS)
    return next(said, None) or next(known, None)
