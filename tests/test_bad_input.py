"""What an operator may do wrong with `sitrep add`, and what may go wrong around it.

Each time the command fails with one line that names the remedy, and the library is as before.
"""

import itertools
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from random import Random

import httpx
import pytest

import index
from index import Embedder, Engine
from index.search.weights import shipped
from index.storage.store import Store
from index.web import fetching
from tests.bot.command_line import CommandLine
from tests.fakes import FakeEmbedder
from tests.index.libraries import protect, unprivileged, writing

Trouble = Callable[[CommandLine], AbstractContextManager[str | Path]]
"""While it lasts, adding what it yields goes wrong."""

SEARCH = b"Troops searched the village of Tell Rifaat on Friday. They found nothing, they said.\n"
PATIENCE_SECONDS = 0.2
GIGABYTE, MEGABYTE = 1_000_000_000, 1_000_000
PUBLIC = "93.184.215.14"


def file(name: str, content: bytes) -> Trouble:
    @contextmanager
    def trouble(sitrep: CommandLine) -> Iterator[Path]:
        path = sitrep.folder / name
        path.write_bytes(content)
        yield path

    return trouble


def large_file(name: str, n_bytes: int) -> Trouble:
    """Made when it is needed: 50 MB are not kept for the other tests."""
    return lambda sitrep: file(name, SEARCH * (n_bytes // len(SEARCH)))(sitrep)


@contextmanager
def missing_file(sitrep: CommandLine) -> Iterator[Path]:
    yield sitrep.folder / "misspelt.txt"


def address(url: str) -> Trouble:
    @contextmanager
    def trouble(sitrep: CommandLine) -> Iterator[str]:
        yield url

    return trouble


Server = Callable[[threading.Event, httpx.Request], httpx.Response]
"""What answers; the event tells that nobody listens any more."""


def served_by(server: Server) -> Trouble:
    """An address on the public internet, as far as Sitrep can tell."""

    @contextmanager
    def trouble(sitrep: CommandLine) -> Iterator[str]:
        over = threading.Event()
        retrieve = partial(
            fetching.retrieve,
            transport=httpx.MockTransport(partial(server, over)),
            resolve=lambda host, port: [PUBLIC],
            seconds=PATIENCE_SECONDS if server is drips else fetching.SECONDS,
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(index, "retrieve", retrieve)
            yield "https://news.example/report"
        over.set()

    return trouble


def drips(over: threading.Event, request: httpx.Request) -> httpx.Response:
    def body() -> Iterator[bytes]:
        while not over.wait(PATIENCE_SECONDS / 10):
            yield b"."

    return httpx.Response(200, headers={"Content-Type": "text/html"}, content=body())


def redirects_forever(over: threading.Event, request: httpx.Request) -> httpx.Response:
    return httpx.Response(302, headers={"Location": f"{request.url.path}x"})


def sends_a_gigabyte(over: threading.Event, request: httpx.Request) -> httpx.Response:
    def body() -> Iterator[bytes]:
        for megabyte in range(GIGABYTE // MEGABYTE):
            assert megabyte * MEGABYTE <= 2 * fetching.MAX_BYTES, "it goes on reading"
            yield bytes(MEGABYTE)

    return httpx.Response(200, headers={"Content-Type": "text/html"}, content=body())


def announces_a_gigabyte(over: threading.Event, request: httpx.Request) -> httpx.Response:
    headers = {"Content-Type": "text/html", "Content-Length": str(GIGABYTE)}
    return httpx.Response(200, headers=headers, content=iter([SEARCH]))


@contextmanager
def another_writer(sitrep: CommandLine) -> Iterator[Path]:
    def impatient(folder: Path, *, embedder: Callable[[], Embedder], create: bool = True) -> Engine:
        store = Store.open(folder, create=create, patience=PATIENCE_SECONDS)
        return Engine(store, folder, embedder, shipped())

    sitrep.open_engine = impatient
    with writing(sitrep.library), an_article(sitrep) as path:
        yield path


@contextmanager
def another_model(sitrep: CommandLine) -> Iterator[Path]:
    own = sitrep.make_embedder
    sitrep.make_embedder = lambda _: FakeEmbedder("other", "other-1")
    with an_article(sitrep) as path:
        yield path
    sitrep.make_embedder = own


@contextmanager
def no_permission(sitrep: CommandLine) -> Iterator[Path]:
    with an_article(sitrep) as path:
        protect(sitrep.library)
        with unprivileged():
            yield path


@contextmanager
def read_only_file_system(sitrep: CommandLine) -> Iterator[Path]:
    with own_file_system(sitrep.library, "4m"), an_article(sitrep) as path:
        _mount("-o", "remount,ro", str(sitrep.library))
        yield path


@contextmanager
def full_disk(sitrep: CommandLine) -> Iterator[Path]:
    with own_file_system(sitrep.library, "4m"), an_article(sitrep) as path:
        ballast = sitrep.library / "ballast"
        with ballast.open("wb", buffering=0) as stream, pytest.raises(OSError, match="No space"):
            stream.writelines(itertools.repeat(bytes(4096)))
        yield path
        ballast.unlink()


@contextmanager
def full_quota(sitrep: CommandLine) -> Iterator[Path]:
    """SQLite's own limit, for where nobody may mount anything."""

    def limited(folder: Path, *, embedder: Callable[[], Embedder], create: bool = True) -> Engine:
        engine = Engine.open(folder, embedder=embedder, create=create)
        with engine._store._database.read() as connection:
            [pages] = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")
        return engine

    own, sitrep.open_engine = sitrep.open_engine, limited
    with an_article(sitrep, SEARCH * 200) as path:
        yield path
    sitrep.open_engine = own


@contextmanager
def an_article(sitrep: CommandLine, text: bytes = SEARCH) -> Iterator[Path]:
    """One that nothing is wrong with."""
    with file("search.txt", text)(sitrep) as path:
        yield Path(path)


@contextmanager
def own_file_system(folder: Path, size: str) -> Iterator[None]:
    """Put what the folder holds into a file system in memory, and back afterwards."""
    beside = folder.with_name("beside")
    shutil.copytree(folder, beside)
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        shutil.copytree(beside, folder, dirs_exist_ok=True)
        yield
        shutil.rmtree(beside)
        shutil.copytree(folder, beside)
    finally:
        # Lazily: a search index that is still in memory has its files mapped.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    shutil.copytree(beside, folder, dirs_exist_ok=True)


def _mount(*arguments: str) -> None:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a file system to fill up or to protect")
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")


ARTICLE_LINE = b'{"title": "A search", "text": "Troops searched the village on Friday."}\n'
EMPTY_PAGE = (
    b"<!doctype html><title>News</title><nav><a href='/'>Home</a></nav>"
    b"<noscript>Please enable JavaScript.</noscript><div id='app'></div><script>run()</script>"
)

LIBRARY_TROUBLE: dict[str, tuple[Trouble, str]] = {
    "a full disk": (full_disk, "no room left on the disk"),
    "a full quota": (full_quota, "make room and do it again"),
    "a library without permission to write": (no_permission, "the right to write there"),
    "a read-only file system": (read_only_file_system, "the right to write there"),
    "another writer": (another_writer, "wait until it has finished, then try again"),
}
TROUBLE: dict[str, tuple[Trouble, str]] = {
    "an empty file": (file("a.txt", b""), "check that the article was saved into it"),
    "a blank file": (file("a.md", b" \n\r\n\t"), "check that the article was saved into it"),
    "binary junk": (file("a.txt", Random(1).randbytes(9999)), "save it as text in UTF-8"),
    "binary junk as a page": (file("a.html", Random(2).randbytes(9999)), "as text in UTF-8"),
    "a text of 50 MB": (large_file("a.txt", 50 * MEGABYTE), "divide it into its articles"),
    "an unknown encoding": (file("a.txt", SEARCH.decode().encode("cp037")), "as text in UTF-8"),
    "JSON lines in UTF-16": (
        file("a.jsonl", ARTICLE_LINE.strip().decode().encode("utf-16")),
        "line 1: not UTF-8; save the file in that encoding",
    ),
    "a broken PDF": (file("a.pdf", b"%PDF-1.7\n1 0 obj <</Type /Catalog"), "copy its text"),
    "a page without text": (file("a.html", EMPTY_PAGE), "copy the text from the browser"),
    "a bad line": (file("a.jsonl", b"nonsense\n"), "line 1: not JSON"),
    "a missing file": (missing_file, "check the spelling"),
    "a private address": (address("http://192.168.0.1/report"), "save the page as a file"),
    "this very machine": (address("http://127.0.0.1/report"), "save the page as a file"),
    "an address that times out": (served_by(drips), "try again later"),
    "endless redirects": (served_by(redirects_forever), "give the address where you end up"),
    "an address of 1 GB": (served_by(sends_a_gigabyte), "save the article alone as a file"),
    "an announced 1 GB": (served_by(announces_a_gigabyte), "save the article alone as a file"),
    "another model's library": (another_model, "sitrep rebuild --reencode"),
    **LIBRARY_TROUBLE,
}


@pytest.fixture
def sitrep() -> Iterator[CommandLine]:
    """A user with two articles in the library, in a folder that other users may look into."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield CommandLine(folder).stocked()


def assert_as_before(sitrep: CommandLine) -> None:
    listed = [article["title"] for article in sitrep.json("articles")]
    assert listed == ["Raid near Qamishli", "Arrest of a bomb maker"]
    found = sitrep.json("ask", "Who captured Hani al-Kurdi?")["passages"]
    assert found[0]["article"]["title"] == "Arrest of a bomb maker"
    assert found[0]["text"].startswith("Coalition soldiers captured Hani al-Kurdi")


@pytest.mark.parametrize(("trouble", "remedy"), TROUBLE.values(), ids=TROUBLE)
def test_trouble_is_told_in_a_line_and_costs_nothing(
    sitrep: CommandLine, trouble: Trouble, remedy: str
) -> None:
    with trouble(sitrep) as target:
        result = sitrep("add", target)
    assert result.exit_code == 1
    [line] = [text for text in result.stderr.splitlines() if text]
    assert line.startswith(("problem: ", "error: "))
    assert line.count(str(target)) <= 1
    assert remedy in line
    assert "Traceback" not in result.output
    assert_as_before(sitrep)


@pytest.mark.parametrize(
    "trouble", [act for act, _ in LIBRARY_TROUBLE.values()], ids=LIBRARY_TROUBLE
)
def test_a_library_that_cannot_be_written_to_answers_meanwhile(
    sitrep: CommandLine, trouble: Trouble
) -> None:
    with trouble(sitrep):
        assert_as_before(sitrep)


@pytest.mark.parametrize("trouble", [full_disk, full_quota, another_writer])
def test_once_the_trouble_is_over_the_article_goes_in(
    sitrep: CommandLine, trouble: Trouble
) -> None:
    with trouble(sitrep) as target:
        assert sitrep("add", target).exit_code == 1
    assert sitrep("add", target).exit_code == 0
    assert len(sitrep.json("articles")) == 3
    assert "bad" not in {check["state"] for check in sitrep.json("doctor", "--quick")}


def test_a_bad_line_is_named_by_number_and_the_others_are_kept(sitrep: CommandLine) -> None:
    lines = [ARTICLE_LINE, b"nonsense\n", ARTICLE_LINE.replace(b"search", b"raid"), b'{"title": 5}']
    with file("a.jsonl", b"".join(lines))(sitrep) as target:
        result = sitrep("add", target)
    assert result.exit_code == 1
    second, fourth = result.stderr.splitlines()
    assert f"{target}, line 2: not JSON" in second
    assert f"{target}, line 4: no " in fourth
    added = {"A search", "A raid"}
    assert added <= {article["title"] for article in sitrep.json("articles")}


def test_a_text_in_an_old_encoding_is_read_right(sitrep: CommandLine) -> None:
    text = "Войска высадились с вертолётов близ Камышлы и вскоре покинули деревню."
    with file("a.txt", text.encode("cp1251"))(sitrep) as target:
        assert sitrep("add", target).exit_code == 0
    found = sitrep.json("ask", "Войска высадились близ Камышлы")["passages"]
    assert found[0]["text"] == text
