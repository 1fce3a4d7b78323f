"""Finding the server that client commands talk to."""

from pipeline.client import SoaplineClient
from pipeline.configuration import load_settings, local_api_url
from pipeline.errors import Unauthenticated

# A server that is restarted under a command is back before that.
PATIENCE_SECONDS = 30.0


def open_client() -> SoaplineClient:
    """A client for SOAPLINE_CLIENT_URL and its key, else for this machine's embedded stack.

    Raises `Unauthenticated` where there is no key to send.
    """
    settings = load_settings()
    key = settings.client.api_key or settings.dev.api_key
    if key is None:
        raise Unauthenticated(
            "No API key: set SOAPLINE_CLIENT_API_KEY, or run this beside a stack started with: soapline up"
        )
    url = settings.client.url or local_api_url(settings.api)
    return SoaplineClient(url, key.get_secret_value(), patience=PATIENCE_SECONDS)
