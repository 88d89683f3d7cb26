"""Which model the library's vectors are of: written with the first, asked before every other."""

import secrets

from index.errors import ModelError
from index.models import ModelIdentity
from index.storage.database import Connection

TOKEN_BYTES = 8


def identity(connection: Connection) -> ModelIdentity | None:
    """The model behind the library's vectors; None while there are none."""
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    if "fingerprint" not in meta:
        return None
    return ModelIdentity(meta["model"], int(meta["dim"]), meta["fingerprint"])


def require(connection: Connection, wanted: ModelIdentity) -> None:
    """Refuse a model other than the library's.

    Raises:
        ModelError: naming both, and the ways out.
    """
    found = identity(connection)
    if found is not None and (found.dim, found.fingerprint) != (wanted.dim, wanted.fingerprint):
        raise ModelError(
            f"the library was made with the model {found.name} ({found.dim} numbers a vector, "
            f"fingerprint {found.fingerprint}), not with {wanted.name} ({wanted.dim}, "
            f"{wanted.fingerprint}): set SITREP_MODEL to the library's model, "
            "or run `sitrep rebuild --reencode` to go over to the new one"
        )


def claim(connection: Connection, wanted: ModelIdentity) -> None:
    """Make the library that model's, if it has no vectors yet."""
    require(connection, wanted)
    if identity(connection) is None:
        set_identity(connection, wanted)


def set_identity(connection: Connection, wanted: ModelIdentity) -> None:
    """Name the model, and draw a new token for this encoding of the passages."""
    values = {
        "model": wanted.name,
        "dim": str(wanted.dim),
        "fingerprint": wanted.fingerprint,
        "encoding": secrets.token_hex(TOKEN_BYTES),
    }
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
