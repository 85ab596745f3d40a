"""Accounts: their orders, their conversations, and the payees they name.

Whoever calls is an account too. A number that stands on the orders of one buyer and of nobody else
is that buyer; any other number is an account of its own, ``phone:…``, and a conversation without
any name gets one by its own id, so that it can be tied to others by what is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nlp_guard.records import (
    AccountId,
    Channel,
    Conversation,
    Detection,
    Exhibit,
    Order,
    Party,
    Phrase,
    Profile,
    Role,
)
from nlp_guard.text.identifiers import mentioned_accounts, nick, payment_account, phone_number


def read_profiles(
    orders: Sequence[Order], detections: Sequence[Detection]
) -> tuple[tuple[Profile, ...], tuple[Party, ...]]:
    """Gather what is known of each account.

    Args:
        orders: All orders of the shop.
        detections: All conversations, as read.

    Returns:
        The accounts in order of their ids, and who speaks in each conversation.
    """
    by_account: dict[AccountId, list[Order]] = defaultdict(list)
    spellings: dict[str, AccountId] = {}
    for order in orders:
        account = spellings.setdefault(nick(order.account_id), order.account_id)
        by_account[account].append(order)
    for detection in detections:
        name = detection.conversation.account_id
        if name and not _is_call(detection):
            spellings.setdefault(nick(name), AccountId(name.strip()))
    owners = _numbers(by_account) if any(map(_is_call, detections)) else {}
    payers = _payers(orders) if detections else frozenset()
    parties = tuple(_party(d.conversation, spellings, owners) for d in detections)
    talks: dict[AccountId, list[Detection]] = defaultdict(list)
    for party, detection in zip(parties, detections, strict=True):
        talks[party.account_id].append(detection)
    accounts = sorted(by_account.keys() | talks.keys())
    return tuple(
        Profile(
            account_id=account,
            orders=tuple(by_account.get(account, ())),
            detections=tuple(talks.get(account, ())),
            payees=tuple(_payees(talks.get(account, ()), payers)),
        )
        for account in accounts
    ), parties


def _payers(orders: Iterable[Order]) -> frozenset[str]:
    return frozenset(payer for order in orders if (payer := payment_account(order.payer)))


def _payees(
    detections: Iterable[Detection], payers: frozenset[str]
) -> Iterator[tuple[str, Exhibit]]:
    """Give the payment accounts that are named, each where it is named first.

    What was read as a payee counts, and so does any account from which somebody paid an order:
    strangers do not know it, whatever else the sentence says.
    """
    seen: set[str] = set()
    for detection in detections:
        conversation = detection.conversation
        for utterance, turn in zip(conversation.utterances, detection.turns, strict=True):
            if utterance.role in (Role.AGENT, Role.SYSTEM):
                continue
            named = [(payment_account(p.id or ""), p.span) for p in turn.slots.payees]
            named += [found for found in mentioned_accounts(utterance.text) if found[0] in payers]
            for value, span in named:
                if value and value not in seen:
                    seen.add(value)
                    yield value, conversation.exhibit(utterance, span)


def _numbers(
    by_account: Mapping[AccountId, Sequence[Order]],
) -> dict[str, dict[AccountId, Order]]:
    """Return, per telephone number, the buyers it stands for and an order of each."""
    owners: dict[str, dict[AccountId, Order]] = defaultdict(dict)
    for account, orders in by_account.items():
        for order in orders:
            for text in (order.phone, order.landline, order.payer):
                number = phone_number(text)
                if number:
                    owners[number].setdefault(account, order)
    return owners


def _is_call(detection: Detection) -> bool:
    return detection.conversation.channel is Channel.CALL


def _party(
    conversation: Conversation,
    spellings: Mapping[str, AccountId],
    owners: Mapping[str, Mapping[AccountId, Order]],
) -> Party:
    name = conversation.account_id
    if name is None:
        own = AccountId(f"{conversation.channel}:{conversation.id}")
        return Party(conversation_id=conversation.id, account_id=own)
    known = spellings.get(nick(name))
    if known is not None:
        return Party(conversation_id=conversation.id, account_id=known)
    number = phone_number(name)
    buyers = owners.get(number, {}) if number else {}
    if len(buyers) == 1:
        ((account, order),) = buyers.items()
        return Party(
            conversation_id=conversation.id,
            account_id=account,
            exhibits=(order.exhibit(),),
            note=Phrase(
                zh=f"来电号码 {number} 只出现在 {account} 的订单上",
                en=f"the number that called, {number}, stands on orders of {account} alone",
            ),
        )
    return Party(conversation_id=conversation.id, account_id=AccountId(f"phone:{number or name}"))
