"""A flag goes before the environment, the environment before the file; what is wrong is named."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import Failed, Misused
from monitor.settings import Settings, check_fetching, load


def test_a_flag_goes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    config = tmp_path / "monitor.toml"
    config.write_text('delay = 5\ncontact = "file@a.example"\nbroker = "redis://file/0"\n')
    environment = {"MONITOR_DELAY": "4", "MONITOR_CONTACT": "environment@a.example"}
    settings = load({"delay": 3.0, "proxy": None}, environment, config)
    assert (settings.delay, settings.contact, settings.broker) == (3.0, "environment@a.example", "redis://file/0")


def test_the_environment_may_name_the_file(tmp_path: Path) -> None:
    config = tmp_path / "other.toml"
    config.write_text("first_import = 7\n")
    assert load({}, {"MONITOR_CONFIG": str(config)}).first_import == 7


def test_permitted_ports_are_several() -> None:
    assert load({}, {"MONITOR_ALLOW": "a.example:8080 127.0.0.1:9"}).allow == ("a.example:8080", "127.0.0.1:9")
    assert load({"allow": ("b.example:1",)}, {}).allow == ("b.example:1",)


@pytest.mark.parametrize(
    ("flags", "environment", "said"),
    [
        ({}, {"MONITOR_DELAY": "soon"}, "delay"),
        ({"delay": -1.0}, {}, "delay"),
        ({"broker": "amqp://user:word@host"}, {}, "neither"),
        ({"encoder": "best"}, {}, "best"),
        ({"first_import": 0}, {}, "first_import"),
        ({}, {"MONITOR_DELAY": "inf"}, "delay"),
        ({}, {"MONITOR_LEASE_SECONDS": "nan"}, "lease_seconds"),
        ({}, {"MONITOR_PAGE_SECONDS": "0"}, "page_seconds"),
        ({}, {"MONITOR_STORY_DAYS": "99999999999"}, "story_days"),
        ({}, {"MONITOR_PARSE_PROCESSES": "-1"}, "parse_processes"),
        ({"database": "mysql://user:word@host/base"}, {}, "neither"),
        ({}, {"MONITOR_CONFIG": "/nowhere/monitor.toml"}, "/nowhere/monitor.toml"),
    ],
)
def test_what_is_wrong_is_named(flags: dict[str, object], environment: dict[str, str], said: str) -> None:
    with pytest.raises(Misused, match=said) as raised:
        load(flags, environment)
    assert "word" not in str(raised.value)


def test_an_empty_path_is_none_and_not_the_working_folder() -> None:
    names = ("DATA", "SEEDS", "TOPICS", "CONFIG", "DATABASE", "DATABASE_PASSWORD_FILE", "PROXY", "ALLOW")
    assert load({}, {f"MONITOR_{name}": "" for name in names}) == replace(load({}, {}), proxy="")


def test_an_unknown_setting_in_the_file_is_an_error(tmp_path: Path) -> None:
    config = tmp_path / "monitor.toml"
    config.write_text("dealy = 1\n")
    with pytest.raises(Misused, match="dealy"):
        load({}, {}, config)


def test_a_file_that_windows_wrote_is_read_and_one_that_is_no_text_is_named(tmp_path: Path) -> None:
    config, secret = tmp_path / "monitor.toml", tmp_path / "password"
    config.write_bytes(b"\xef\xbb\xbfdelay = 5\r\n")
    assert load({}, {}, config).delay == 5
    config.write_bytes(b"\xff\xfe")
    with pytest.raises(Misused, match=r"configuration file .* is not UTF-8 text"):
        load({}, {}, config)
    secret.write_bytes(b"\xff\xfe")
    with pytest.raises(Misused, match=r"password file .* is not UTF-8 text"):
        _ = load({"database": "postgresql://monitor@host/base", "database_password_file": secret}, {}).database_url


def test_a_password_comes_from_its_file_and_stays_out_of_the_setting(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("p@ss/word\n")
    settings = load({"database": "postgresql://monitor@host:5432/base", "database_password_file": secret}, {})
    assert settings.database_url == "postgresql://monitor:p%40ss%2Fword@host:5432/base"
    assert "p@ss" not in repr(settings)
    redis = load({"broker": "redis://host/0", "broker_password_file": secret}, {})
    assert redis.broker_url == "redis://:p%40ss%2Fword@host/0"


def test_no_pause_at_all_only_with_a_proxy_or_permitted_ports() -> None:
    with pytest.raises(Misused, match="--proxy"):
        check_fetching(Settings(delay=0))
    check_fetching(Settings(delay=0, proxy="http://127.0.0.1:1"))


@pytest.mark.parametrize(("said", "days"), [
    ("1 3", [1, 3]), ("0", []), ("", []), ("2", [2]), ("0.5, 7", [0.5, 7]), ([1, 3], [1, 3]),
])
def test_days_of_second_looks(said: object, days: list[float]) -> None:
    assert load({"revisits": said}, {}).revisit_waits == tuple(timedelta(days=number) for number in days)


@pytest.mark.parametrize("said", ["-1", "soon", "1 3 x", "1e3", "1000000"])
def test_days_that_are_none_are_named(said: str) -> None:
    with pytest.raises(Misused, match="revisits"):
        load({"revisits": said}, {})


@pytest.mark.parametrize("url", [
    "redis://:pa@ss:wo/rd#x%y@host:6379/0", "redis://:pa?ss@host/0", "redis://:pass@[::1/0", "redis://:pass@host:abc/0",
    "redis://:pass@host:99999/0", "redis://:pass@host/abc", "rediss://:pa#ss@host",
])
def test_the_address_of_a_broker_that_cannot_be_read_is_told_without_its_password(url: str) -> None:
    with pytest.raises(Failed, match=r"The address of the broker redis.* cannot be read") as refused:
        load({"broker": url}, {})
    assert "pa" not in str(refused.value).partition(" (")[0]


@pytest.mark.parametrize("url", [
    "postgresql://u:pa@ss:wo/rd@host/x", "postgres://u:pa#ss@host/x", "postgresql://u:pa?ss@host/x",
    "postgresql://u:pass@[::1/x", "postgresql://u:pa@host:ss@host/x",
])
def test_the_address_of_a_store_that_cannot_be_read_is_told_without_its_password(url: str) -> None:
    with pytest.raises(Failed, match=r"The address of the store postgres.* cannot be read") as refused:
        load({"database": url}, {})
    assert "pa" not in str(refused.value).partition(" (")[0]


@pytest.mark.parametrize("url", [
    "postgresql://u:p%40%3A%2F%23@[::1]:5432/with%20space", "postgresql://u@/base?host=%2Frun%2Fpostgres",
    "postgres://u@a,b/base", "postgresql://host/base?options=-c%20x@y", "postgresql:///base",
])
def test_odd_but_right_addresses_of_stores_are_taken(url: str) -> None:
    assert load({"database": url}, {}).database_url == url


@pytest.mark.parametrize("url", [
    "redis://:p%40%3A%2F%23@[::1]:6379/0", "redis://default:p@host", "rediss://host:1/", "redis://host/1?x=a@b",
])
def test_odd_but_right_addresses_of_brokers_are_taken(url: str) -> None:
    assert load({"broker": url}, {}).broker_url == url


def test_a_list_of_parameters_is_no_path() -> None:
    with pytest.raises(Misused, match="a list of parameters") as refused:
        load({"database": "host=localhost password=secret"}, {})
    assert "secret" not in str(refused.value)


def test_the_page_on_running_lists_every_setting_with_its_default() -> None:
    page = (Path(__file__).parents[1] / "docs" / "running.md").read_text(encoding="utf-8")
    for setting in fields(Settings):
        row = next((line for line in page.splitlines() if line.startswith(f"| `{setting.name}` |")), None)
        assert row is not None, setting.name
        if isinstance(setting.default, int | float | str) and setting.default != "":
            assert f"| `{setting.default}` |" in row
