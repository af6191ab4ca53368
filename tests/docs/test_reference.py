"""docs/reference is what the schemas say, whole, and its links lead somewhere."""

from __future__ import annotations

import re
from functools import cache

import pytest
from scripts import reference

from xlreport.edition import edition_ids, load_edition
from xlreport.reading.catalogue import catalogue

NAMES = sorted(path.name for path in reference.FOLDER.iterdir())


@cache
def pages() -> dict[str, str]:
    return reference.make()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_committed_is_what_the_script_makes(name: str) -> None:
    """A change of the schemas or the tests without ``make reference`` is noticed."""
    assert (reference.FOLDER / name).read_text("utf-8") == pages()[name], "run: make reference"


def test_there_are_no_other_pages() -> None:
    """A page of an edition that is gone does not stay."""
    assert {path.name for path in reference.FOLDER.iterdir()} == set(pages())


@pytest.mark.parametrize("edition", [*map(load_edition, edition_ids())], ids=repr)
def test_every_cell_and_rule_has_its_line(edition: reference.Edition) -> None:
    """Nothing of an edition is left out."""
    cells = pages()[f"cells-{edition.id}.md"]
    assert [key for key in (*edition.cells, *edition.prose) if f"| `{key}` |" not in cells] == []
    rules = pages()[f"rules-{edition.id}.md"]
    named = [*edition.rules, *edition.comparisons]
    assert [rule.id for rule in named if f"\n## {rule.id}\n" not in rules] == []
    texts = pages()[f"text-{edition.id}.md"]
    assert [rule.id for rule in edition.prose_rules if f"\n## {rule.id}\n" not in texts] == []


def test_every_code_of_the_reader_has_its_line() -> None:
    """Refusals and findings are all there."""
    codes = (*catalogue().refusals, *catalogue().findings)
    assert [code for code in codes if f"| `{code}` |" not in pages()["reading.md"]] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("rules", "text"))])
def test_every_rule_names_a_test(name: str) -> None:
    """No rule stands without a file of tests that names or covers it."""
    parts = pages()[name].split("\n## ")[1:]
    assert [part.partition("\n")[0] for part in parts if "测试 test：[tests/" not in part] == []


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_files_and_headings(name: str) -> None:
    """Relative links of the reference lead to files, and those within a page to headings."""
    heads = {head.lower() for head in re.findall(r"^## (.+)$", pages()[name], re.MULTILINE)}
    for link in re.findall(r"\]\(([^)]+)\)", pages()[name]):
        if link.startswith("#"):
            assert link[1:] in heads
        else:
            assert (reference.FOLDER / link).exists(), link
