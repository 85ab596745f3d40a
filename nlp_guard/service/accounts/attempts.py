"""How often a wrong password may be given before the door stays shut for a while."""

from __future__ import annotations

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_PER_NAME_AND_ADDRESS = RateLimitItemPerMinute(5, 15)
_PER_NAME = RateLimitItemPerHour(50)
_PER_ADDRESS = RateLimitItemPerHour(50)


class Attempts:
    """Counts wrong passwords of one process, by name and by address.

    Five in fifteen minutes from one address for one name, fifty in an hour for a name or from an
    address. Right passwords are not counted, and what waits is the answer, not the password: it
    is not even looked at. A restart forgets the counts.

    >>> attempts = Attempts()
    >>> for _ in range(5):
    ...     attempts.wrong("ana", "192.0.2.7")
    >>> attempts.may_try("ana", "192.0.2.7"), attempts.may_try("ana", "192.0.2.8")
    (False, True)
    """

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def may_try(self, name: str, address: str) -> bool:
        """Tell whether a password may be tried now."""
        return all(self._limiter.test(item, *keys) for item, *keys in _counts(name, address))

    def wrong(self, name: str, address: str) -> None:
        """Count a wrong password."""
        for item, *keys in _counts(name, address):
            self._limiter.hit(item, *keys)


def _counts(name: str, address: str) -> tuple[tuple[RateLimitItem, str, str], ...]:
    return (
        (_PER_NAME_AND_ADDRESS, name, address),
        (_PER_NAME, name, "any address"),
        (_PER_ADDRESS, "any name", address),
    )
