"""The words of the field as frozen types: values only, no I/O, standard library only.

One term, one meaning:

recording       an audio file
transcript      what a speech recogniser put out; it becomes a conversation
utterance       one chat message, or one stretch of speech by one speaker (``turn`` on the wire)
conversation    one session between the shop and one outside party
segment         consecutive utterances judged together
diarization     who spoke when
span            half-open interval of code points, or of seconds
label           what an utterance does: threat, payment_demand, percentage_commission
score           raw model output, any range
probability     calibrated, 0..1
signal          a label on an utterance with the words that carry it
slot            what is read off a demand: amount, percent, payee, deadline …
verdict         what a conversation amounts to: none, suspicious, extortion
account         a buyer's member name, or a telephone number that called
comparison      one way to compare two accounts; its *levels* are ordered
match weight    bits: prior plus the contributions of all comparisons
link            a judged pair of accounts
cluster         accounts taken for one group of actors; a *ring* once it makes a demand
burst           more orders in a stretch of time than the shop's rhythm explains
exhibit         a quote and its place in an untouched source
ask             one demand, by rate or by sum
exposure        what it costs to ship and what it costs not to
alert           a live conversation crossed a threshold, or grew beyond it
case            all of it, for people to decide on
coverage        what was read, skipped, unreadable
phrase          a sentence for people, in Chinese and English
"""

from nlp_guard.records.alert import Alert, Growth
from nlp_guard.records.case import (
    AccountRole,
    Ask,
    AskKind,
    AskReading,
    AskStep,
    BreakEven,
    Case,
    CaseAccount,
    CaseBurst,
    CaseEdge,
    CaseOrder,
    CasePayee,
    CasePayment,
    Due,
    Exposure,
    Happening,
    LateDeliveryRule,
    TimelineEntry,
    Way,
)
from nlp_guard.records.conversation import (
    Attachment,
    Channel,
    Conversation,
    Dropped,
    ReadLine,
    Repair,
    Role,
    SecondHearing,
    Utterance,
    Voiceprint,
    Word,
)
from nlp_guard.records.coverage import Coverage, Skipped, Source
from nlp_guard.records.ids import (
    AccountId,
    CaseId,
    ConversationId,
    ExhibitId,
    OrderId,
    UtteranceId,
    content_id,
)
from nlp_guard.records.investigation import Investigation, Profile
from nlp_guard.records.link import (
    Burst,
    Cluster,
    Contribution,
    Judgement,
    Link,
    Member,
    Membership,
    Network,
    Party,
)
from nlp_guard.records.message import Message
from nlp_guard.records.order import Order, OrderLine, ShopFacts, StatedPayment, each_once, newer
from nlp_guard.records.phrase import Phrase
from nlp_guard.records.provenance import Exhibit, Provenance, Recognition
from nlp_guard.records.recording import Recording
from nlp_guard.records.signal import (
    Detection,
    Findings,
    Label,
    LabelSpan,
    Signal,
    ThreatKind,
    TurnReading,
    Verdict,
)
from nlp_guard.records.slots import (
    Amount,
    Condition,
    Deadline,
    OnBehalfOf,
    Payee,
    PayeeKind,
    Percent,
    SecondReading,
    Slots,
)
from nlp_guard.records.spans import Box, CharSpan, TimeSpan

__all__ = [
    "AccountId",
    "AccountRole",
    "Alert",
    "Amount",
    "Ask",
    "AskKind",
    "AskReading",
    "AskStep",
    "Attachment",
    "Box",
    "BreakEven",
    "Burst",
    "Case",
    "CaseAccount",
    "CaseBurst",
    "CaseEdge",
    "CaseId",
    "CaseOrder",
    "CasePayee",
    "CasePayment",
    "Channel",
    "CharSpan",
    "Cluster",
    "Condition",
    "Contribution",
    "Conversation",
    "ConversationId",
    "Coverage",
    "Deadline",
    "Detection",
    "Dropped",
    "Due",
    "Exhibit",
    "ExhibitId",
    "Exposure",
    "Findings",
    "Growth",
    "Happening",
    "Investigation",
    "Judgement",
    "Label",
    "LabelSpan",
    "LateDeliveryRule",
    "Link",
    "Member",
    "Membership",
    "Message",
    "Network",
    "OnBehalfOf",
    "Order",
    "OrderId",
    "OrderLine",
    "Party",
    "Payee",
    "PayeeKind",
    "Percent",
    "Phrase",
    "Profile",
    "Provenance",
    "ReadLine",
    "Recognition",
    "Recording",
    "Repair",
    "Role",
    "SecondHearing",
    "SecondReading",
    "ShopFacts",
    "Signal",
    "Skipped",
    "Slots",
    "Source",
    "StatedPayment",
    "ThreatKind",
    "TimeSpan",
    "TimelineEntry",
    "TurnReading",
    "Utterance",
    "UtteranceId",
    "Verdict",
    "Voiceprint",
    "Way",
    "Word",
    "content_id",
    "each_once",
    "newer",
]
