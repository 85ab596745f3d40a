"""Conversation → Detection: labels with their words, slots, calibrated verdict."""
