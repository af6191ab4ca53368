"""A desk with a screen, a mouse and LibreOffice on it, on which a test works as a clerk does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import xlwings as xw
from tests.support.office_profile import COMPUTES, RUNS_MACROS, write_office_profile

DIST_PACKAGES = "/usr/lib/python3/dist-packages"
if DIST_PACKAGES not in sys.path:
    sys.path.append(DIST_PACKAGES)  # where Debian keeps uno

from xlreport.excel.engines import office as engine  # noqa: E402
from xlreport.excel.setup.extension import install_extension  # noqa: E402

SIZE = 1500, 950
_ALERT, _DIALOG, _PUSH_BUTTON = 1, 12, 44  # com.sun.star.accessibility.AccessibleRole
_DIALOGS = (_DIALOG, _ALERT)
_MOST_CHILDREN = 500


def write_profile(folder: Path) -> None:
    """Write a user profile in which macros may run and the buttons are installed."""
    write_office_profile(folder, (*COMPUTES, *RUNS_MACROS))
    install(folder)


def install(profile: Path) -> None:
    """Install the extension, as root on behalf of a user that LibreOffice accepts."""
    if os.geteuid() != 0:
        install_extension(profile)
        return
    for path in (profile, *profile.rglob("*")):
        path.chmod(0o777)
    for parent in profile.parents:
        if parent.stat().st_uid == 0 and str(parent).startswith(f"{gettempdir()}/"):
            parent.chmod(0o755)
    install_extension(profile, user="daemon")


class Desk:
    """LibreOffice in a window; every wait ends in a failure after a while."""

    def __init__(self, display: str, pipe: str, group: int) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self.pipe = pipe
        self.context = _wait(lambda: _try_connect(pipe), 180, "LibreOffice did not answer")
        self.book: xw.Book = xw.Book(
            impl=_wait(lambda: engine.App(self.context).books.active, 60, "no workbook came up")
        )
        self.document: Any = self.book.impl.api
        _wait(lambda: self.document.CurrentController, 30, "no window came up")
        self.window = self.document.CurrentController.Frame.ContainerWindow
        self.window.setPosSize(0, 0, *SIZE, 15)
        self._processes = [
            path
            for path in Path("/proc").glob("[0-9]*/stat")
            if int(path.read_text().rpartition(")")[2].split()[2]) == group
        ]
        time.sleep(1)

    def processor_time(self) -> float:
        """Return the seconds of the processor that LibreOffice has taken until now."""
        fields = [path.read_text().rpartition(")")[2].split() for path in self._processes]
        return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")

    # -- mouse and keyboard

    def _xdotool(self, *words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return done.stdout.strip()

    def click(self, sheet: str, caption: str) -> None:
        """Click a button on a sheet with the mouse."""
        self.press(sheet, caption)

    def press(self, sheet: str, caption: str) -> float:
        """Click a button on a sheet, and return the time when the mouse button was released."""
        self.book.sheets[sheet].impl.activate()
        self.focus()
        self._click(*self._centre(sheet, caption))
        return time.monotonic()

    def focus(self) -> None:
        """Let the window have the keys."""
        # No window manager is here to give the focus back when a message has gone.
        window = self._xdotool("search", "--name", "LibreOffice Calc").splitlines()[0]
        self._xdotool("windowfocus", window)
        time.sleep(0.7)

    def choose(self, caption: str) -> None:
        """Click a button of the toolbar that the extension adds."""
        toolkit = engine.App(self.context).create("com.sun.star.awt.Toolkit")
        for index in range(toolkit.getTopWindowCount()):
            for each in _inside(toolkit.getTopWindow(index).AccessibleContext):
                if each.AccessibleName == caption and each.AccessibleRole == _PUSH_BUTTON:
                    place, size = each.getLocationOnScreen(), each.getSize()
                    self.focus()
                    self._click(place.X + size.Width // 2, place.Y + size.Height // 2)
                    return
        raise AssertionError(f"no {caption} on a toolbar")

    def button(self, caption: str) -> Any:
        """Return the button of a caption in a dialog, ``None`` if there is none."""
        # Looking through the window of the workbook takes longer than most commands.
        return self._in_dialogs(
            _DIALOGS,
            lambda context: next(
                (
                    each
                    for each in _inside(context)
                    if each.AccessibleRole == _PUSH_BUTTON and caption in each.AccessibleName
                ),
                None,
            ),
        )

    def _in_dialogs(self, roles: Sequence[int], look: Callable[[Any], Any]) -> Any:
        """Return what is found first in the small windows of some roles, ``None`` if nothing is."""
        import uno

        toolkit = engine.App(self.context).create("com.sun.star.awt.Toolkit")
        for index in range(toolkit.getTopWindowCount()):
            try:
                window = toolkit.getTopWindow(index)
                context = window.AccessibleContext if window else None
                if context is not None and context.AccessibleRole in roles:
                    found = look(context)
                    if found is not None:
                        return found
            except uno.getClass("com.sun.star.uno.Exception"):
                continue  # the window went away while it was being looked at
        return None

    def hit(self, button: Any) -> None:
        """Click a button of :meth:`button`."""
        place, size = button.getLocationOnScreen(), button.getSize()
        self._click(place.X + size.Width // 2, place.Y + size.Height // 2)

    def toolbars(self) -> list[str]:
        """Return the titles that the menu of the toolbars shows of those that are there."""
        states = engine.App(self.context).create("com.sun.star.ui.WindowStateConfiguration")
        stored = states.getByName("com.sun.star.sheet.SpreadsheetDocument")
        elements = self.document.CurrentController.Frame.LayoutManager.Elements
        names = [e.ResourceURL for e in elements if stored.hasByName(e.ResourceURL)]
        looks = [{each.Name: each.Value for each in stored.getByName(name)} for name in names]
        return [str(look.get("UIName", "")) for look in looks]

    def until(self, done: Callable[[], bool]) -> None:
        """Wait until something can be seen to be done, and a moment more for the last of it."""
        _wait(done, 30, "nothing came of the click")
        time.sleep(1)

    def _click(self, x: int, y: int) -> None:
        self._xdotool("mousemove", x, y)
        time.sleep(0.2)
        self._xdotool("mousedown", 1)
        time.sleep(0.1)
        self._xdotool("mouseup", 1)

    def _centre(self, sheet: str, caption: str) -> tuple[int, int]:
        page = self.book.sheets[sheet].api.DrawPage
        for index in range(page.Count):
            shape = page.getByIndex(index)
            if shape.supportsService("com.sun.star.drawing.ControlShape"):
                model = shape.Control
                if model.Label == caption:
                    control = self.document.CurrentController.getControl(model)
                    place = control.AccessibleContext.getLocationOnScreen()
                    size = control.AccessibleContext.getSize()
                    return place.X + size.Width // 2, place.Y + size.Height // 2
        raise AssertionError(f"no button {caption} on {sheet}")

    def type(self, sheet: str, address: str, text: str) -> None:
        """Type something into a cell."""
        self.book.sheets[sheet].range(address).select()
        time.sleep(0.3)
        self._xdotool("type", text)
        self._xdotool("key", "Return")
        time.sleep(0.5)

    def key(self, name: str) -> None:
        """Press a key, where the cursor is."""
        self._xdotool("key", name)
        time.sleep(1)

    def message(self, timeout: float = 30) -> str:
        """Wait for a message box, close it with the mouse, and return its text."""
        box = _wait(self._message_box, timeout, "no message came up")
        texts = list(_texts(box))
        button = next(_buttons(box))
        place, size = button.getLocationOnScreen(), button.getSize()
        time.sleep(0.3)
        for _ in range(3):  # the first click after another window has gone may come to nothing
            self._click(place.X + size.Width // 2, place.Y + size.Height // 2)
            with suppress(AssertionError):
                _wait(lambda: self._message_box() is None, 4, "it is still there")
                return "\n".join(texts)
        raise AssertionError("the message did not go away")

    def confirm(self) -> None:
        """Click the OK of a window that asks how something is to be done, if one comes up."""
        try:
            button = _wait(self._ok, 4, "nothing was asked")
        except AssertionError:
            return
        place, size = button.getLocationOnScreen(), button.getSize()
        time.sleep(0.5)
        self._click(place.X + size.Width // 2, place.Y + size.Height // 2)
        _wait(lambda: self._ok() is None, 15, "the window did not go away")

    def _ok(self) -> Any:
        return self._in_dialogs(
            _DIALOGS,
            lambda context: next((b for b in _buttons(context) if b.AccessibleName == "OK"), None),
        )

    def _message_box(self) -> Any:
        return self._in_dialogs((_ALERT,), lambda context: context)

    def picture(self, path: Path) -> Path:
        """Take a picture of the screen."""
        subprocess.run(
            ["import", "-window", "root", str(path)], env=self._environment, check=True, timeout=30
        )
        return path


def _inside(context: Any) -> Iterator[Any]:
    count = context.getAccessibleChildCount()
    if count > _MOST_CHILDREN:
        return  # the cells of a sheet
    for index in range(count):
        child = context.getAccessibleChild(index).getAccessibleContext()
        yield child
        yield from _inside(child)


def _texts(box: Any) -> Iterator[str]:
    return (each.AccessibleName for each in _inside(box) if each.AccessibleName)


def _buttons(box: Any) -> Iterator[Any]:
    return (each for each in _inside(box) if each.AccessibleRole == _PUSH_BUTTON)


def _try_connect(pipe: str) -> Any:
    try:
        return engine.connect(pipe)
    except engine.NoOffice:
        return None


def _wait(ask: Callable[[], Any], timeout: float, otherwise: str) -> Any:
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.1)
    raise AssertionError(otherwise)


@contextmanager
def desk(soffice: Path, profile: Path, file: Path) -> Iterator[Desk]:
    """Open a file in LibreOffice on a screen of its own."""
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "{}x{}x24".format(*SIZE)],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        display = ":" + said.readline().strip()
    pipe = f"xlreport-test-{uuid.uuid4().hex}"
    command = [
        str(soffice),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--norestore", "--nologo", "--nolockcheck"),
        f"--accept=pipe,name={pipe};urp;",
        str(file),
    ]
    environment = {
        **os.environ,
        "DISPLAY": display,
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "gen",
    }
    environment.pop("PYTHONPATH", None)
    program = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield Desk(display, pipe, program.pid)
    finally:
        os.killpg(program.pid, 9)
        program.wait()
        screen.terminate()
        screen.wait()
