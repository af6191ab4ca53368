"""The macros that are built: from the texts in workbook/, the same each time, and complete."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from examples.reports import seed_report
from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_vba_project
from tests.conftest import Convert

from xlreport import excel
from xlreport.buttons import BUTTONS, toolbar_and_menu, vba_source
from xlreport.excel.actions import ACTIONS
from xlreport.macro_source import (
    MacroOrigin,
    digest_of,
    issued_digests,
    origin_of,
    this_workbook,
    workbook_folder,
    workbook_modules,
)
from xlreport.reading import read
from xlreport.template import write_report
from xlreport.template.macros import TEXTS, addin_modules, vba_project, write_addin

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with macros."""
    path = tmp_path_factory.mktemp("macros") / "示例.xlsm"
    write_report(seed_report(), path, macros=True)
    return path


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in."""
    path = tmp_path_factory.mktemp("macros") / "xlreport.xlam"
    write_addin(path, Path("python"))
    return path


def _sources(path: Path) -> dict[str, str]:
    with warnings.catch_warnings():
        # oletools uses names that pyparsing is about to drop.
        warnings.simplefilter("ignore", DeprecationWarning)
        from oletools.olevba import VBA_Parser
    parser = VBA_Parser(str(path))
    try:
        return {
            name.rpartition(".")[0]: source.replace("\r\n", "\n")
            for _, _, name, source in parser.extract_macros()
        }
    finally:
        parser.close()


def _subs(path: Path) -> set[str]:
    pattern = re.compile(r"^(?:Public )?(?:Sub|Function) (\w+)", re.MULTILINE)
    return {name for source in _sources(path).values() for name in pattern.findall(source)}


def test_olevba_reads_back_the_committed_source(workbook: Path) -> None:
    found = _sources(workbook)
    for name, source in workbook_modules().items():
        assert found[name].strip() == source.strip()
    committed = (workbook_folder() / "vba" / "ThisWorkbook.cls").read_text("ascii")
    assert found["ThisWorkbook"].strip() == committed.strip()


def test_olevba_reads_back_the_source_of_the_addin(addin: Path) -> None:
    found = _sources(addin)
    for name, source in addin_modules().items():
        assert found[name].strip() == source.replace("\r\n", "\n").strip()


def test_a_project_holds_sources_and_nothing_compiled(workbook: Path, addin: Path) -> None:
    """As [MS-OVBA] has it for a program that is not Office: no cache, and no version of one."""
    for path in (workbook, addin):
        with zipfile.ZipFile(path) as archive:
            container = CFB.from_bytes(archive.read("xl/vbaProject.bin"))
        assert container.get_stream_in_storage("VBA", "_VBA_PROJECT").hex() == "cc61ffff000000"
        modules = parse_vba_project(container).modules
        assert len(modules) > 4
        assert {module.text_offset for module in modules} == {0}
        names = {module.stream_name for module in modules}
        assert set(container.list_streams_in_storage("VBA")) == {"_VBA_PROJECT", "dir", *names}


@pytest.mark.whole
def test_the_vba_has_no_fault_that_can_be_seen_without_excel(workbook: Path, addin: Path) -> None:
    from pyvbaanalysis import analyze_workbook

    said = {name: found for name, found in analyze_workbook(addin).items() if found}
    assert said == {}
    # LibreOffice's ThisComponent is in Excel a variable that nobody declared, on purpose.
    kinds = {each.code for found in analyze_workbook(workbook).values() for each in found}
    assert kinds == {"option-explicit-missing"}


@pytest.mark.parametrize("name", ["RunXlreport", "RunNow"])
def test_no_failure_in_the_addin_is_shown_as_excel_shows_it(name: str) -> None:
    source = addin_modules()["xlreport_addin"]
    body = re.search(rf"(?ms)^(?:Public|Private) Sub {name}\(.*?^End Sub", source)
    assert body is not None
    first = body[0].splitlines()[1].strip()
    assert first == "On Error GoTo Failed"
    assert body[0].partition("Failed:")[2].strip().startswith('Say Setting("text.failed")')


@pytest.mark.whole
def test_a_fault_in_the_vba_is_seen(tmp_path: Path) -> None:
    from pyvbaanalysis import analyze_loose_files

    modules = addin_modules()
    modules["xlreport_addin"] = modules["xlreport_addin"].replace(
        "agreed = agreed &", "agred = agreed &"
    )
    folder = tmp_path / "vba"
    folder.mkdir()
    for name, text in modules.items():
        (folder / f"{name}.bas").write_text(text, encoding="ascii")
    found = analyze_loose_files(sorted(folder.iterdir()))
    assert any("agred" in str(each) for each in found.values())


def test_every_sheet_has_its_module(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        names = [n for n in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+.xml", n)]
        codes = {
            ET.fromstring(archive.read(n)).find(f"{MAIN}sheetPr").get("codeName") for n in names
        }
    assert codes == {name for name in _sources(workbook) if re.fullmatch(r"Sheet\d+", name)}


@pytest.mark.parametrize("which", ["workbook", "addin"])
def test_every_ribbon_button_leads_to_a_sub(which: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(which)
    with zipfile.ZipFile(path) as archive:
        root = ET.fromstring(archive.read("customUI/customUI14.xml"))
        relations = archive.read("_rels/.rels").decode()
    assert "customUI/customUI14.xml" in relations
    called = {e.get(a) for e in root.iter() for a in ("onAction", "getVisible") if e.get(a)}
    assert called
    assert called <= _subs(path)
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_every_button_on_a_sheet_leads_to_a_sub(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        drawings = "".join(
            archive.read(n).decode() for n in archive.namelist() if n.endswith(".vml")
        )
    macros = set(re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", drawings))
    assert macros
    assert macros <= _subs(workbook)


def test_every_text_that_the_macros_say_is_there(workbook: Path, addin: Path) -> None:
    for path in (workbook, addin):
        said = set(
            re.findall(r'(?:Message|Setting)\("(text\.\w+)"\)', "".join(_sources(path).values()))
        )
        assert said
        assert said <= set(TEXTS)


def test_the_macros_of_workbooks_have_nothing_that_libreoffice_cannot_compile() -> None:
    for source in workbook_modules().values():
        assert "#If" not in source
        assert source.isascii()


def test_the_addin_is_an_addin(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        types = archive.read("[Content_Types].xml").decode()
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types


@pytest.mark.slow
def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from examples.reports import seed_report\n"
        "from xlreport.template import write_report; from xlreport.template.macros import *\n"
        "folder = Path(sys.argv[1]); write_report(seed_report(), folder / 'a.xlsm', macros=True)\n"
        "write_addin(folder / 'a.xlam', Path('python'))"
    )
    made = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
        subprocess.run([sys.executable, "-c", code, str(folder)], env=environment, check=True)
        made.append([(folder / name).read_bytes() for name in ("a.xlsm", "a.xlam")])
    assert made[0] == made[1]


# --- What the reader says of the macros in a file that came in -----------------------------------


def _said_of_macros(path: Path) -> set[str]:
    return {note.rule for note in read(path).notes if note.rule.startswith("READ-MACRO")}


def _with_project(workbook: Path, project: bytes, target: Path) -> Path:
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, project if name == "xl/vbaProject.bin" else old.read(name))
    return target


def test_our_own_macros_are_nothing_to_speak_of(workbook: Path) -> None:
    assert _said_of_macros(workbook) == set()


@pytest.mark.office
@pytest.mark.slow
def test_our_macros_are_known_again_after_another_program_saved_them(
    workbook: Path, convert: Convert, tmp_path: Path
) -> None:
    (saved,) = convert([workbook], "xlsm:Calc MS Excel 2007 VBA XML")
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(saved) as new:
        project = new.read("xl/vbaProject.bin")
        assert project != old.read("xl/vbaProject.bin")
    assert _said_of_macros(_with_project(workbook, project, tmp_path / "saved.xlsm")) == set()


def test_the_macros_of_today_are_among_those_issued() -> None:
    """When they change, those of workbooks that are out there must stay known."""
    today = {**workbook_modules(), "ThisWorkbook": this_workbook()}
    assert digest_of(today) in issued_digests(), "run: make templates"
    assert len(issued_digests()) >= 3


def test_every_button_has_an_action_and_every_action_a_button() -> None:
    assert {each.word for each in BUTTONS} == set(ACTIONS)
    assert all(callable(getattr(excel, each.word)) for each in BUTTONS)
    with pytest.raises(AttributeError):
        excel.no_such_button  # noqa: B018


def test_the_toolbar_and_the_menu_of_libreoffice_have_every_button() -> None:
    frame = (workbook_folder() / "libreoffice" / "Addons.xcu").read_text("utf-8")
    text = toolbar_and_menu(frame)
    ET.fromstring(text)
    words = re.findall(r"org\.xlreport\.Buttons\?(\w+)<", text)
    assert words == 2 * [each.word for each in BUTTONS]
    assert "{" not in text


def test_macros_of_an_earlier_version_are_ours(workbook: Path, tmp_path: Path) -> None:
    """Those of the first version had fewer buttons."""
    first = ("validate", "next_problem", "previous_problem", "clear_marks")
    buttons = [each for word in first for each in BUTTONS if each.word == word]
    earlier = {**workbook_modules(), "xlreport_buttons": vba_source(buttons)}
    assert digest_of({**earlier, "ThisWorkbook": this_workbook()}) in issued_digests()
    assert earlier != workbook_modules()
    project = vba_project(earlier, sheets=3, opening=this_workbook())
    assert origin_of(project) is MacroOrigin.OURS
    path = _with_project(workbook, project, tmp_path / "earlier.xlsm")
    assert _said_of_macros(path) == set()


@pytest.mark.parametrize("how", ["changed", "added"])
def test_our_macros_changed_are_said_to_be_changed(
    workbook: Path, how: str, tmp_path: Path
) -> None:
    modules = workbook_modules()
    if how == "added":
        modules["Module1"] = 'Attribute VB_Name = "Module1"\nSub AutoOpen()\nEnd Sub\n'
    else:
        modules["xlreport_run"] += "Sub Another()\nEnd Sub\n"
    project = vba_project(modules, sheets=3)
    path = _with_project(workbook, project, tmp_path / "changed.xlsm")
    assert _said_of_macros(path) == {"READ-MACRO-CHANGED"}


def test_code_behind_a_sheet_is_a_change(workbook: Path, tmp_path: Path) -> None:
    project = vba_project(workbook_modules(), sheets=3, opening="Sub Workbook_Open()\nEnd Sub\n")
    path = _with_project(workbook, project, tmp_path / "changed.xlsm")
    assert _said_of_macros(path) == {"READ-MACRO-CHANGED"}


@pytest.mark.parametrize("content", [b"", b"junk" * 9, bytes(300_000)])
def test_macros_of_others_and_what_cannot_be_read_are_foreign(
    workbook: Path, content: bytes, tmp_path: Path
) -> None:
    other = vba_project({"Module1": 'Attribute VB_Name = "Module1"\n'}, sheets=1)
    assert origin_of(other) is MacroOrigin.FOREIGN
    path = _with_project(workbook, content, tmp_path / "foreign.xlsm")
    assert _said_of_macros(path) == {"READ-MACRO"}
