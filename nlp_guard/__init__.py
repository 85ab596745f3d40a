"""Hear extortion in a shop's chats and calls, and show who is behind it."""
