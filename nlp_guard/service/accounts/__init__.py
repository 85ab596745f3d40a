"""Who may do what: people with passwords and roles, sign-ins, and the log that only grows.

people.py     ``Person``; passwords as argon2 hashes
sign_ins.py   sign-ins: a random id in a cookie, only its hash at rest, two ways to expire
access.py     ``signed_in(role)``: the FastAPI dependency for pages and for ``/v1``
audit.py      ``audit(...)``: hash-chained rows that the database itself refuses to change

A page declares ``person: Annotated[Person, Depends(signed_in(PersonRole.VIEWER))]``. The
dependency takes the cookie ``nlp_guard_sign_in`` or a Bearer token; with the cookie, anything but
GET and HEAD needs ``csrf_token(request)`` back, in the form field ``csrf`` or the header
``X-CSRF-Token``. It answers 401 where nobody is signed in, 403 where the role is too low or the
token is missing. A signed-in person's name is what ``audit`` and ``decisions.decide`` are given.
"""

from nlp_guard.service.accounts.audit import audit, first_break
from nlp_guard.service.accounts.people import Person, PersonRole

__all__ = ["Person", "PersonRole", "audit", "first_break"]
