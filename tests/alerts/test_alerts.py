"""Who hears of a change: the log, a webhook that may be down for a while, several of which one fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from monitor import log
from monitor.alerts import InLog, Several, Webhook
from monitor.errors import Misused


@dataclass
class Chat:
    """A service on loopback that takes messages, and answers as it is told to."""

    statuses: list[int] = field(default_factory=list)       # of the next answers; then 204
    heard: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    port: int = 0

    def address(self, path: str = "/hook", user: str = "") -> str:
        return f"http://{user}127.0.0.1:{self.port}{path}"


@pytest.fixture
def chat() -> Iterator[Chat]:
    service = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.heard.append((self.path, headers, json.loads(body)))
            self.send_response(service.statuses.pop(0) if service.statuses else 204)
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:     # noqa: A002  (the base class names it so)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Path]:
    log.set_up(tmp_path / log.FILE)
    yield tmp_path / log.FILE
    log.shut_down()


@dataclass
class Ear:
    heard: list[tuple[str, str]] = field(default_factory=list)

    def raise_(self, subject: str, text: str) -> None:
        self.heard.append((subject, text))


class Deaf:
    def raise_(self, subject: str, text: str) -> None:
        raise RuntimeError("deaf")


def test_a_webhook_gets_one_post_an_alarm(chat: Chat) -> None:
    hook = Webhook(chat.address())
    hook.raise_("Feed https://a.example/f is silent", "Answers, but «nothing» came.")
    assert hook.wait(30)
    ((path, headers, body),) = chat.heard
    assert path == "/hook"
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"].startswith("Monitor/")
    assert body == {
        "text": "Feed https://a.example/f is silent\nAnswers, but «nothing» came.",
        "subject": "Feed https://a.example/f is silent", "detail": "Answers, but «nothing» came.", "program": "Monitor",
    }


def test_a_webhook_that_is_down_gets_everything_later_and_in_order(chat: Chat, journal: Path) -> None:
    chat.statuses = [500, 503, 429]
    hook = Webhook(chat.address("/T0/secret"), waits=(0.01,) * 5)
    for number in range(3):
        hook.raise_(f"subject {number}", "text")
    assert hook.wait(30)
    assert [body["subject"] for _, _, body in chat.heard] == ["subject 0"] * 4 + ["subject 1", "subject 2"]
    written = journal.read_text()
    assert written.count("webhook failed") == 3
    assert "secret" not in written


@pytest.mark.parametrize("status", [301, 307, 401, 404])
def test_a_webhook_that_refuses_is_not_asked_again_and_not_followed(chat: Chat, journal: Path, status: int) -> None:
    chat.statuses = [status]
    hook = Webhook(chat.address(), waits=(0.01,) * 5)
    hook.raise_("first", "lost")
    hook.raise_("second", "told")
    assert hook.wait(30)
    assert [(path, body["subject"]) for path, _, body in chat.heard] == [("/hook", "first"), ("/hook", "second")]
    assert f"it answered {status}" in journal.read_text()


def test_a_webhook_nobody_listens_at_keeps_nobody_waiting_and_is_given_up(chat: Chat, journal: Path) -> None:
    hook = Webhook("http://127.0.0.1:9/hook?token=secret", waits=(0.01, 0.01))
    hook.raise_("subject", "text")
    assert hook.wait(30)
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [line["event"] for line in lines] == ["webhook failed", "webhook failed", "webhook given up"]
    assert "secret" not in journal.read_text()


def test_a_stop_does_not_wait_for_a_webhook_that_is_down(chat: Chat) -> None:
    chat.statuses = [500]
    hook = Webhook(chat.address(), waits=(3600.0,))
    hook.raise_("subject", "text")
    hook.close()
    assert hook.wait(30)
    assert len(chat.heard) <= 1


def test_user_and_password_of_a_webhook_go_into_the_header(chat: Chat) -> None:
    hook = Webhook(chat.address(user="me:p%40ss@"))
    hook.raise_("subject", "text")
    assert hook.wait(30)
    assert chat.heard[0][1]["authorization"] == "Basic bWU6cEBzcw=="
    assert chat.heard[0][1]["host"] == f"127.0.0.1:{chat.port}"


@pytest.mark.parametrize("url", ["ftp://a.example/", "file:///etc/passwd", "hooks.example/x", "http://", ""])
def test_what_is_no_web_address_is_no_webhook(url: str) -> None:
    with pytest.raises(Misused, match="webhook"):
        Webhook(url)


def test_several_hear_though_one_fails(journal: Path) -> None:
    ear = Ear()
    Several(Deaf(), InLog(), ear).raise_("Queue poll is stuck", "one\ntwo")
    assert ear.heard == [("Queue poll is stuck", "one\ntwo")]
    failed, alarm = (json.loads(line) for line in journal.read_text().splitlines())
    assert (failed["event"], failed["listener"]) == ("alert failed", "Deaf")
    assert (alarm["event"], alarm["level"], alarm["text"]) == ("alarm", "warning", ["one", "two"])
