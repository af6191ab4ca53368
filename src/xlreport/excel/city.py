"""What the buttons of a city's workbook do: roll up again, ask for a figure, answer, verify.

What is long is a command of its own process; a button says which, and what to do when it has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from xlreport.consolidation.earlier.settings import Settings, Unconfirmed, arguments, settled
from xlreport.consolidation.explain import Explained, NoSuchCell, explain
from xlreport.consolidation.years.beside import beside_open
from xlreport.edition.layout import SETTINGS_SHEET
from xlreport.excel.plan import Plan, YesNoQuestion
from xlreport.excel.running import CommandOutcome, Run
from xlreport.excel.snapshot import CannotDo, Snapshot, own_files
from xlreport.machine import said_about
from xlreport.quantity import show
from xlreport.sequences import some_of
from xlreport.sheets.settings import settings_of

_CONFIRM = "confirm"
_FEW = 12
_AFTER = Callable[[Snapshot, CommandOutcome], Plan]


def roll_up_again(snapshot: Snapshot, agreed: Collection[str]) -> Plan:
    """Roll up again what lies in the folder now, with what was decided in the workbook."""
    return _run(
        snapshot,
        agreed,
        lambda settings: (*arguments(settings, snapshot.path), "--beside"),
        "正在重新汇总",
        rolled_up,
    )


def give_back(snapshot: Snapshot, agreed: Collection[str]) -> Plan:
    """Write the answers to all units that have something to mend."""
    path = snapshot.path
    return _run(
        snapshot,
        agreed,
        lambda settings: ("return", str(path), "-o", str(_answers_folder(path, settings))),
        "正在生成退回件",
        given_back,
    )


def verify_files(snapshot: Snapshot, agreed: Collection[str]) -> Plan:
    """Hold the roll-up against the files that it was made from."""
    return _run(
        snapshot,
        agreed,
        lambda settings: ("verify", str(snapshot.path), *map(str, settings.sources)),
        "正在核对存档",
        verified,
    )


def _run(
    snapshot: Snapshot,
    agreed: Collection[str],
    command: Callable[[Settings], tuple[str, ...]],
    doing: str,
    then: _AFTER,
) -> Plan:
    """Return how to run a command, or the question whether what it takes is meant.

    :raises CannotDo: if the workbook does not say what it was made from.
    """
    found = _settings(snapshot, agreed)
    if isinstance(found, YesNoQuestion):
        return Plan(asks=found)
    return Plan(run=Run((*command(found), "--json"), doing, then.__name__))


def trace(snapshot: Snapshot, _: Collection[str]) -> Plan:
    """Say which units the figure in the selected cell is the sum of."""
    _demand_city(snapshot)
    here = snapshot.here()
    if here is None:
        raise CannotDo("请先选中表中的一个数，再点“追问此数”。")
    try:
        found = explain(snapshot.path, f"{here.sheet}!{here.a1}", own_files())
    except NoSuchCell as error:
        raise CannotDo(
            f"“{here.sheet}”的 {here.a1} 不是表中的数。请先选中要追问的数，再点“追问此数”。"
        ) from error
    return Plan(says=_told(found))


def _told(found: Explained) -> str:
    value = "缺" if found.value is None else f"{show(found.value)}{found.cell.unit}"
    parts = [part for part in found.contributions if part.value != 0]
    lines = [f"{found.cell.label}：{value}", ""]
    lines += [
        f"{part.unit.name}  {part.shown}{f'（{part.file}）' if part.file else ''}"
        for part in parts[:_FEW]
    ]
    rest = parts[_FEW:]
    if rest:
        lines.append(f"其余 {len(rest)} 个单位合计 {show(found.sum_of(rest))}")
    zeros = len(found.contributions) - len(parts)
    if zeros:
        lines.append(f"另有 {zeros} 个单位是 0")
    return "\n".join(lines)


# ---- What a workbook says of itself ----------------------------------------------------------


def _demand_city(snapshot: Snapshot) -> None:
    if SETTINGS_SHEET not in snapshot.names:
        raise CannotDo(
            "这不是汇总生成的工作簿（没有“汇总设置”表）。请在最上一级的汇总簿中点这个按钮；"
            "旧版本生成的，请用 xlreport consolidate 重新汇总一次。"
        )


def _settings(snapshot: Snapshot, agreed: Collection[str]) -> Settings | YesNoQuestion:
    """Return what the roll-up was made from, or the question whether that is meant.

    :raises CannotDo: if it does not say.
    """
    _demand_city(snapshot)
    path = snapshot.folder / snapshot.path.name
    rows = snapshot.rows(SETTINGS_SHEET)
    lines = (
        (number, {column: _cell(value) for column, value in enumerate(row) if value is not None})
        for number, row in enumerate(rows)
    )
    stated = settings_of(lines)
    try:
        return settled(path, stated, said_about(path))
    except Unconfirmed as error:
        if _CONFIRM not in agreed:
            return YesNoQuestion(
                _CONFIRM, f"{error}\n\n是您自己填的吗？点“是”后记在本机，以后不再问。"
            )
        error.confirm()
        return settled(path, stated, said_about(path))


def _cell(value: object) -> str | float | bool:
    return value if isinstance(value, str | float | bool) else str(value)


def _answers_folder(workbook: Path, settings: Settings) -> Path:
    """Return the folder for the answers: beside the workbook, but not among the reports."""
    place = workbook.parent
    for source in settings.sources:
        folder = source.resolve()
        if folder.is_dir() and place.resolve().is_relative_to(folder):
            place = folder.parent
    return place / f"{workbook.stem}-退回件"


# ---- When a command has ended ----------------------------------------------------------------


def rolled_up(snapshot: Snapshot, outcome: CommandOutcome) -> Plan:
    """Put the new workbook in the place of the one that was made before."""
    units = outcome.data["units"]
    missing = sum(unit["state"] == "missing" for unit in units)
    files, decisions = outcome.data["files"], outcome.data["decisions"]
    taken = sum(file["status"] == "taken" for file in files)
    told = f"已重新汇总：收到 {len(files)} 份文件，采用 {taken} 份"
    told += f"，{missing} 个单位没有报送" if units else ""
    told += f"，{len(decisions)} 项待您确定" if decisions else ""
    told += "。"
    if lost := outcome.data["not_kept"]:
        told += f"\n有 {len(lost)} 处没有保留：\n" + "\n".join(lost[:_FEW])
    return Plan(swap=str(beside_open(snapshot.path)), says=told)


def given_back(_: Snapshot, outcome: CommandOutcome) -> Plan:
    """Say where the answers are."""
    data = outcome.data
    if not data["returned"] and not data["lists"]:
        return Plan(says="没有要退回的单位，没有写出文件。")
    told = f"已在“{data['folder']}”生成 {len(data['returned'])} 个单位的退回件"
    told += f"、{len(data['lists'])} 份名单。" if data["lists"] else "。"
    if data["unmarked"]:
        told += f"\n有 {len(data['unmarked'])} 份没有标注副本。"
    if data["changed"]:
        told += "\n收到的文件与汇总时不同，退回件按现在的文件；请重新汇总。"
    return Plan(says=told)


def verified(_: Snapshot, outcome: CommandOutcome) -> Plan:
    """Say what has changed since the roll-up."""
    found = outcome.data["findings"]
    changed = [each["message"] for each in found if each["severity"] != "note"]
    if not changed:
        return Plan(says="文件、明细和汇总数都与汇总时相同。")
    lines = some_of(changed, _FEW, f"……共 {len(changed)} 处。")
    return Plan(says="\n".join((f"有 {len(changed)} 处与汇总时不同：", *lines)))


AFTER: Mapping[str, _AFTER] = {each.__name__: each for each in (rolled_up, given_back, verified)}
"""What is done when a command has come to its end, by name."""


def following(name: str, outcome: CommandOutcome) -> Callable[[Snapshot, Collection[str]], Plan]:
    """Return the action that follows a command which has ended, by its name in :data:`AFTER`."""

    def action(snapshot: Snapshot, _: Collection[str]) -> Plan:
        if outcome.stopped:
            return Plan(says="已停止，原有文件没有改动。")
        if outcome.data is None or outcome.code not in (0, 1):
            said = outcome.said or "程序没有说明原因，请运行 xlreport excel doctor。"
            return Plan(says=f"没有做完：{said}", failed=True)
        return AFTER[name](snapshot, outcome)

    action.__name__ = name
    return action
