"""What people see in the workbook of a roll-up, as lines that can be compared."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

LISTS = (
    *("概览", "完成情况", "报送情况", "催报名单", "收到的文件", "审核问题"),
    *("以前的决定", "以前的说明", "差额表", "汇总设置", "明细"),
)
_HEADS = 4
_MOST_FIGURES = 8


def seen(path: Path, sheets: Sequence[str] = LISTS) -> Iterator[str]:
    """Yield what stands on some sheets of a roll-up that are no part of the form."""
    book = CalamineWorkbook.from_path(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in sheets:
        if name in book.sheet_names:
            part = f"xl/worksheets/sheet{book.sheet_names.index(name) + 1}.xml"
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield f"[{name}]"
            yield from _rows(rows, dict(_links(parts, part)), keyed=name == "明细")
            if name == "概览":
                yield from _page(parts, part)


def _rows(rows: Sequence[Sequence[object]], links: dict[int, str], *, keyed: bool) -> Iterator[str]:
    """Yield a line for each row; under keys only the first figures that are not 0 are."""
    keys = rows[_HEADS - 1] if keyed else ()
    for number, row in enumerate(rows, start=1):
        if keyed and number > _HEADS:
            texts = [
                f"{key}={_text(value)}" if key else _text(value)
                for key, value in zip(keys, row, strict=True)
                if not key or value != 0
            ][: keys.index(next(filter(None, keys))) + _MOST_FIGURES]
        else:
            texts = [_text(value) for value in row] if not keyed or number < 3 else []
        text = " | ".join(texts).rstrip(" |")
        if text:
            link = f"  → {links[number]}" if number in links else ""
            yield f"{number} {text}{link}"


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\n", "⏎")


def _links(parts: dict[str, bytes], part: str) -> Iterator[tuple[int, str]]:
    """Yield the links of a sheet with their rows."""
    targets: dict[str, str] = {}
    folder, _, name = part.rpartition("/")
    for each in _tree(parts.get(f"{folder}/_rels/{name}.rels", b"<none/>")):
        targets[str(each.get("Id"))] = str(each.get("Target"))
    for link in _tree(parts[part]).iter("{*}hyperlink"):
        row = int(re.sub(r"\D", "", str(link.get("ref")).partition(":")[0]))
        target = next((targets[str(v)] for k, v in link.attrib.items() if k.endswith("}id")), "")
        yield row, f"{target}#{link.get('location', '')}"


def _tree(data: bytes) -> etree._Element:
    return etree.fromstring(data)


def _page(parts: dict[str, bytes], part: str) -> Iterator[str]:
    """Yield the heights and breaks of a sheet, and its pictures."""
    tree = _tree(parts[part])
    rows = [f"{row.get('r')}:{row.get('ht')}" for row in tree.iter("{*}row") if row.get("ht")]
    yield f"行高 {' '.join(rows)}"
    yield f"分页 {' '.join(str(each.get('id')) for each in tree.iter('{*}brk'))}"
    merged = [str(each.get("ref")) for each in tree.iter("{*}mergeCell")]
    yield f"合并 {' '.join(merged)}"
    for name in sorted(name for name in parts if name.startswith("xl/charts/chart")):
        yield f"图 {' '.join(_said(_tree(parts[name])))}"
    for name in sorted(name for name in parts if name.startswith("xl/drawings/drawing")):
        places = [each.text for each in _tree(parts[name]).iter("{*}col", "{*}row")]
        yield f"图的位置 {' '.join(map(str, places))}"


def _said(tree: etree._Element) -> Iterator[str]:
    """Yield what the elements of a picture say: their values and texts."""
    for each in tree.iter("{*}*"):
        name = etree.QName(each).localname
        above = [etree.QName(other).localname for other in each.iterancestors()]
        if any(other in ("strCache", "numCache") for other in above) and "tx" not in above:
            continue
        if each.get("val") is not None and name not in ("lang", "axId", "crossAx"):
            yield f"{name}={each.get('val')}"
        elif each.text and each.text.strip():
            yield f"{name}={each.text.strip()}"
        elif not len(each) and not each.attrib:
            yield name
