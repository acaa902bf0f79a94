"""Which of Slack's settings are set, and what that makes possible."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.settings import SettingError, Settings


@dataclass(frozen=True)
class SlackConfig:
    """A way in (signed requests, or a socket), and a way to tokens (one workspace's, or installations).

    `signing_secret` None: events come over the socket alone. `app_token` None: over HTTP alone. `bot_token` None:
    workspaces install the app themselves, with `client` and `client_secret`.
    """

    api_url: str
    site: str
    locale: str
    signing_secret: str | None = field(repr=False)
    app_token: str | None = field(repr=False)
    bot_token: str | None = field(repr=False)
    client: str | None = None
    client_secret: str | None = field(default=None, repr=False)


def slack_config(settings: Settings) -> SlackConfig | None:
    """What the settings say; None: Slack is off. Raises `SettingError` when some are set and others missing."""
    given = SlackConfig(
        api_url=settings.slack_api_url.rstrip("/") + "/",
        site=settings.site_url,
        locale=settings.locale,
        signing_secret=settings.slack_signing_secret,
        app_token=settings.slack_app_token,
        bot_token=settings.slack_bot_token,
        client=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
    )
    if not any((given.signing_secret, given.app_token, given.bot_token, given.client, given.client_secret)):
        return None
    if not given.signing_secret and not given.app_token:
        raise SettingError("mend the settings: Slack needs USHER_SLACK_SIGNING_SECRET, or USHER_SLACK_APP_TOKEN")
    if not given.bot_token and not (given.client and given.client_secret):
        raise SettingError(
            "mend the settings: Slack needs USHER_SLACK_BOT_TOKEN, or USHER_SLACK_CLIENT_ID and "
            "USHER_SLACK_CLIENT_SECRET"
        )
    return given
