from datetime import date

import pytest

from tests.index.documents import only_draft, only_problem

KIND = "text/markdown"


def test_front_matter_tells_what_it_knows_and_marks_are_gone() -> None:
    draft = only_draft(
        "---\ntitle: Raid\nsource: CNN\naddress: https://a.example/x#y\nauthor: [A, B]\n"
        "date: 2022-10-06\nlanguage: en-GB\nwritten_for: Sitrep\n---\n"
        "# Raid\n\nSome **bold** [text](http://x)\nand `more`.\n\n- one\n- two\n",
        KIND,
    )
    assert (draft.title, draft.outlet, draft.author) == ("Raid", "CNN", "A, B")
    assert (draft.url, draft.published) == ("https://a.example/x", date(2022, 10, 6))
    assert draft.language == "en"
    assert draft.text == "Some bold text and more.\n\none\n\ntwo"


def test_without_front_matter_the_heading_is_the_title() -> None:
    draft = only_draft("# Raid near Qamishli\n\nOne man was killed.", KIND)
    assert (draft.title, draft.text) == ("Raid near Qamishli", "One man was killed.")


@pytest.mark.parametrize("said", ["06/10/2022", "October", "soon", "[1, 2]", "2022-13-45"])
def test_a_date_that_is_none_for_certain_is_left_out(said: str) -> None:
    assert only_draft(f"---\ndate: '{said}'\n---\nText.", KIND).published is None


@pytest.mark.parametrize("said", ["0001-01-01", "1599-12-31", "2201-01-01", "9999-12-31"])
@pytest.mark.parametrize("quote", ["", "'"])
def test_a_year_that_no_report_is_of_is_left_out(said: str, quote: str) -> None:
    assert only_draft(f"---\ndate: {quote}{said}{quote}\n---\nText.", KIND).published is None


@pytest.mark.parametrize("front", ["title: [", "a: b: c", "\tx: y"])
def test_broken_front_matter_is_a_problem(front: str) -> None:
    assert "front matter" in only_problem(f"---\n{front}\n---\nText.", KIND).message


def test_aliases_that_fold_billions_into_a_line_stay_folded() -> None:
    rows = "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    )
    draft = only_draft(f"---\na: &a [x, x]\n{rows}title: *j\n---\nText.", KIND)
    assert draft.title == "Text."
