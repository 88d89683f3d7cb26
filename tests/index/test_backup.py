"""Backups of a library in use: of one moment, whole and looked over, or none at all."""

import os
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from index.archives import backup_manifest
from index.archives.backup import Backup, back_up, backups, drop_older
from index.archives.restoring import restore
from index.errors import LibraryBusy, LibraryError, LibraryFull, LibraryReadOnly
from index.storage import databases
from index.storage.database import FILE
from tests import length
from tests.index.libraries import assert_sound, draft, opened, unprivileged, writing
from tests.index.moving import (
    NOTES,
    back_up_on_and_on,
    killed,
    moments,
    notes,
    nothing,
    running,
    write_on_and_on,
)

ROUNDS = 30 if length.WHOLE else 4


def backed_up(library: Path, folder: Path) -> Backup:
    return back_up(library, folder, by="1.2.3", companions=[NOTES], progress=nothing)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two articles, each with a note."""
    folder = tmp_path / "library"
    with closing(opened(folder)) as held, notes(folder) as connection:
        held.add(draft("A"), draft("B"))
        connection.executemany("INSERT INTO notes VALUES (?)", [(0,), (1,)])
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def count(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (n,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(n)


def test_a_backup_is_a_folder_of_databases_that_stand_by_themselves(
    library: Path, tmp_path: Path
) -> None:
    with closing(opened(library)) as held:
        held.add(draft("C"))  # it may lie in the journal beside the file
        made = backed_up(library, tmp_path / "to" / "backups")
    assert names(made.folder) == ["backup.json", "notes.db", "sitrep.db"]
    assert made.folder.parent == tmp_path / "to" / "backups"
    assert count(made.folder / FILE, "articles") == 3
    assert count(made.folder / NOTES.name, "notes") == 2
    assert (made.manifest.articles, made.manifest.passages, made.manifest.by) == (3, 9, "1.2.3")
    assert [part.name for part in made.manifest.files] == [NOTES.name, FILE]
    assert made.manifest.files[0].schema == NOTES.schema
    assert backup_manifest.read(made.folder) == made.manifest


def test_a_backup_is_for_its_owner_alone(library: Path, tmp_path: Path) -> None:
    made = backed_up(library, tmp_path / "backups")
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    for name in (FILE, NOTES.name):
        assert stat.S_IMODE((made.folder / name).stat().st_mode) == 0o600


def test_what_no_backup_may_keep_is_cleaned_out_of_the_copy_alone(
    library: Path, tmp_path: Path
) -> None:
    def clean(copy: Path) -> None:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("DELETE FROM notes WHERE number = 1")

    companion = replace(NOTES, clean=clean)
    made = back_up(library, tmp_path / "to", by="", companions=[companion], progress=nothing)
    assert count(made.folder / NOTES.name, "notes") == 1
    assert count(library / NOTES.name, "notes") == 2


def test_each_backup_is_a_new_one(library: Path, tmp_path: Path) -> None:
    one, two = (backed_up(library, tmp_path / "to") for _ in range(2))
    assert one.folder != two.folder
    assert [backup.folder for backup in backups(tmp_path / "to")] == [one.folder, two.folder]


def test_a_library_without_companions_is_backed_up_too(library: Path, tmp_path: Path) -> None:
    (library / NOTES.name).unlink()
    made = backed_up(library, tmp_path / "to")
    assert [part.name for part in made.manifest.files] == [FILE]


def test_a_backup_changes_nothing_in_an_older_library(library: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(library / FILE)) as connection:
        connection.execute("PRAGMA user_version = 1")
    made = backed_up(library, tmp_path / "to")
    assert made.manifest.files[-1].schema == 1
    with closing(sqlite3.connect(library / FILE)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_writer_in_the_middle_of_something_is_not_waited_for(
    library: Path, tmp_path: Path
) -> None:
    with writing(library):
        assert backed_up(library, tmp_path / "to").manifest.articles == 2


def test_only_the_newest_are_kept_and_what_is_no_backup_stays(
    library: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "to"
    made = [backed_up(library, folder) for _ in range(4)]
    (folder / "letters").mkdir()
    (made[0].folder / "backup.json").write_text("damaged")
    assert drop_older(made[3], 2) == [made[1].folder]
    assert names(folder) == sorted(["letters", *(made[n].folder.name for n in (0, 2, 3))])
    assert drop_older(made[3], 2) == []
    assert drop_older(made[3], 9) == []


def test_the_backup_made_just_now_stays_whatever_the_clock_says(
    library: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "to"
    made = [backed_up(library, folder) for _ in range(3)]
    assert drop_older(made[0], 2) == [made[1].folder]
    assert drop_older(made[0], 1) == [made[2].folder]
    assert names(folder) == [made[0].folder.name]


def test_another_librarys_backups_in_the_folder_stay(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "to"
    with closing(opened(tmp_path / "other")) as held:
        held.add(draft("A"), draft("B"))  # the same articles make no same library
    with closing(opened(tmp_path / "empty")):
        pass
    others = [backed_up(tmp_path / name, folder) for name in ("other", "empty", "empty")]
    made = [backed_up(library, folder) for _ in range(2)]
    assert drop_older(made[1], 1) == [made[0].folder]
    assert drop_older(others[2], 1) == [], "nobody knows whose an empty library's backups are"
    assert drop_older(others[0], 1) == []
    assert names(folder) == [one.folder.name for one in (*others, made[1])]


def test_a_library_is_the_same_once_it_was_emptied_restored_or_moved(
    library: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "to"
    one = backed_up(library, folder)
    restore(one.folder, tmp_path / "moved", companions=[NOTES], progress=nothing)
    with closing(opened(tmp_path / "moved")) as held:
        for article in held.store.articles():
            held.library.remove(article.id)
    two = backed_up(tmp_path / "moved", folder)
    assert (two.manifest.articles, two.manifest.library) == (0, one.manifest.library)
    assert drop_older(two, 1) == [one.folder]


def test_a_backup_of_before_its_library_was_written_down_counts_too(
    library: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "to"
    with closing(opened(tmp_path / "other")) as held:
        held.add(draft("A"))
    old = [backed_up(library, folder), backed_up(tmp_path / "other", folder)]
    old += [backed_up(library, folder) for _ in range(2)]
    for backup in old:
        written = backup_manifest.rendered(replace(backup.manifest, library=None))
        assert b"library" not in written
        (backup.folder / backup_manifest.FILE).write_bytes(written)
    (old[2].folder / FILE).write_bytes(b"damaged" * 5000)
    (old[3].folder / FILE).unlink()
    assert [backup.manifest.library for backup in backups(folder)] == [None] * 4
    assert drop_older(backed_up(library, folder), 1) == [old[0].folder]
    restore(old[1].folder, tmp_path / "again", companions=[NOTES], progress=nothing)


@pytest.mark.timeout(300)
def test_backups_of_a_library_that_is_written_to_are_each_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "PAGES", 1)  # so that much is written while one is made
    library = tmp_path / "library"
    made = []
    with running(write_on_and_on, library) as (_, listener):
        done = []
        for _ in range(12 if length.WHOLE else 4):
            assert listener.poll(60)
            while listener.poll(0):
                listener.recv_bytes()
            made.append(backed_up(library, tmp_path / "to"))
            done.append(made[-1].manifest.articles)
    assert done[-1] > done[0], "nothing was written meanwhile"
    for backup in made:
        restore(backup.folder, tmp_path / "again", companions=[NOTES], progress=nothing)
        with closing(opened(tmp_path / "again", create=False)) as held:
            assert_sound(held)
            articles = held.store.articles()
            n_articles = backup.manifest.articles
            assert sorted(article.id for article in articles) == [*range(1, n_articles + 1)]
            assert {article.title for article in articles} == {
                f"Report N{number}, version 1" for number in range(n_articles)
            }
        # A note is written after its article: it may lack, but no note is without an article.
        n_notes = count(tmp_path / "again" / NOTES.name, "notes")
        assert n_notes <= n_articles


@pytest.mark.timeout(300)
def test_killed_half_way_there_is_a_whole_backup_or_none(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "to"
    backed_up(library, folder)
    whens = moments(ROUNDS, 3, Random())
    begun = sum(killed(moment, back_up_on_and_on, library, folder) for moment in whens)
    found = backups(folder)
    assert len(found) == len(names(folder))
    assert len(found) <= begun, "it was never killed half-way"
    for backup in found:
        restore(backup.folder, tmp_path / "again", companions=[NOTES], progress=nothing)
    backed_up(library, folder)
    left = [path.name for path in folder.iterdir() if path.name.startswith(".")]
    assert left == [".sitrep-backup.lock"]


def test_broken_off_it_leaves_nothing(library: Path, tmp_path: Path) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(library, tmp_path / "to", by="", progress=interrupt)
    assert names(tmp_path / "to") == []
    assert not list((tmp_path / "to").glob(".*partial"))


# What can go wrong.


def damage(library: Path) -> None:
    file = library / FILE
    raw = bytearray(file.read_bytes())
    raw[8192 : len(raw) - 4096] = b"\xff" * (len(raw) - 12_288)
    file.write_bytes(raw)


def another_programs(library: Path) -> None:
    with closing(sqlite3.connect(library / FILE)) as connection:
        connection.execute("PRAGMA application_id = 77")


def newer(library: Path) -> None:
    with closing(sqlite3.connect(library / FILE)) as connection:
        connection.execute("PRAGMA user_version = 1000")


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "no library": (lambda library: (library / FILE).unlink(), "there is no library in"),
    "a damaged one": (damage, "is damaged"),
    "no database": (lambda library: (library / FILE).write_bytes(b"no" * 5000), "is damaged"),
    "a damaged companion": (
        lambda library: (library / NOTES.name).write_bytes(b"no" * 5000),
        "notes.db is damaged",
    ),
    "another program's": (another_programs, "another program's database"),
    "a newer Sitrep's": (newer, "update Sitrep"),
}


@pytest.mark.parametrize(("spoil", "remedy"), BAD.values(), ids=BAD)
def test_of_what_is_no_good_there_is_no_backup(
    library: Path, tmp_path: Path, spoil: Callable[[Path], object], remedy: str
) -> None:
    spoil(library)
    with pytest.raises(LibraryError, match=remedy):
        backed_up(library, tmp_path / "to")
    assert not (tmp_path / "to").exists() or names(tmp_path / "to") == []


def test_a_backup_lies_outside_of_its_library(library: Path) -> None:
    with pytest.raises(LibraryError, match="name a folder elsewhere"):
        backed_up(library, library / "backups")


def test_two_backups_into_one_folder_at_once_are_one_too_many(
    library: Path, tmp_path: Path
) -> None:
    def again(what: str, done: int, total: int) -> None:
        with pytest.raises(LibraryBusy, match="another backup is being made"):
            backed_up(library, tmp_path / "to")

    made = back_up(library, tmp_path / "to", by="", progress=again)
    assert names(tmp_path / "to") == [made.folder.name]


def test_a_folder_that_cannot_be_written_to_is_named(public_folder: Path, library: Path) -> None:
    (public_folder / "file").write_text("")
    with pytest.raises(LibraryError, match="a file is in its way"):
        backed_up(library, public_folder / "file" / "to")
    with closing(opened(public_folder / "library")) as held:
        held.add(draft("A"))
    (public_folder / "to").mkdir(mode=0o555)
    with unprivileged(), pytest.raises(LibraryReadOnly, match="the right to write"):
        backed_up(public_folder / "library", public_folder / "to")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in which there is room for a database with next to nothing in it."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a file system to fill up")
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_named_and_leaves_nothing(library: Path, small_disk: Path) -> None:
    with closing(opened(library)) as held:
        held.add(*(draft(f"N{n}", n_paragraphs=50) for n in range(10)))
    with pytest.raises(LibraryFull, match=r"/small/.*make room"):
        backed_up(library, small_disk)
    assert names(small_disk) == []
