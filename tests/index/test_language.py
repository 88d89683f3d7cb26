"""The language of a question: told only where it is certain, and looked for once."""

import py3langid
import pytest

from index.wording.language import ASKED_IN, of_question

ASKED = {
    "ar": "من قُتل في الغارة الجوية على سوريا؟",
    "de": "Wer wurde bei dem Luftangriff in Syrien getötet?",
    "en": "Who was killed in the airstrike in Syria?",
    "es": "¿Quién murió en el ataque aéreo de Siria?",
    "fr": "Qui a été tué lors de la frappe aérienne ?",
    "ru": "Кто был убит при ударе в Сирии?",
    "tr": "Suriye'deki hava saldırısında kim öldürüldü?",
    "uk": "Кого було вбито під час удару в Сирії?",
}


def test_each_language_is_told() -> None:
    assert tuple(ASKED) == ASKED_IN
    assert {language: of_question(text) for language, text in ASKED.items()} == {
        language: language for language in ASKED
    }


@pytest.mark.parametrize(
    "text", ["", "Wer wurde getötet?", "Suriye'de kim öldürüldü?", "1 2 3 4", "a b c d"]
)
def test_too_few_words_or_none_tell_no_language(text: str) -> None:
    assert of_question(text) is None


def test_names_alone_are_not_certain() -> None:
    assert of_question("Obama Syria Idlib Aleppo") is None


def test_a_question_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    rank = py3langid.rank

    def counted(text: str) -> object:
        looked.append(text)
        return rank(text)

    of_question.cache_clear()
    monkeypatch.setattr(py3langid, "rank", counted)
    assert [of_question(ASKED["tr"]) for _ in range(3)] == ["tr"] * 3
    assert looked == [ASKED["tr"]]
