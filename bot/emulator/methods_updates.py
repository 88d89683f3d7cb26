"""Bot API methods that decide how updates reach the bot."""

import re
from urllib.parse import urlsplit

from bot.emulator.deliveries import DEFAULT_CONNECTIONS, MAX_CONNECTIONS, Webhook
from bot.emulator.state import State
from bot.emulator.wire import JsonObject, Params, bad

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


async def get_updates(state: State, params: Params) -> list[JsonObject]:
    """Wait for updates."""
    _remember_allowed(state, params)
    return await state.updates.poll(
        params.integer("offset"), params.integer("limit"), float(params.integer("timeout"))
    )


def set_webhook(state: State, params: Params) -> bool:
    """Have updates delivered; an empty address ends it.

    Plain http is accepted on loopback only, for which Telegram's servers have no use: there a
    test's bot listens.
    """
    url = params.text("url")
    secret = params.text("secret_token")
    if url and not _is_acceptable(url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    _drop_pending(state, params)
    _remember_allowed(state, params)
    state.updates.set_webhook(Webhook(url, secret, _connections(params)) if url else None)
    return True


def _connections(params: Params) -> int:
    """How many deliveries at once; Telegram takes the nearest number it allows."""
    asked = params.integer("max_connections") or DEFAULT_CONNECTIONS
    return min(max(asked, 1), MAX_CONNECTIONS)


def _is_acceptable(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def delete_webhook(state: State, params: Params) -> bool:
    """Deliver no longer."""
    _drop_pending(state, params)
    state.updates.set_webhook(None)
    return True


def get_webhook_info(state: State, _params: Params) -> JsonObject:
    """Where updates go, and how that went."""
    webhook = state.updates.webhook
    error = state.updates.last_error
    allowed = sorted(state.updates.allowed)
    return {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates.pending),
        **({"max_connections": webhook.max_connections} if webhook else {}),
        **({"allowed_updates": allowed} if allowed else {}),
        **({"last_error_message": error} if error else {}),
    }


def _remember_allowed(state: State, params: Params) -> None:
    """Left out, the previous choice stays; an empty list returns to the default."""
    if params.text("allowed_updates"):
        state.updates.allowed = set(params.decoded("allowed_updates", list))


def _drop_pending(state: State, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        state.updates.clear()


METHODS = {
    "deleteWebhook": delete_webhook,
    "getUpdates": get_updates,
    "getWebhookInfo": get_webhook_info,
    "setWebhook": set_webhook,
}
