"""What Prometheus is told."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

ACCEPTED = Counter("nlp_guard_messages_accepted", "Messages written down")
KNOWN = Counter("nlp_guard_messages_known", "Messages that came again and changed nothing")
JUDGED = Counter("nlp_guard_messages_judged", "Messages judged")
SET_ASIDE = Counter("nlp_guard_messages_set_aside", "Messages that could not be judged")
ALERTS = Counter("nlp_guard_alerts", "Alerts given")
REFUSED = Counter("nlp_guard_deliveries_refused", "Deliveries not taken in", ["connector", "why"])
ERRANDS = Counter("nlp_guard_errands", "Errands by how they ended", ["connector", "end"])
JUDGING_S = Histogram("nlp_guard_judging_seconds", "Time to judge one batch of messages")
WAITING = Gauge("nlp_guard_messages_waiting", "Messages not yet judged")
