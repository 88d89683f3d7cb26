"""The forms that the chats' file has had; each script leads from one version to the next."""

from typing import Final

MIGRATIONS: Final = (
    """
    CREATE TABLE pages (
        token TEXT PRIMARY KEY,
        chat_id INTEGER NOT NULL,
        question_id INTEGER NOT NULL,
        asker_id INTEGER,
        answered INTEGER NOT NULL,
        passages TEXT NOT NULL,
        made INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX pages_by_question ON pages (chat_id, question_id);
    CREATE INDEX pages_by_age ON pages (made);
    CREATE TABLE replies (
        chat_id INTEGER NOT NULL,
        question_id INTEGER NOT NULL,
        asked INTEGER NOT NULL,
        reply_id INTEGER NOT NULL,
        salt BLOB NOT NULL,
        digest BLOB NOT NULL,
        made INTEGER NOT NULL,
        PRIMARY KEY (chat_id, question_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX replies_by_age ON replies (made);
    """,
    "ALTER TABLE pages ADD COLUMN listed INTEGER NOT NULL DEFAULT 0",
    """
    ALTER TABLE replies ADD COLUMN person_id INTEGER;
    CREATE INDEX replies_by_reply ON replies (chat_id, reply_id);
    CREATE TABLE votes (
        chat_id INTEGER NOT NULL,
        question_id INTEGER NOT NULL,
        person_id INTEGER NOT NULL,
        up INTEGER NOT NULL,
        made INTEGER NOT NULL,
        PRIMARY KEY (chat_id, question_id, person_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX votes_by_age ON votes (made);
    CREATE TABLE turns (
        chat_id INTEGER NOT NULL,
        thread_id INTEGER NOT NULL,
        person_id INTEGER NOT NULL,
        question_id INTEGER NOT NULL,
        question TEXT NOT NULL,
        article_id INTEGER,
        made INTEGER NOT NULL,
        PRIMARY KEY (chat_id, question_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX turns_by_person ON turns (chat_id, thread_id, person_id);
    CREATE INDEX turns_by_age ON turns (made);
    CREATE TABLE preferences (
        chat_id INTEGER NOT NULL,
        thread_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (chat_id, thread_id, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE inbox (
        update_id INTEGER PRIMARY KEY,
        chat_id INTEGER NOT NULL,
        person_id INTEGER,
        state TEXT NOT NULL,
        body TEXT NOT NULL,
        made INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX inbox_by_age ON inbox (made);
    CREATE TABLE posts (
        chat_id INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        post TEXT NOT NULL,
        made INTEGER NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX posts_by_age ON posts (made);
    CREATE TABLE moves (
        old_id INTEGER PRIMARY KEY,
        new_id INTEGER NOT NULL
    ) STRICT;
    """,
    """
    ALTER TABLE pages ADD COLUMN reply_id INTEGER;
    ALTER TABLE pages ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE curators (
        person_id INTEGER PRIMARY KEY,
        made INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE curation_chats (
        chat_id INTEGER PRIMARY KEY,
        made INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE channels (
        chat_id INTEGER PRIMARY KEY,
        title TEXT NOT NULL,
        username TEXT,
        made INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE searches (
        token TEXT PRIMARY KEY,
        chat_id INTEGER NOT NULL,
        person_id INTEGER,
        query TEXT NOT NULL,
        made INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX searches_by_age ON searches (made);
    CREATE TABLE watches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL,
        thread_id INTEGER NOT NULL,
        person_id INTEGER,
        topic TEXT NOT NULL,
        folded TEXT NOT NULL,
        language TEXT,
        made INTEGER NOT NULL,
        UNIQUE (chat_id, thread_id, folded)
    ) STRICT;
    CREATE TABLE timetables (
        chat_id INTEGER NOT NULL,
        thread_id INTEGER NOT NULL,
        zone TEXT NOT NULL,
        quiet TEXT,
        digest TEXT,
        digested INTEGER,
        PRIMARY KEY (chat_id, thread_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE alerts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id INTEGER NOT NULL,
        thread_id INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        story INTEGER NOT NULL,
        watches TEXT NOT NULL,
        passage_id INTEGER NOT NULL,
        sentence_start INTEGER NOT NULL,
        sentence_end INTEGER NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('due', 'sending', 'unsure', 'told', 'sent', 'dropped')),
        batch INTEGER,
        message_id INTEGER,
        made INTEGER NOT NULL,
        UNIQUE (chat_id, thread_id, article_id)
    ) STRICT;
    CREATE INDEX alerts_by_state ON alerts (state, chat_id, thread_id);
    CREATE INDEX alerts_by_story ON alerts (chat_id, thread_id, story);
    CREATE INDEX alerts_by_article ON alerts (article_id);
    CREATE INDEX alerts_by_age ON alerts (made);
    CREATE TABLE progress (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
)
