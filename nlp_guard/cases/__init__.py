"""What it amounts to: asks, exposure, timeline, evidence, cases."""

from nlp_guard.cases.assemble import assemble, describe_groups
from nlp_guard.cases.config import CasesConfig

__all__ = ["CasesConfig", "assemble", "describe_groups"]
