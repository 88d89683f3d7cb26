"""English questions as clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.indirect import clause, is_quotable


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # After the subject: as they stand.
        ("How many helicopters were lost?", "how many helicopters were lost"),
        ("Which aircraft carrier launched the strike?",
         "which aircraft carrier launched the strike"),
        ("Who won the Syrian presidential election?", "who won the Syrian presidential election"),
        ("who killed him", "who killed him"),
        ("How many soldiers were in the house?", "how many soldiers were in the house"),
        ("Who has been arrested?", "who has been arrested"),
        ("Who was the target of the raid near Qamishli?",
         "who was the target of the raid near Qamishli"),
        ("Why?", "why"),
        # With "be": the verb behind its subject.
        ("Where is al-Hol?", "where al-Hol is"),
        ("Where is the camp?", "where the camp is"),
        ("Who is Hani al-Kurdi?", "who Hani al-Kurdi is"),
        ("How old was he?", "how old he was"),
        ("When was Qurayshi named leader of the group?",
         "when Qurayshi was named leader of the group"),
        ("At what time was the airstrike carried out?",
         "at what time the airstrike was carried out"),
        ("Where were the wounded soldiers taken?", "where the wounded soldiers were taken"),
        ("What was Abu Mu'ad al-Qahtani responsible for?",
         "what Abu Mu'ad al-Qahtani was responsible for"),
        ("Which city was Kurdi captured in?", "which city Kurdi was captured in"),
        ("What was the name of the operation?", "what the name of the operation was"),
        ("How many people were there?", "how many people there were"),
        ("When will the camp be closed?", "when the camp will be closed"),
        # With "do": its form goes to the verb.
        ("When did the raid take place?", "when the raid took place"),
        ("Why did they do it?", "why they did it"),
        ("Where does he live?", "where he lives"),
        ("What do people think?", "what people think"),
        ("What did the President of France say about the raid?",
         "what the President of France said about the raid"),
        ("How many hours did Central Command spend on it?",
         "how many hours Central Command spent on it"),
        # Yes or no.
        ("Was Russia told about the raid beforehand?",
         "whether Russia was told about the raid beforehand"),
        ("Did Russia know about it?", "whether Russia knew about it"),
        ("Is al-Qurayshi dead?", "whether al-Qurayshi is dead"),
        ("Were there any civilians?", "whether there were any civilians"),
    ],
)  # fmt: skip
def test_a_question_becomes_a_clause(question: str, expected: str) -> None:
    assert clause(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "helicopters",
        "Кто погиб?",
        "Where was the man accused of the attack arrested?",
        "Where is the man accused of murder?",
        "Who was the man killed by?",
        "What was the man doing?",
        "When was the meeting in Aleppo?",
        "When was this strike the second?",
        "What does a pizza cost?",
        "How did people who live there die?",
        "When did the attempt to find him end?",
        "Who did it?",
        "Who has the weapons?",
        "Was it?! Really?",
        "Who are you?",
        "Can you help me?",
        "How many died, and where?",
        "Who is @ann?",
        "Who owns evil.example?",
        "When he came?",
        "In Syria?",
        "Will troops strike?",
    ],
)
def test_what_is_not_certain_becomes_none(question: str) -> None:
    assert clause(question) is None


WORDS = "Who what When how many did was is the al-Hol raid take killed in it there by to ? where"


@given(st.text() | st.lists(st.sampled_from(WORDS.split())).map(" ".join))
def test_any_text_gives_a_clause_of_its_words_or_none(question: str) -> None:
    found = clause(question)
    assert found is None or (found and "?" not in found and found == " ".join(found.split()))


@pytest.mark.parametrize("question", ["Кто погиб?", "من قُتل؟", "What does a pizza cost? "])
def test_a_question_can_be_quoted(question: str) -> None:
    assert is_quotable(question)


@pytest.mark.parametrize("question", ["", "?", "pizza", "Is it? Is it?", "See t.me/x?", "#tag?"])
def test_what_is_no_question_or_leads_elsewhere_is_not_quoted(question: str) -> None:
    assert not is_quotable(question)
