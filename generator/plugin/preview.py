"""Shows a site on this machine: pages are drawn when they are asked for, and anew after a change.

After a change of facts or documents alone, MkDocs is not asked again: what it made of the settings,
the theme and the hand-written pages holds, and only our pages are exchanged. Any other change
builds the whole site, as does one that adds, removes or renames a page.
"""

from __future__ import annotations

import gc
import logging
import os
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from generator import output, pipeline
from generator.check.joined import Checked
from generator.memo import uncollected
from generator.plugin import FactsheetPlugin, answer, plugin_of
from generator.plugin.errors import RefusedError
from generator.plugin.writing import Job, jobs
from generator.publish.machines import cards
from generator.publish.machines.web import folder
from generator.publish.policy import known_scripts
from generator.publish.search.bundle import FOLDER as SEARCH
from generator.render.page import Page
from generator.review import reports
from generator.review.outcome import outcome
from generator.stopping import passing_folder

log = logging.getLogger("mkdocs.plugins.factsheet")

_CONTENT = ("facts", "seeds")
_PAUSE = 0.05
"""Seconds in which more files may follow one that has changed."""

_CHANGES = ("created", "modified", "moved", "deleted")

Stamps = dict[str, tuple[int, int]]


class Drawn:
    """The files of a site that are written when they are asked for, by their addresses."""

    def __init__(self) -> None:
        self._files: dict[str, Job] = {}
        self._folders: dict[str, Job] = {}
        self._one_at_a_time = threading.RLock()

    def add(self, path: str, job: Job) -> None:
        """Has a job write a file, or all files of a folder whose path ends with a slash."""
        into = self._folders if path.endswith("/") else self._files
        into[path.strip("/")] = job

    @property
    def waiting(self) -> list[str]:
        """The files that nobody has asked for yet."""
        return list(self._files)

    @contextmanager
    def exchanged(self) -> Iterator[None]:
        """While pages are exchanged, none is drawn."""
        with self._one_at_a_time:
            yield

    def ready(self, path: str) -> None:
        """Writes a file if that has not been done."""
        with self._one_at_a_time:
            if job := self._files.get(path):
                job()
                self._files.pop(path)  # only now: what could not be drawn is tried again
            for folder in [f for f in self._folders if path.startswith(f"{f}/")]:
                self._folders[folder]()
                self._folders.pop(folder)


@dataclass
class _Language:
    """The site of one language, as MkDocs left it for us to fill."""

    plugin: FactsheetPlugin
    files: Files
    env: Any
    config: MkDocsConfig

    def show(self, work: Mapping[str, Job], drawn: Drawn) -> None:
        """Has pages and what can be found on them written when asked for."""
        site, at = Path(self.config.site_dir), folder(self.plugin.language)
        for path, job in work.items():
            drawn.add(at + path, job)
        drawn.add(f"{at}{SEARCH}/", self.plugin.find(site))
        drawn.add(f"{at}{cards.FOLDER}/", lambda: self.draw_cards(site))

    def draw_cards(self, site: Path) -> None:
        """Draws the share cards."""
        offer = self.plugin.offer
        cards.draw(offer.cards.wanted, site, offer.web.settings.site / folder(offer.web.language))

    def exchange(self, checked: Checked, drawn: Drawn) -> bool:
        """Shows the project as it is now; False where only a whole build can."""
        plugin, before = self.plugin, self.plugin.pages
        plugin.checked = checked
        plugin.web = pipeline.web(checked, plugin.language, plugin.times)
        plugin.pages = plugin.made(not any(page.kind == "about" for page in before.values()))
        if {uri: _frame(page) for uri, page in before.items()} != {
            uri: _frame(page) for uri, page in plugin.pages.items()
        }:
            return False
        for uri, page in plugin.pages.items():
            known = self.files.src_uris[uri].page
            assert known is not None
            plugin.describe(known, page)
        plugin.offered()
        plugin.offer.write(Path(self.config.site_dir), plugin.by_hand)
        self.show(jobs(plugin.pages, self.files, plugin.nav, self.env, self.config), drawn)
        return True


def _frame(page: Page) -> tuple[object, ...]:
    """What other pages show of a page: its place, and in a tab its title."""
    return page.url, page.kind, page.parent, page.tab, page.path, page.tab and page.title


class Preview:
    """A project's site in a folder, kept as the project is."""

    def __init__(self, root: Path, site: Path, address: str) -> None:
        self.root, self.site, self.address = root, site, address
        self.scripts: frozenset[str] = frozenset()  # that a page may hold
        self.drawn = Drawn()
        self.watched: list[str] = []
        self._languages: list[_Language] = []
        self._before: Stamps = {}

    def build(self) -> None:
        """Builds the site, or exchanges its pages; refused content leaves all as it is.

        Raises:
            MkDocsException: MkDocs could not go on, or the content was refused at the first time.
        """
        first, now = not self._languages, self._stamps()
        if not first and now == self._before and self._exchanged():
            return
        try:
            self._whole()
        except Abort as error:
            if not isinstance(error.__context__, RefusedError) or first:
                raise
            return  # what else has changed waits until the content is sound again
        # The first build tells which files to look at; one that changes meanwhile is seen later.
        self._before = self._stamps() if first else now
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # most of it stays until the next whole build

    def _whole(self) -> None:
        """Has MkDocs build everything but our pages."""
        log.info("Building the site …")
        config = load_config(
            str(self.root / "mkdocs.yml"),
            site_dir=str(self.site),
            dev_addr=self.address,
            site_url=f"http://{self.address}/",
            strict=False,
        )
        config.plugins.on_startup(command="serve", dirty=False)
        drawn, languages = Drawn(), []

        def take(plugin: FactsheetPlugin, *made: Any) -> None:
            *given, work = made
            languages.append(language := _Language(plugin, *given))
            language.show(work, drawn)

        plugin_of(config).preview = take
        with self.drawn.exchanged():
            build(config)
            self.drawn, self._languages = drawn, languages
        self.scripts = known_scripts(config.theme.dirs, config.extra["scope"])
        self.watched = [config.docs_dir, str(config.config_file_path), *config.watch]

    def _exchanged(self) -> bool:
        """Whether the project as it is now, or was when it was sound, is shown."""
        with uncollected():
            return self._exchange(pipeline.remembered(self.root, write=False))

    def _exchange(self, checked: Checked) -> bool:
        output.echo(reports.text(outcome(checked)), err=True)
        if not checked.ok:
            return True
        with self.drawn.exchanged():
            return all(one.exchange(checked, self.drawn) for one in self._languages)

    def _stamps(self) -> Stamps:
        """When each file was changed that MkDocs reads, and its size."""
        found: Stamps = {}
        content = [os.path.abspath(self.root / name) for name in _CONTENT]
        for top in self.watched:
            if os.path.abspath(top) in content:
                continue
            for at, folders, names in os.walk(top):
                folders[:] = [name for name in folders if not name.startswith(".")]
                for name in names:
                    _stamp(os.path.join(at, name), found)
            _stamp(top, found)
        return found


def _stamp(path: str, into: Stamps) -> None:
    try:
        about = os.stat(path)
    except OSError:
        return  # gone since the folder was read
    into[path] = (about.st_mtime_ns, about.st_size)


class Server(LiveReloadServer):
    """MkDocs's own server for previews; what it answers is said here."""

    request_queue_size = 128
    most_open = 128
    """Connections at once, of which each has a thread; the next one ends the oldest."""
    most_polls = 64

    def __init__(self, preview: Preview) -> None:
        listened = answer.listened(preview.address)
        assert listened is not None
        self.host, port = listened
        super().__init__(preview.build, self.host, port, str(preview.site))
        self.RequestHandlerClass = answer.Handler
        self.preview = preview
        self._open: dict[socket.socket, None] = {}  # from the oldest on
        self._opening = threading.Lock()
        self._polls = threading.BoundedSemaphore(self.most_polls)
        self.build_delay = _PAUSE
        if _told(preview.root):  # MkDocs looks for changes twice a second
            self.observer = _Changes()

    def server_bind(self) -> None:
        """Takes the address, and says it as a browser wants it."""
        super().server_bind()
        host = f"[{self.host}]" if ":" in self.host else self.host
        self.url = f"http://{host}:{self.server_port}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answers in a thread. Who keeps too many waiting loses them: it may be a slow page."""
        with self._opening:
            self._open[request] = None
            while len(self._open) > self.most_open:
                oldest = next(iter(self._open))
                del self._open[oldest]
                with suppress(OSError):  # it has gone by itself
                    oldest.shutdown(socket.SHUT_RDWR)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Ends a connection."""
        with self._opening:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def serve_request(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answers as the published site would."""
        target = environ[answer.TARGET]
        request = answer.asked(environ, target, answer.hosts_of(self.host, self.server_port))
        head = environ["REQUEST_METHOD"] == "HEAD"
        code, path, known = request.code, request.path, self.preview.scripts
        if code == 200 and answer.POLLED.fullmatch(target) and not head:
            if self._polls.acquire(blocking=False):
                try:
                    return self._news(environ, start_response)
                finally:
                    self._polls.release()
            code = 503
        kind, content = "text/html; charset=utf-8", b""
        if code == 200:
            try:
                code, kind, content, script = self._found(path)
                known |= {script}
            except Exception:
                log.exception("A page could not be shown")
                code = 500
        if code not in (200, 302):
            content = self._refused(code)
        more = {302: [("Location", answer.moved(target))], 405: [("Allow", "GET, HEAD")]}
        sent = answer.headers(kind, path, content, known) + more.get(code, [])
        start_response(answer.STATUS[code], sent)
        return [] if head else [content]

    def _news(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answers a page that asks whether it is still as it was; maybe a minute later."""

        def start(status: str, _: object) -> None:
            sent = answer.headers("text/plain", "", b"", frozenset())
            start_response(status, [it for it in sent if it[0] != "Content-Length"])

        found = super()._serve_request(environ, start)
        assert found is not None  # the address is of the right form
        return found

    def _found(self, path: str) -> tuple[int, str, bytes, str]:
        """The code, the media type, the content, and the script that was put into it."""
        with self._epoch_cond:  # not while a build is at it
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            epoch = self._visible_epoch
        whole = f"{path}index.html" if not path or path.endswith("/") else path
        self.preview.drawn.ready(whole)
        file = answer.inside(self.preview.site, whole)
        if file is None:
            self.preview.drawn.ready(f"{path}/index.html")
            folder = whole == path and answer.inside(self.preview.site, f"{path}/index.html")
            return (302 if folder else 404), "text/html; charset=utf-8", b"", ""
        content, script = file.read_bytes(), ""
        kind = self._guess_type(str(file))  # type: ignore[no-untyped-call]
        if file.suffix == ".html":
            kind, before = "text/html; charset=utf-8", content
            content = self._inject_js_into_html(before, epoch)  # type: ignore[no-untyped-call]
            script = answer.script_put(before, content)
        return 200, kind, content, script

    def _refused(self, code: int) -> bytes:
        page = self.preview.site / f"{code}.html"
        return page.read_bytes() if page.is_file() else f"<h1>{answer.STATUS[code]}</h1>".encode()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that has gone is no trouble, and nothing else says anything here."""
        log.debug("A request could not be answered", exc_info=True)


class _Changes(Observer):  # type: ignore[misc,valid-type]  # the system's own kind
    """Tells of what changes files, and not of what reads them."""

    def schedule(
        self, event_handler: FileSystemEventHandler, *given: Any, **options: Any
    ) -> ObservedWatch:
        tell = event_handler.on_any_event

        def changed(event: FileSystemEvent) -> None:
            if event.event_type in _CHANGES:
                tell(event)

        event_handler.on_any_event = changed  # type: ignore[method-assign]
        watch: ObservedWatch = super().schedule(event_handler, *given, **options)
        return watch


def _told(root: Path) -> bool:
    """Whether the system can tell of changes; it may have too many to watch already."""
    observer = Observer()
    try:
        observer.schedule(FileSystemEventHandler(), str(root / "facts"), recursive=True)
        observer.start()
    except OSError:
        return False
    observer.stop()
    return True


def serve(root: Path, address: str) -> None:
    """Shows a project's site to this machine until Ctrl-C.

    Raises:
        MkDocsException: MkDocs could not go on.
        OSError: the address cannot be listened on.
    """
    with passing_folder() as site:
        preview = Preview(root, site, address)
        preview.build()
        server = Server(preview)
        for path in preview.watched:
            server.watch(path)
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            log.info("Shutting down …")
        finally:
            server.shutdown()
            pipeline.write_down(root)
