"""Hold workbooks and the add-in against the published schemas of their parts.

The schemas are not part of the project: the transitional ones come with ECMA-376 part 4, those of
the package with part 2, and ``customui14.xsd`` with Microsoft's [MS-CUSTOMUI2]; put them into one
folder.  Needs the library xmlschema, because libxml2 cannot load the schema of the ribbon::

    pip install xmlschema
    python scripts/conformance.py SCHEMAS FILE...
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import xmlschema
from lxml import etree

KINDS = (
    # the beginning of a part's name, its end, its schema
    ("[Content_Types]", ".xml", "opc-contentTypes.xsd"),
    ("", ".rels", "opc-relationships.xsd"),
    ("customUI/", ".xml", "customui14.xsd"),
    ("docProps/app", ".xml", "shared-documentPropertiesExtended.xsd"),
    ("xl/theme/", ".xml", "dml-main.xsd"),
    ("xl/drawings/", ".xml", "dml-spreadsheetDrawing.xsd"),
    ("xl/", ".xml", "sml.xsd"),
)
NOT_IN_THE_SCHEMA = "{http://www.w3.org/XML/1998/namespace}space"
"""Excel itself writes ``xml:space`` on texts, as the standard's text says, but not its schema."""


def main() -> int:
    """Check every part that has a schema, and say what does not conform."""
    folder, *files = map(Path, sys.argv[1:])
    faults = 0
    for file in files:
        checked, unchecked = 0, []
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                schema = next(
                    (s for a, z, s in KINDS if name.startswith(a) and name.endswith(z)), ""
                )
                if not schema:
                    unchecked.append(name)
                    continue
                checked += 1
                for fault in faults_of(folder, schema, archive.read(name)):
                    faults += 1
                    print(f"{file}: {name}: {fault}")
        print(f"{file}: {checked} parts checked; no schema for {', '.join(unchecked) or 'none'}")
    return 1 if faults else 0


def faults_of(folder: Path, schema: str, content: bytes) -> Iterator[str]:
    """Yield what a part has that its schema does not allow."""
    if schema.startswith("customui"):
        yield from (
            str(e.reason) for e in ribbon_schema(folder / schema).iter_errors(content.decode())
        )
        return
    document = etree.fromstring(content)
    validator = xml_schema(next(folder.rglob(schema)))
    if not validator.validate(document):
        texts = (str(error) for error in validator.error_log)
        yield from (text for text in texts if NOT_IN_THE_SCHEMA not in text)


@cache
def xml_schema(path: Path) -> etree.XMLSchema:
    """Return a schema that libxml2 can load."""
    return etree.XMLSchema(etree.parse(path))


@cache
def ribbon_schema(path: Path) -> xmlschema.XMLSchema:
    """Return the schema of the ribbon."""
    return xmlschema.XMLSchema(path)


if __name__ == "__main__":
    sys.exit(main())
