"""Calls that some other recogniser wrote down: the services of Amazon."""
