"""The buttons: what each is called wherever it stands, and the texts that are made of that.

The VBA behind them, the tab of the ribbon, and the toolbar and menu in LibreOffice are written from
one table.  What a button does is the action of the same word in :mod:`xlreport.excel.actions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xlreport.finding import MEND

TAB = "政府信息公开年报"
"""The title of the tab, of the menu and of every message."""


class Group(StrEnum):
    """A group of the tab; the value is what people read."""

    CHECK = "校验"
    FILE = "报送"
    PUBLISH = "公开"
    CITY = "汇总"


@dataclass(frozen=True, slots=True)
class Button:
    """A button: the word of its action, its name in VBA, and what people read.

    ``picture`` is the name of one that Excel has; ``tip`` says what the button does in a few
    words, ``more`` in a sentence.  ``large`` ones come first in their group.
    """

    word: str
    name: str
    label: str
    group: Group
    picture: str
    tip: str
    more: str = ""
    large: bool = False

    @property
    def macro(self) -> str:
        """The VBA procedure that a button on a sheet calls."""
        return f"Xlreport{self.name}"


_CHECK, _FILE, _PUBLISH, _CITY = Group
BUTTONS = (
    Button(
        *("validate", "Validate", "校验", _CHECK, "AcceptInvitation", "校验本报告"),
        more="校验全部内容，有问题的格标上颜色、写明原因。",
        large=True,
    ),
    Button("previous_problem", "Previous", "上一处", _CHECK, "ReviewPreviousComment", "转到上一处"),
    Button("next_problem", "Next", "下一处", _CHECK, "ReviewNextComment", "转到下一处"),
    Button(
        *("clear_marks", "Clear", "清除标记", _CHECK, "ClearFormats", "清除全部标记"),
        more="去掉校验加上的颜色和批注，恢复原来的样子。",
    ),
    Button(
        *("load_last_year", "LastYear", "读取上年数据", _FILE, "ImportExcel", "读取上年数据"),
        more="从同一文件夹里上一年度的工作簿填入“上年数据”，核对结转。",
    ),
    Button(
        *("sign", "Sign", "签署", _FILE, "SignatureLineInsert", "签署"),
        more="“审签”表填好姓名、日期后，点它签署。",
    ),
    Button(
        *("submit", "Submit", "生成上报文件", _FILE, "FileSaveAs", "生成上报文件"),
        more=f"{MEND}的都改好、三级审核完成后，另存一份规范命名的文件。",
    ),
    Button(
        *("begin_next_year", "NextYear", "生成下年空表", _FILE, "FileNew", "生成下年空表"),
        more="生成下一年度的空白工作簿，并带入本年的结转数。",
    ),
    Button(
        *("publish_word", "Word", "生成Word报告", _PUBLISH, "ExportWord", "生成Word报告"),
        more="按规定格式把本报告写成 Word 文件，与工作簿放在同一文件夹。",
    ),
    Button(
        *("publish_web", "Web", "生成网页", _PUBLISH, "WebPagePreview", "生成网页"),
        more="把本报告写成可以直接发布的网页，与工作簿放在同一文件夹。",
    ),
    Button(
        *("roll_up_again", "RollUp", "重新汇总", _CITY, "Consolidate", "重新汇总"),
        more="按“汇总设置”重新读取文件夹中的报表，照办已作的决定，换上新的汇总簿。",
        large=True,
    ),
    Button(
        *("trace", "Trace", "追问此数", _CITY, "TracePrecedents", "追问此数"),
        more="列出选中的数来自哪些单位。",
    ),
    Button(
        *("give_back", "Return", "生成退回件", _CITY, "FileSendAsAttachment", "生成退回件"),
        more="给每个有问题的单位生成标好问题的副本和可以直接粘贴的消息。",
    ),
    Button(
        *("verify_files", "Verify", "核对存档", _CITY, "FileCheckIn", "核对存档"),
        more="核对汇总以后文件、明细和汇总数有没有变动。",
    ),
)
"""All buttons, in the order in which they stand side by side."""


def buttons_of(*groups: Group) -> tuple[Button, ...]:
    """Return the buttons of some groups, group by group."""
    return tuple(button for group in groups for button in BUTTONS if button.group is group)


# ---- VBA -----------------------------------------------------------------------------------------

_MODULE = """Attribute VB_Name = "xlreport_buttons"
Option Explicit

' What the buttons on the sheets and on the ribbon call.  Every button has one word, which is the
' name of a function of the Python module xlreport.excel and of the LibreOffice macros.
"""


def vba_source(buttons: Sequence[Button] = BUTTONS) -> str:
    """Return the source of the module with the procedures of the buttons."""
    subs = [f'Public Sub {each.macro}()\n    RunXlreport "{each.word}"' for each in buttons]
    subs += [
        f"Public Sub Ribbon{each.name}(control As Object)\n    {each.macro}" for each in buttons
    ]
    return _MODULE + "".join(f"\n{sub}\nEnd Sub\n" for sub in subs)


# ---- The ribbon ----------------------------------------------------------------------------------

_RIBBON = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui">
  <ribbon>
    <tabs>
      <tab id="xlreportTab" getVisible="RibbonVisible" label={title}>
{groups}
      </tab>
    </tabs>
  </ribbon>
</customUI>
"""


def ribbon() -> str:
    """Return the part of a workbook that describes its tab."""
    groups = "\n".join(
        f'        <group id="xlreport{group.name.title()}" label={_quoted(group)}>\n'
        + "".join(f"          {_on_ribbon(each)}\n" for each in buttons_of(group))
        + "        </group>"
        for group in Group
    )
    return _RIBBON.format(title=_quoted(TAB), groups=groups)


RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_TYPE = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def with_link_to_ribbon(relations: bytes) -> bytes:
    """Return the relations of a workbook's package with one that says where its tab is."""
    if RIBBON_PART.encode() in relations:
        return relations
    link = f'<Relationship Id="rIdRibbon" Type="{_RIBBON_TYPE}" Target="{RIBBON_PART}"/>'
    end = b"</Relationships>"
    return relations.replace(end, link.encode() + end)


def _on_ribbon(button: Button) -> str:
    said = {
        "id": f"xlreport{button.name}",
        "label": button.label,
        "size": "large" if button.large else "",
        "imageMso": button.picture,
        "onAction": f"Ribbon{button.name}",
        "screentip": button.tip,
        "supertip": button.more,
    }
    attributes = " ".join(f"{name}={_quoted(text)}" for name, text in said.items() if text)
    return f"<button {attributes}/>"


# ---- LibreOffice ---------------------------------------------------------------------------------


def toolbar_and_menu(frame: str) -> str:
    """Return the configuration of the extension.

    :param frame: that with ``{title}`` and ``{buttons}`` where they belong.
    """
    return frame.replace("{title}", _titled(TAB)).replace("{buttons}", _nodes(BUTTONS))


def _nodes(buttons: Sequence[Button]) -> str:
    return "".join(
        f'        <node oor:name="b{number}" oor:op="replace">\n'
        f'          <prop oor:name="URL"><value>service:org.xlreport.Buttons?{button.word}</value>'
        f"</prop>\n          {_titled(button.label)}\n"
        '          <prop oor:name="Target"><value>_self</value></prop>\n'
        f"          {_IN_TABLES}\n        </node>\n"
        for number, button in enumerate(buttons)
    )


_IN_TABLES = '<prop oor:name="Context"><value>com.sun.star.sheet.SpreadsheetDocument</value></prop>'


def _titled(text: str) -> str:
    values = "".join(f'<value xml:lang="{each}">{text}</value>' for each in ("zh-CN", "en-US"))
    return f'<prop oor:name="Title">{values}</prop>'


def _quoted(text: str) -> str:
    # It loads what opens addresses on the net, a tenth of a second that few commands need.
    from xml.sax.saxutils import quoteattr

    return quoteattr(text)
