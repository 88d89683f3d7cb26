"""A small internet on loopback: 200 pages of invented outlets, three feeds, one changing page.

``python -m tests.site 8090`` serves it by hand, ``python -m tests.site.table`` prints what is
extracted right and wrong. Everything on it is self-written, and nothing on it happened.
"""
