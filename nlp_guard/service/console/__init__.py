"""The web console: pages on which people read what was heard and decide.

rendering.py      templates, languages, and what the browser may load (nothing but our own files)
wording.py        the pages' own words, one catalogue a language in ``wording/``
masking.py        personal data covered, place by place, so that every mark stays where it is
signing.py        sign in, sign out, language, light and dark
inbox.py          alarming conversations, those whose deadline ends first on top
conversation.py   one conversation: words, marks, reasons, decisions
audit_log.py      who did what

The pages work without JavaScript; the script only makes clocks run.
"""

from fastapi import APIRouter

from nlp_guard.service.console import audit_log, conversation, inbox, signing

__all__ = ["console_router"]

console_router = APIRouter(include_in_schema=False)
for _page in (signing, inbox, conversation, audit_log):
    console_router.include_router(_page.router, prefix="/console")
