"""Files that no reader knows, by a mapping of their columns."""
