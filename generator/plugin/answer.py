"""Says how a preview answers a request: as the published site would, and only to this machine.

A name that somebody else's server gives may lead here too, so a browser's page from elsewhere could
read what is not published yet: whom a request is meant for is looked at before what it asks for.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes
from wsgiref.simple_server import WSGIRequestHandler

from generator.publish.policy import policy, policy_of
from generator.publish.search.bundle import FOLDER, WORKER

LOCAL = ("localhost", "127.0.0.1", "[::1]")
TARGET = "factsheet.target"
"""Under which WSGI's words of a request hold its address as it came."""

METHODS = ("GET", "HEAD")
POLLED = re.compile("/livereload/[0-9]{1,18}/[0-9]{1,18}")
"""Where a page asks whether there is news."""

log = logging.getLogger("mkdocs.plugins.factsheet")

_LONGEST = 4_096  # characters of an address
_LONGEST_NAME = 255  # bytes of a part of one
_HTTP = 80
_LAST_PORT = 65_535
_IN_QUERY = "/%=&;:@!$'(*)+,?-._~"

STATUS = {
    200: "200 OK",
    302: "302 Found",
    400: "400 Bad Request",
    403: "403 Forbidden",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    414: "414 URI Too Long",
    500: "500 Internal Server Error",
    503: "503 Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered: for a file by its path in the site, or refused.

    Attributes:
        path: decoded, from the site's root, without a slash before it.
        code: what it is refused with; 200 if it is not.
    """

    path: str = ""
    code: int = 200


def asked(environ: Mapping[str, str], target: str, hosts: frozenset[str]) -> Asked:
    """Judges a request.

    Args:
        environ: what WSGI says of it.
        target: what it asks for, as it came.
        hosts: all that this server may be called, with the port, in small letters.
    """
    code = _trouble(environ, hosts)
    if code:
        return Asked(code=code)
    if len(target) > _LONGEST:
        return Asked(code=414)
    path = target.partition("?")[0]
    if not path.startswith("/") or re.search("[^!-~]|%(?![0-9A-Fa-f]{2})", path):
        return Asked(code=400)
    raw = unquote_to_bytes(path[1:])
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Asked(code=400)
    parts = decoded.split("/")
    if ".." in parts or re.search("[\x00-\x1f\x7f]", decoded):
        return Asked(code=400)
    # No file of a site has such a name; a slash that was encoded parts no folders.
    odd = "\\" in decoded or "%2f" in path.lower() or "." in parts or "" in parts[:-1]
    long = any(len(part.encode()) > _LONGEST_NAME for part in parts)
    return Asked(code=404) if odd or long else Asked(decoded)


def _trouble(environ: Mapping[str, str], hosts: frozenset[str]) -> int:
    """The code with which a request is refused for what comes with it; 0 if it is not."""
    host, origin = environ.get("HTTP_HOST", ""), environ.get("HTTP_ORIGIN")
    if not host:
        return 400
    if not meant(host, hosts):
        return 403
    if origin is not None and not (
        origin.lower().startswith("http://") and meant(origin[len("http://") :], hosts)
    ):
        return 403
    polls = environ.get("PATH_INFO", "").startswith("/livereload/")
    if polls and environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("same-origin", "none"):
        return 403
    return 0 if environ.get("REQUEST_METHOD") in METHODS else 405


def meant(host: str, hosts: frozenset[str]) -> bool:
    """Whether a request's host is this server.

    One that listens everywhere cannot know all its addresses; but only names can be led here by
    others, never addresses in figures.
    """
    if host.lower() in hosts:
        return True
    everywhere = next((it for it in hosts if it.startswith(("0.0.0.0:", "[::]:"))), "")
    name, _, port = host.rpartition(":")
    return bool(everywhere) and port == everywhere.rpartition(":")[2] and _in_figures(name)


def _in_figures(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def hosts_of(host: str, port: int) -> frozenset[str]:
    """All that a server may be called that listens on a host and a port."""
    names = {*LOCAL, f"[{host}]" if ":" in host else host.lower()}
    return frozenset({f"{name}:{port}" for name in names} | (names if port == _HTTP else set()))


def listened(address: str) -> tuple[str, int] | None:
    """The host and the port of an address to listen on; None where it is none.

    A host is `localhost`, or an address in figures; one of IPv6 stands in square brackets.
    """
    host, _, port = address.rpartition(":")
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > _LAST_PORT:
        return None
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
        sound = ":" in host and _in_figures(host)
    else:
        sound = host.lower() == "localhost" or (":" not in host and _in_figures(host))
    return (host, int(port)) if sound else None


def is_local(host: str) -> bool:
    """Whether only this machine can ask a server that listens on a host."""
    if host.lower() == "localhost":
        return True
    return _in_figures(host) and ipaddress.ip_address(host.strip("[]")).is_loopback


def inside(site: Path, path: str) -> Path | None:
    """A file of the site, or None where its path leads out of it or to none."""
    file = Path(site, path).resolve()
    return file if file.is_relative_to(site.resolve()) and file.is_file() else None


def moved(target: str) -> str:
    """Where a page stands whose address lacks its last slash."""
    path, mark, query = target.partition("?")
    return quote(path, safe="/%") + "/" + mark + quote(query, _IN_QUERY, "latin-1")


def headers(kind: str, path: str, content: bytes, known: frozenset[str]) -> list[tuple[str, str]]:
    """What is sent with every answer.

    Args:
        kind: the media type of the content.
        path: of its file in the site.
        known: the inline scripts that a page may hold.
    """
    if kind.startswith("text/html"):
        words = policy_of(content.decode("utf-8", "replace"), known)
    else:
        words = policy((), engine=path.endswith(f"{FOLDER}/{WORKER.name}"))
    return [
        ("Content-Type", kind),
        ("Content-Length", str(len(content))),
        ("Content-Security-Policy", words),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]


def script_put(before: bytes, after: bytes) -> str:
    """The script, without its tags, that was put into a page."""
    start = before.rfind(b"</body>")
    start = len(before) if start < 0 else start
    put = after[start : start + len(after) - len(before)]
    return put.removeprefix(b"<script>").removesuffix(b"</script>").decode("utf-8")


class Handler(WSGIRequestHandler):
    """Gives the address of a request as it came, and says the policy with each refusal."""

    timeout = 60
    default_request_version = "HTTP/1.0"

    def get_environ(self) -> Any:
        """What WSGI says of a request, and its address before anything was decoded."""
        found = self.requestline.split()
        return {**super().get_environ(), TARGET: found[1] if len(found) > 1 else ""}

    def parse_request(self) -> bool:
        """Reads the first line; who names no protocol is answered with headers all the same."""
        sound = super().parse_request()
        if self.request_version == "HTTP/0.9":
            self.request_version = self.default_request_version
        return sound

    def end_headers(self) -> None:
        """Ends what is said when the request itself cannot be read."""
        for name, value in headers("text/html", "", b"", frozenset())[2:]:
            self.send_header(name, value)
        super().end_headers()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Notes an answer; what went well only for who looks closely."""
        level = logging.DEBUG if str(code) == "200" else logging.WARNING
        log.log(level, "“%s” code %s", self.requestline, code)

    def log_message(self, format: str, *args: object) -> None:
        """Notes why a request could not be read."""
        log.debug(format, *args)
