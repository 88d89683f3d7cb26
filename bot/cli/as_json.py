"""Records as JSON. The form of an answer is a promise to scripts: keys, order and all."""

from index import Addition, Answer, Article, Hit, Passage, Source

Json = dict[str, object]


def answer(found: Answer, passages: int) -> Json:
    """Return an answer with its best ``passages`` passages, also where it is a refusal."""
    return {
        "question": found.question,
        "answered": found.answered,
        "confidence": float(found.confidence),
        "answer": found.sentence,
        "passages": [_hit(hit) for hit in found.hits[:passages]],
        "marks": _marks(found.hits[0]) if found.answered else [],
        "several": [
            {"sentence": hit.quote, "article": _source(hit.article)} for hit in found.several
        ],
    }


def _hit(hit: Hit) -> Json:
    return {
        "text": hit.passage.text,
        "score": float(hit.score),
        "article": _source(hit.article),
    }


def _marks(hit: Hit) -> list[Json]:
    """Return the words that answer, with their places in the sentence, in code points."""
    return [
        {"start": mark.start, "end": mark.end, "words": hit.quote[mark.start : mark.end]}
        for mark in hit.marks
    ]


def _source(source: Article) -> Json:
    return {
        "id": source.id,
        "title": source.title,
        "url": source.url,
        "published": source.published.isoformat() if source.published else None,
    }


def article(known: Article) -> Json:
    """Return everything that is known of an article but its text."""
    return {
        "id": known.id,
        "title": known.title,
        "url": known.url,
        "outlet": known.outlet,
        "author": known.author,
        "published": known.published.isoformat() if known.published else None,
        "language": known.language,
        "external_id": known.external_id,
        "added": known.added.isoformat(),
        "n_passages": known.n_passages,
        "sources": [_further(source) for source in known.sources],
    }


def _further(source: Source) -> Json:
    return {
        "title": source.title,
        "url": source.url,
        "outlet": source.outlet,
        "published": source.published.isoformat() if source.published else None,
    }


def addition(made: Addition) -> Json:
    """Return what became of a draft: why, what is new and gone, and every line that was cut."""
    return {
        "outcome": made.outcome.value,
        "sameness": made.sameness.value if made.sameness else None,
        "article": article(made.article),
        "came": [*made.came],
        "went": [*made.went],
        "cut": [*made.cut],
    }


def passage(piece: Passage) -> Json:
    """Return one passage of an article."""
    return {
        "id": piece.id,
        "position": piece.position,
        "start": piece.start,
        "end": piece.end,
        "text": piece.text,
    }
