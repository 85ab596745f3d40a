"""What the service keeps, in SQLite (embedded) or PostgreSQL.

schema.py       the tables
migrations/     how they came about (Alembic)
store.py        ``Store``: opens the database, brings it up to date
messages.py     messages received, judged or waiting; the conversations they make
alerts.py       what conversations amount to, and the alerts that were given
errands.py      what desks are to be told, until it is done
tokens.py       who may talk to the service
"""

from nlp_guard.service.store.store import Store

__all__ = ["Store"]
