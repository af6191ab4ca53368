"""What revisions and overlays change of a form: rows that are added, labels that are new."""

from __future__ import annotations

from dataclasses import replace

from xlreport.edition.build_form import heads_of
from xlreport.edition.document import Location
from xlreport.edition.located_errors import Changes
from xlreport.edition.model import Block, Head, Section
from xlreport.edition.source import RenameSource


def with_rows(
    sections: list[Section],
    overlay: Changes,
    index: int,
) -> list[Section]:
    """Return the sections with the rows of one addition."""
    addition = overlay.source.add[index]
    for number, section in enumerate(sections):
        if section.key != addition.section:
            continue
        blocks = tuple(
            _insert_after(block, addition.after, heads_of(addition.rows))
            for block in section.blocks
        )
        if blocks != section.blocks:
            return [*sections[:number], replace(section, blocks=blocks), *sections[number + 1 :]]
    raise overlay.error(
        ("add", index, "after"), f"“{addition.section}”中没有“{addition.after}”这一行"
    )


def _insert_after(block: Block, after: str, rows: tuple[Head, ...]) -> Block:
    def insert(heads: tuple[Head, ...], path: list[str]) -> tuple[Head, ...]:
        result: list[Head] = []
        for head in heads:
            if head.key != path[0]:
                result.append(head)
            elif len(path) == 1:
                result += [head, *rows]
            else:
                result.append(replace(head, children=insert(head.children, path[1:])))
        return tuple(result)

    return replace(block, rows=insert(block.rows, after.split(".")))


def with_labels(sections: list[Section], change: Changes) -> list[Section]:
    """Return the sections with the new labels of one file."""
    for index, rename in enumerate(change.source.rename):
        renamed = [
            replace(section, blocks=tuple(_rename(block, rename) for block in section.blocks))
            if section.key == rename.section
            else section
            for section in sections
        ]
        if renamed == sections:
            name, kind = (rename.row, "行") if rename.row else (rename.column, "列")
            where: Location = ("rename", index, "row" if rename.row else "column")
            raise change.error(where, f"“{rename.section}”中没有“{name}”这一{kind}")
        sections = renamed
    return sections


def _rename(block: Block, rename: RenameSource) -> Block:
    """Return a block with a new label; the old one is kept as another spelling of it."""

    def renamed(heads: tuple[Head, ...], path: list[str]) -> tuple[Head, ...]:
        return tuple(
            head
            if head.key != path[0]
            else replace(head, children=renamed(head.children, path[1:]))
            if path[1:]
            else replace(head, label=rename.label, short="", also=(head.label, *head.also))
            for head in heads
        )

    return replace(
        block,
        rows=renamed(block.rows, rename.row.split(".")) if rename.row else block.rows,
        columns=renamed(block.columns, rename.column.split("."))
        if rename.column
        else block.columns,
    )
