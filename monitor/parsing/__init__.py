"""Parsing untrusted bytes, in child processes with limits of their own."""

from monitor.parsing.inprocess import InProcess
from monitor.parsing.pool import ChildPool
from monitor.parsing.process import Limits

__all__ = ["ChildPool", "InProcess", "Limits"]
