"""Measurements that take minutes: run by hand, never with the tests."""
