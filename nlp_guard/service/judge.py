"""Judges what was written down: in order, and exactly once.

A batch of messages is judged in one transaction: their mark, the verdicts, the alerts and the
errands are written together or not at all. Whatever a killed process had not finished is judged
again from what the database holds, and nothing is told twice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from nlp_guard.errors import ModelError
from nlp_guard.guard import Guard
from nlp_guard.protocols import Connector
from nlp_guard.records import Alert
from nlp_guard.service.memory import StoredMemory
from nlp_guard.service.metrics import ALERTS, JUDGED, JUDGING_S, SET_ASIDE
from nlp_guard.service.store import Store, messages
from nlp_guard.service.store.alerts import StoredAlert, add_alert
from nlp_guard.service.store.errands import add_errands
from nlp_guard.service.store.messages import Waiting

_BATCH = 200
"""Messages judged in one transaction: enough to spread its cost, few enough to be soon done."""
_IDLE_S = 1.0
"""After this long somebody looks for work, though nobody rang."""
_log = logging.getLogger(__name__)


class Judge:
    """One thread that judges messages as they come in.

    Args:
        store: Where they wait.
        guard: Judges conversations.
        connectors: By name; each is asked for errands about alerts.
        told: Called, in this thread, once alerts are written down.
    """

    def __init__(
        self,
        store: Store,
        guard: Guard,
        connectors: Mapping[str, Connector],
        told: Callable[[Sequence[StoredAlert]], None],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._told = told
        self._memory = StoredMemory(guard.config.watching.in_memory)
        self._watch = guard.watch(self._memory)
        self._bell = threading.Event()
        self._is_over = False
        self._limit = _BATCH
        self._at_fault = ""
        self._thread = threading.Thread(target=self._work, name="judge", daemon=True)

    def start(self) -> None:
        """Begin to judge, with whatever was left from before."""
        self._thread.start()

    def ring(self) -> None:
        """Say that messages are waiting."""
        self._bell.set()

    def stop(self) -> None:
        """Finish the batch in hand and end."""
        self._is_over = True
        self._bell.set()
        self._thread.join()

    @property
    def is_alive(self) -> bool:
        """Tell whether it works."""
        return self._thread.is_alive()

    def _work(self) -> None:
        while not self._is_over:
            self._bell.wait(_IDLE_S)
            self._bell.clear()
            while not self._is_over and self._is_batch_done():
                pass

    def _is_batch_done(self) -> bool:
        """Judge the next batch; return whether there was one.

        A database that is away or weights that are missing are no message's fault: what was
        begun is undone and tried again, however often. Where judging itself fails, messages are
        judged one by one, and the one at fault is set aside, so that it holds up nobody else's.
        What failed is logged by kind alone: messages of errors may hold what somebody said.
        """
        try:
            if self._at_fault:
                self._set_aside(self._at_fault)
                self._at_fault = ""
            n_judged = self._judge_batch(self._limit)
        except (SQLAlchemyError, ModelError, OSError, MemoryError) as failure:
            _log.error("messages wait to be judged: %s", type(failure).__name__)
            self._memory.forget_all()
            time.sleep(_IDLE_S)
            return True
        except Exception as failure:
            self._memory.forget_all()
            if self._limit == 1:
                self._at_fault = type(failure).__name__
            self._limit = 1
            return True
        self._limit = _BATCH
        return n_judged > 0

    def _set_aside(self, why: str) -> None:
        with self._store.begin() as connection:
            for entry in messages.waiting(connection, 1):
                _log.error("message %d could not be judged and is set aside: %s", entry.seq, why)
                messages.mark_judged(connection, [entry.seq])
                SET_ASIDE.inc()

    def _judge_batch(self, limit: int) -> int:
        with self._store.reading() as connection, self._memory.reading(connection):
            waiting = messages.waiting(connection, limit)
            if not waiting:
                return 0
            with JUDGING_S.time():
                given = [alert for entry in waiting if (alert := self._judge(entry)) is not None]
        with self._store.begin() as connection:
            self._memory.write_down(connection)
            stored = [self._tell(connection, alert) for alert in given]
            messages.mark_judged(connection, (entry.seq for entry in waiting))
        self._memory.is_written()
        JUDGED.inc(len(waiting))
        ALERTS.inc(len(stored))
        if stored:
            self._told(stored)
        return len(waiting)

    def _judge(self, entry: Waiting) -> Alert | None:
        message = entry.message
        return self._watch.push(
            message.conversation_id,
            message.utterance,
            account_id=message.account_id,
            channel=message.channel,
        )

    def _tell(self, connection: Connection, alert: Alert) -> StoredAlert:
        """Write down an alert, and what each desk is to do about it."""
        now = time.time()
        for name, connector in self._connectors.items():
            add_errands(connection, name, connector.errands(alert), now)
        return add_alert(connection, alert, now)
