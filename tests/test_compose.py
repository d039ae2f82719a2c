"""There is no Docker here: what the files name is held against the code, line by line."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest

from monitor import cli
from monitor.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def lines_of(block: str, within: str = COMPOSE) -> str:
    """The lines that stand deeper than `block:` does."""
    found = re.search(rf"^( *){re.escape(block)}:.*\n((?:\1 +.*\n|\n)*)", within, re.MULTILINE)
    assert found is not None, block
    return found[2]


def test_every_variable_is_a_setting() -> None:
    names = set(re.findall(rf"\b{PREFIX}([A-Z_]+)\b", COMPOSE + DOCKERFILE))
    assert {"DATABASE", "BROKER", "DATABASE_PASSWORD_FILE", "BROKER_PASSWORD_FILE"} <= names
    assert {name.lower() for name in names} <= {field.name for field in fields(Settings)}


@pytest.mark.parametrize("words", [
    *(found.split(", ") for found in re.findall(r"command: \[(run[^\]]*)\]", COMPOSE)),
    *(found.split(", ")[1:] for found in re.findall(r"test: \[CMD, (monitor[^\]]*)\]", COMPOSE)),
    *(shlex.split(found)[1:] for found in re.findall(r"test: \[CMD-SHELL, '(monitor [^']*)'\]", COMPOSE)),
    *(shlex.split(found)[1:] for found in re.findall(r"exec scheduler (monitor [^`]*)`", COMPOSE)),
])
def test_every_command_and_option_exists(words: list[str]) -> None:
    words = words[1:] if words[0] == "monitor" else words
    command = cli.monitor.get_command(click.Context(cli.monitor), words[0])
    assert command is not None
    command.make_context(words[0], words[1:], resilient_parsing=False)


def test_both_parts_of_a_run_have_a_service() -> None:
    assert "command: [run, --only, schedule]" in lines_of("scheduler")
    assert "command: [run, --only, work]" in lines_of("worker")
    assert re.search(r"CMD \[\"run\"\]", DOCKERFILE)
    assert re.search(r"ENTRYPOINT \[\"monitor\"\]", DOCKERFILE)


def test_a_worker_is_judged_by_its_own_canaries_and_the_scheduler_by_those_of_all() -> None:
    from workers import canaries

    assert """test: [CMD-SHELL, 'monitor status --healthy --machine "$$(hostname)"']""" in lines_of("worker")
    assert "test: [CMD, monitor, status, --healthy]" in lines_of("x-monitor")
    assert "healthcheck" not in lines_of("scheduler")       # it takes no hints, so no canary is its own
    (seconds,) = re.findall(r"start_period: (\d+)s", lines_of("worker"))
    assert int(seconds) >= 3 * canaries.SECONDS             # a first canary had its chance before anything counts


def test_secrets_are_files_that_the_services_read() -> None:
    declared = set(re.findall(r"^  (\w+): \{file: ", COMPOSE, re.MULTILINE))
    assert declared == {"redis_password", "postgres_password"}
    assert set(re.findall(r"/run/secrets/(\w+)", COMPOSE)) == declared
    assert "secrets: [postgres_password, redis_password]" in lines_of("x-monitor")
    assert "secrets: [redis_password]" in lines_of("redis", lines_of("services"))
    assert "secrets: [postgres_password]" in lines_of("postgres", lines_of("services"))
    assert not re.search(r"://\w*:\w+@", COMPOSE)      # no password in an address


def test_our_containers_are_numbered_read_only_limited_and_started_again() -> None:
    ours = lines_of("x-monitor")
    assert re.search(r'user: "\d+:\d+"', ours)
    assert "USER 10001:10001" in DOCKERFILE
    assert "read_only: true" in ours
    for service in ("scheduler", "worker"):
        assert "<<: *monitor" in lines_of(service)
        assert "mem_limit: " in lines_of(service)
    assert COMPOSE.count("restart: unless-stopped") == 3            # ours, Redis, PostgreSQL
    assert "tmpfs: [/tmp, \"/data:uid=10001,gid=10001\"]" in ours   # the data folder may be written


def test_servers_stand_on_an_inner_network_and_publish_nothing() -> None:
    assert "inner: {internal: true}" in COMPOSE
    for server in ("redis", "postgres"):
        held = lines_of(server, lines_of("services"))
        assert "networks: [inner]" in held
        assert "healthcheck:" in held
    assert "ports:" not in COMPOSE
    redis = lines_of("redis", lines_of("services"))
    assert "--appendonly yes" in redis
    assert "--requirepass" in redis
    hosts = set(re.findall(r"(?:redis|postgresql)://(?:\w+@)?(\w+):\d+", COMPOSE))
    assert hosts == {"redis", "postgres"}               # the names of the services
    assert re.findall(r"redis://redis:(\d+)", COMPOSE) == ["6379"]
    assert re.findall(r"@postgres:(\d+)/(\w+)", COMPOSE) == [("5432", "monitor")]
    assert "POSTGRES_DB: monitor" in lines_of("postgres", lines_of("services"))


def test_the_grace_time_is_longer_than_a_stop_takes() -> None:
    from workers import embedded, service

    (seconds,) = re.findall(r"stop_grace_period: (\d+)s", COMPOSE)
    assert int(seconds) > 2 * (embedded.STOP_SECONDS + service.LAST_SECONDS)


def test_what_the_image_copies_is_there() -> None:
    for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE):
        for name in line.split():
            assert (ROOT / name).exists(), name
    assert DOCKERFILE.count("FROM python:3.11-slim") == 2           # built in two steps
