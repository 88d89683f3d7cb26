"""Tests that share a bot's process stay together when the tests are spread over workers."""

import pytest


@pytest.mark.xdist_group("together")
def test_a_group_is_known_to_what_spreads_the_tests(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("tests are not spread by their groups")
    # The group is told by the test's name; when that failed, each worker started a bot of its own.
    assert request.node.nodeid.endswith("@together")
