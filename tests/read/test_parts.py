"""What cells refer to: the table of texts, the formats of dates; and parts of a zip file."""

from __future__ import annotations

import re

import pytest

from xlreport.reading.formats import dates_among, is_of_date
from xlreport.reading.markup import tags
from xlreport.reading.refusal import MalformedPart
from xlreport.reading.scan import SheetFacts, scan
from xlreport.reading.texts import texts_of

SST = '<?xml version="1.0" encoding="UTF-8"?>\n<sst count="{0}" uniqueCount="{0}">{1}</sst>'


def table(*entries: str) -> bytes:
    return SST.format(len(entries), "".join(entries)).encode()


@pytest.mark.parametrize(
    "code",
    [
        *("yyyy-mm-dd", "m/d", "h:mm", "[h]:mm:ss", '[$-804]yyyy"年"m"月"d"日";@', "mm:ss.0"),
        *('上午/下午h"时"mm"分"', "YYYY/M/D", "[DBNum1][$-804]m", "d-mmm-yy"),
    ],
)
def test_a_format_with_a_unit_of_time_is_one_of_dates(code: str) -> None:
    assert is_of_date(code)


@pytest.mark.parametrize(
    "code",
    [
        *("General", "0", "0.00", "#,##0.00", "0%", "0.00E+00", "@", "[Red]0;[Blue]-0", ";;;"),
        *('0"days"', r"0\d", "0_m", "*y0", "[$¥-804]#,##0.00", '"小计"0', "G/通用格式", "# ?/?"),
    ],
)
def test_a_format_of_numbers_is_not_one_of_dates(code: str) -> None:
    assert not is_of_date(code)


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_styles_refer_to_formats_of_their_own_and_built_in_ones(prefix: str) -> None:
    plain = (
        "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy&quot;年&quot;'/>"
        '<numFmt formatCode="0>0" numFmtId="165"/></numFmts>'
        '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"><alignment/></xf>'
        '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="58"/><xf/></cellXfs></styleSheet>'
    )
    xml = plain.replace("</", f"</{prefix}").replace("<", f"<{prefix}").replace(f"<{prefix}/", "</")
    assert dates_among(xml.encode()) == {1, 2, 4}
    assert dates_among(b"<styleSheet/>") == frozenset()


def test_texts_are_read_whole_and_in_order() -> None:
    entries = (
        "<si><t>一</t></si>",
        '<si><t xml:space="preserve"> 二 </t></si>',
        "<si/>",
        "<si><t/></si>",
        "<si><r><t>三</t></r><r><rPr><b/></rPr><t>四</t></r></si>",
        '<si><t>五</t><rPh sb="0" eb="1"><t>wu</t></rPh><phoneticPr fontId="1"/></si>',
        "<si><t>&lt;六&gt; &amp;amp; &#19971; a>b\r\n</t></si>",
        "<si><t>_x0041__x005F_ _xD83D_</t></si>",
    )
    assert texts_of(table(*entries)) == [
        *("一", " 二 ", "", "", "三四", "五", "<六> &amp; 七 a>b\n", "A_ _xD83D_"),
    ]


@pytest.mark.parametrize("entry", ["<si><t>一</t></si>", "<si><r><t>一</t></r></si>"])
def test_a_table_as_programs_write_it_is_read_like_any_other(entry: str) -> None:
    usual = table(entry, "<si><t>二&amp;</t></si>", '<si><t>三</t><phoneticPr fontId="1"/></si>')
    odd = usual.replace(b"<si>", b"<si >")
    assert texts_of(usual) == texts_of(odd) == ["一", "二&", "三"]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (table("<si><t>一</t>"), "PACK-XML"),
        (table("<si><si><t>一</t></si></si>"), "PACK-XML"),
        (table("<si><t>&#xD800;</t></si>"), "PACK-XML"),
        (table("<si><t>\uffff</t></si>"), "PACK-XML"),
        (table("<si><t>]]></t></si>"), "PACK-XML"),
        (table("<si/>" * 200_001), "LIMIT-STRINGS"),
        (table().replace(b'"0"', b'"200001"'), "LIMIT-STRINGS"),
    ],
)
def test_a_table_that_is_not_in_order_is_not_read(xml: bytes, code: str) -> None:
    with pytest.raises(MalformedPart) as error:
        texts_of(xml)
    assert error.value.code == code


def test_an_attribute_of_a_longer_name_is_another_one() -> None:
    pattern = re.compile(r"<sheet\s([^>]*?)/?>")
    xml = '<sheet name=\'甲\' r:id="1" 别name="乙"/><sheet name="&lt;丙"/>'
    assert tags(pattern, xml) == [{"name": "甲", "r:id": "1", "别name": "乙"}, {"name": "<丙"}]


def _sheet(*cells: str) -> SheetFacts:
    return scan(
        f'<worksheet><sheetData><row r="1">{"".join(cells)}</row></sheetData></worksheet>'.encode()
    )


def test_sheets_that_differ_in_their_styles_share_what_they_are_without_them() -> None:
    one, other = (
        _sheet(f'<c r="A1" s="{a}"/><c r="B1" s="{b}"><v>1</v></c><c r="C1"><v>2</v></c>')
        for a, b in ((7, 8), (3, 4))
    )
    assert one.skeleton is other.skeleton
    styles = [[each.style_of(each.skeleton.cells[0, at]) for at in (1, 2)] for each in (one, other)]
    assert styles == [[8, 0], [4, 0]]


@pytest.mark.parametrize(
    "formula", ['"<a s=""5"">"', '" s=" s="12"', '"" s="" s="7"'], ids=["quoted", "bare", "none"]
)
def test_a_formula_that_looks_like_the_style_of_a_cell_is_read_as_it_is(formula: str) -> None:
    written = formula.replace("<", "&lt;").replace(">", "&gt;")
    facts = _sheet(
        '<c r="A1" s="2"><v>1</v></c>',
        f'<c r="B1" s="3"><f>{written}</f><v>1</v></c>',
        '<c r="C1" s="4"><v>1</v></c>',
    )
    assert [facts.style_of(facts.skeleton.cells[0, column]) for column in range(3)] == [2, 3, 4]
    found = facts.cell(0, 1)
    assert found is not None
    assert found.formula == formula


def test_the_style_of_a_row_is_none_of_its_cells() -> None:
    data = '<row r="1" s="9" customFormat="1"><c r="A1" s="2"><v>1</v></c></row>'
    facts = scan(f"<worksheet><sheetData>{data}</sheetData></worksheet>".encode())
    assert facts.style_of(facts.skeleton.cells[0, 0]) == 2
