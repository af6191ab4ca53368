"""What may stand where something does not fit the model, and what no file can say."""

from __future__ import annotations

from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

_NO_PERIOD = "报表以年度为期，一个单位一年一份，不能按月、按季或者累计"
_NO_FORMULA = "格里不能写公式、比率和平均数；合计写 total: true 和一条等式，比率请分别填分子、分母"
_NO_COVER = "封面的栏目和审签的各级，各种格式都一样，不能另写"
_NOT_SAID = {
    **dict.fromkeys(("period", "periods", "month", "months", "quarter", "quarters"), _NO_PERIOD),
    **dict.fromkeys(("formula", "ratio", "percent", "percentage", "average", "mean"), _NO_FORMULA),
    **dict.fromkeys(("cover", "signers", "signatures", "stages"), _NO_COVER),
    "numbers": "数值类型只有内置的几种，格式不能自定",
    "vocabulary": "词表写在共用文件里，用 shares 指明",
}
"""What forms of other systems say, and these files cannot."""

_PATTERNS = {
    r"^[a-z_][a-z0-9_]*$": "代码以小写英文字母开头，只用小写字母、数字和下划线",
    r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$": "应写代码，各级之间用“.”，如 outcome.total",
    r"^[a-z_][a-z0-9_]*(\.([a-z0-9_]+|\*))*$": "应写代码，各级之间用“.”，“*”代表一级或几级",
    r"^[A-Z0-9][A-Z0-9-]*$": "规则编号只用大写英文字母、数字和“-”，如 T1-SUM",
    r"^[A-Za-z0-9_-]+$": "只用英文字母、数字、“-”和“_”",
    r"^[^\[\]:*?/\\']+$": r"工作表名里不能有 [ ] : * ? / \ 和单引号",
}
"""What each pattern of :mod:`~xlreport.edition.source` asks for."""


def advice_on(model: type[BaseModel], error: dict[str, Any]) -> str:
    """Return what may stand at the place of a mistake, after a semicolon, or ``""``.

    :param error: as pydantic gives it.
    """
    place = error["loc"]
    match error["type"]:
        case "extra_forbidden":
            return f"；{_NOT_SAID.get(place[-1]) or _fields_at(model, place[:-1])}"
        case "string_pattern_mismatch":
            return f"；{_PATTERNS[error['ctx']['pattern']]}"
        case "literal_error" if place[-1] == "for_each":
            return "；台账的各行不能写算式，可以用它的合计（tallies）"
        case _:
            return ""


def name_of(place: tuple[str | int, ...]) -> str:
    """Return what the thing at a place of a file is called: its field, or a code as written."""
    if place and place[-1] == "[key]":
        return str(place[-2])
    return next((part for part in reversed(place) if isinstance(part, str)), "文件")


def _fields_at(model: type[BaseModel], place: tuple[str | int, ...]) -> str:
    """List the fields that may stand at a place."""
    here: Any = model
    for part in place:
        if _is_model(here):
            fields = {f.alias or name: f.annotation for name, f in here.model_fields.items()}
            here = fields.get(str(part))
        else:  # a list or a mapping: whatever it holds
            here = get_args(here)[-1] if get_args(here) else None
        here = _plain(here)
    if not _is_model(here):
        return ""
    names = (field.alias or name for name, field in here.model_fields.items())
    return f"这里可以写：{'、'.join(names)}"


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _plain(kind: Any) -> Any:
    """Return a type without ``Annotated`` round it and others beside it."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    others = [_plain(each) for each in get_args(kind) if each is not type(None)]
    if isinstance(kind, UnionType) or get_origin(kind) is Union:
        # Of several kinds only one has fields.
        return next((each for each in others if _is_model(each)), others[0])
    return kind
