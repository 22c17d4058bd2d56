"""How the property tests run: the same examples each time in the gate, new ones without end in `make fuzz`."""

import os

from hypothesis import settings

# No deadline: a machine that others share is slow at times, and no test of ours is about time.
settings.register_profile("gate", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("fuzz", deadline=None, max_examples=20_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))
