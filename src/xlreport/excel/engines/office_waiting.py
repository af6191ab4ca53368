"""A small window of LibreOffice that shows how far a command is, with a button to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_WIDTH, _HEIGHT = 170, 46


class OfficeWaiting:
    """The window; the rest of LibreOffice goes on while it is there."""

    def __init__(self, create: Callable[[str], Any], parent: Any, title: str, doing: str) -> None:
        """:param create: makes a UNO service; ``parent`` is the window that it stands before."""
        self._toolkit = create("com.sun.star.awt.Toolkit")
        model = create("com.sun.star.awt.UnoControlDialogModel")
        model.Title, model.Width, model.Height = title, _WIDTH, _HEIGHT
        model.PositionX, model.PositionY = 80, 60
        self._label = _part(model, "FixedText", "text", (6, 6, _WIDTH - 12, 16), doing)
        _part(model, "Button", "stop", (_WIDTH - 56, 26, 50, 14), "停止")
        self._dialog = create("com.sun.star.awt.UnoControlDialog")
        self._dialog.setModel(model)
        self._dialog.createPeer(self._toolkit, parent)
        self._stop = _listener()
        self._dialog.getControl("stop").addActionListener(self._stop)
        self._dialog.setVisible(True)

    def shows(self, text: str) -> bool:
        """Show a text, and let the clicks of the meantime have their effect."""
        self._label.Label = text
        self._toolkit.processEventsToIdle()
        return bool(self._stop.pressed)

    def close(self) -> None:
        """Take the window away."""
        # A click on its button is over before it goes, or the next window would wait for its end.
        self._toolkit.processEventsToIdle()
        self._dialog.setVisible(False)
        self._toolkit.processEventsToIdle()
        self._dialog.dispose()


def _part(model: Any, kind: str, name: str, box: tuple[int, int, int, int], label: str) -> Any:
    part = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    part.Name, part.Label = name, label
    part.PositionX, part.PositionY, part.Width, part.Height = box
    model.insertByName(name, part)
    return part


def _listener() -> Any:
    """Return what remembers that a button was pressed; its classes are LibreOffice's."""
    import uno
    import unohelper

    def remember(self: Any, _: Any) -> None:
        self.pressed = True

    members = {"pressed": False, "actionPerformed": remember, "disposing": lambda *_: None}
    interface = uno.getClass("com.sun.star.awt.XActionListener")
    return type("Stop", (unohelper.Base, interface), members)()
