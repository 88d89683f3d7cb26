"""How long the long tests take: short in ``make test``, at their whole length in ``make soak``."""

import os

WHOLE = os.environ.get("SITREP_TEST_WHOLE") == "1"
