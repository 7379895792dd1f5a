"""Settings that all tests share."""

import os

from hypothesis import settings

# Examples run on machines under load: a slow one is no failure.
settings.register_profile("default", max_examples=100, deadline=None)
settings.register_profile("full", max_examples=5_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
