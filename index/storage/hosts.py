"""When each host was asked last, and how often today: written before a request is sent.

So neither a restart nor a second process asks a host sooner or more often than it may be. Nothing
here begins or ends a transaction.
"""

from dataclasses import dataclass

from index.storage.database import Connection
from index.web.politeness import day


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What is known of a host.

    Attributes:
        due: no request to it before that second.
        n_today: requests to it on this day.
    """

    due: int
    n_today: int


UNKNOWN = Host(due=0, n_today=0)
"""One that was never asked for anything."""


def standing(connection: Connection, now: int) -> dict[str, Host]:
    """Every host that was asked before."""
    today = day(now)
    return {
        row["host"]: Host(due=row["due"], n_today=row["n"] if row["day"] == today else 0)
        for row in connection.execute("SELECT host, due, day, n FROM hosts")
    }


def admitted(connection: Connection, host: str, now: int, *, until: int, most: int) -> bool:
    """Count a request to the host, which then rests; False, and nothing counted, if it may not be.

    Args:
        connection: within a transaction that writes.
        host: as `addresses.host_of` tells it.
        now: the second of the request.
        until: no other request before then.
        most: requests a day.
    """
    found = connection.execute(
        """
        INSERT INTO hosts (host, due, day, n) VALUES (:host, :until, :day, 1)
        ON CONFLICT (host) DO UPDATE SET due = :until, day = :day, n = iif(day = :day, n, 0) + 1
        WHERE due <= :now AND iif(day = :day, n, 0) < :most
        """,
        {"host": host, "until": until, "day": day(now), "now": now, "most": most},
    )
    return found.rowcount == 1


def rest(connection: Connection, host: str, until: int, now: int) -> None:
    """Leave the host alone until then, or longer where that was said before."""
    connection.execute(
        """
        INSERT INTO hosts (host, due, day, n) VALUES (:host, :until, :day, 0)
        ON CONFLICT (host) DO UPDATE SET due = max(due, :until)
        """,
        {"host": host, "until": until, "day": day(now)},
    )
