"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples in every run: a red run is the change's doing. To search further:
# pytest -p no:cacheprovider --hypothesis-profile=default tests/properties
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")
