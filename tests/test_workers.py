"""Tests that share a bot's process stay together when the tests are spread over workers."""

import os

import pytest


@pytest.mark.xdist_group("together")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one worker alone")
def test_a_group_is_known_to_what_spreads_the_tests(request: pytest.FixtureRequest) -> None:
    # The group is told by the test's name; when that failed, each worker started a bot of its own.
    assert request.node.nodeid.endswith("@together")
