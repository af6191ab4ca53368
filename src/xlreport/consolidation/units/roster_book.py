"""A roster as a workbook: a blank one to fill in, with what each column is for, or a filled one."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from xlreport.consolidation.units.roster import NO, YES, Member, UnitKind
from xlreport.edition import administrative_levels

_HELP = (
    ("代码", "行政区划代码或统一社会信用代码；没有可以不填"),
    ("名称", "与报表封面的单位名称一致"),
    (
        "类别",
        (
            "从下拉列表中选择，用来分组统计和推定层级；管委会（开发区）下面有报送单位的选人民政府，"
            "没有的选政府部门；垂直管理部门不列入汇总"
        ),
    ),
    ("上级", "汇总到哪个单位：写它的代码或名称；最上一级不填"),
    ("汇总", "是（默认）或否"),
    ("设立", "年度中间设立的，填日期，如 2020-03-01"),
    ("撤销", "撤销的，填日期（只知道年份的填年份，如 2021）；年末已撤销的不再报送"),
    (
        "并入",
        (
            "撤销以后并入哪个单位：写它的代码或名称。上年数据按并入后的单位合计衔接；"
            "拆成几个单位的，用顿号隔开"
        ),
    ),
    ("层级", "从下拉列表中选择；不填的按类别、上级和名称推定，推不出的不核对"),
)
_WIDTHS = (22, 30, 16, 24, 8, 14, 14, 24, 12)
_MOST_ROWS = 5000
_CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook knows no time zone


def write_roster(members: Iterable[Member], path: Path) -> None:
    """Write a roster as a workbook, with no members as a blank one to fill in.

    :raises CannotWrite: if the file cannot be written.
    """
    from xlreport.files import replacing

    content = roster_bytes(members)
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def roster_bytes(members: Iterable[Member]) -> bytes:
    """Return the file that :func:`write_roster` writes.

    :param members: those that are on it.
    """
    import xlsxwriter

    from xlreport.template.styles import Styles

    # Not into a file: XlsxWriter hides what the system says of a full disk.
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    styles = Styles(book)
    sheet = book.add_worksheet("名册")
    for column, ((head, help_text), width) in enumerate(zip(_HELP, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, styles["field"])
        sheet.write_string(0, column, head, styles["label"])
        sheet.write_comment(0, column, help_text)
    for row, member in enumerate(members, start=1):
        for column, text in enumerate(_texts(member)):
            sheet.write_string(row, column, text, styles["field"])
    kinds, scopes = [kind.value for kind in UnitKind], [YES[1], NO[0]]
    labels = [level.label for level in administrative_levels().values()]
    for column, choices in ((2, kinds), (4, scopes), (8, labels)):
        rule = {"validate": "list", "source": choices}
        sheet.data_validation(1, column, _MOST_ROWS, column, rule)
    sheet.freeze_panes(1, 2)
    book.close()
    return stream.getvalue()


def _texts(member: Member) -> tuple[str, ...]:
    return (
        member.code,
        member.name,
        member.kind.value,
        member.parent,
        YES[1] if member.in_scope else NO[0],
        member.opened.isoformat() if member.opened else "",
        member.closed.isoformat() if member.closed else "",
        "、".join(member.merged_into),
        member.level,
    )
