"""A YAML file read into a checked model, remembering on which line everything stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from xlreport.edition.advice import advice_on, name_of
from xlreport.errors import UserError
from xlreport.files import cause_of

Location = tuple[str | int, ...]
Source = TypeVar("Source", bound=BaseModel)
_Model = TypeVar("_Model", bound=BaseModel)

# libyaml is ten times as fast as its counterpart in Python, which is there without it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MESSAGES = {
    "missing": "缺少“{name}”",
    "extra_forbidden": "不认识“{name}”，请检查拼写",
    "string_type": "“{name}”应当是文字",
    "string_too_short": "“{name}”不能为空",
    "string_too_long": "“{name}”太长，最多 {max_length} 个字",
    "string_pattern_mismatch": "“{name}”的写法不对：{input}",
    "int_parsing": "“{name}”应当是整数",
    "int_type": "“{name}”应当是整数",
    "int_from_float": "“{name}”应当是整数",
    "bool_parsing": "“{name}”应当是 true 或 false",
    "bool_type": "“{name}”应当是 true 或 false",
    "greater_than_equal": "“{name}”不能小于 {ge}",
    "less_than_equal": "“{name}”不能大于 {le}",
    "dict_type": "“{name}”应当是“名称: 值”的列表",
    "model_type": "“{name}”应当是“名称: 值”的列表",
    "list_type": "“{name}”应当是以“- ”开头的列表",
    "enum": "“{name}”应当是 {expected} 之一",
    "literal_error": "“{name}”应当是 {expected} 之一",
    "value_error": "{error}",
}


_YAML_FAULTS = {
    "mapping values are not allowed": "多了一个冒号，或者缩进不对",
    "could not find expected ':'": "缺少冒号",
    "did not find expected key": "缩进不对，或者引号、括号没有成对",
    "did not find expected '-' indicator": "列表的每一项应以“- ”开头，并且对齐",
    "did not find expected ',' or ']'": "方括号没有成对，或者缺少逗号",
    "did not find expected ',' or '}'": "花括号没有成对，或者缺少逗号",
    "did not find expected node content": "内容不完整，括号可能没有成对",
    "found unexpected end of stream": "引号没有成对",
    "found character that cannot start any token": "有不能这样用的字符；缩进要用空格，不用制表符",
    "found character '": "有不能这样用的字符；缩进要用空格，不用制表符",
    "found undefined alias": "“*”后面的名称没有定义；文字以“*”开头时请加引号",
    "found unknown escape character": "双引号里的“\\\\”用得不对",
    "found duplicate": "出现了两次",
}


_LONGEST_SHOWN = 80
"""Letters of a line that are shown."""


class EditionError(UserError, ValueError):
    """One or more mistakes in a YAML file, each as ``file:line: what``."""

    def __init__(self, problems: list[str]) -> None:
        """:param problems: one line for each mistake."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Document(Generic[Source]):
    """A checked YAML file: ``source`` is its content, ``error`` points into it."""

    path: Path
    source: Source
    node: yaml.Node | None = field(repr=False)

    def error(self, location: Location, what: str) -> EditionError:
        """Return the error that says ``what`` is wrong at ``location``."""
        return EditionError([_at(self.path, self.node, location, what)])

    def revalidated(
        self, where: Location, model: type[_Model], fields: Mapping[str, Any]
    ) -> _Model:
        """Return a model made of fields that come from several files, this one's last.

        :param where: the place in this file to which the fields belong.
        :raises EditionError: if they do not fit together; every mistake is listed.
        """
        try:
            return model.model_validate(fields)
        except ValidationError as error:
            raise EditionError(_misfits(self.path, self.node, model, error, where)) from error


def read_document(path: Path, model: type[Source]) -> Document[Source]:
    """Read a YAML file and check it against ``model``.

    :raises EditionError: if it cannot be read, is no YAML, or does not fit the model; every
        mistake is listed.
    """
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        node: yaml.Node | None = loader.get_single_node()
        _demand_unique_keys(path, node)
        content = loader.construct_document(node) if node else None
    except OSError as error:
        raise EditionError([f"{path}:1: 打不开文件：{cause_of(error)}"]) from error
    except UnicodeDecodeError as error:
        raise EditionError([f"{path}:1: 文件不是 UTF-8 编码"]) from error
    except RecursionError as error:
        what = "YAML 写法有误：一层套一层太多，或者“*”引用绕回到了它自己"
        raise EditionError([f"{path}:1: {what}"]) from error
    except yaml.MarkedYAMLError as error:
        lines = text.splitlines()
        # What is missing at the end is missed on the line after the last.
        line = min(error.problem_mark.line, len(lines) - 1) if error.problem_mark else 0
        written = "".join(lines[line : line + 1]).strip()[:_LONGEST_SHOWN]
        what = f"YAML 写法有误{_fault_in_yaml(error.problem)}" + (f"：{written}" if written else "")
        raise EditionError([f"{path}:{line + 1}: {what}"]) from error
    except yaml.YAMLError as error:
        raise EditionError([f"{path}:1: YAML 写法有误，其中有不允许的字符"]) from error
    try:
        return Document(path, model.model_validate(content), node)
    except ValidationError as error:
        raise EditionError(_misfits(path, node, model, error)) from error


def _misfits(
    path: Path,
    node: yaml.Node | None,
    model: type[BaseModel],
    error: ValidationError,
    where: Location = (),
) -> list[str]:
    """List what does not fit a model; ``where`` it should is before the places of the error."""
    problems: list[str] = []
    for each in error.errors():
        # What stands in angle brackets is no part of the file: it says which of several models.
        place = tuple(part for part in each["loc"] if not str(part).startswith("<"))
        what = _explain(model, {**each, "loc": place})
        problems.append(_at(path, node, (*where, *place), what))
    return problems


def has_field(path: Path, name: str) -> bool:
    """Say whether a YAML file has this field at its top, without reading it as YAML.

    What cannot be opened has none: the mistake is named by :func:`read_document`.
    """
    try:
        return any(line.startswith(f"{name}:") for line in path.read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return False


def _explain(model: type[BaseModel], error: dict[str, Any]) -> str:
    name = name_of(error["loc"])
    template = _MESSAGES.get(error["type"], "“{name}”的值不对：{input}")
    context = error.get("ctx", {})
    if "expected" in context:
        context = {**context, "expected": "、".join(re.findall(r"'([^']*)'", context["expected"]))}
    text = template.format(**{"name": name, "input": error["input"], **context})
    if isinstance(error["input"], bool) and error["type"] not in ("bool_type", "bool_parsing"):
        text += "；YAML 把 on、off、yes、no 读成真和假，请加引号"
    return text + advice_on(model, error)


def _fault_in_yaml(problem: str | None) -> str:
    """Say in Chinese what the parser found, if it is one of the usual slips."""
    for beginning, meaning in _YAML_FAULTS.items():
        if (problem or "").startswith(beginning):
            return f"（{meaning}）"
    return ""


def _demand_unique_keys(path: Path, node: yaml.Node | None) -> None:
    """Refuse a key that stands twice in one mapping, of which YAML would keep the last.

    :raises EditionError: naming the line of the second one.
    """
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                line = key.start_mark.line + 1
                raise EditionError([f"{path}:{line}: YAML 写法有误：名称应当是一个词"])
            if key.value in seen:
                line = key.start_mark.line + 1
                raise EditionError([f"{path}:{line}: YAML 写法有误：“{key.value}”出现了两次"])
            seen.add(key.value)
            _demand_unique_keys(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _demand_unique_keys(path, item)


def _at(path: Path, node: yaml.Node | None, location: Location, what: str) -> str:
    """Follow ``location`` down the YAML nodes as far as it goes and name the line."""
    line = 0
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = [(k.start_mark.line, v) for k, v in node.value if k.value == str(part)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            found = [(item.start_mark.line, item) for item in node.value[part : part + 1]]
        else:
            break
        if not found:
            break
        line, node = found[0]
    return f"{path}:{line + 1}: {what}"
