"""The ways two accounts are compared, one a file."""
