"""Settings of the reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsConfig:
    """How much one page holds; what is left out is always counted on the page.

    Args:
        max_other_conversations: Conversations outside every case whose words are given.
        max_open_conversations: Conversations of a case that start unfolded.
        max_sources: Rows of the list of sources; cited files come first.
        max_links: Links of a case that are listed with their waterfall, strongest first.
        max_links_of_many: The same where the accounts are too many to stand on one circle.
        max_accounts: Accounts told in full; of the others the name, whether they belong, and what
            they ordered.
        max_orders: Orders of a case that are listed, in order of time.
        max_evidence: Exhibits of a case up to which all are listed; of more only those that
            something on the page points at.
        max_drawn_links: Links drawn in the ring graph, strongest first.
        audio_bitrate: Of the listening copies, bits a second.
        max_audio_bytes: Of all listening copies together, before they are embedded.
        max_picture_bytes: Of all parts of screenshots together, before they are embedded.
    """

    max_other_conversations: int = 300
    max_open_conversations: int = 12
    max_sources: int = 500
    max_links: int = 150
    max_links_of_many: int = 20
    max_accounts: int = 100
    max_orders: int = 200
    max_evidence: int = 400
    max_drawn_links: int = 1500
    audio_bitrate: int = 24_000
    max_audio_bytes: int = 24_000_000
    max_picture_bytes: int = 12_000_000

    def __post_init__(self) -> None:
        if self.audio_bitrate < 8_000:
            raise ValueError("audio_bitrate: below 8000 bits a second speech is not understood")
