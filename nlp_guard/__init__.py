"""Hear extortion in a shop's chats and calls, and show who is behind it."""

from nlp_guard.config import Config
from nlp_guard.guard import Guard, Parts

__all__ = ["Config", "Guard", "Parts"]
