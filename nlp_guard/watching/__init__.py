"""Live talk → alerts: one message at a time, many conversations at once, bounded memory.

growth.py         what a reading tells, and what is new in it
conversations.py  the live conversations: those in use in memory, the others on disk
watch.py          puts them together: ``Watch``
"""

from nlp_guard.watching.config import WatchingConfig
from nlp_guard.watching.conversations import Live, LiveConversations, Memory
from nlp_guard.watching.growth import Told
from nlp_guard.watching.watch import Watch, opened, with_message

__all__ = [
    "Live",
    "LiveConversations",
    "Memory",
    "Told",
    "Watch",
    "WatchingConfig",
    "opened",
    "with_message",
]
