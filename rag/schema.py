"""The catalog's SQLite file: opening it, its tables, and how older files are brought up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from rag.errors import StoreError

__all__ = ["APPLICATION_ID", "SCHEMA_VERSION", "connect"]

APPLICATION_ID = 0x63697465  # "cite": tells a catalog from any other SQLite file
BUSY_TIMEOUT_S = 30.0
CACHE_KIB = 65_536  # pages that a connection keeps, in place of 2 MiB

# Migration n brings a file of version n to version n + 1. Published ones are never edited.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE documents (
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        uri TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        media_type TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        published_at TEXT,
        fetched_at TEXT NOT NULL,
        is_current INTEGER NOT NULL,
        PRIMARY KEY (id, version)
    );
    CREATE UNIQUE INDEX documents_current ON documents (id) WHERE is_current;
    CREATE UNIQUE INDEX documents_uri ON documents (uri) WHERE is_current;

    CREATE TABLE sources (
        path BLOB PRIMARY KEY,
        document_id TEXT NOT NULL UNIQUE,
        uri TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL,
        format INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE chunks (
        rowid INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document_id TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        heading TEXT,
        vector_key BLOB NOT NULL
    );
    CREATE INDEX chunks_document ON chunks (document_id);
    CREATE INDEX chunks_vector ON chunks (vector_key);

    CREATE TABLE sentences (
        chunk INTEGER NOT NULL REFERENCES chunks (rowid) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        kind TEXT NOT NULL,
        vector_key BLOB,
        PRIMARY KEY (chunk, ordinal)
    ) WITHOUT ROWID;
    CREATE INDEX sentences_vector ON sentences (vector_key) WHERE vector_key IS NOT NULL;

    CREATE VIRTUAL TABLE chunk_words USING fts5 (
        text, heading, title, tokenize = 'porter unicode61 remove_diacritics 2'
    );

    CREATE TABLE vectors (
        model_id TEXT NOT NULL,
        key BLOB NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (model_id, key)
    );

    CREATE TABLE answers (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        json TEXT NOT NULL
    );
    CREATE TABLE feedback (
        rowid INTEGER PRIMARY KEY,
        answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        rating TEXT NOT NULL CHECK (rating IN ('up', 'down')),
        comment TEXT NOT NULL,
        created_at TEXT NOT NULL
    );
    CREATE INDEX feedback_answer ON feedback (answer_id);
    """,
    # The index holds all that documents are listed and chosen by, so that no text is read for it.
    """
    ALTER TABLE documents ADD COLUMN language TEXT;
    ALTER TABLE documents ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE sources ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
    CREATE INDEX documents_listed ON documents
        (uri, id, media_type, published_at, language, tags, is_current) WHERE is_current;
    """,
    # Sentence vectors stand beside their chunk's; older vectors are made again by the next ingest.
    """
    DELETE FROM vectors;
    ALTER TABLE vectors ADD COLUMN sentences BLOB NOT NULL DEFAULT x'';
    DROP INDEX sentences_vector;
    ALTER TABLE sentences DROP COLUMN vector_key;
    INSERT OR REPLACE INTO meta (key, value)
        SELECT 'index_state', 'outdated' WHERE EXISTS (SELECT 1 FROM chunks);
    """,
    # What questions are mended and widened with: the words of the documents, names of one thing.
    """
    CREATE TABLE vocabulary (
        word TEXT PRIMARY KEY,
        length INTEGER NOT NULL,
        reversed TEXT NOT NULL,
        plain INTEGER NOT NULL,
        named INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX vocabulary_starts ON vocabulary (length, word, plain, named);
    CREATE INDEX vocabulary_ends ON vocabulary (length, reversed, plain, named);

    CREATE TABLE aliases (
        document_id TEXT NOT NULL,
        key TEXT NOT NULL,
        name TEXT NOT NULL,
        other TEXT NOT NULL,
        PRIMARY KEY (document_id, name, other)
    ) WITHOUT ROWID;
    CREATE INDEX aliases_key ON aliases (key);
    """,
    # What readers say of sentences and quotes, and texts that were checked.
    """
    CREATE TABLE said (
        rowid INTEGER PRIMARY KEY,
        answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        sentence TEXT NOT NULL,
        quote TEXT NOT NULL,
        comment TEXT NOT NULL,
        better TEXT NOT NULL,
        created_at TEXT NOT NULL
    );
    INSERT INTO said
        SELECT rowid, answer_id, CASE rating WHEN 'up' THEN 'right' ELSE 'unhelpful' END,
            '', '', comment, '', created_at
        FROM feedback;
    DROP TABLE feedback;
    ALTER TABLE said RENAME TO feedback;
    CREATE INDEX feedback_answer ON feedback (answer_id);

    CREATE TABLE checks (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        json TEXT NOT NULL
    );
    """,
)
SCHEMA_VERSION = len(MIGRATIONS)


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open the catalog file and bring its tables up to date.

    Args:
        path: The file.
        create: Make the file, and its folder, if it is not there.

    Returns:
        A connection in autocommit mode that any thread may use, one at a time.

    Raises:
        StoreError: If there is no file, it is not a catalog, a newer version made it, or it
            cannot be opened.
    """
    if not create and not path.is_file():
        raise StoreError(f"there is no catalog at {path}; ingest some documents first")
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
    except (OSError, sqlite3.Error) as exc:
        raise StoreError(f"cannot open the catalog {path}: {exc}") from exc
    try:
        _prepare(connection, path)
    except sqlite3.Error as exc:
        connection.close()
        raise StoreError(_unreadable(path, exc)) from exc
    except StoreError:
        connection.close()
        raise
    return connection


def _unreadable(path: Path, exc: sqlite3.Error) -> str:
    if isinstance(exc, sqlite3.OperationalError):
        return f"cannot open the catalog {path}: {exc}"
    return f"{path} is not a readable catalog ({exc}); move it away and ingest again"


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = _pragma(connection, "user_version")
    _check_origin(connection, path, version)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA synchronous = FULL")
    if version < SCHEMA_VERSION:
        _migrate(connection)


def _check_origin(connection: sqlite3.Connection, path: Path, version: int) -> None:
    foreign = _pragma(connection, "application_id") != APPLICATION_ID
    if foreign and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise StoreError(f"{path} is a database of another program; choose another data directory")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was written by a newer citeproof (schema {version}, this one reads up to "
            f"{SCHEMA_VERSION}); upgrade citeproof"
        )


def _migrate(connection: sqlite3.Connection) -> None:
    """Run the missing migrations; two processes may try at once, the second finds nothing to do."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for script in MIGRATIONS[_pragma(connection, "user_version") :]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    # `executescript` commits the open transaction first, so statements run one by one.
    return [part for part in script.split(";") if part.strip()]


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    with closing(connection.execute(f"PRAGMA {name}")) as cursor:
        return int(cursor.fetchone()[0])
