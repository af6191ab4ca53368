"""The cases of :mod:`tests.support.desk`: who must report, and what came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.units import HEAD

from xlreport.edition import Severity


@dataclass(frozen=True)
class Came:
    """A file: its name, whose it is by its cover, as "code name", and what lies in it.

    ``first`` and ``second`` are its figures, ``None`` where it has none.  ``lists`` are the rows of
    a roll-up as "code name first", ``says`` the units that it says are in it.  ``issues`` are the
    severities of findings with their reasons.  ``code`` is that of a file that cannot be read.
    """

    file: str
    unit: str = " "
    first: int | None = 1
    second: int | None = 0
    is_sum: bool = False
    lists: tuple[str, ...] | None = None
    says: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    issues: tuple[tuple[Severity, str], ...] = ()
    day: str = ""
    year: int = 2020
    level: str = "township"
    code: str = ""
    digest: str = ""
    content: str = ""
    modified: int | None = None
    decided: tuple[str, str] = ("", "")
    fresh: bool = False
    fingerprint: str = ""
    marked: str = ""
    last: bool = False
    """Whether last year's figures are in the workbook itself."""


@dataclass(frozen=True)
class Case:
    """What came to an office that has a roster, or none."""

    title: str
    came: tuple[Came, ...]
    roster: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    """Last year's reports, as "code name second"."""
    kept: tuple[tuple[str, ...], ...] = ()
    """Decisions of an earlier run: file, folder, action, unit, why it waited, digest."""
    drawn: bool = False
    """Whether the lists of its workbooks are told, too."""
    front: bool = False
    """Whether the first sheet of the highest is."""
    refused: tuple[str, ...] = ()
    """Files of last year that could not be read."""


CITY = f"""{HEAD}
1,甲市,人民政府,
11,乙县,人民政府,1
111,一镇,乡镇,11
112,二镇,乡镇,11
113,三镇,乡镇,11
114,四镇,乡镇,11
12,丙县,人民政府,1
121,五镇,乡镇,12
122,一镇,乡镇,12
13,丁局,政府部门,1
14,戊局,政府部门,1
15,海关,垂直管理部门,1
16,旧局,政府部门,1,,,2019
"""
ERROR, QUERY, NOTE = Severity.ERROR, Severity.QUERY, Severity.NOTE
MEND, ASK, EXPLAINED, TELL = (ERROR, ""), (QUERY, ""), (QUERY, "属实。"), (NOTE, "")
MAY = (ERROR, "?")
"""An error of a law over years, of which nobody has said why."""

VERSIONS = (
    Case(
        "同一单位的几份",
        (
            Came("一镇.xlsx", "111 一镇"),
            Came("再发/一镇.xlsx", "111 一镇"),
            Came("二镇.xlsx", "112 二镇", 2),
            Came("二镇（改）.xlsx", "112 二镇", 3),
            Came("三镇 有错.xlsx", "113 三镇", 4, issues=(MEND, ASK)),
            Came("三镇.xlsx", "113 三镇", 5, issues=(EXPLAINED,)),
            Came("四镇1.xlsx", "114 四镇", 6, day="2021-01-05"),
            Came("四镇2.xlsx", "114 四镇", 7, day="2021-02-05"),
            Came("四镇3.xlsx", "114 四镇", 7, day="2021-02-05", digest="x"),
            Came("甲/五镇.xlsx", "121 五镇", 8, issues=(MEND,)),
            Came("乙/五镇.xlsx", "121 五镇", 9, issues=(MEND,)),
            Came("丁局.xlsx", "13 丁局", 10, issues=((QUERY, "READ-VALUES"),)),
            Came("丁局2.xlsx", "13 丁局", 10),
            Came("戊局.xlsx", "14 戊局", 11, issues=(MEND, MAY, ASK, TELL)),
        ),
        CITY,
        {"deadline": "2021-01-31"},
        drawn=True,
    ),
    Case(
        "人工选定的几份",
        (
            Came("一镇1.xlsx", "111 一镇", 1, decided=("采用", "")),
            Came("一镇2.xlsx", "111 一镇", 2),
            Came("二镇1.xlsx", "112 二镇", 3, decided=("采用", "")),
            Came("二镇2.xlsx", "112 二镇", 4, decided=("采用", "")),
            Came("三镇1.xlsx", "113 三镇", 5, decided=("采用", "")),
            Came("三镇2.xlsx", "113 三镇", 6, decided=("采用", ""), fresh=True),
            Came("四镇1.xlsx", "114 四镇", 7, decided=("不采用", "")),
            Came("四镇2.xlsx", "114 四镇", 8),
            Came("五镇1.xlsx", "121 五镇", 9, decided=("待定", "")),
            Came("五镇2.xlsx", "121 五镇", 9, decided=("看看", "")),
            Came("丁局1.xlsx", "13 丁局", 10, issues=(MEND,), decided=("采用", "")),
            Came("丁局2.xlsx", "13 丁局", 11),
            Came("戊局1.xlsx", "14 戊局", 12, decided=("采用", "")),
            Came("戊局2.xlsx", "14 戊局", 12, decided=("采用", "")),
        ),
        CITY,
    ),
    Case(
        "校验结果和改正后的副本",
        (
            Came("一镇.xlsx", "111 一镇", 1, fingerprint="a"),
            Came("一镇-校验结果.xlsx", "111 一镇", 1, fingerprint="a", marked="a", digest="x"),
            Came("二镇.xlsx", "112 二镇", 2, fingerprint="b"),
            Came("二镇-校验结果.xlsx", "112 二镇", 3, fingerprint="c", marked="b"),
            Came("三镇-校验结果.xlsx", "113 三镇", 4, fingerprint="d", marked="d"),
            Came("三镇 新.xlsx", "113 三镇", 5, fingerprint="e"),
            Came("四镇-校验结果.xlsx", "114 四镇", 6, fingerprint="f", marked="f"),
            Came("四镇-校验结果2.xlsx", "114 四镇", 6, fingerprint="f", marked="f"),
            Came("丁局.xlsx", "13 丁局", 7, fingerprint="g", decided=("采用", "")),
            Came("丁局-校验结果.xlsx", "13 丁局", 8, fingerprint="h", marked="g"),
        ),
        CITY,
    ),
    Case(
        "有错误的也汇总",
        (
            Came("一镇.xlsx", "111 一镇", 1, issues=(MEND,)),
            Came("二镇1.xlsx", "112 二镇", 2, issues=(MEND,)),
            Came("二镇2.xlsx", "112 二镇", 3),
        ),
        CITY,
        {"accept_errors": True},
    ),
)
WHOSE = (
    Case(
        "是谁的",
        (
            Came("海关.xlsx", "15 海关"),
            Came("旧局.xlsx", "16 旧局"),
            Came("去年.xlsx", "111 一镇", year=2019),
            Came("别的格式.xlsx", "112 二镇", code="STRUCT-EDITION"),
            Came("坏.xlsx", "113 三镇", code="FILE-DAMAGED"),
            Came("乙县/四镇年报.pdf", code="FILE-KIND"),
            Came("~$丁局.xlsx", "13 丁局", code="FILE-LOCK"),
            Came("同名.xlsx", " 一镇", 2),
            Came("丙县/同名.xlsx", " 一镇", 3),
            Came("代码不合.xlsx", "13 戊局", 4),
            Came("没有的.xlsx", "99 乙县五镇", 5),
            Came("很像 的.xlsx", "98 丁局办公室", 6),
            Came("不认识.xlsx", "97 毫不相干的单位", 7),
            Came("没有名称.xlsx", " ", 8),
        ),
        CITY,
        drawn=True,
    ),
    Case(
        "人工认定是谁的",
        (
            Came("一.xlsx", " 一镇", 1, decided=("", "122")),
            Came("二.xlsx", "99 别的镇", 2, decided=("采用", "二镇（112）")),
            Came("三.xlsx", "113 三镇", 3, decided=("", "没有的镇")),
            Came("四.xlsx", "99 别的局", 4, decided=("", "一镇")),
            Came("五.xlsx", "121 五镇", 5, decided=("待定", "五镇")),
            Came("六.xlsx", "15 海关", 6, decided=("采用", "")),
            Came("七.xlsx", "13 丁局", 7, decided=("不采用", "13")),
            Came("八.xlsx", "99 毫不相干", 8, decided=("待定", "")),
        ),
        CITY,
        drawn=True,
    ),
    Case(
        "在别人的报表上改的",
        (
            Came("一镇.xlsx", "111 一镇", 1),
            Came("二镇.xlsx", "111 一镇", 2),
            Came("五镇 有错.xlsx", "113 三镇", 3, issues=(MEND,)),
            Came("三镇.xlsx", "113 三镇", 4),
            Came("乙县.xlsx", "114 四镇", 5),
            Came("四镇.xlsx", "114 四镇", 6),
            Came("海关.xlsx", "13 丁局", 7),
            Came("丁局.xlsx", "13 丁局", 8),
            Came("一镇（112）.xlsx", "13 丁局", 8, year=2019),
            Came("二镇（112）.xlsx", "13 丁局", 8, year=2019),
            Came("戊局的.xlsx", "14 戊局", 9, decided=("采用", "")),
            Came("丁局的.xlsx", "14 戊局", 10),
        ),
        CITY,
    ),
    Case(
        "看不出是谁的来件，和没有报的",
        (
            Came("一镇.xlsx", "111 一镇", 1),
            Came("扫描件.pdf", code="FILE-KIND"),
            Came("坏.xlsx", code="FILE-DAMAGED"),
            Came("乙县/坏.xlsx", code="FILE-DAMAGED"),
            Came("乙县/转.xlsx", "99 毫不相干", 2),
            Came("乙县/二镇.xlsx", "112 二镇", 3, issues=(ASK,) * 3),
            Came("乙县/三镇.xlsx", "113 三镇", 4, issues=(MEND,) * 2),
            Came("五镇先.xlsx", "121 五镇", code="FILE-DAMAGED", modified=1_600_000_000),
            Came("五镇.xlsx", "121 五镇", 5),
            Came("丁局.xlsx", "13 丁局", 6),
            Came("丁局后.xlsx", "13 丁局", code="FILE-DAMAGED"),
            Came("戊局.docx", "14 戊局", code="FILE-KIND"),
        ),
        CITY,
        {"deadline": "2021-01-31"},
        drawn=True,
    ),
    Case(
        "都报齐了",
        (
            *(Came(f"{u}.xlsx", u, n) for n, u in enumerate(("111 一镇", "112 二镇", "113 三镇"))),
            *(Came(f"{u}.xlsx", u, n) for n, u in enumerate(("114 四镇", "121 五镇", "122 一镇"))),
            Came("13.xlsx", "13 丁局", 9, day="2021-01-31"),
            Came("14.xlsx", "14 戊局", 9, day="2021-02-01"),
            Came("14前年.xlsx", "14 戊局", 9, day="2020-01-05", year=2019),
            Came("旧.pdf", code="FILE-KIND"),
            Came("去年.xlsx", "111 一镇", 9, year=2019),
            Came("~$13.xlsx", code="FILE-LOCK"),
        ),
        CITY,
        {"deadline": "2021-01-31"},
    ),
    Case(
        "改正稿反而有错",
        (
            Came("一镇.xlsx", "111 一镇", 1, day="2021-01-05"),
            Came("一镇改.xlsx", "111 一镇", 2, day="2021-01-10", issues=(MEND,)),
            Came("二镇.xlsx", "112 二镇", 3, day="2021-01-10"),
            Came("二镇旧.xlsx", "112 二镇", 4, day="2021-01-05", issues=(MEND,)),
            Came("三镇.xlsx", "113 三镇", 5, day="看不懂"),
            Came("四镇.xlsx", "114 四镇", 6, day="1999-01-01"),
            Came("五镇.xlsx", "121 五镇", 7, day="2021-01-05", decided=("采用", "")),
            Came("五镇改.xlsx", "121 五镇", 8, day="2021-01-10"),
        ),
        CITY,
        {"deadline": "2021-01-01"},
    ),
    Case(
        "读不了的一份是什么时候来的",
        (
            Came("四镇.xlsx", "114 四镇", 7, modified=1_600_000_000),
            Came("四镇坏.xlsx", "114 四镇", code="FILE-DAMAGED", modified=1_600_000_000),
            Came("丙县/一镇坏.xlsx", "122 一镇", code="FILE-DAMAGED", modified=0),
            Came("~$丁局.xlsx", "13 丁局", code="FILE-LOCK"),
            Came("丁局.pdf", "13 丁局", code="FILE-PDF"),
            Came("丁局坏.xlsx", "13 丁局", code="FILE-DAMAGED"),
        ),
        CITY,
    ),
    Case(
        "名册有疑问，有的单位没有代码",
        (Came("丙.xlsx", "3 丙局", 2), Came("丁.xlsx", "77 丁局", 3), Came("己.xlsx", " 己局", 4)),
        f"{HEAD}\n1,甲市,人民政府,\n3,丙局,政府部门,1,,某日\n,丁局,政府部门,1\n,己局,政府部门,1\n",
    ),
    Case("什么也没有来", (), CITY, {"deadline": "2021-01-31"}, drawn=True),
)
ONE, TWO, THREE, FOUR = "111 一镇", "112 二镇", "113 三镇", "114 四镇"
TOTALS = (
    Case(
        "没有列出单位的合计",
        (
            Came("乙县.xlsx", "11 乙县", 10, is_sum=True),
            Came("丙县.xlsx", "12 丙县", 7, is_sum=True),
            Came("五镇.xlsx", "121 五镇", 3),
            Came("一镇.xlsx", "122 一镇", 5),
        ),
        CITY,
        drawn=True,
        front=True,
    ),
    Case(
        "合计与下级报表之和相同，另有本级自己的",
        (
            Came("丙县.xlsx", "12 丙县", 8, is_sum=True),
            Came("丙县本级.xlsx", "12 丙县", 1),
            Came("五镇.xlsx", "121 五镇", 3),
            Came("一镇.xlsx", "122 一镇", 5),
        ),
        CITY,
    ),
    Case(
        "列出单位的合计，下级又来了几份",
        (
            Came(
                "乙县.xlsx",
                "11 乙县",
                6,
                is_sum=True,
                lists=(f"{ONE} 1", f"{TWO} 2", f"{THREE} 3"),
                says=(ONE, TWO, THREE),
                digests=("d1",),
            ),
            Came("一镇.xlsx", ONE, 1, digest="d1"),
            Came("二镇.xlsx", TWO, 2),
            Came("三镇.xlsx", THREE, 9),
            Came("四镇.xlsx", FOUR, 4),
        ),
        CITY,
        drawn=True,
    ),
    Case(
        "人工指定采用合计",
        (
            Came("乙县.xlsx", "11 乙县", 6, is_sum=True, decided=("采用", "")),
            Came("一镇.xlsx", ONE, 1),
            Came("二镇.xlsx", TWO, 2),
        ),
        CITY,
    ),
    Case(
        "人工指定采用下级报表",
        (
            Came("乙县.xlsx", "11 乙县", 6, is_sum=True),
            Came("一镇.xlsx", ONE, 1, decided=("采用", "")),
            Came("二镇.xlsx", TWO, 2),
        ),
        CITY,
    ),
    Case(
        "两边都指定了，这次指定的算数",
        (
            Came("乙县.xlsx", "11 乙县", 6, is_sum=True, decided=("采用", "")),
            Came("一镇.xlsx", ONE, 1, decided=("采用", ""), fresh=True),
            Came("丙县.xlsx", "12 丙县", 6, is_sum=True, decided=("采用", "")),
            Came("五镇.xlsx", "121 五镇", 1, decided=("采用", "")),
        ),
        CITY,
    ),
    Case(
        "两份合计里有同样的单位",
        (
            Came("乙县.xlsx", "11 乙县", 6, is_sum=True, lists=(), says=(ONE, TWO)),
            Came(
                "丙县.xlsx",
                "12 丙县",
                8,
                is_sum=True,
                lists=(),
                says=("121 五镇", ONE, TWO, THREE, FOUR),
            ),
        ),
        CITY,
    ),
    Case(
        "两份合计里有同样的单位，指定了一份",
        (
            Came("乙县.xlsx", "11 乙县", 6, is_sum=True, lists=(), says=(ONE, TWO)),
            Came(
                "丙县.xlsx",
                "12 丙县",
                8,
                is_sum=True,
                lists=(),
                says=("121 五镇", ONE),
                decided=("采用", ""),
            ),
        ),
        CITY,
    ),
    Case(
        "各有对方的单位，自己的算自己的",
        (
            Came(
                "乙县.xlsx",
                "11 乙县",
                6,
                is_sum=True,
                lists=(),
                says=(TWO, "121 五镇", "122 一镇"),
            ),
            Came(
                "丙县.xlsx",
                "12 丙县",
                8,
                is_sum=True,
                lists=(),
                says=("121 五镇", "122 一镇", "13 丁局", "14 戊局", ONE),
            ),
        ),
        CITY,
    ),
    Case(
        "两份合计里有三个同样的单位",
        (
            Came("乙县.xlsx", "11 乙县", 6, is_sum=True, lists=(), says=(ONE, TWO, THREE)),
            Came("丙县.xlsx", "12 丙县", 8, is_sum=True, lists=(), says=(ONE, TWO, THREE)),
        ),
        CITY,
    ),
    Case(
        "合计里有本级自己的、没有代码的、名册外的和不用报的",
        (
            Came(
                "乙县.xlsx",
                "11 乙县",
                6,
                is_sum=True,
                lists=("11 乙县 3", " 一镇 1", " 二镇 2", "99 别的 5", " 旧局 1"),
            ),
            Came(
                "丙县.xlsx",
                "12 丙县",
                8,
                is_sum=True,
                lists=(" 五镇 1",),
                says=(" 五镇", "99 别的", "16 旧局"),
            ),
            Came("二镇.xlsx", TWO, 2),
            Came("五镇.xlsx", "121 五镇", 4),
        ),
        CITY,
    ),
    Case(
        "合计说有的不止它列出的，列出的都另外来了",
        (
            Came(
                "乙县.xlsx",
                "11 乙县",
                6,
                is_sum=True,
                lists=(f"{ONE} 1", f"{TWO} 2"),
                says=(ONE, TWO, THREE),
            ),
            Came("一镇.xlsx", ONE, 1),
            Came("二镇.xlsx", TWO, 2),
        ),
        CITY,
    ),
    Case(
        "没有名册：合计里的合计",
        (
            Came("县.xlsx", "3 县", 3, is_sum=True, lists=("1 甲局 1", "2 乙局 2")),
            Came("市.xlsx", "9 市", 7, is_sum=True, lists=("1 甲局 1", "2 乙局 2", "4 丁局 4")),
            Came("省.xlsx", "8 省", 12, is_sum=True, lists=("9 市 7", "4 丁局 5")),
        ),
    ),
    Case(
        "合计的合计",
        (
            Came("甲市.xlsx", "1 甲市", 9, is_sum=True, says=()),
            Came("乙县.xlsx", "11 乙县", 6, is_sum=True),
            Came("一镇.xlsx", ONE, 1),
            Came("二镇.xlsx", TWO, 2),
            Came("丁局.xlsx", "13 丁局", 3),
        ),
        CITY,
    ),
    Case(
        "合计有错误",
        (
            Came("乙县.xlsx", "11 乙县", 6, is_sum=True, issues=(MEND,)),
            Came("一镇.xlsx", ONE, 1),
            Came("二镇.xlsx", TWO, 2, issues=(MEND,)),
        ),
        CITY,
    ),
    Case(
        "已有的汇总簿也在里面",
        (
            Came("甲市.xlsx", "1 甲市", 3, is_sum=True, lists=(f"{ONE} 1",), says=(ONE,)),
            Came("一镇.xlsx", ONE, 1),
            Came("二镇.xlsx", TWO, 2),
        ),
        CITY,
    ),
    Case(
        "没有名册：其余各份之和",
        (
            Came("甲.xlsx", "1 甲局", 1),
            Came("乙.xlsx", "2 乙局", 2),
            Came("丙.xlsx", "3 丙局", 2, is_sum=True),
            Came("总.xlsx", "4 总局", 5, is_sum=True),
        ),
    ),
    Case(
        "没有名册：列出单位的合计",
        (
            Came("县.xlsx", "3 县", 3, is_sum=True, lists=("1 甲局 1", "2 乙局 2")),
            Came("甲.xlsx", "1 甲局", 1),
            Came("乙.xlsx", "2 乙局", 2),
            Came("丁.xlsx", "4 丁局", 4, issues=(MEND,)),
            Came("坏.xlsx", code="FILE-DAMAGED"),
        ),
        drawn=True,
    ),
    Case(
        "没有名册：只来了一部分",
        (
            Came("县.xlsx", "3 县", 3, is_sum=True, lists=("1 甲局 1", "2 乙局 2")),
            Came("县2.xlsx", "5 二县", 3, is_sum=True, lists=("1 甲局 1", "6 己局 2")),
            Came("甲.xlsx", "1 甲局", 7),
        ),
    ),
    Case("没有名册：只有一份合计", (Came("甲.xlsx", " 汇总", 1, is_sum=True),)),
    Case(
        "没有名册：合计就是要做的那一份",
        (
            Came("旧.xlsx", " 汇总", 1, is_sum=True),
            Came("甲.xlsx", "1 甲局", 1),
            Came("乙.xlsx", "2 乙局", 2),
        ),
    ),
)
MONEY = 2_000_000
PEERS = (
    Case(
        "一个单位的金额与同类的差一万倍",
        (
            *(
                Came(f"{n}.xlsx", f"{n} 第{n}局", 1, MONEY + n, level="county")
                for n in range(101, 107)
            ),
            Came("107.xlsx", "107 第107局", 1, MONEY // 10_000, level="county"),
            Came("108.xlsx", "108 第108局", 1, None, level="county"),
        ),
        f"{HEAD}\n1,甲市,人民政府,\n"
        + "".join(f"{n},第{n}局,政府部门,1\n" for n in range(101, 109)),
    ),
    Case(
        "本级自己的报表像是合计",
        (
            Came("乙县.xlsx", "11 乙县", 9, 900),
            Came("一镇.xlsx", ONE, 1, 100),
            Came("二镇.xlsx", TWO, 2, 200),
            Came("丙县.xlsx", "12 丙县", 2, 900),
            Came("五镇.xlsx", "121 五镇", 3, 100),
        ),
        CITY,
    ),
)
NO_MORE = f"{HEAD}\n1,甲市,人民政府,\n13,丁局,政府部门,1\n"
LAST_YEAR = (
    Case("没有要办的", (Came("丁局.xlsx", "13 丁局", 0),), NO_MORE, drawn=True, front=True),
    Case(
        "只有一份上年报表读不了",
        (Came("丁局.xlsx", "13 丁局", 0),),
        NO_MORE,
        refused=("坏.xlsx",),
    ),
    Case(
        "只有一处没有说明",
        (Came("丁局.xlsx", "13 丁局", 0, issues=(ASK, EXPLAINED)),),
        NO_MORE,
    ),
    Case(
        "上年的数有疑问",
        (
            Came("一镇.xlsx", ONE, 1),
            Came("二镇.xlsx", TWO, 2),
            Came("三镇.xlsx", THREE, 3),
            Came("五镇.xlsx", "121 五镇", 4, last=True),
            Came("五镇改.xlsx", "122 一镇", 5, last=True),
        ),
        CITY,
        before=(" 一镇 1", "112 二镇 1", "99 三镇 2", "98 五镇 1"),
        refused=("坏.xlsx",),
    ),
    Case(
        "上年的数有疑问，没有名册",
        (Came("甲.xlsx", "1 甲局", 1), Came("乙.xlsx", "2 乙局", 2)),
        before=("9 甲局 1", "2 乙局 1"),
    ),
    Case(
        "上年的金额与今年差不多",
        (
            *(
                Came(f"{n}.xlsx", f"{n} 第{n}局", 1, MONEY + n, level="county")
                for n in range(101, 107)
            ),
            *(
                Came(f"{n}.xlsx", f"{n} 第{n}局", 1, MONEY // 10_000, level="county")
                for n in range(107, 109)
            ),
            *(Came(f"{n}.xlsx", f"{n} 第{n}局", 1, MONEY, level="county") for n in range(109, 113)),
        ),
        f"{HEAD}\n1,甲市,人民政府,\n"
        + "".join(f"{n},第{n}局,政府部门,1\n" for n in range(101, 113)),
        before=(f"107 第107局 {MONEY // 100}", f"108 第108局 {MONEY // 100 + 1}"),
    ),
)
EARLIER = (
    Case(
        "以前的决定",
        (
            Came("一镇.xlsx", ONE, 1, digest="new"),
            Came("甲/一镇.xlsx", "113 三镇", 2, digest="newer", decided=("采用", "")),
            Came("二镇.xlsx", TWO, 3, digest="same", decided=("采用", "二镇（112）")),
            Came("四镇.xlsx", FOUR, 3, digest="other"),
        ),
        CITY,
        kept=(
            ("一镇.xlsx", "", "采用", "一镇（111）", "", "gone"),
            ("一镇.xlsx", "甲", "待定", "", "", "gone too"),
            ("二镇.xlsx", "", "采用", "二镇（112）", "", "same"),
            ("没来.xlsx", "", "", "三镇（113）", "", "absent"),
            ("四镇.xlsx", "", "不采用", "", "文件内容已改动，决定失效", "seen"),
        ),
        drawn=True,
    ),
    Case("以前的决定，没有变的", (Came("一镇.xlsx", ONE, 1, digest="same"),), CITY),
)
CASES = (*EARLIER, *VERSIONS, *WHOSE, *TOTALS, *PEERS, *LAST_YEAR)
BROKEN = (
    Case(
        "各报各的，还有对照的合计",
        (
            Came("一镇.xlsx", ONE, 1),
            Came("二镇.xlsx", TWO, 2),
            Came("丙县.xlsx", "12 丙县", 8, is_sum=True),
            Came("五镇.xlsx", "121 五镇", 3),
            Came("一镇2.xlsx", "122 一镇", 5),
            Came("丁局.xlsx", "13 丁局", 6),
        ),
        CITY,
    ),
    Case(
        "合计算数",
        (
            Came(
                "乙县.xlsx",
                "11 乙县",
                6,
                is_sum=True,
                lists=(f"{ONE} 1", " 二镇 2", "122 一镇 1"),
                says=(ONE, " 二镇"),
                digests=("d1",),
            ),
            Came("丙县.xlsx", "12 丙县", 7, is_sum=True),
            Came("一镇.xlsx", ONE, 1, digest="d1"),
            Came("二镇.xlsx", TWO, 9),
            Came("三镇.xlsx", THREE, 4),
        ),
        CITY,
    ),
    Case(
        "没有名册",
        (
            Came("县.xlsx", "3 县", 3, is_sum=True, lists=("1 甲局 1", "2 乙局 2")),
            Came("甲.xlsx", "1 甲局", 7),
            Came("丁.xlsx", "112 丁局", 4),
        ),
    ),
)
