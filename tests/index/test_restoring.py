"""A backup in a library's place: the old library or the new one, whole, and never half of each."""

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from index.archives import backup_manifest, swapping
from index.archives.backup import back_up
from index.archives.backup_manifest import Part
from index.archives.restoring import Restored, restore
from index.errors import LibraryBusy, LibraryError, LibraryReadOnly
from index.storage import presence
from index.storage.database import FILE
from index.storage.schema import APPLICATION_ID, MIGRATIONS, VERSION
from index.storage.store import Store
from tests import length
from tests.index.libraries import NOBODY, assert_sound, draft, opened, unprivileged, writing
from tests.index.moving import (
    NOTES,
    killed,
    moments,
    notes,
    nothing,
    restore_on_and_on,
    running,
    use,
)

ROUNDS = 100 if length.WHOLE else 8


def restored(backup: Path, library: Path) -> Restored:
    return restore(backup, library, companions=[NOTES], progress=nothing)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two articles and a note."""
    folder = tmp_path / "library"
    with closing(opened(folder)) as held, notes(folder) as connection:
        held.add(draft("A"), draft("B"))
        connection.execute("INSERT INTO notes VALUES (7)")
    return folder


@pytest.fixture
def backup(library: Path, tmp_path: Path) -> Path:
    """The two; the library lives on without the first, and with two others."""
    made = back_up(library, tmp_path / "to", by="", companions=[NOTES], progress=nothing)
    with closing(opened(library)) as held, notes(library) as connection:
        held.library.remove(1)
        held.add(draft("C"), draft("D"))
        connection.execute("DELETE FROM notes")
    return made.folder


def titles(folder: Path) -> set[str]:
    with closing(opened(folder, create=False)) as held:
        assert_sound(held)
        return {article.title[7] for article in held.store.articles()}


def count(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (n,) = connection.execute("SELECT count(*) FROM notes").fetchone()
    return int(n)


def beside(library: Path) -> list[str]:
    """What lies beside a library, but for the backups."""
    return sorted(path.name for path in library.parent.iterdir() if path.name != "to")


def test_the_library_is_as_it_was_and_the_one_before_stays(library: Path, backup: Path) -> None:
    done = restored(backup, library)
    assert titles(library) == {"A", "B"}
    assert count(library / NOTES.name) == 1
    assert done.manifest.articles == 2
    assert done.aside
    assert done.aside.name.startswith("library.before-")
    assert titles(done.aside) == {"B", "C", "D"}
    assert beside(library) == ["library", done.aside.name]
    assert not (library / "unfinished").exists()
    again = restored(backup, library)
    assert again.aside != done.aside
    assert len(beside(library)) == 3


def test_a_restored_library_is_read_while_it_is_written_to(library: Path, backup: Path) -> None:
    restored(backup, library)
    with closing(opened(library)) as held, writing(library):
        assert held.store.coverage().n_articles == 2
    with closing(sqlite3.connect(library / FILE)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_library_is_made_where_there_is_none(backup: Path, tmp_path: Path) -> None:
    done = restored(backup, tmp_path / "somewhere" / "else")
    assert done.aside is None
    assert titles(tmp_path / "somewhere" / "else") == {"A", "B"}
    assert beside(tmp_path / "somewhere" / "else") == ["else"]


def test_into_an_empty_folder(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert restored(backup, tmp_path / "empty").aside is None
    assert titles(tmp_path / "empty") == {"A", "B"}


def test_a_damaged_library_is_what_backups_are_for(library: Path, backup: Path) -> None:
    (library / FILE).write_bytes(b"no" * 5000)
    done = restored(backup, library)
    assert titles(library) == {"A", "B"}
    assert done.aside
    assert (done.aside / FILE).read_bytes() == b"no" * 5000


def test_a_library_by_a_link_is_where_the_link_leads(
    library: Path, backup: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(library)
    restored(backup, link)
    assert link.is_symlink()
    assert titles(library) == {"A", "B"}


def test_an_older_form_is_brought_up_to_this_one_before_it_takes_the_place(
    tmp_path: Path, library: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as old:
        for statement in MIGRATIONS[0]:
            old.execute(statement)
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
    made = back_up(tmp_path, tmp_path.with_name(f"{tmp_path.name}-to"), by="", progress=nothing)
    restored(made.folder, library)
    with closing(sqlite3.connect(library / FILE)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


# Caches of another history.


def test_caches_of_what_was_before_are_never_believed(library: Path, backup: Path) -> None:
    with closing(opened(library)) as held:
        held.follow()
        held.vectors.save(always=True)
        assert held.vectors.state().on_disk
        assert held.lexical.state().on_disk
        n_changes = held.store.revision()
    done = restored(backup, library)
    assert done.aside
    assert not list(library.glob("vectors*"))
    assert not list(library.glob("lexical*"))
    # Somebody means well, and copies them into the library.
    for path in [*done.aside.glob("vectors*"), *done.aside.glob("lexical*")]:
        if path.is_dir():
            shutil.copytree(path, library / path.name)
        else:
            shutil.copy(path, library / path.name)
    with closing(opened(library)) as held:
        # As many changes as the caches hold, but others.
        held.library.remove(2)
        held.add(draft("X"), draft("Y"))
        assert held.store.revision() == n_changes
        near, worded = held.find("report Y village", k=9)
        assert set(near) == set(worded) == set(map(int, held.vectors.ids()))
    assert titles(library) == {"A", "X", "Y"}


# Others who use the library.


def test_while_the_library_is_in_use_nothing_is_restored(library: Path, backup: Path) -> None:
    with running(use, library) as (process, listener):
        assert listener.poll(60)
        listener.recv_bytes()
        with pytest.raises(LibraryBusy, match=r"a bot, or another command, .* stop it"):
            restored(backup, library)
        process.kill()
        process.join()
    assert titles(library) == {"B", "C", "D"}
    restored(backup, library)
    assert titles(library) == {"A", "B"}


def test_who_comes_while_it_is_restored_waits_and_gets_the_new_one(
    library: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        listeners = []

        def swap(new: Path, standing: Path, aside: Path) -> None:
            with pytest.raises(LibraryBusy, match="is being restored"):
                Store.open(standing, patience=0.1)
            _, listener = stack.enter_context(running(use, standing))
            assert not listener.poll(0.5), "it did not wait"
            listeners.append(listener)
            really_swap(new, standing, aside)

        really_swap = swapping.swap
        monkeypatch.setattr(swapping, "swap", swap)
        restored(backup, library)
        monkeypatch.undo()
        assert listeners[0].poll(60)
        # It has the new library open, and not the one that went aside.
        with pytest.raises(LibraryBusy, match="stop it"):
            restored(backup, library)


def test_a_library_that_cannot_be_locked_is_used_all_the_same(public_folder: Path) -> None:
    with closing(opened(public_folder)) as held:
        held.add(draft("A"))
    (public_folder / presence.FILE).unlink()
    public_folder.chmod(0o555)
    with unprivileged():
        assert titles(public_folder) == {"A"}


# Backups that are no good.


def flipped(path: Path, random: Random) -> None:
    raw = bytearray(path.read_bytes())
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    path.write_bytes(raw)


@pytest.mark.parametrize("name", [FILE, NOTES.name, "backup.json"])
def test_a_flipped_bit_is_refused_and_nothing_is_changed(
    library: Path, backup: Path, name: str
) -> None:
    seed = int(os.environ.get("SITREP_TEST_SEED", "0"))
    whole = (backup / name).read_bytes()
    for number in range(40):
        flipped(backup / name, Random(seed + number))
        with pytest.raises(LibraryError, match=r"damaged|newer Sitrep"):
            restored(backup, library)
        (backup / name).write_bytes(whole)
    assert titles(library) == {"B", "C", "D"}
    assert beside(library) == ["library"]


def rewrite(backup: Path, **fields: Any) -> None:
    """Another manifest, with the right digest."""
    manifest = replace(backup_manifest.read(backup), **fields)
    (backup / "backup.json").write_bytes(backup_manifest.rendered(manifest))


def part(name: str, schema: int = 1) -> Part:
    return Part(name=name, schema=schema, bytes=0, sha256="")


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "no backup": (lambda backup: (backup / "backup.json").unlink(), "is no backup"),
    "an empty manifest": (lambda backup: (backup / "backup.json").write_text(""), "is damaged"),
    "a list": (lambda backup: (backup / "backup.json").write_text("[]"), "is damaged"),
    "nested": (lambda backup: (backup / "backup.json").write_text("[" * 99_999), "is damaged"),
    "no UTF-8": (lambda backup: (backup / "backup.json").write_bytes(b"\xff"), "is damaged"),
    "a newer form of backups": (lambda backup: rewrite(backup, format=2), "update this one"),
    "a newer library": (lambda backup: rewrite(backup, files=(part(FILE, 99),)), "update this one"),
    "a newer companion": (
        lambda backup: rewrite(backup, files=(part(FILE), part(NOTES.name, 8))),
        "update this one",
    ),
    "an unknown file": (
        lambda backup: rewrite(backup, files=(part(FILE), part("../../evil"))),
        "update this one",
    ),
    "no library": (lambda backup: rewrite(backup, files=(part(NOTES.name),)), "is damaged"),
    "other counts": (lambda backup: rewrite(backup, articles=3), "is damaged"),
    "a missing file": (lambda backup: (backup / FILE).unlink(), "can't be read"),
    "half a file": (lambda backup: os.truncate(backup / FILE, 9000), "is damaged"),
    "a folder of backups": (lambda backup: None, "name one of them"),
}


@pytest.mark.parametrize(("spoil", "remedy"), BAD.values(), ids=BAD)
def test_what_is_no_good_is_refused_and_nothing_is_changed(
    library: Path, backup: Path, spoil: Callable[[Path], object], remedy: str
) -> None:
    spoil(backup)
    with pytest.raises(LibraryError, match=remedy):
        restored(backup.parent if remedy == "name one of them" else backup, library)
    assert titles(library) == {"B", "C", "D"}
    assert beside(library) == ["library"]


def test_no_folder_is_left_where_nothing_could_be_restored(backup: Path, tmp_path: Path) -> None:
    (backup / FILE).unlink()
    with pytest.raises(LibraryError):
        restored(backup, tmp_path / "new" / "library")
    assert not (tmp_path / "new" / "library").exists()


def test_a_place_that_cannot_be_written_to_is_named(backup: Path, public_folder: Path) -> None:
    (public_folder / "file").write_text("")
    with pytest.raises(LibraryError, match="a file is in its way"):
        restored(backup, public_folder / "file")
    shutil.copytree(backup, public_folder / "backup")
    for path in [public_folder / "backup", *(public_folder / "backup").iterdir()]:
        path.chmod(0o755)
    (public_folder / "library").mkdir(mode=0o777)
    (public_folder / "library").chmod(0o777)
    with unprivileged(), pytest.raises(LibraryReadOnly, match="the right to write"):
        restored(public_folder / "backup", public_folder / "library")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files to others")
def test_root_leaves_the_library_to_whom_it_was(library: Path, backup: Path) -> None:
    library.chmod(0o750)
    os.chown(library, NOBODY, NOBODY)
    restored(backup, library)
    for path in (library, library / FILE, library / NOTES.name):
        assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)
    assert stat.S_IMODE(library.stat().st_mode) == 0o750
    assert stat.S_IMODE((library / NOTES.name).stat().st_mode) == 0o600


# Killed.


@pytest.mark.timeout(300)
def test_killed_at_any_instant_the_old_or_the_new_library_stands_there(
    library: Path, backup: Path, tmp_path: Path
) -> None:
    for name in ("C", "D"):  # as many articles as in the backup, and others
        with closing(opened(library)) as held:
            held.add(draft(name))
    other = back_up(library, tmp_path / "to", by="", companions=[NOTES], progress=nothing)
    seen = set()
    for moment in moments(ROUNDS, 4, Random()):
        killed(moment, restore_on_and_on, [backup, other.folder], library)
        with closing(Store.open(library, create=False)) as store:
            found = "".join(sorted(article.title[7] for article in store.articles()))
        assert (found, count(library / NOTES.name)) in {("AB", 1), ("BCD", 0)}
        seen.add(found)
    restored(backup, library)
    assert titles(library) == {"A", "B"}
    assert not [name for name in beside(library) if "restoring" in name]
    for path in library.parent.glob("library.before-*"):
        with closing(Store.open(path, create=False)) as store:
            assert store.coverage().n_articles in {2, 3}
    assert seen == {"AB", "BCD"}


def test_a_library_that_a_killed_restore_had_put_aside_is_not_deleted(
    library: Path, backup: Path
) -> None:
    old = library.with_name("library.restoring-20260131")
    shutil.copytree(library, old)
    half = library.with_name("library.restoring-20260201")
    half.mkdir()
    (half / "unfinished").touch()
    done = restored(backup, library)
    assert done.aside
    assert beside(library) == sorted(["library", "library.before-20260131", done.aside.name])


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL])
def test_where_folders_cannot_be_exchanged_it_takes_two_steps(
    library: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def exchange(one: Path, other: Path) -> None:
        raise OSError(number, "not here")

    monkeypatch.setattr(swapping, "exchange", exchange)
    done = restored(backup, library)
    assert titles(library) == {"A", "B"}
    assert done.aside
    assert titles(done.aside) == {"B", "C", "D"}


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV])
def test_where_the_library_cannot_be_moved_it_stays(
    library: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def exchange(one: Path, other: Path) -> None:
        raise OSError(number, "not there")

    monkeypatch.setattr(swapping, "exchange", exchange)
    with pytest.raises(LibraryError, match="name"):
        restored(backup, library)
    assert titles(library) == {"B", "C", "D"}
    assert beside(library) == ["library"]


def test_two_folders_change_names_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    swapping.exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()
    with pytest.raises(FileNotFoundError):
        swapping.exchange(tmp_path / "one", tmp_path / "missing")
