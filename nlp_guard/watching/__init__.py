"""Live talk → alerts: one message at a time, many conversations at once, bounded memory.

growth.py         what a reading tells, and what is new in it
conversations.py  the live conversations: those in use in memory, the others on disk
watch.py          puts them together: ``Watch``
"""

from nlp_guard.watching.config import WatchingConfig
from nlp_guard.watching.watch import Watch

__all__ = ["Watch", "WatchingConfig"]
