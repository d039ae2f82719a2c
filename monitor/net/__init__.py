"""The network: guarded addresses, one deadline a request, and limits on bytes both packed and unpacked."""

from monitor.net.fetcher import WebFetcher
from monitor.net.limits import Limit, Limits

__all__ = ["Limit", "Limits", "WebFetcher"]
