"""Where answers go, and that no text is lost into which somebody has typed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xlreport.consolidation.incoming.filing import Filing
from xlreport.consolidation.incoming.states import Status
from xlreport.consolidation.replies.give_back import MESSAGE, Returned, _copies, _places, _Writer
from xlreport.consolidation.replies.returned import Branch, Reply
from xlreport.edition import Severity
from xlreport.errors import UserError
from xlreport.finding import Finding
from xlreport.issue import Issue

OPEN = Issue(Finding("R", "R", Severity.ERROR, "", "", "", (), "", "", ""))


def test_of_equal_names_the_second_has_its_code_or_a_number() -> None:
    names = [("甲镇", "1"), ("甲镇", "2"), ("甲镇", "2"), ("乙镇", ""), ("乙镇", ""), ("ABC", "")]
    found = [Reply(name, code, "县", "", ()) for name, code in names]
    found += [Reply("abc", "", "县", "", ()), Reply("甲镇", "1", "", "", ())]
    places = [path.as_posix() for path in _places(found, Path("退"))]
    assert places == [
        *("退/县/甲镇", "退/县/甲镇-2", "退/县/甲镇-3", "退/县/乙镇", "退/县/乙镇-"),
        *("退/县/ABC", "退/县/abc-", "退/甲镇"),
    ]


def test_copies_of_files_of_one_name_are_numbered() -> None:
    paths = [Path("一/年报.xlsx"), Path("二/年报.xlsx"), Path("三/年报.xlsm"), Path("四/好.xlsx")]
    files = [Filing(n, path, issues=(OPEN,)) for n, path in enumerate(paths)]
    files[3] = replace(files[3], issues=())
    files.append(replace(files[0], index=4, status=Status.UNKNOWN))
    found = _copies(Reply("甲镇", "", "", "", tuple(files)), Path("退"))
    assert [(filing.index, path.name) for filing, path in found] == [
        (0, "年报-校验结果.xlsx"),
        (1, "年报-校验结果-2.xlsx"),
        (2, "年报-校验结果.xlsm"),
    ]


def test_texts_are_replaced_unless_somebody_has_changed_them(tmp_path: Path) -> None:
    one, other = tmp_path / "甲" / MESSAGE, tmp_path / "乙" / MESSAGE
    listed = tmp_path / "丙" / "名单.txt"
    writer = _Writer(tmp_path, force=False)
    for path in (one, other, listed):
        writer.write(path, "请改正\n第二行")
    assert writer.finish([one.parent, other.parent]) == []
    assert one.read_bytes() == "\ufeff请改正\r\n第二行".encode()
    again = _Writer(tmp_path, force=False)
    again.demand({one: "别的", other: "请改正\n第二行"})
    again.write(one, "别的")
    assert again.finish([one.parent]) == [other.parent], "the other is in order by now"
    third = _Writer(tmp_path, force=False)
    third.demand({one: "又一次"})
    other.unlink()
    assert third.finish([one.parent]) == []
    one.write_text("有人改了", encoding="utf-8")
    with pytest.raises(UserError, match="里面可能有改动过的内容"):
        third.demand({one: "又一次"})
    _Writer(tmp_path, force=True).demand({one: "又一次"})
    # Who wrote the very same text has lost nothing, whatever is known of it.
    (tmp_path / ".xlreport" / "returned.json").write_text("[]", encoding="utf-8")
    third.write(one, "一样")
    unknowing = _Writer(tmp_path, force=False)
    assert unknowing.before == {}
    unknowing.demand({one: "一样"})
    with pytest.raises(UserError):
        unknowing.demand({one: "不一样"})


def test_what_was_written_as_plain_data() -> None:
    done = Returned(
        [(Reply("甲镇", "1", "县", "未采用", ()), Path("退/甲镇"), [Path("退/甲镇/a.txt")])],
        [(Branch("县"), Path("退/县/名单.txt"))],
        [(Path("坏.xlsx"), "坏了")],
        [Path("退/旧")],
    )
    assert done.as_dict() == {
        "returned": [
            {
                "unit": "甲镇",
                "code": "1",
                "parent": "县",
                "state": "未采用",
                "folder": "退/甲镇",
                "files": ["退/甲镇/a.txt"],
            }
        ],
        "lists": [{"unit": "县", "path": "退/县/名单.txt"}],
        "unmarked": [{"source": "坏.xlsx", "reason": "坏了"}],
        "stale": ["退/旧"],
    }
