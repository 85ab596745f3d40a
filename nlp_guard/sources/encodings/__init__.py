"""Bytes → text: which encoding, and wrong readings undone where that is certain."""
