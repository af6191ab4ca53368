"""An archive or a mail that means harm: nothing is unpacked to the disk, and all is bounded."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from tests.support.mailed import mail, package

from xlreport.reading.attachments import Contents
from xlreport.reading.refusal import Refused

ZIP, EML = Path("收到/附件.zip"), Path("收到/邮件.eml")


def code(path: Path, data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        Contents(path, data)
    return caught.value.code


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_lead_nowhere_and_are_all_different() -> None:
    names = [
        "../../甲.xlsx",
        "/etc/甲.xlsx",
        "C:\\甲.xlsx",
        "a/./甲.xlsx",
        "CON.xlsx",
        "甲\n.xlsx",
    ]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in (*names, "乙.xlsx", "乙.xlsx", "__MACOSX/._甲", "空/", "Thumbs.db"):
            archive.writestr(name, name)
    found = list(Contents(ZIP, out.getvalue()).members)
    assert len(found) == len({each.casefold() for each in found}) == len(names) + 2
    for each in found:
        parts = Path(each).parts
        assert ".." not in parts
        assert not Path(each).is_absolute()
        assert not set(each) & set('\n\\:*?"<>|')
    assert "乙 (2).xlsx" in found


def test_bombs_are_not_unpacked() -> None:
    assert code(ZIP, package({"甲.xlsx": bytes(30_000_000)})) == "FILE-ARCHIVE-LIMIT"
    many = package({f"{number}.xlsx": b"" for number in range(2001)})
    assert code(ZIP, many) == "FILE-ARCHIVE-LIMIT"
    assert code(ZIP, package({"甲.xlsx": b"1"})[:-9]) == "FILE-DAMAGED"


def test_a_way_of_packing_that_is_not_known_costs_the_file() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("甲.xlsx", b"0" * 5000)
    with pytest.raises(Refused) as caught:
        Contents(ZIP, out.getvalue()).content(ZIP / "甲.xlsx")
    assert caught.value.code == "FILE-ARCHIVE-METHOD"


def test_a_member_is_what_its_archive_declares() -> None:
    data = bytearray(package({"甲.xlsx": b"0" * 5000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    contents = Contents(ZIP, bytes(data))
    with pytest.raises(Refused) as caught:
        contents.content(ZIP / "甲.xlsx")
    assert caught.value.code == "FILE-DAMAGED"
    with pytest.raises(Refused) as caught:
        contents.content(ZIP / "乙.xlsx")
    assert caught.value.code == "FILE-MISSING"


def test_a_mail_is_cut_in_linear_time() -> None:
    head = b"From: a@example.cn\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert code(EML, head + b"--b\n\n" * 5000) == "FILE-MAIL-LIMIT"
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(50)
    )
    assert code(EML, head + b"--b\n" + deep) == "FILE-MAIL-LIMIT"
    begun = time.process_time()
    for junk in (b"\n--bb" * 2_000_000, b"Content-Type: x;" * 500_000, b'name="' * 1_000_000):
        Contents(EML, head + b"--b\nContent-Type: a/b; name=x.xlsx\n" + junk)
    assert time.process_time() - begun < 5


def test_names_of_attachments_are_read_however_they_are_written() -> None:
    raw = "甲镇.xlsx".encode("gb18030")
    head = b"From: a@example.cn\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    written = (
        b'filename="' + raw + b'"',
        b"filename*=gb18030''%BC%D7%D5%F2.xlsx",
        b'filename="=?gb2312?B?vNfV8i54bHN4?="',
        "filename=甲镇.xlsx".encode(),
    )
    for each in written:
        part = b"--b\nContent-Disposition: attachment; " + each + b"\n\nabc\n--b--\n"
        assert list(Contents(EML, head + part).members) == ["甲镇.xlsx"], each
    packed = mail("x", {"甲镇.xlsx": bytes(range(256)) * 9}, logo=True)
    contents = Contents(EML, packed)
    assert list(contents.members) == ["甲镇.xlsx"]
    assert contents.content(EML / "甲镇.xlsx") == bytes(range(256)) * 9
    crlf = packed.replace(b"\n", b"\r\n")
    assert Contents(EML, crlf).content(EML / "甲镇.xlsx") == bytes(range(256)) * 9
