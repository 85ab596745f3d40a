"""Which accounts act together: comparisons, match weights, clusters, bursts."""

from nlp_guard.linking.config import LinkingConfig
from nlp_guard.linking.network import link

__all__ = ["LinkingConfig", "link"]
