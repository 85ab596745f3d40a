"""What is read off a demand: one kind of slot a file; ``reading`` puts them together."""

from nlp_guard.signals.slots.reading import read_slots

__all__ = ["read_slots"]
