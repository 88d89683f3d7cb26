"""The library's tables, as a list of migrations: what each version of the schema added.

A migration that was released is never edited; a change is a new one at the end.
"""

APPLICATION_ID = 0x53495452
"""``SITR``: SQLite's mark of whose file it is, so that a stranger's database is not taken over."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE meta (
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT
        """,
        # An article's passages are numbered without gaps: first_passage to last_passage.
        # The text stands last: SQLite reads through all that is before a column.
        """
        CREATE TABLE articles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            title TEXT NOT NULL,
            url TEXT UNIQUE,
            text_hash TEXT NOT NULL UNIQUE,
            outlet TEXT,
            author TEXT,
            published TEXT,
            language TEXT,
            external_id TEXT,
            first_passage INTEGER NOT NULL,
            last_passage INTEGER NOT NULL CHECK (last_passage >= first_passage),
            added TEXT NOT NULL,
            text TEXT NOT NULL
        ) STRICT
        """,
        # An article without its text, which may be long.
        """
        CREATE VIEW headings AS
        SELECT id, title, url, text_hash, outlet, author, published, language, external_id, added,
            first_passage, last_passage, last_passage - first_passage + 1 AS n_passages
        FROM articles
        """,
        # With the passages' numbers, so that each answer's count of them needs no table.
        "CREATE INDEX articles_by_date ON articles (published, first_passage, last_passage)",
        # AUTOINCREMENT: a number that was taken back is never given to another passage, so that a
        # cache which is behind can't show one passage for another.
        """
        CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            vector BLOB NOT NULL,
            UNIQUE (article_id, position)
        ) STRICT
        """,
        # The token tells two histories apart that reached the same number: a backup was restored,
        # and then something else was added.
        """
        CREATE TABLE changes (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            token TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('add', 'remove')),
            article_id INTEGER NOT NULL,
            first_passage INTEGER NOT NULL,
            last_passage INTEGER NOT NULL,
            at TEXT NOT NULL
        ) STRICT
        """,
        # Vectors of a new model, gathered here until there is one for every passage.
        """
        CREATE TABLE reencoded (
            passage_id INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
            vector BLOB NOT NULL
        ) STRICT
        """,
    ),
    # The library keeps itself: where else a report stands, what became of it, and where to look for
    # more. Moments that are reckoned with are whole Unix seconds; those that are shown, ISO 8601.
    (
        # Further places of a report: reprints, whose text is not kept. One that has moved is where
        # the report stood before: it leads to the article, and is shown to nobody.
        """
        CREATE TABLE sources (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            url TEXT UNIQUE,
            title TEXT NOT NULL,
            outlet TEXT,
            author TEXT,
            published TEXT,
            text_hash TEXT NOT NULL,
            added TEXT NOT NULL,
            moved INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """,
        "CREATE INDEX sources_by_article ON sources (article_id)",
        "DROP VIEW headings",
        # An article without its text, which may be long, and with its further places.
        """
        CREATE VIEW headings AS
        SELECT id, title, url, text_hash, outlet, author, published, language, external_id, added,
            first_passage, last_passage, last_passage - first_passage + 1 AS n_passages,
            (SELECT json_group_array(json_array(id, title, url, outlet, published))
             FROM sources WHERE article_id = articles.id AND NOT moved) AS sources
        FROM articles
        """,
        "CREATE INDEX sources_by_text ON sources (text_hash)",
        # What near-duplicates are looked up by: keys of locality-sensitive hashing.
        """
        CREATE TABLE bands (
            band INTEGER NOT NULL,
            key INTEGER NOT NULL,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            PRIMARY KEY (band, key, article_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX bands_by_article ON bands (article_id)",
        """
        CREATE TABLE stories (
            article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
            story INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX stories_by_story ON stories (story)",
        # An article's history outlives it, so its number is no reference. The paragraphs that came
        # and went are lists in JSON.
        """
        CREATE TABLE versions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id INTEGER NOT NULL,
            at TEXT NOT NULL,
            kind TEXT NOT NULL
                CHECK (kind IN ('added', 'changed', 'reprinted', 'removed', 'restored')),
            title TEXT NOT NULL,
            came TEXT NOT NULL,
            went TEXT NOT NULL,
            cause TEXT NOT NULL,
            origin TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX versions_by_article ON versions (article_id)",
        "CREATE INDEX versions_by_origin ON versions (origin) WHERE origin <> ''",
        """
        INSERT INTO versions (article_id, at, kind, title, came, went, cause, origin)
        SELECT id, added, 'added', title, '[]', '[]', '', '' FROM articles ORDER BY id
        """,
        # Addresses that were taken out, so that no feed or channel brings them back.
        """
        CREATE TABLE unwanted (
            url TEXT PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        # Their texts' hashes: the same report may stand, or be posted, elsewhere.
        """
        CREATE TABLE unwanted_texts (
            text_hash TEXT PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        # What was removed, for as long as that may be undone. The rows are JSON, so that they need
        # no change when a column is added above.
        """
        CREATE TABLE bin (
            article_id INTEGER PRIMARY KEY,
            removed INTEGER NOT NULL,
            rows TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE binned_passages (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES bin (article_id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            vector BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE feeds (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            url TEXT NOT NULL UNIQUE,
            host TEXT NOT NULL,
            title TEXT,
            added INTEGER NOT NULL,
            first_seen INTEGER,
            answered INTEGER,
            etag TEXT,
            modified TEXT,
            due INTEGER NOT NULL,
            pause INTEGER NOT NULL,
            failures INTEGER NOT NULL DEFAULT 0,
            failing_since INTEGER,
            failed INTEGER,
            stopped INTEGER NOT NULL DEFAULT 0,
            reported INTEGER NOT NULL DEFAULT 0,
            problem TEXT
        ) STRICT
        """,
        # What feeds listed. An entry's key is its own, or its canonical address.
        """
        CREATE TABLE entries (
            feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            url TEXT NOT NULL,
            host TEXT NOT NULL,
            title TEXT NOT NULL,
            published INTEGER,
            state TEXT NOT NULL CHECK (state IN ('older', 'waiting', 'taken', 'failed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            due INTEGER NOT NULL,
            article_id INTEGER,
            taken INTEGER,
            seen INTEGER NOT NULL,
            PRIMARY KEY (feed_id, key)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX entries_by_url ON entries (url)",
        "CREATE INDEX entries_by_host ON entries (state, host, due)",
        # When a host may be asked again, and how often it was on the day of its last request (UTC).
        """
        CREATE TABLE hosts (
            host TEXT PRIMARY KEY,
            due INTEGER NOT NULL,
            day TEXT NOT NULL,
            n INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        # When each article is to be looked at again, where it was fetched from its address. The row
        # is about that address; once the article has another one, it means nothing. Where the
        # address is gone, source_id is the further place that is asked whether it still stands.
        """
        CREATE TABLE rechecks (
            article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
            url TEXT NOT NULL,
            host TEXT NOT NULL,
            due INTEGER NOT NULL,
            pause INTEGER NOT NULL,
            etag TEXT,
            modified TEXT,
            told TEXT,
            failures INTEGER NOT NULL DEFAULT 0,
            failing_since INTEGER,
            failed INTEGER,
            missing INTEGER NOT NULL DEFAULT 0,
            missing_since INTEGER,
            source_id INTEGER,
            reported INTEGER NOT NULL DEFAULT 0,
            problem TEXT
        ) STRICT
        """,
        "CREATE INDEX rechecks_by_host ON rechecks (host, due, source_id)",
        # What `Reading.between` and `Reading.articles` sort by, word for word.
        "CREATE INDEX articles_by_day ON articles (coalesce(published, substr(added, 1, 10)), id)",
        """
        CREATE INDEX articles_by_news
        ON articles (published IS NULL, published DESC, id DESC)
        """,
        # What is one address today was not always taken for one. Where another article has the
        # address by now, both stay as they are.
        """
        UPDATE OR IGNORE articles SET url = canonical(url)
        WHERE url IS NOT NULL AND canonical(url) <> url
        """,
    ),
)

VERSION = len(MIGRATIONS)
