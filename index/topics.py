"""How well an article fits what somebody waits for: by the words of the topic and the report.

A topic is a few words ("al-Hol camp"). A report is about it if nearly all of them, the rarer ones
counting more, stand in its headline and one of its passages together, in whatever script a name is
written.
"""

from collections.abc import Sequence

from index.features import script
from index.lexical import Lexical
from index.names import Names
from index.records import Article, Hit, Match, Passage, Span
from index.store import Store

TINY = 1e-9
ENOUGH = 0.8
"""The share of a topic's words, weighed by rarity, that makes a report one on it. Not learned: it
lets one common word in three or four be missing, and none that names something."""


def matches(topics: Sequence[str], article_id: int, store: Store, lexical: Lexical) -> list[Match]:
    """Judge an article for each topic, in their order.

    Args:
        topics: what people wait for.
        article_id: a report; one that is gone matches nothing.
        store: has it.
        lexical: what the words' rarity is told by.

    Raises:
        ArticleNotFound: there is none of that number.
    """
    article = store.article(article_id)
    passages = store.passages_of(article_id)
    title = set(lexical.terms(article.title))
    terms = [title | set(lexical.terms(passage.text)) for passage in passages]
    return [_match(topic, article, passages, terms, lexical) for topic in topics]


def _match(
    topic: str,
    article: Article,
    passages: Sequence[Passage],
    terms: Sequence[set[str]],
    lexical: Lexical,
) -> Match:
    rarity = lexical.rarity(topic)
    total = sum(rarity.values())
    names = Names(topic)
    # In another script no word is the same, and names alone can be.
    is_foreign = bool(passages) and script(topic) != script(passages[0].text)
    shares = [
        names.overlap(f"{article.title} {passage.text}")
        if is_foreign
        else sum(rarity[term] for term in rarity.keys() & held) / max(total, TINY)
        for passage, held in zip(passages, terms, strict=True)
    ]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    if best is None or not shares[best]:
        return Match(probability=0.0, matched=False, hit=None)
    passage = passages[best]
    whole = Span(start=0, end=len(passage.text))
    hit = Hit(passage=passage, article=article, score=shares[best], sentence=whole)
    share = min(shares[best], 1.0)
    return Match(probability=share, matched=share >= ENOUGH, hit=hit)
