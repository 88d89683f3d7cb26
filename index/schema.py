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
)

VERSION = len(MIGRATIONS)
