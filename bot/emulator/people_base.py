"""What all that people do needs: chats that still are, and who gets to know of it."""

from bot.emulator import visibility
from bot.emulator.chat import Chat
from bot.emulator.state import State
from bot.emulator.wire import JsonObject


class PeopleBase:
    """A part of the people's side; errors are ``KeyError`` for what isn't there."""

    def __init__(self, state: State) -> None:
        self._state = state

    def _room(self, chat: int) -> Chat:
        """The chat, for what changes it.

        Raises:
            ValueError: it became another one, or was deleted.
        """
        room = self._state.chats[chat]
        if room.migrated_to or room.is_deleted:
            raise ValueError(f"chat {chat} is no more")
        return room

    def _tell(self, room: Chat, message: JsonObject, kind: str = "message") -> bool:
        """Let the bot know of a message, if it sees it; whether it does."""
        seen = visibility.sees(self._state, room, message)
        if seen:
            self._state.updates.push(kind, message)
        return seen

    def _tell_service(self, room: Chat, message: JsonObject) -> None:
        """Let the bot know of a service message, which privacy mode doesn't hide."""
        if visibility.is_in(self._state, room):
            self._state.updates.push("message", message)
