"""How a cell looks, whether it is locked, and what may be typed: of an open workbook, or a closed.

xlwings has no word of its own for locks, borders and validations, so this module goes through
``Range.api``: the COM object on Windows, the UNO range in LibreOffice, the cells of openpyxl in a
closed file.  On macOS nothing is asked and nothing mended: appscript has no words for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from xlreport.edition import Place
from xlreport.excel.cell_access import together
from xlreport.excel.engines.parts import places_of
from xlreport.excel.hosts import Host

Style = Mapping[str, Any]
Allowed = Mapping[str, Any] | None

_TYPES = {"integer": ("whole", "WHOLE", 1), "decimal": ("decimal", "DECIMAL", 2)}
"""Of XlsxWriter's words for what is allowed: those of Open XML, of UNO, and of COM."""
_BETWEEN, _STOP = 1, 1
"""``xlBetween``, ``xlValidAlertStop``."""
_CENTRE, _LEFT, _TOP = -4108, -4131, -4160
"""``xlCenter``, ``xlLeft``, ``xlTop``."""
_CONTINUOUS, _EDGES = 1, range(7, 13)
"""``xlContinuous``; the edges and inner lines among ``XlBordersIndex``."""
_NO_COLOUR, _NO_LINE = -1, -4142
"""Of a cell in LibreOffice; ``xlNone``."""
_HAIR = 18
"""A thin line, in hundredths of a millimetre."""


def spoiled_cells(
    sheet: xw.Sheet, host: Host, areas: Sequence[str], *, validated: bool
) -> Iterator[Place]:
    """Yield the cells that are locked, or take anything though they should not.

    :param sheet: of the program ``host``.
    :param validated: whether they should take certain values only.
    """
    way = _WAYS[host]
    if way is None:
        return
    for asked in together(areas) if way.joins else areas:
        if way.sound(sheet.range(asked), validated):
            continue
        for area in asked.split(","):
            if area != asked and way.sound(sheet.range(area), validated):
                continue
            for place in places_of(sheet.name, (area,)):
                if not way.sound(sheet.range(place.a1), validated):
                    yield place


def give_look(cells: xw.Range, host: Host, style: Style, allowed: Allowed) -> None:
    """Unlock cells, and give them a style and a validation, both in the words of XlsxWriter."""
    if way := _WAYS[host]:
        way.give(cells, style, allowed)


# --- LibreOffice ------------------------------------------------------------------------------


def _is_sound_office(cells: xw.Range, validated: bool) -> bool:
    api = cells.api
    names = ("CellProtection", "Validation") if validated else ("CellProtection",)
    if any(state.value == "AMBIGUOUS_VALUE" for state in api.getPropertyStates(names)):
        return False
    if api.CellProtection.IsLocked:
        return False
    return not validated or api.Validation.Type.value != "ANY"


def _look_office(cells: xw.Range, style: Style, allowed: Allowed) -> None:
    import uno

    target, document = cells.api, cells.sheet.book.api
    protection = target.CellProtection
    protection.IsLocked = False
    target.CellProtection = protection
    formats, locale = document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
    code = str(style["num_format"])
    key = formats.queryKey(code, locale, False)
    target.NumberFormat = key if key >= 0 else formats.addNew(code, locale)
    target.CellBackColor = int(style["bg_color"][1:], 16) if "bg_color" in style else _NO_COLOUR
    target.CharFontName = target.CharFontNameAsian = style["font_name"]
    target.CharHeight = target.CharHeightAsian = float(style["font_size"])
    side, height = ("LEFT", "TOP") if style["align"] == "left" else ("CENTER", "CENTER")
    target.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", side)
    target.VertJustify = uno.getConstantByName(f"com.sun.star.table.CellVertJustify2.{height}")
    target.IsTextWrapped = True
    line = uno.createUnoStruct("com.sun.star.table.BorderLine2")
    line.OuterLineWidth = line.LineWidth = _HAIR if style.get("border") else 0
    for edge in ("Left", "Right", "Top", "Bottom"):
        setattr(target, f"{edge}Border", line)
    if allowed is not None:
        target.Validation = _validation_office(target.Validation, allowed)


def _validation_office(validation: Any, allowed: Mapping[str, Any]) -> Any:
    import uno

    kind = _TYPES[allowed["validate"]][1]
    validation.Type = uno.Enum("com.sun.star.sheet.ValidationType", kind)
    validation.setOperator(uno.Enum("com.sun.star.sheet.ConditionOperator", "BETWEEN"))
    validation.setFormula1(str(allowed["minimum"]))
    validation.setFormula2(str(allowed["maximum"]))
    validation.ErrorAlertStyle = uno.Enum("com.sun.star.sheet.ValidationAlertStyle", "STOP")
    validation.ShowErrorMessage = True
    validation.ErrorTitle = allowed["error_title"]
    validation.ErrorMessage = allowed["error_message"]
    return validation


# --- A closed file ----------------------------------------------------------------------------


def _is_sound_closed(cells: xw.Range, validated: bool) -> bool:
    ranges = [each.sqref for each in cells.sheet.api.data_validations.dataValidation]
    return not any(
        cell.protection.locked
        or (validated and not any(cell.coordinate in each for each in ranges))
        for row in cells.api
        for cell in row
    )


def _look_closed(cells: xw.Range, style: Style, allowed: Allowed) -> None:
    from openpyxl.styles import Alignment, Border, Font, Protection, Side
    from openpyxl.worksheet.datavalidation import DataValidation

    cells.color = style.get("bg_color")
    side = Side("thin" if style.get("border") else None)
    vertical = {"vcenter": "center"}.get(style["valign"], style["valign"])
    for row in cells.api:
        for cell in row:
            cell.protection = Protection(locked=False)
            cell.number_format = style["num_format"]
            cell.font = Font(name=style["font_name"], size=style["font_size"])
            cell.alignment = Alignment(style["align"], vertical, wrap_text=True)
            cell.border = Border(side, side, side, side)
    address = cells.get_address(False, False)
    present = (each.sqref for each in cells.sheet.api.data_validations.dataValidation)
    if allowed is not None and not any(address in each for each in present):
        kind: Any = _TYPES[allowed["validate"]][0]
        validation = DataValidation(
            type=kind,
            operator="between",
            formula1=str(allowed["minimum"]),
            formula2=str(allowed["maximum"]),
            showErrorMessage=True,
            errorTitle=allowed["error_title"],
            error=allowed["error_message"],
        )
        validation.add(address)
        cells.sheet.api.add_data_validation(validation)


# --- Windows ----------------------------------------------------------------------------------


def _is_sound_windows(cells: xw.Range, validated: bool) -> bool:
    # A property that differs among cells is Null; a validation that does raises.
    api = cells.api
    if api.Locked is not False:
        return False
    try:
        return not validated or api.Validation.Type in (1, 2)
    except Exception:  # noqa: BLE001 - cells without a validation raise, whatever the error's type
        return False


def _look_windows(cells: xw.Range, style: Style, allowed: Allowed) -> None:
    cells.color = style.get("bg_color")
    cells.number_format = style["num_format"]
    cells.font.name, cells.font.size = style["font_name"], style["font_size"]
    api = cells.api
    api.Locked = False
    api.WrapText = True
    left = style["align"] == "left"
    api.HorizontalAlignment, api.VerticalAlignment = (_LEFT, _TOP) if left else (_CENTRE, _CENTRE)
    for edge in _EDGES:
        api.Borders(edge).LineStyle = _CONTINUOUS if style.get("border") else _NO_LINE
    if allowed is None:
        return
    validation = api.Validation
    validation.Delete()
    kind = _TYPES[allowed["validate"]][2]
    validation.Add(kind, _STOP, _BETWEEN, str(allowed["minimum"]), str(allowed["maximum"]))
    validation.ErrorTitle, validation.ErrorMessage = (
        allowed["error_title"],
        allowed["error_message"],
    )


# --- Which is whose ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """How one program tells whether all of some cells are sound, and gives cells a look.

    ``joins`` says whether several areas can be asked of together.
    """

    sound: Callable[[xw.Range, bool], bool]
    give: Callable[[xw.Range, Style, Allowed], None]
    joins: bool = False


_WAYS: dict[Host, _Way | None] = {
    Host.CLOSED: _Way(_is_sound_closed, _look_closed),
    Host.OFFICE: _Way(_is_sound_office, _look_office),
    Host.WINDOWS: _Way(_is_sound_windows, _look_windows, joins=True),
    Host.MAC: None,
}
