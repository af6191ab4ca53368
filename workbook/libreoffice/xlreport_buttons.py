"""The buttons in LibreOffice: a UNO component that calls ``xlreport.excel``.

LibreOffice runs this file in its own Python, and the libraries stay loaded from one click to the
next.  ``PATHS``, ``PYTHON`` and ``PROGRAM`` are filled in when the extension is installed: where
xlreport and its libraries are, for which Python, and which program runs what takes long.
"""

import importlib
import sys
import threading

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.task import XJobExecutor

PATHS = []
PYTHON = ""
PROGRAM = ""

TITLE = "政府信息公开年报"


def _module():
    running = "{}.{}".format(*sys.version_info[:2])
    if PYTHON not in ("", running):
        raise RuntimeError(
            f"LibreOffice 用的 Python 是 {running} 版，校验程序装在 {PYTHON} 版上，不能直接使用。"
            f"请用 Python {running} 重新安装 xlreport，再运行 xlreport excel install"
        )
    # In front: the system may have other releases of the same libraries.
    sys.path[:0] = [path for path in PATHS if path not in sys.path]
    _import_without_pandas("xlwings")
    importlib.import_module("xlreport.excel.running").use_program(PROGRAM)
    return importlib.import_module("xlreport.excel")


def _import_without_pandas(name):
    """Import a module that takes pandas along, which no button needs, and which takes long."""
    hidden = sys.modules.setdefault("pandas", None) is None
    try:
        importlib.import_module(name)
    finally:
        if hidden:
            sys.modules.pop("pandas", None)


def _warm_up():
    try:
        _module().warm_up()
        importlib.import_module("xlreport.excel.engines.office")
    except Exception:  # noqa: BLE001 - the first button pressed will say what is wrong
        return


class Buttons(unohelper.Base, XJobExecutor, XCallback):
    """What a button, a menu entry or the VBA of a workbook triggers, by the name of an action."""

    def __init__(self, context):
        self._context = context

    def trigger(self, action):
        """Do one thing as soon as the click that asked for it is over.

        A button that is left for another sheet while it is still being pressed stays pressed.
        """
        if action == "warm_up":
            threading.Thread(target=_warm_up, daemon=True).start()
        else:
            self._create("com.sun.star.awt.AsyncCallback").addCallback(self, action)

    def notify(self, action):
        """Do one thing now; whatever goes wrong is said in a message."""
        try:
            module = _module()
            office = importlib.import_module("xlreport.excel.engines.office")
            book = office.active_book(self._context)
            press = getattr(module, action)
        except Exception as error:  # noqa: BLE001 - whatever it is, the clerk must see it
            self._say(f"校验程序没有运行：{error}。\n请运行 xlreport excel doctor 查看原因。")
            return
        press(book)

    def _create(self, service):
        return self._context.ServiceManager.createInstanceWithContext(service, self._context)

    def _say(self, text):
        window = self._create("com.sun.star.frame.Desktop").getCurrentFrame().getContainerWindow()
        kind = importlib.import_module("uno").Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX")
        toolkit = self._create("com.sun.star.awt.Toolkit")
        toolkit.createMessageBox(window, kind, 1, TITLE, text).execute()


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - UNO looks for this name
g_ImplementationHelper.addImplementation(Buttons, "org.xlreport.Buttons", ("org.xlreport.Buttons",))
