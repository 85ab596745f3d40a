"""The tables."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData()
# SQLite numbers rows by itself only where the key is an INTEGER.
_SEQUENCE = BigInteger().with_variant(Integer, "sqlite")

MESSAGE = Table(
    "message",
    METADATA,
    Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("conversation", String(200), nullable=False),
    Column("id", String(200), nullable=False),
    # Empty for the message as first received; what makes an edit or a recall its own.
    Column("revision", String(80), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("account", String(200)),
    Column("body", Text, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("is_judged", Boolean, nullable=False, default=False),
    UniqueConstraint("conversation", "id", "revision"),
)
Index("message_waiting", MESSAGE.c.seq, sqlite_where=text("is_judged = 0"),
      postgresql_where=text("NOT is_judged"))  # fmt: skip

CONVERSATION = Table(
    "conversation",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("account", String(200)),
    Column("verdict", String(20), nullable=False, index=True),
    Column("probability", Float, nullable=False),
    Column("n_messages", Integer, nullable=False),
    Column("told", Text, nullable=False),
    Column("updated_at", Float, nullable=False, index=True),
)

CLAIM = Table(
    "claim",
    METADATA,
    Column("claimed", String(300), primary_key=True),
    Column("conversation", String(200), primary_key=True),
)

ALERT = Table(
    "alert",
    METADATA,
    Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("conversation", String(200), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

ERRAND = Table(
    "errand",
    METADATA,
    Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("connector", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Float, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("failure", String(300), nullable=False, default=""),
)

TOKEN = Table(
    "token",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("created_at", Float, nullable=False),
)

PERSON = Table(
    "person",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("language", String(10), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Float, nullable=False),
)

SIGN_IN = Table(
    "sign_in",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("person", String(80), nullable=False, index=True),
    Column("begun_at", Float, nullable=False),
    Column("used_at", Float, nullable=False),
)

# Rows of these two are refused every change by triggers (migration 0002).
AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("person", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(300), nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False, unique=True),
    Column("digest", String(64), nullable=False),
)
DECISION = Table(
    "decision",
    METADATA,
    Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("person", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("object", String(300), nullable=False, index=True),
    Column("details", Text, nullable=False),
)

AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("n", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
)
