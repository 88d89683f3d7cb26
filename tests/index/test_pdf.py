from tests.index.documents import only_draft, only_problem, pdf

KIND = "application/pdf"


def test_a_pdf_gives_its_text_without_page_numbers() -> None:
    draft = only_draft(pdf("Raid near Qamishli\nOne man was killed.\n1", "It was dark.\n2"), KIND)
    assert draft.title == "Raid near Qamishli"
    assert draft.text == "One man was killed.\n\nIt was dark."


def test_a_title_among_the_properties_counts_unless_it_is_a_file_name() -> None:
    assert only_draft(pdf("One.\nTwo.", title="The raid"), KIND).title == "The raid"
    assert only_draft(pdf("One.\nTwo.", title="scan3.docx"), KIND).title == "One."


def test_a_broken_pdf_is_a_problem() -> None:
    assert "damaged" in only_problem(pdf("One.")[:200], KIND).message


def test_an_encrypted_pdf_is_a_problem() -> None:
    assert "password" in only_problem(pdf("One.", password="secret"), KIND).message


def test_a_pdf_of_pictures_is_a_problem() -> None:
    assert "text recognition" in only_problem(pdf("", ""), KIND).message
