"""A checked table of targets as JUnit XML, so that a build machine shows each target as a test."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

SUITE = "escalation check"


def junit(table: pd.DataFrame) -> bytes:
    """UTF-8; one `testcase` for each row of `calibration.targets.check.evaluate_targets`, its class the kind of its runs.

    A miss is a `failure` with its reason in one line; one that `expected_miss` explains is `skipped`, with that reason.
    """
    rows: list[dict[Any, Any]] = table.to_dict("records")
    misses = [row for row in rows if not row["passed"]]
    known = sum(bool(row["expected_miss"]) for row in misses)
    counts = {"tests": len(rows), "failures": len(misses) - known, "errors": 0, "skipped": known}
    attributes = {"name": SUITE, **{name: str(count) for name, count in counts.items()}}
    suite = ET.Element("testsuite", attributes)
    for row in rows:
        case = ET.SubElement(suite, "testcase", classname=f"targets.{row['kind']}", name=str(row["id"]))
        if row["passed"]:
            continue
        kind, known_as = ("skipped", f" ({row['expected_miss']})") if row["expected_miss"] else ("failure", "")
        ET.SubElement(case, kind, message=_one_line(f"{reason(row)}{known_as}"))
    ET.indent(suite)
    written: bytes = ET.tostring(suite, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def reason(row: dict[Any, Any]) -> str:
    """Why a target is missed: the record lies outside the band, the band above its limit, there is no value or no end."""
    said = f"{row['title']}: {row['observed']:.4g} in the record"
    if row["stopped"]:
        return f"{said}, the run stopped: {row['stopped']}"
    if pd.isna(row["low"]):
        return f"{said}, no value in any world"
    band = f"{said}, {row['low']:.4g} to {row['high']:.4g} in 95 % of worlds"
    if not row["low"] <= row["observed"] <= row["high"]:
        return band
    if row["limit"] is not None and not pd.isna(row["limit"]) and row["high"] > row["limit"]:
        return f"{band}, beyond its limit of {row['limit']:.4g}"
    return f"{band}, but a value in {row['defined']:.1%} of worlds only"


def _one_line(text: str) -> str:
    return " ".join(text.split())
