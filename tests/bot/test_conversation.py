"""What a short message means after an earlier question."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import (
    MAX_MEANT,
    is_follow_up,
    looks_like_question,
    meant,
    names_something,
    own_words,
)
from index.search.expectation import kind

STRIKE = "Who was killed in the October 2022 airstrike in northern Syria?"
HEADLINE = "US airstrike kills two Islamic State leaders in northern Syria"

WRITTEN = Path(__file__).parents[1] / "data" / "follow_ups.jsonl"

# Follow-ups and the kind of thing that each asks for.
ASKING = """\
And when was that?|date
where?|place
why?|reason
how many were killed there?|number
and who did it?|person
At what time was that?|time of day
А когда это было?|date
и где?|place
почему?|reason
сколько их было?|number
а кто это сделал?|person
А коли це було?|date
А де це сталося?|place
чому?|reason
Скільки їх було?|number
хто це зробив?|person
ومتى كان ذلك؟|date
وأين حدث ذلك؟|place
لماذا؟|reason
كم كان عددهم؟|number
ومن فعل ذلك؟|person
Et quand ?|date
Et où ?|place
Pourquoi ?|reason
Combien étaient-ils ?|number
Qui l'a fait ?|person
¿Y cuándo fue?|date
¿Dónde ocurrió?|place
¿Por qué?|reason
¿Cuántos eran?|number
¿Quién lo hizo?|person
Peki ne zaman?|date
Nerede oldu?|place
Neden?|reason
Kaç kişiydiler?|number
Peki kim yaptı?|person
Und wann war das?|date
Wo war das?|place
Warum?|reason
Wie viele waren es?|number
Wer war das?|person
"""
EARLIER = """\
Who was killed in the October 2022 airstrike in northern Syria?
How many died in the raid in which al-Qurayshi was killed, and when was it that he was named?
Why did the U.S. carry out the raid? Where was it, and who led it?
Кто был убит при авиаударе на севере Сирии в октябре 2022 года?
Хто загинув від авіаудару на півночі Сирії?
من قُتل في الغارة الجوية في شمال سوريا ومتى؟
Qui est mort dans le raid sur Atmeh, et quand ?
¿Quién murió en la incursión de Atmeh y cuándo?
Ekim 2022'de Suriye'nin kuzeyindeki hava saldırısında kim öldürüldü?
Wer wurde bei dem Luftangriff im Oktober 2022 getötet, und warum?
"""


@pytest.mark.parametrize("line", ASKING.splitlines())
def test_a_follow_up_is_told_in_each_language(line: str) -> None:
    assert is_follow_up(line.partition("|")[0])


@pytest.mark.parametrize(
    "text",
    [
        # Joined to what came before.
        "What about Russia?",
        "how about the civilians",
        "And in Iraq?",
        "But why there?",
        "А в Ираке?",
        "А чому?",
        "وماذا عن روسيا؟",
        "وهل قُتل مدنيون؟",
        "Et les civils ?",
        "¿Y Rusia?",
        "Ya siviller?",
        "Was ist mit Russland?",
        # Pointing at what it doesn't name.
        "was he alone?",
        "What is his real name?",
        "What did Biden say about it?",
        "How did Russia react to that?",
        "What happened then?",
        "How long did the helicopters stay there?",
        "who controls that area?",
        "who else?",
        "Which one?",
        "tell me more about him",
        "Что Байден сказал об этом?",
        "Що з ним сталося?",
        "من هم؟",
        "C'était quand ?",
        "Quand a-t-il été tué ?",
        "¿Qué le pasó?",
        "Başka kim öldü?",
        "Ist er tot?",
        # Naming nothing.
        "when",
        "WHEN WAS THAT?",
        "how many died?",
        "the others?",
        "In Idlib?",
        "Were any civilians hurt?",
        "Сколько человек погибло?",
        "О котрій годині?",
        "متى قُتل؟",
        "Combien de morts ?",
        "¿Estaba solo?",
        "Yalnız mıydı?",
        # After something else.
        "Thanks! And where?",
        "Interesting. When did that happen?",
        "He was killed. When?",
    ],
)
def test_what_leans_on_the_question_before_is_a_follow_up(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who is Hani al-Kurdi?",
        "who is hani al-kurdi",
        "When did the raid on al-Hol take place?",
        "Is it true that Russia was told about the strike in Syria?",
        "What is the name of the man that killed Kennedy?",
        "Who said that Ukraine would win?",
        "How many of those who died in Atmeh were children?",
        "How long did it take the Islamic State to name a successor?",
        "What happened this week in Syria?",
        "Was there a strike near Jindires?",
        "what is a deconfliction line",
        # What is pointed at is named.
        "What did Macron say about his visit to Kyiv?",
        "Where is al-Hol and who runs it?",
        "where is al-hol and who runs it",
        "Who was al-Qurayshi and when did the US kill him?",
        "US forces killed al-Shammri near Qamishli. When was that?",
        "La Russie a-t-elle été prévenue du raid de Qamishli ?",
        "Где находится лагерь Аль-Холь и кто им управляет?",
        # In other languages.
        "Кто такой Абу Ала?",
        "Правда ли, что Россию предупредили об ударе?",
        "Что произошло в этом году в лагере Аль-Холь?",
        "Скільки людей живе в таборі Аль-Холь?",
        "من هو هاني الكردي؟",
        "ماذا حدث في سوريا هذا الأسبوع؟",
        "Est-il vrai que la Russie a été prévenue ?",
        "Y a-t-il un camp près de la frontière irakienne ?",
        "¿Qué pasó en Siria esta semana?",
        "Bu hafta Suriye'de ne oldu?",
        "Stimmt es, dass Russland gewarnt wurde?",
        # No questions to the articles at all.
        "Thanks!",
        "ok got it",
        "Hello",
        "How are you?",
        "What can you do?",
        "😀",
        "???",
        "",
    ],
)
def test_what_stands_alone_is_no_follow_up(text: str) -> None:
    assert not is_follow_up(text)


def test_of_the_written_messages_nearly_all_are_told_right() -> None:
    rows = [json.loads(line) for line in WRITTEN.read_text("utf-8").splitlines()]
    leaning = [is_follow_up(row["text"]) for row in rows if row["article"]]
    alone = [is_follow_up(row["text"]) for row in rows if not row["article"]]
    assert sum(leaning) >= 0.93 * len(leaning)
    assert not any(alone)


@pytest.mark.parametrize(
    ("text", "earlier", "expected"),
    [
        ("And when was that?", STRIKE, "when was that — October 2022 airstrike in northern Syria"),
        ("why?", STRIKE, "why — October 2022 airstrike in northern Syria"),
        ("Thanks! And where was it?", STRIKE,
         "where was it — October 2022 airstrike in northern Syria"),
        # A statement reads better.
        ("Was anyone with him?", "How did al-Baghdadi die?",
         "Was anyone with him — al-Baghdadi died"),
        ("when?", "Where was Hani al-Kurdi captured?", "when — Hani al-Kurdi was captured"),
        ("why not?", "Was Russia told of the raid?", "why not — Russia was told of the raid"),
        ("who?", "Is it true that Russia was told of the raid?",
         "who — Russia was told of the raid"),
        ("when?", "At what time was the Atmeh raid carried out?",
         "when — Atmeh raid was carried out"),
        # Without an article behind it, the verb tells what the place has to do with it.
        ("when?", "Who was captured near Aleppo?", "when — captured near Aleppo"),
        ("where?", "How many helicopters landed in al-Humayra?",
         "where — helicopters landed in al-Humayra"),
        # What asks nothing by itself asks what was asked.
        ("and the others?", STRIKE, f"{STRIKE[:-1]}: the others"),
        ("what about Russia?", STRIKE, f"{STRIKE[:-1]}: Russia"),
        ("¿Y los civiles?", "¿Quién murió en Atmeh?", "Quién murió en Atmeh: los civiles"),
        # A sentence's end would part the question from what it is about.
        ("where?", "Did Col. Joe Buccino speak of the U.S. raid?",
         "where — Col Joe Buccino spoke of the US raid"),
        # Other languages, and two at once.
        ("А когда это было?", "Как погиб аль-Багдади?", "когда это было — погиб аль-Багдади"),
        ("ومتى كان ذلك؟", "من قُتل في أطمة؟", "متى كان ذلك — قتل في أطمة"),
        ("Onlar nereden geldi?", "El-Hol kampında kaç kişi yaşıyor?",
         "Onlar nereden geldi — El-Hol kampında kişi yaşıyor"),
        ("А когда?", STRIKE, "когда — October 2022 airstrike in northern Syria"),
        ("And when?", "Как погиб аль-Багдади?", "when — погиб аль-Багдади"),
    ],
)  # fmt: skip
def test_a_follow_up_is_put_together_with_what_it_is_about(
    text: str, earlier: str, expected: str
) -> None:
    assert meant(text, earlier=earlier, headline=None) == expected


def test_the_headline_tells_what_it_is_about_where_no_question_does() -> None:
    expected = f"when was that — {HEADLINE}"
    assert meant("And when was that?", earlier=None, headline=HEADLINE) == expected
    assert meant("And when was that?", earlier="who was killed?", headline=HEADLINE) == expected
    assert meant("the others?", earlier=None, headline=HEADLINE) == f"the others — {HEADLINE}"
    assert meant("Когда?", earlier=None, headline="Background: how the US and Russia avoid it") == (
        "Когда — Background, US Russia avoid it"
    )


def test_without_anything_before_it_a_follow_up_means_what_it_says() -> None:
    assert meant("And when was that?", earlier=None, headline=None) == "when was that"
    assert meant("", earlier=None, headline=None) == ""


def test_a_headline_in_two_parts_goes_on_whole() -> None:
    found = meant("who runs it?", earlier=None, headline="Al-Hol: a crowded camp — in the desert")
    assert found == "who runs it — Al-Hol, a crowded camp in the desert"
    assert meant("and where?", earlier=found, headline=None) == (
        "where — Al-Hol, a crowded camp in the desert"
    )


@pytest.mark.parametrize("line", ASKING.splitlines())
@pytest.mark.parametrize("earlier", EARLIER.splitlines())
def test_the_follow_ups_own_question_word_decides(line: str, earlier: str) -> None:
    text, _, asked_for = line.partition("|")
    assert kind(meant(text, earlier=earlier, headline=None)) == asked_for


@pytest.mark.parametrize("line", ASKING.splitlines())
@pytest.mark.parametrize(
    "headline",
    [HEADLINE, "How the war began. Who is who?", "Background: what the U.S. told Russia"],
)
def test_its_question_word_decides_before_a_headline_too(line: str, headline: str) -> None:
    text, _, asked_for = line.partition("|")
    assert kind(meant(text, earlier=None, headline=headline)) == asked_for
    assert kind(own_words(text)) == asked_for


def test_the_earlier_question_word_decides_where_a_follow_up_has_none() -> None:
    assert kind(meant("and the others?", earlier=STRIKE, headline=None)) == "person"
    assert kind(meant("а мирные жители?", earlier="Где были убиты люди?", headline=None)) == "place"


def test_a_chain_of_follow_ups_keeps_to_its_subject_and_does_not_grow() -> None:
    found = STRIKE
    for _ in range(5):
        found = meant("and the others?", earlier=found, headline=None)
        assert found == f"{STRIKE[:-1]}: the others"
        found = meant("when was that?", earlier=found, headline=None)
        assert found == "when was that — October 2022 airstrike in northern Syria"
        found = meant("what about Russia?", earlier=found, headline=None)
        found = meant("who did it?", earlier=found, headline=None)
        assert found == "who did it — October 2022 airstrike in northern Syria"
        found = STRIKE


def test_what_somebody_wrote_with_a_dash_or_a_colon_is_no_chain() -> None:
    assert meant("when?", earlier="Atmeh raid: who was killed?", headline=None) == (
        "when — Atmeh raid, was killed"
    )
    assert meant("when?", earlier="Atmeh raid — who was killed?", headline=None) == (
        "when — Atmeh raid was killed"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("And when was that?", "when was that"),
        ("Thanks! And where?", "where"),
        ("what about the other one?", "the other one"),
        ("ومتى كان ذلك؟", "متى كان ذلك"),
        ("¿Y cuándo fue?", "cuándo fue"),
        ("Peki ne zaman?", "ne zaman"),
    ],
)
def test_own_words_are_without_what_joins_them(text: str, expected: str) -> None:
    assert own_words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Who was killed in Aleppo yesterday?",
        "who was killed in aleppo yesterday",
        "Does anyone know when the raid was?",
        "Wow. Where did that happen?",
        "When was the strike",
        "What did the US say?",
        "Read https://news.example/a?b=1 and then: who was killed there?",
        "«Кто погиб в Алеппо?»",
        "Скільки людей загинуло вчора?",
        "كم عدد القتلى في الغارة؟",
        "Où a eu lieu le raid ?",
        "¿Cuántos murieron en Atmeh?",
        "Saldırıda kim öldü?",
        "Wo war der Angriff?",
    ],
)
def test_a_question_in_a_groups_talk_is_told(text: str) -> None:
    assert looks_like_question(text)


@pytest.mark.parametrize(
    "text",
    [
        # For somebody.
        "@bob when do you come?",
        "who was that, @bob?",
        "are you there?",
        "how are you?",
        "Where should we meet tonight?",
        "Когда ты придёшь сегодня?",
        "А когда придёшь домой сегодня?",
        "كيف حالك اليوم يا صديقي؟",
        "Comment vas-tu ce soir ?",
        "¿Cómo estás hoy amigo?",
        "Bugün ne zaman geliyorsun?",
        "Wann kommst du heute Abend?",
        "/ask who was killed there?",
        # No question.
        "Look at https://news.example/a?x=1 it is nice",
        "https://news.example/who?was t.me/a?b www.news.example/?c",
        "When the raid began, people fled.",
        "When the raid began, people fled",
        "What a day this was",
        "who knows.",
        "really? wow that is crazy",
        "I think he is dead",
        "why?",
        "",
        # Too long.
        "Who was killed in Aleppo? " * 12,
    ],
)
def test_other_talk_is_no_question(text: str) -> None:
    assert not looks_like_question(text)


TALK = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            ["and", "And when", "he", "that", "?", ".", ":", " — ", "Who", "U.S.", "И", "و", "¿Y",
             "Syria", "al-Hol", "ومتى", "où", "ne zaman", "the", "'", "was", "\ud800", "\n", "@a"]
        )
    ).map(" ".join),
)  # fmt: skip


@given(TALK, st.none() | TALK, st.none() | TALK)
def test_whatever_is_said_gives_one_short_line(
    text: str, earlier: str | None, headline: str | None
) -> None:
    assert isinstance(is_follow_up(text), bool)
    assert isinstance(looks_like_question(text), bool)
    found = meant(text, earlier=earlier, headline=headline)
    assert len(found) <= MAX_MEANT
    assert found == " ".join(found.split())
    again = meant(text, earlier=found, headline=headline)
    assert len(again) <= MAX_MEANT


@given(st.lists(st.sampled_from(["and why?", "the others?", "was he alone?", "when was that?"])))
def test_a_chain_is_never_longer_than_its_longest_link(texts: list[str]) -> None:
    found = STRIKE
    for text in texts:
        found = meant(text, earlier=found, headline=None)
        assert len(found) <= len(STRIKE) + len(" — ") + len("when was that: the others")
        assert "northern Syria" in found


def test_long_texts_are_cut_at_words() -> None:
    long = "Who was killed in the raid on " + "Atmeh and " * 200
    found = meant(f"and why {'oh ' * 200}", earlier=long, headline=None)
    assert len(found) <= MAX_MEANT
    assert found.endswith(("Atmeh", "and"))
    assert len(meant("the others?", earlier=long, headline=None)) <= MAX_MEANT
    assert len(meant("why" * 400, earlier=long, headline=long)) <= MAX_MEANT


@pytest.mark.parametrize("aside", ["Thanks!", "ok", "👍", "hm, really?", "7", ""])
def test_thanks_and_numbers_name_nothing(aside: str) -> None:
    assert not names_something(aside)


def test_a_question_names_what_it_is_about() -> None:
    assert names_something("Who was shot in Damascus?")


@pytest.mark.parametrize("text", ["And what about.", "what about pizza", "And why", "?", "who"])
def test_a_broken_off_question_is_none(text: str) -> None:
    assert not looks_like_question(text)
