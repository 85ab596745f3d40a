"""The guard as an HTTP service: messages in, verdicts and alerts out, connectors to desks.

store/        what is kept, in SQLite or PostgreSQL
inbox.py      accepts messages: written down before they are acknowledged
judge.py      judges what was written down, in order, exactly once
accounts/     who may do what: people, sign-ins, the audit log
decisions.py  what people decided
outbox.py     what desks are to be told, until they have been told
connectors/   one desk a file: what comes in, what goes out
console/      pages where people read and decide
api.py        the routes; app.py puts everything together
"""
