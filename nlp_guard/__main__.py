"""``python -m nlp_guard``."""

from nlp_guard.cli import main

if __name__ == "__main__":
    main()
