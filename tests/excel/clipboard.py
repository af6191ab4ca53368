"""What other programs put on the clipboard, put there by a test."""

from __future__ import annotations

from typing import Any

import tests.excel.desk  # noqa: F401  # knows where uno is

import unohelper  # isort: skip
import uno  # isort: skip
from com.sun.star.datatransfer import XTransferable  # type: ignore[import-not-found]  # isort: skip

from xlreport.excel.engines import office as engine

HTML, TEXT = "text/html", "text/plain;charset=utf-16"


class _Content(unohelper.Base, XTransferable):  # type: ignore[misc]
    """One text, of one kind."""

    def __init__(self, kind: str, text: str) -> None:
        self.kind, self.text = kind, text

    def getTransferData(self, flavour: Any) -> Any:  # noqa: N802 - a name of UNO
        """Return the text as its kind has it."""
        if not self.isDataFlavorSupported(flavour):
            unsupported = uno.getClass("com.sun.star.datatransfer.UnsupportedFlavorException")
            raise unsupported
        return uno.ByteSequence(self.text.encode()) if self.kind == HTML else self.text

    def getTransferDataFlavors(self) -> tuple[Any, ...]:  # noqa: N802 - a name of UNO
        """Return the one kind."""
        flavour = uno.createUnoStruct("com.sun.star.datatransfer.DataFlavor")
        flavour.MimeType, flavour.HumanPresentableName = self.kind, self.kind
        flavour.DataType = uno.getTypeByName("[]byte" if self.kind == HTML else "string")
        return (flavour,)

    def isDataFlavorSupported(self, flavour: Any) -> bool:  # noqa: N802 - a name of UNO
        """Tell whether something is of the one kind."""
        return bool(flavour.MimeType == self.kind)


def put(context: Any, kind: str, text: str) -> None:
    """Put a text on the clipboard of an office program."""
    service = "com.sun.star.datatransfer.clipboard.SystemClipboard"
    engine.App(context).create(service).setContents(_Content(kind, text), None)


def table(rows: list[list[object]]) -> str:
    """A table as Word and browsers copy it."""
    lines = ("".join(f"<td>{value}</td>" for value in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<html><meta charset='utf-8'><body><table>{body}</table></body></html>"


def paragraphs(texts: list[str]) -> str:
    """Paragraphs as Word copies them."""
    body = "".join(f"<p style='font-family:仿宋;font-size:16pt'>{text}</p>" for text in texts)
    return f"<html><meta charset='utf-8'><body>{body}</body></html>"
