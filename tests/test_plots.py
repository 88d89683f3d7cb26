"""Pictures of measures: that each file of results gives its own, small enough for a README."""

import json
from pathlib import Path

import pytest

from index.learning.evaluation import Evaluation
from index.learning.measures import measure
from index.learning.translations import Comparison
from tests.index.labelled import outcome

pytest.importorskip("matplotlib", reason="pictures are drawn with matplotlib")

from tests.benchmarks import plots

EVALUATION = tuple(
    outcome(i % 6 or None, i / 40, answered=i > 20, answerable=i % 4 > 0) for i in range(40)
)
STAGES = ("encode the question", "dense search", "lexical search", "everything else")


def evaluation() -> Evaluation:
    return Evaluation(EVALUATION, measure(EVALUATION))


def results(folder: Path, name: str, told: object) -> str:
    path = folder / name
    path.write_text(json.dumps(told), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_every_file_of_results_gives_its_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str, start: bytes
) -> None:
    comparison = Comparison({name: evaluation() for name in ("original", "ru", "ar", "tr")})
    files = [
        results(tmp_path, "evaluation.json", evaluation().as_dict()),
        results(tmp_path, "translated.json", comparison.as_dict()),
        results(
            tmp_path,
            "scale.json",
            {
                "sizes": [
                    {
                        "passages": n,
                        "stages": {name: n / 1e6 + i / 1e3 for i, name in enumerate(STAGES)},
                    }
                    for n in (1_000_000, 58_832)
                ]
            },
        ),
    ]
    out = tmp_path / "pictures"
    plots.main([*files, str(out), "--format", suffix])
    written = sorted(out.iterdir())
    names = ("languages", "reliability", "risk-coverage", "scale")
    assert [path.name for path in written] == [f"{name}.{suffix}" for name in names]
    assert sorted(capsys.readouterr().out.split()) == [*map(str, written)]
    for path in written:
        assert path.read_bytes().startswith(start)
        assert path.stat().st_size < 60_000


def test_the_same_numbers_give_the_same_picture(tmp_path: Path) -> None:
    file = results(tmp_path, "evaluation.json", evaluation().as_dict())
    for name in ("one", "two"):
        plots.main([file, str(tmp_path / name)])
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_where_nothing_is_answered_there_is_no_point_on_the_curve(tmp_path: Path) -> None:
    refused = Evaluation((outcome(None, 0.1, answered=False),))
    plots.main([results(tmp_path, "refused.json", refused.as_dict()), str(tmp_path / "out")])
    assert plots.ORANGE not in (tmp_path / "out" / "risk-coverage.svg").read_text()


def test_stages_are_read_by_size_the_smallest_first() -> None:
    told = {
        "sizes": [
            {"passages": 1_000_000, "stages": {"a": 0.0025}},
            {"passages": 500, "stages": {"a": 0.001}},
        ]
    }
    assert list(plots.sizes(told).items()) == [(500, {"a": 1.0}), (1_000_000, {"a": 2.5})]


def test_a_file_without_results_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as told:
        plots.main([results(tmp_path, "other.json", {"conditions": {}}), str(tmp_path / "out")])
    assert told.value.code == 2
