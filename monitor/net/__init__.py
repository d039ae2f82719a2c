"""The network: an address guard at connect, one deadline a request, limits on the wire and after inflating."""

from monitor.net.fetcher import WebFetcher
from monitor.net.limits import Limit, Limits

__all__ = ["Limit", "Limits", "WebFetcher"]
