"""How fast it is, measured against the obvious way in the same run.

Not collected by pytest: ``python -m tests.benchmarks --help``, or ``make bench``.
"""
