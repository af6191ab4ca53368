"""The built .xlsm and .xlam are whole packages, part by part, as ECMA-376 part 2 wants them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from examples.reports import seed_report

from xlreport.buttons import ribbon
from xlreport.template import write_report
from xlreport.template.macros import write_addin

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RIBBON = "{http://schemas.microsoft.com/office/2009/07/customui}"
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

RIBBON_CHILDREN = {
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button"},
    "button": set(),
}
RIBBON_ATTRIBUTES = {
    "customUI": set(),
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label", "getVisible"},
    "group": {"id", "label"},
    "button": {"id", "label", "size", "imageMso", "onAction", "screentip", "supertip"},
}
LONGEST_TIP = 1024


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A workbook with macros, one without, and the add-in."""
    folder = tmp_path_factory.mktemp("packages")
    paths = {suffix: folder / f"示例.{suffix}" for suffix in ("xlsm", "xlsx", "xlam")}
    write_report(seed_report(), paths["xlsm"], macros=True)
    write_report(seed_report(), paths["xlsx"])
    write_addin(paths["xlam"], Path("python"))
    return paths


@pytest.fixture(params=["xlsm", "xlsx", "xlam"])
def parts(request: pytest.FixtureRequest, packages: dict[str, Path]) -> dict[str, bytes]:
    """The parts of one of them by name."""
    with zipfile.ZipFile(packages[request.param]) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _relations(parts: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """Return of every relation its part (empty for the package), its id, and its target."""
    found: list[tuple[str, str, str]] = []
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        folder, _, file = name.rpartition("/")
        base = folder.removesuffix("_rels").rstrip("/")
        owner = posixpath.join(base, file.removesuffix(".rels")) if file != ".rels" else ""
        for relation in ET.fromstring(data).iter(RELATION):
            if relation.get("TargetMode") == "External":
                continue
            target = str(relation.get("Target"))
            path = target if target.startswith("/") else posixpath.join("/", base, target)
            found.append((owner, str(relation.get("Id")), posixpath.normpath(path).lstrip("/")))
    return found


def test_every_relation_leads_to_a_part_and_every_part_is_led_to(parts: dict[str, bytes]) -> None:
    targets = {target for _, _, target in _relations(parts)}
    assert targets <= parts.keys()
    ends = (".rels", "[Content_Types].xml")
    assert {name for name in parts if not name.endswith(ends)} == targets


def test_relations_are_told_apart_and_those_referred_to_are_there(parts: dict[str, bytes]) -> None:
    known = [(owner, identity) for owner, identity, _ in _relations(parts)]
    assert len(known) == len(set(known))
    for name, data in parts.items():
        if name.startswith("xl/") and name.endswith(".xml"):
            used = {e.get(REFERENCE) for e in ET.fromstring(data).iter()} - {None}
            external = set(re.findall(r'Id="(\w+)"[^>]*External', _rels_of(parts, name)))
            assert {(name, str(each)) for each in used - external} <= set(known)


def _rels_of(parts: dict[str, bytes], name: str) -> str:
    folder, _, file = name.rpartition("/")
    return parts.get(f"{folder}/_rels/{file}.rels", b"").decode()


def test_every_part_has_a_content_type(parts: dict[str, bytes]) -> None:
    root = ET.fromstring(parts["[Content_Types].xml"])
    named = [str(e.get("PartName")).lstrip("/") for e in root.iter(f"{TYPES}Override")]
    endings = {str(e.get("Extension")).lower() for e in root.iter(f"{TYPES}Default")}
    assert len(named) == len(set(named))
    assert set(named) <= parts.keys()
    for name in parts.keys() - {"[Content_Types].xml"}:
        assert name in named or name.rpartition(".")[2].lower() in endings


def test_the_kind_of_a_file_is_what_its_ending_says(packages: dict[str, Path]) -> None:
    kinds = {"xlsm": "sheet.macroEnabled", "xlsx": "sheet", "xlam": "addin.macroEnabled"}
    for suffix, kind in kinds.items():
        with zipfile.ZipFile(packages[suffix]) as archive:
            types = archive.read("[Content_Types].xml").decode()
            assert ("xl/vbaProject.bin" in archive.namelist()) is (suffix != "xlsx")
        main = re.search(r'PartName="/xl/workbook.xml" ContentType="([^"]+)"', types)
        assert main
        assert main[1].endswith(f"{kind}.main+xml")


def test_the_ribbon_has_only_what_its_schema_allows() -> None:
    root = ET.fromstring(ribbon())
    assert root.tag == f"{RIBBON}customUI"
    for element in root.iter():
        name = element.tag.removeprefix(RIBBON)
        assert {child.tag.removeprefix(RIBBON) for child in element} <= RIBBON_CHILDREN[name]
        assert set(element.attrib) <= RIBBON_ATTRIBUTES[name]
        assert not (element.text or "").strip()
    for button in root.iter(f"{RIBBON}button"):
        assert {"id", "label", "onAction", "imageMso"} <= set(button.attrib)
        assert button.get("size", "normal") in ("normal", "large")
        assert re.fullmatch(r"[A-Za-z_]\w*", str(button.get("id")))
        assert all(0 < len(value) <= LONGEST_TIP for value in button.attrib.values())
