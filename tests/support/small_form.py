"""A small form in YAML, to make mistakes in or to add to."""

from __future__ import annotations

from pathlib import Path

SMALL = """\
edition: small-2024
title: 小表
document: {name: 示例, number: 示例〔2024〕1号}
years: {from: 2024}
sections:
  - key: a
    number: 一
    title: 数量
    sheet: 一、数量
    table:
      - corner: 栏目
        unit: 件
        rows:
          x: 甲
          y: 乙
          s: {label: 合计, total: true}
  - key: t
    number: 二
    title: 说明
    sheet: 二、说明
    prose:
      - {key: text, label: 正文}
rules:
  - id: A-SUM
    name: 合计等于各项之和
    short: 合计
    severity: error
    table: a
    law: s = x + y
    advice: 请核对。
"""
"""Two figures and their sum, and a text."""

RULE = """\
  - id: NEW
    name: 新规则
    short: 新
    severity: query
    advice: 请核对。
"""
"""The beginning of one more rule, for the end of :data:`SMALL`."""


def write_form(folder: Path, text: str = SMALL) -> Path:
    """Write the file of a form.

    :returns: its path.
    """
    path = folder / "form.yaml"
    path.write_text(text, encoding="utf-8")
    return path
