"""What goes over the wire of the Bot API: parameters in, results or refusals out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]
"""A JSON object as the Bot API writes it: a message, a user, an update."""


class ApiError(Exception):
    """A call that Telegram refuses.

    Attributes:
        code: the HTTP status, which is the ``error_code`` too.
        description: Telegram's own words, prefix and all.
        parameters: for example ``retry_after`` in seconds.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> JsonObject:
        """The refusal as JSON carries it."""
        body: JsonObject = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad(description: str) -> ApiError:
    """A refusal with status 400, whose description has the prefix that Telegram gives it."""
    return ApiError(400, f"Bad Request: {description}")


def utf16_length(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 units, two for what lies past U+FFFF."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that came with a call."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """One call's parameters, as strings, the way a form carries them."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The parameter as it came; empty where it is missing."""
        return self.values.get(name, "")

    def integer(self, name: str) -> int:
        """The parameter as a number; 0 where it is missing.

        Raises:
            ApiError: it is no number.
        """
        value = self.text(name).strip() or "0"
        try:
            return int(value)
        except ValueError:
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """Whether the parameter says true."""
        return self.text(name).lower() in {"true", "1", "yes"}

    def decoded(self, name: str, kind: type[list[Any]] | type[JsonObject]) -> Any:
        """The parameter's JSON; an empty ``kind`` where it is missing or null.

        Raises:
            ApiError: it is no JSON, or JSON of another kind.
        """
        try:
            value = json.loads(self.text(name) or "null")
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
        if value is None:
            return kind()
        if not isinstance(value, kind):
            raise bad(f"can't parse {name} JSON object")
        return value
