from hypothesis import given
from hypothesis import strategies as st

from index.documents import extraction
from index.documents.decoding import clean, decode
from index.documents.plaintext import pieces
from index.records import Draft
from tests.index.documents import document, only_draft

WRAPPED = """\
US forces killed two leaders in an airstrike
in northern Syria on Thursday, two defense
officials said, a day after a raid.
The strike was carried out in the evening, at
6:23 p.m. local time, and nobody else was
hurt.
"""
PASTED = """\
Raid near Qamishli
Share
Facebook

US forces carried out a raid.
Nobody was hurt.

Advertisement

The target was killed.

Leave a Comment
Your email address will not be published. Required fields are marked *
"""


def test_a_pasted_page_gives_headline_report_and_what_was_cut() -> None:
    draft = only_draft(PASTED)
    assert draft.title == "Raid near Qamishli"
    assert draft.text == "US forces carried out a raid. Nobody was hurt.\n\nThe target was killed."
    assert draft.cut == (
        "Share",
        "Facebook",
        "Advertisement",
        "Leave a Comment",
        "Your email address will not be published. Required fields are marked *",
    )


def test_without_empty_lines_each_line_is_a_paragraph() -> None:
    assert pieces("A title\nOne sentence.\nAnother one.") == [
        ["A title"],
        ["One sentence."],
        ["Another one."],
    ]


def test_lines_that_a_margin_broke_are_joined() -> None:
    first, second = pieces(WRAPPED)
    assert first == [" ".join(WRAPPED.split("The strike")[0].split())]
    assert second[0].endswith("local time, and nobody else was hurt.")


def test_lines_longer_than_any_margin_are_paragraphs() -> None:
    long = "A sentence that goes on and on. " * 5
    assert len(pieces(f"Title\n\n{long}\n{long}\n\nEnd")) == 4


def test_a_first_line_that_is_a_sentence_stays_in_the_text() -> None:
    draft = only_draft("US forces carried out a raid. It was dark.\n\nNobody was hurt.")
    assert draft.title == "US forces carried out a raid."
    assert draft.text.startswith("US forces carried out a raid.")


def test_a_headline_from_a_long_sentence_ends_at_a_word() -> None:
    draft = only_draft("word " * 60 + ".")
    assert draft.title.endswith("word…")
    assert len(draft.title) <= 91


def test_one_line_alone_is_title_and_text() -> None:
    draft = only_draft("Raid near Qamishli")
    assert (draft.title, draft.text) == ("Raid near Qamishli", "Raid near Qamishli")


@given(st.text(st.sampled_from("ab.  \n\n“”é") | st.characters(codec="utf-8"), max_size=400))
def test_title_text_and_cut_lines_are_the_whole_text_but_for_white_space(text: str) -> None:
    (found,) = extraction.drafts(document(text.encode()))
    if isinstance(found, Draft):
        shown = "".join((found.text + "".join(found.cut)).split())
        whole = "".join(clean(decode(text.encode())).split())
        headed = "".join(found.title.split()) + shown
        assert sorted(whole) in (sorted(shown), sorted(headed))
