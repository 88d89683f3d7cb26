"""What the pages say of the tests is true."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = re.sub(r"```.*?```", "", (TESTS / "README.md").read_text("utf-8"), flags=re.DOTALL)
_SPAN = re.compile(r"`([^`]+)`")
_NAMED = re.compile(r"(?:[\w./…]+)::test_\w+")


def _file(name: str) -> Path:
    """The file that a name stands for in the tables."""
    if name.endswith(".py"):
        found = [TESTS / name, TESTS / "bot" / name]
        return next((path for path in found if path.is_file()), found[0])
    return TESTS / "bot" / f"test_manners_{name}.py"


def named_tests() -> list[tuple[str, str]]:
    """Each test that the page names, with the file it is said to be in."""
    found, file = [], ""
    for span in _SPAN.findall(PAGE):
        if not _NAMED.fullmatch(span):
            continue
        name, _, test = span.partition("::")
        file = file if name == "…" else name
        found.append((file, test))
    return found


def named_files() -> list[str]:
    """Each test module that the page names."""
    return sorted(
        {span for span in _SPAN.findall(PAGE) if re.fullmatch(r"[\w./]*test_\w+\.py", span)}
    )


@pytest.mark.parametrize(("file", "test"), named_tests())
def test_each_test_that_is_named_is_there(file: str, test: str) -> None:
    assert f"def {test}(" in _file(file).read_text("utf-8")


@pytest.mark.parametrize("name", named_files())
def test_each_module_that_is_named_is_there(name: str) -> None:
    assert _file(name).is_file()


def test_the_table_of_manners_is_read() -> None:
    assert len(named_tests()) > 80
