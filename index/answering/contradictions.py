"""Reports on the same event that answer a question with different figures: 12 killed, 14 killed.

They are shown beside each other, with their days, and nothing is made of them. Since to say that
reports differ where they don't is worse than to show one of them, only claims of the same deed are
compared (see `claims`), within a few days or one story, from passages that are about what the
question names. Nothing is encoded for it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import combinations

from index.answering import deeds
from index.answering.claims import COMPARED, Asked, Claim, asked, claim, contradict
from index.answering.marking import marks
from index.answering.readings import told
from index.answering.several import MOST, by_date
from index.documents.passages import sentences
from index.results import Hit
from index.search.retriever import Ranking
from index.wording.names import Names
from index.wording.question_words import QUESTION_WORDS
from index.wording.vocabulary import word_set

DEEP = 30
"""Passages of a ranking that are looked at."""

NEAR = timedelta(days=14)
"""How far apart reports on one event are, where it isn't known that they belong to one story."""

ABOUT_IT = 0.9
"""The share of what a question names, by rarity, that a passage and its headline must hold."""

WITHIN = 0.4
"""The share that the passage itself must hold: a headline may name several events."""

MAX_SENTENCES = 8

Analyse = Callable[[str], Sequence[str]]
Story = Callable[[int], int]

_WORD = re.compile(r"\w+")
_ASKING = word_set(
    "many much long number people persons approximately around about so far still now currently be"
    " been being there человек людей людини осіб شخص شخصا أشخاص kişi personnes personas menschen"
)
"""What else a question says that a report needn't: `QUESTION_WORDS` has the rest."""


@dataclass(frozen=True)
class Contradictions:
    """What the reports of a ranking tell differently in answer to its question.

    Attributes:
        ranking: what the question found.
        analyse: a text's terms, as the lexical index sees them.
        story: the number of an article's story.
    """

    ranking: Ranking
    analyse: Analyse
    story: Story

    def of(self, leader: Hit) -> tuple[Hit, ...]:
        """The leading sentence and those that contradict it and each other, by date; else none.

        Args:
            leader: the hit that answers, with its sentence and marks.
        """
        wanted = asked(self._question)
        first = claim(leader, wanted) if wanted else None
        if wanted is None or first is None or not self._is_about_it(first, wanted):
            return ()
        chosen = [first]
        for rival in self._rivals(leader, wanted):
            if len(chosen) < MOST and all(contradict(rival, one, wanted) for one in chosen):
                chosen.append(rival)
        return by_date(one.hit for one in chosen) if len(chosen) > 1 else ()

    @property
    def _question(self) -> str:
        return self.ranking.terms.text

    @cached_property
    def _names(self) -> Names:
        return Names(self._question)

    @cached_property
    def _named(self) -> dict[str, float]:
        """What a question is about, as terms with their rarity: not how it asks, nor the deed."""
        asking = QUESTION_WORDS | _ASKING | set(deeds.words(self._question))
        words = (word for word in _WORD.findall(self._question) if word.casefold() not in asking)
        terms = set(self.analyse(" ".join(words)))
        return {term: worth for term, worth in self.ranking.terms.rarity.items() if term in terms}

    def _rivals(self, leader: Hit, wanted: Asked) -> Iterator[Claim]:
        """A claim of each other report on the event, best first."""
        seen = {leader.article.id}
        for hit in self.ranking.hits[:DEEP]:
            if hit.article.id in seen or not self._is_same_event(hit, leader):
                continue
            if found := next(self._claims(hit, wanted), None):
                seen.add(hit.article.id)
                yield found

    def _is_same_event(self, hit: Hit, leader: Hit) -> bool:
        one, other = hit.article, leader.article
        if one.published and other.published and abs(one.published - other.published) <= NEAR:
            return True
        return self.story(one.id) == self.story(other.id)

    def _claims(self, hit: Hit, wanted: Asked) -> Iterator[Claim]:
        """What the passage's sentences claim, in order."""
        text = hit.passage.text
        if wanted.deed not in deeds.all_told(text):
            return
        for sentence in sentences(text, hit.article.language)[:MAX_SENTENCES]:
            chosen = replace(hit, sentence=sentence)
            chosen = replace(chosen, marks=marks(self._question, chosen.quote))
            found = claim(chosen, wanted)
            if found is not None and self._is_about_it(found, wanted):
                yield found

    def _is_about_it(self, found: Claim, wanted: Asked) -> bool:
        """Whether a passage and its headline hold what the question names, in whatever script."""
        hit = found.hit
        own = hit.quote if wanted.kind == "date" else hit.passage.text
        whole = f"{own}\n{hit.article.title}"
        if self._share(own) >= WITHIN and self._share(whole) >= ABOUT_IT:
            return True
        return self.ranking.foreign and self._names.overlap(whole) >= ABOUT_IT

    def _share(self, text: str) -> float:
        held = sum(self._named.get(term, 0.0) for term in set(self.analyse(text)))
        return held / (sum(self._named.values()) or 1.0)


def reports_differ(hits: Sequence[Hit]) -> bool:
    """Whether hits that stand beside each other do so because they contradict each other.

    It is told from what they mark, for those who know no more of them than that.

    Args:
        hits: with sentences and marks.
    """
    for kind in COMPARED:
        found = [one for hit in hits if (one := told(hit, kind))]
        if 1 < len(found) == len(hits):
            return all(one.differs(other) for one, other in combinations(found, 2))
    return False
