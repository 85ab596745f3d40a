"""Words and numbers as people write them, with offsets into the original."""
