"""Workers inside this process leave its logging as it was: the program's own log hears what libraries say."""

from __future__ import annotations

import logging
from pathlib import Path

from monitor.settings import Settings
from workers.service import Service


def test_embedded_workers_leave_the_root_logger_alone(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    with Service(Settings(data=tmp_path, proxy="http://127.0.0.1:9", delay=0, parse_processes=1)):
        assert (root.level, list(root.handlers)) == before
    assert (root.level, list(root.handlers)) == before
