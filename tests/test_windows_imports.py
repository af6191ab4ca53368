"""The tests can be collected on Windows: what only POSIX has is asked for where it is guarded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from tests.conftest import ROOT

FOLDERS = ("tests", "benchmarks", "examples", "src")
# Nothing imports these; they are programs, and say themselves what they need.
PROGRAMS = {"benchmarks/city.py", "benchmarks/click.py", "benchmarks/prose.py"}
MODULES = {"curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog"}
MODULES |= {"termios", "tty"}
MEMBERS = {
    "os": {
        *("WNOHANG", "chown", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid"),
        *("getpgid", "getuid", "killpg", "lchown", "mkfifo", "mknod", "nice", "openpty"),
        *("sched_getaffinity", "setpgid", "setsid", "setuid", "statvfs", "sysconf", "uname"),
        *("wait", "waitid"),
    },
    "select": {"epoll", "poll"},
    "signal": {
        *("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGSTOP", "SIGUSR1", "SIGUSR2", "SIGXCPU"),
        *("alarm", "pause", "pthread_kill", "setitimer"),
    },
    "socket": {"AF_UNIX", "SCM_RIGHTS", "SOCK_SEQPACKET"},
    "time": {"tzset"},
}
"""What of some modules Windows does not have."""


def _asks(node: ast.expr) -> bool:
    """Whether an expression asks on which system it is, or what is there."""
    return any(name in ast.unparse(node) for name in ("platform", "os.name", "hasattr", "TYPE_"))


def _is_guarded(node: ast.AST) -> bool:
    """Whether what a statement or expression holds is reached only after a question."""
    match node:
        case ast.If(test=first) | ast.IfExp(test=first) | ast.BoolOp(values=[first, *_]):
            return _asks(first)
        case ast.Try(handlers=handlers):
            return any(each.type and "ImportError" in ast.unparse(each.type) for each in handlers)
        case _:
            return isinstance(node, ast.Lambda | ast.arg)


def _loaded(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a module is loaded, without a question before it."""
    if _is_guarded(node):
        return
    yield node
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            parts: list[ast.AST] = [*node.decorator_list, node.args]
        case ast.AnnAssign():
            parts = [node.value] if node.value else []
        case _:
            parts = [*ast.iter_child_nodes(node)]
    for part in parts:
        yield from _loaded(part)


def missing(module: ast.Module) -> Iterator[str]:
    """Yield what a module needs to be loaded, and Windows lacks."""
    for node in _loaded(module):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name.partition(".")[0] in MODULES)
            case ast.ImportFrom(module=name) if name in MODULES:
                yield str(name)
            case ast.ImportFrom(module=str(name), names=names):
                members = (each.name for each in names if each.name in MEMBERS.get(name, ()))
                yield from (f"{name}.{member}" for member in members)
            case ast.Attribute(value=ast.Name(id=name), attr=member):
                if member in MEMBERS.get(name, ()):
                    yield f"{name}.{member}"


def test_nothing_is_loaded_that_windows_does_not_have() -> None:
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    assert len(paths) > 400
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}
    named = re.compile(rf"\b({'|'.join(MODULES.union(*MEMBERS.values()))})\b")
    suspects = {n: t for n, t in texts.items() if n not in PROGRAMS and named.search(t)}
    lacking = {n: lacks for n, t in suspects.items() if (lacks := [*missing(ast.parse(t))])}
    assert lacking == {}


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("import resource", ["resource"]),
        ("from fcntl import flock", ["fcntl"]),
        ("from signal import SIGKILL, SIGINT", ["signal.SIGKILL"]),
        ("class A:\n    import pwd", ["pwd"]),
        ("@mark(os.geteuid() == 0)\ndef f(): pass", ["os.geteuid"]),
        ("def f(a=signal.SIGKILL): pass", ["signal.SIGKILL"]),
        ("if x:\n    os.fork()", ["os.fork"]),
        ("def f():\n    import resource\n    os.fork()", []),
        ("@mark(not hasattr(os, 'geteuid') or os.geteuid() == 0)\ndef f(): pass", []),
        ("if sys.platform == 'linux':\n    import resource", []),
        ("try:\n    import resource\nexcept ImportError:\n    resource = None", []),
    ],
)
def test_what_is_looked_for_is_found(text: str, lacks: list[str]) -> None:
    assert [*missing(ast.parse(text))] == lacks
