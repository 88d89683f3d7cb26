"""``python -m tests.benchmarks.plots RESULTS.json ... OUT``: pictures of what was measured.

RESULTS are of ``sitrep evaluate --json``, plain or with ``--translated``, or of the benchmark of
large libraries. Each gives the pictures that its numbers suffice for.
"""

import argparse
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator, PercentFormatter

Told = Mapping[str, Any]
"""What a JSON file holds."""

BLUE, ORANGE, GREY = "#1f5fa8", "#d9730d", "#6b7280"
PALETTE = (BLUE, ORANGE, "#2a8c55", "#8e44ad", "#b8860b", "#c0392b", "#148f9f", GREY)
MARKERS = "osD^vPX*"
LEAST_MILLISECONDS = 0.1
"""What takes less is not worth a line's place; on a logarithmic scale it would take most."""

# White behind it, whatever GitHub shows around it; the same bytes for the same numbers.
STYLE: dict[Any, Any] = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e5e7eb",
    "font.size": 10,
    "axes.titlesize": 11,
    "legend.frameon": False,
    "svg.hashsalt": "sitrep",
}
_Z = 1.96
"""Of 100 such intervals, 95 hold the true share."""


def pictures(told: Told) -> Iterator[tuple[str, Figure]]:
    """Names and figures of everything that the numbers suffice for."""
    if "reliability" in told:
        yield "reliability", reliability(told)
    if "risk_coverage" in told:
        yield "risk-coverage", risk_coverage(told)
    if "evaluations" in told:
        yield "languages", languages(told["evaluations"])
    if times := sizes(told):
        yield "scale", scale(times)


def reliability(told: Told) -> Figure:
    """What was foretold against what came true, above how many questions there were."""
    rows = told.get("reliability_tenths", told["reliability"])
    figure = Figure(figsize=(5.4, 5.2), layout="constrained")
    axes, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    foretold = [row["mean_confidence"] for row in rows]
    true = [row["shown_with_evidence"] for row in rows]
    axes.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1, label="perfectly calibrated")
    axes.errorbar(
        foretold,
        true,
        yerr=_errors(true, [row["questions"] for row in rows]),
        fmt="o-",
        color=BLUE,
        capsize=2,
        linewidth=1.2,
        clip_on=False,
        label="measured, with 95 % intervals",
    )
    axes.set(title="Reliability of the confidence", ylabel="came true (share of questions)")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="upper left")
    _counts(below, rows)
    return figure


def _counts(axes: Axes, rows: Sequence[Told]) -> None:
    left, right = [row["from"] for row in rows], [row["to"] for row in rows]
    widths = [high - low for low, high in zip(left, right, strict=True)]
    counts = [row["questions"] for row in rows]
    bars = axes.bar(left, counts, widths, align="edge", color=BLUE, edgecolor="white", alpha=0.75)
    axes.bar_label(bars, fontsize=8)
    axes.margins(y=0.25)
    axes.set(xlabel="confidence (foretold share)", ylabel="questions")


def _errors(shares: Sequence[float], counts: Sequence[int]) -> tuple[list[float], list[float]]:
    """How far Wilson's interval reaches below and above each share."""
    below, above = [], []
    for share, n in zip(shares, counts, strict=True):
        centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        # At 0 and 1 the interval ends there; rounding may not make it less than nothing.
        below.append(max(0.0, share - (centre - reach)))
        above.append(max(0.0, centre + reach - share))
    return below, above


def risk_coverage(told: Told) -> Figure:
    """How much of what is answered is without evidence, the more is answered."""
    points, shipped = told["risk_coverage"], told.get("at_threshold", {})
    figure = Figure(figsize=(5.4, 3.8), layout="constrained")
    axes = figure.subplots()
    coverage = [point["coverage"] for point in points]
    axes.plot(coverage, [point["risk"] for point in points], color=BLUE, label=_area(told))
    if shipped.get("risk") is not None:
        axes.plot(
            *(shipped["coverage"], shipped["risk"]),
            "o",
            color=ORANGE,
            label=f"at the shipped threshold:\n{shipped['coverage']:.0%} answered,"
            f" {shipped['risk']:.0%} of them\nwithout evidence",
        )
    axes.set(title="Risk against coverage", xlim=(0, 1))
    axes.set_ylim(bottom=0)
    axes.set(xlabel="coverage (questions answered)", ylabel="risk (answered without evidence)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.legend(loc="upper left")
    return figure


def _area(told: Told) -> str:
    area = told.get("measures", {}).get("AURC")
    return "most confident first" + ("" if area is None else f" (AURC {area:.3f})")


def languages(evaluations: Mapping[str, Told]) -> Figure:
    """How often the passage is found, by the language of the question."""
    figure = Figure(figsize=(1.6 + 1.1 * len(evaluations), 3.8), layout="constrained")
    axes = figure.subplots()
    names, width = list(evaluations), 0.38
    for shift, (measure, colour) in enumerate((("Hit@1", BLUE), ("Hit@5", ORANGE))):
        shares = [told["measures"][measure] for told in evaluations.values()]
        places = [place + (shift - 0.5) * width for place in range(len(names))]
        bars = axes.bar(places, shares, width, color=colour, edgecolor="white", label=measure)
        axes.bar_label(bars, fmt="{:.2f}", fontsize=8, padding=1)
    asked = {int(told["measures"]["answerable"]) for told in evaluations.values()}
    axes.set(title=f"The same {max(asked)} questions by language", ylim=(0, 1.12))
    axes.set(ylabel="share of questions", xlabel="language of the question")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks([step / 5 for step in range(6)])
    axes.grid(visible=False, axis="x")
    axes.legend(loc="upper right", ncols=2)
    return figure


def sizes(told: Told) -> dict[int, dict[str, float]]:
    """Each stage's milliseconds by the passages of the library, the smallest first."""
    found = {
        size["passages"]: {name: 1000 * seconds for name, seconds in size["stages"].items()}
        for size in told.get("sizes", ())
    }
    return dict(sorted(found.items()))


def scale(times: Mapping[int, Mapping[str, float]]) -> Figure:
    """What the dearest stages of a question cost, by the size of the library."""
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    dearest = {name: max(row.get(name, 0) for row in times.values()) for name in _all(times)}
    shown = sorted(dearest, key=lambda name: -dearest[name])[: len(PALETTE)]
    # A stage that takes no time at a size has no place on a logarithmic scale there.
    lines = {name: [row.get(name) or math.nan for row in times.values()] for name in shown}
    styles = zip(PALETTE, MARKERS, strict=True)
    for (name, values), (colour, marker) in zip(lines.items(), styles, strict=False):
        axes.plot([*times], values, color=colour, marker=marker, markersize=4, label=name)
    everything = [sum(row.values()) for row in times.values()]
    axes.plot([*times], everything, "--", color="black", label="all of it")
    axes.set(xscale="log", yscale="log", title="What a question costs, by stage")
    axes.set(xlabel="passages in the library", ylabel="milliseconds a question (mean)")
    axes.set_ylim(bottom=LEAST_MILLISECONDS)
    axes.set_xticks([*times], minor=False)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(_thousands))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    figure.legend(loc="outside right upper")
    return figure


def _all(times: Mapping[int, Mapping[str, float]]) -> list[str]:
    return list(dict.fromkeys(name for row in times.values() for name in row))


def _thousands(value: float, _: object) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g} M"
    return f"{value / 1000:.3g} k" if value >= 1000 else f"{value:g}"


def draw(results: Sequence[Path], out: Path, suffix: str) -> list[Path]:
    """Write the pictures of all files into a folder; return where they are."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    with mpl.rc_context(STYLE):
        for file in results:
            for name, figure in pictures(json.loads(file.read_text(encoding="utf-8"))):
                path = out / f"{name}.{suffix}"
                # Without a date, so that a picture changes when its numbers do.
                metadata = {"Date": None} if suffix == "svg" else None
                figure.savefig(path, dpi=110, metadata=metadata)
                written.append(path)
    return written


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw, and say where the pictures are."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.plots")
    parser.add_argument("results", nargs="+", type=Path, metavar="RESULTS", help="JSON files")
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder for pictures")
    parser.add_argument("--format", choices=("svg", "png"), default="svg")
    options = parser.parse_args(arguments)
    written = draw(options.results, options.out, options.format)
    if not written:
        parser.error("no file holds results that a picture can be made of")
    for path in written:
        print(path)  # noqa: T201


if __name__ == "__main__":
    main()
