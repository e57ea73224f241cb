"""A preview answers this machine alone, and as the published site would: over plain sockets."""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_preview import fetched, served

from generator.cli import main
from generator.plugin import answer
from generator.plugin.preview import Server

PAGE = "/technologies/factsheet/"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port of a preview, and the folder of its site."""
    folder = tmp_path_factory.mktemp("answers")
    assert CliRunner().invoke(main, ["init", str(folder / "project")]).exit_code == 0
    (folder / "secret.html").write_text("secret", "utf-8")
    with served(folder / "project", folder / "site") as address:
        fetched(address)
        (folder / "site/out.html").symlink_to(folder / "secret.html")
        yield int(address.rstrip("/").rpartition(":")[2]), folder / "site"


def said(port: int, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    """The code, the headers and the body that come back for some bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(raw)
        parts = []
        while part := connection.recv(1 << 16):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    named = [line.partition(": ") for line in lines]
    return int(first.split()[1]), {name.lower(): value for name, _, value in named}, body


def asked(
    port: int, target: str, method: str = "GET", host: str = "", *more: str
) -> tuple[int, dict[str, str], bytes]:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", *more]
    return said(port, ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8"))


def secured(headers: dict[str, str]) -> None:
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'; base-uri 'none'")
    assert "unsafe-inline" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["localhost:{}", "127.0.0.1:{}", "[::1]:{}", "LocalHost:{}"], ids=lambda h: str(h)
)
def test_this_machine_is_answered(preview: tuple[int, Path], host: str) -> None:
    code, headers, body = asked(preview[0], PAGE, "GET", host.format(preview[0]))
    assert code == 200
    assert b"<h1" in body
    secured(headers)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{}",
        "localhost",
        "localhost:1",
        "127.0.0.1",
        "127.0.0.1:{}@evil.example",
        "127.0.0.1.evil.example:{}",
        "localhost.:{}",
        "evil.example#127.0.0.1:{}",
        "0.0.0.0:{}",
        "192.168.0.1:{}",
        "2130706433:{}",
        "127.1:{}",
        "localhost:{}\r\nHost: evil.example",
        "[::1",
        ":{}",
    ],
)
def test_nobody_else_is(preview: tuple[int, Path], host: str) -> None:
    for target in (PAGE, "/", "/livereload/0/1", "/nowhere", "/assets/factsheet.js"):
        code, headers, body = asked(preview[0], target, "GET", host.format(preview[0]))
        assert code == 403, target
        assert len(body) < 100
        secured(headers)


def test_a_request_names_its_host(preview: tuple[int, Path]) -> None:
    for raw in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    ):
        code, headers, _ = said(preview[0], raw)
        assert code == 400
        secured(headers)


@pytest.mark.parametrize(
    "more",
    [
        "Origin: http://evil.example",
        "Origin: http://evil.example:{}",
        "Origin: null",
        "Origin: https://localhost:{}",
        "Origin: http://localhost:1",
        "Origin: http://localhost:{}.evil.example",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
    ],
)
def test_news_are_for_its_own_pages(preview: tuple[int, Path], more: str) -> None:
    code, headers, _ = asked(preview[0], "/livereload/0/1", "GET", "", more.format(preview[0]))
    assert code == 403
    secured(headers)


def test_its_own_pages_are_told(preview: tuple[int, Path]) -> None:
    own = (f"Origin: http://localhost:{preview[0]}", "Sec-Fetch-Site: same-origin")
    code, headers, body = asked(preview[0], "/livereload/0/1", "GET", "", *own)
    assert (code, body.isdigit()) == (200, True)
    secured(headers)
    code, _, body = asked(preview[0], "/livereload/0/1", "HEAD")
    assert body == b""
    for odd in ("/livereload/x/1", "/livereload/", f"/livereload/{'9' * 99}/1", "/livereload/1/1/"):
        assert asked(preview[0], odd)[0] == 404


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/", 200),
        ("/?a=%00", 200),
        (PAGE, 200),
        ("/technologies/factsheet/index.html", 200),
        ("/fr/technologies/factsheet/", 200),
        ("/%74echnologies/factsheet/", 200),
        ("/nowhere", 404),
        ("/nowhere/", 404),
        ("/technologies%2Ffactsheet/", 404),
        ("/technologies%5Cfactsheet/", 404),
        ("/technologies\\factsheet/", 404),
        ("/technologies//factsheet/", 404),
        ("//technologies/factsheet/", 404),
        ("//evil.example/technologies/factsheet", 404),
        ("/./technologies/factsheet/", 404),
        ("/technologies/factsheet/index.html/", 404),
        ("/out.html", 404),
        ("/" + "a" * 300, 404),
        ("/" + "a/" * 300, 404),
        ("/%252e%252e/secret.html", 404),
        ("/..%c0%af", 400),
        ("/../secret.html", 400),
        ("/%2e%2e/secret.html", 400),
        ("/a/../../secret.html", 400),
        ("/technologies/..", 400),
        ("/%00", 400),
        ("/index.html%00.js", 400),
        ("/\x00", 400),
        ("/a%0d%0aSet-Cookie:%20x=y", 400),
        ("/%7f", 400),
        ("/%ff", 400),
        ("/%zz", 400),
        ("/%", 400),
        ("/é", 400),
        ("*", 400),
        ("http://127.0.0.1/", 400),
        ("/" + "a" * 5_000, 414),
        ("/" + "a" * 70_000, 414),
    ],
    ids=lambda given: ascii(given)[:40],
)
def test_an_address_is_answered_as_the_site_would(
    preview: tuple[int, Path], target: str, code: int
) -> None:
    got, headers, body = asked(preview[0], target)
    assert got == code
    assert b"secret" not in body
    secured(headers)


@pytest.mark.parametrize(
    ("target", "there"),
    [
        ("/technologies/factsheet", "/technologies/factsheet/"),
        ("/technologies", "/technologies/"),
        ("/fr", "/fr/"),
        ("/timeline?a=b&c=%20d", "/timeline/?a=b&c=%20d"),
        ("/timeline?ü//evil.example", "/timeline/?%C3%BC//evil.example"),
        ("/%74imeline", "/%74imeline/"),
    ],
)
def test_a_slash_that_lacks_is_added(preview: tuple[int, Path], target: str, there: str) -> None:
    code, headers, _ = asked(preview[0], target)
    assert (code, headers["location"].encode("latin-1")) == (302, there.encode()), headers
    secured(headers)
    assert asked(preview[0], there)[0] == 200


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "X" * 50]
)
def test_only_reading_is_answered(preview: tuple[int, Path], method: str) -> None:
    for target in (PAGE, "/livereload/0/1"):
        code, headers, _ = asked(preview[0], target, method, "", "Content-Length: 0")
        assert (code, headers["allow"]) == (405, "GET, HEAD")
        secured(headers)


def test_head_says_what_get_says(preview: tuple[int, Path]) -> None:
    for target in (PAGE, "/nowhere", "/assets/factsheet.js", "/timeline"):
        code, headers, body = asked(preview[0], target)
        other, said_of, nothing = asked(preview[0], target, "HEAD")
        assert nothing == b""
        assert other == code
        for name in ("content-type", "content-length", "x-content-type-options"):
            assert said_of[name] == headers[name]
        assert int(headers["content-length"]) == len(body)


@pytest.mark.parametrize(
    "raw", [b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\r\n\r\n", b"A B C D\r\n\r\n"]
)
def test_what_is_no_request_does_no_harm(preview: tuple[int, Path], raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", preview[0]), timeout=60) as connection:
        connection.sendall(raw + b"\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass
    assert asked(preview[0], "/")[0] == 200


def test_in_a_browser_the_policy_allows_the_preview(
    preview: tuple[int, Path], browser: Any
) -> None:
    page = browser.new_page()
    page.add_init_script(
        "window.reports = [];"
        "document.addEventListener('securitypolicyviolation', e => reports.push(e.blockedURI));"
    )
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    for target in (PAGE, "/", "/fr/timeline/"):
        page.goto(f"http://127.0.0.1:{preview[0]}{target}")
    assert page.evaluate("typeof livereload") == "function"
    page.locator(".fs-find").click()
    page.locator("#fs-query").fill("factsheet")
    page.locator("#fs-search li a").first.wait_for(timeout=20_000)
    assert not trouble + page.evaluate("reports")
    page.close()


@pytest.mark.parametrize(
    ("address", "alone"),
    [
        ("127.0.0.1:1", True),
        ("localhost:1", True),
        ("[::1]:1", True),
        ("127.8.8.8:1", True),
        ("0.0.0.0:1", False),
        ("[::]:1", False),
        ("192.0.2.1:1", False),
        ("[fe80::1]:1", False),
    ],
)
def test_who_shows_it_to_others_is_warned(
    tmp_path: Path, address: str, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.plugin import running

    monkeypatch.setattr(running, "serve_site", lambda *_: None)
    told = CliRunner().invoke(main, ["-C", str(tmp_path), "serve", "--address", address])
    assert told.exit_code == 0
    assert ("Warning: whoever reaches this machine" in told.stderr) is not alone


def test_what_a_server_is_called() -> None:
    assert "localhost" in answer.hosts_of("127.0.0.1", 80)
    assert "localhost" not in answer.hosts_of("127.0.0.1", 8000)
    assert answer.meant("[fe80::1]:8000", answer.hosts_of("fe80::1", 8000))
    assert answer.meant("192.0.2.7:8000", answer.hosts_of("0.0.0.0", 8000))
    assert answer.meant("[2001:db8::1]:8000", answer.hosts_of("::", 8000))
    assert not answer.meant("evil.example:8000", answer.hosts_of("0.0.0.0", 8000))
    assert not answer.meant("192.0.2.7:8001", answer.hosts_of("::", 8000))
    assert answer.meant("Desk.example:8000", answer.hosts_of("desk.example", 8000))


def test_the_script_of_a_preview_is_found_wherever_it_was_put() -> None:
    assert answer.script_put(b"a</body>b", b"a<script>x</script></body>b") == "x"
    assert answer.script_put(b"a", b"a<script>x</script>") == "x"
    assert re.fullmatch(answer.POLLED, "/livereload/1/2")


@pytest.mark.parametrize(
    "line", ["GET /timeline/", "GET /timeline/ HTTP/0.9", "GET / HTTP/2.0", "GET / HTTP/x", "PUT /"]
)
def test_the_policy_is_said_whatever_protocol_is_asked_for(
    preview: tuple[int, Path], line: str
) -> None:
    named = f"{line}\r\nHost: 127.0.0.1:{preview[0]}\r\n\r\n"
    _, headers, _ = said(preview[0], named.encode())
    secured(headers)


def test_those_who_only_wait_keep_nobody_out(
    preview: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond a number of connections, the oldest is ended; of polls, the next is not begun."""
    monkeypatch.setattr(Server, "most_open", 6)
    with ExitStack() as held:
        waiting = [
            held.enter_context(socket.create_connection(("127.0.0.1", preview[0]), timeout=60))
            for _ in range(9)
        ]
        for number in range(3):
            assert waiting[number].recv(1) == b""  # ended without having asked for anything
        assert asked(preview[0], "/")[0] == 200
        waiting[8].sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{preview[0]}\r\n\r\n".encode())
        assert waiting[8].recv(1) == b"H"


def test_no_number_of_pages_that_wait_for_news_keeps_others_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "most_polls", 2)
    assert CliRunner().invoke(main, ["init", str(tmp_path / "project")]).exit_code == 0
    with served(tmp_path / "project", tmp_path / "site") as address, ExitStack() as held:
        fetched(address)
        port = int(address.rstrip("/").rpartition(":")[2])
        far = f"GET /livereload/{10**17}/1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        polls = [
            held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            for _ in range(3)
        ]
        for poll in polls:
            poll.sendall(far)
        ready, _, _ = select.select(polls, [], [], 60)  # the one too many is answered at once
        answer = ready[0].recv(1 << 16)
        assert b" 503 " in answer.split(b"\r\n")[0]
        assert len(ready) == 1
        assert asked(port, "/")[0] == 200
