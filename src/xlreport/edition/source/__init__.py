"""The shape of the YAML files, checked by pydantic before anything is built from them.

``also`` beside a title or label lists how published reports write it otherwise; only the reader
of published reports looks at it.
"""

from xlreport.edition.source.files import (
    AdditionSource,
    ChangesSource,
    CommonSource,
    ContextSource,
    DocumentSource,
    EditionSource,
    OverlaySource,
    RenameSource,
    RevisionSource,
    SharedSource,
    YearsSource,
)
from xlreport.edition.source.form import (
    AnswerSource,
    BlockSource,
    Heads,
    HeadSource,
    LevelSource,
    NumberSource,
    ProseSource,
    RegisterColumnSource,
    RegisterSource,
    SectionSource,
    TallySource,
)
from xlreport.edition.source.kinds import (
    CellPattern,
    HeadPath,
    Key,
    SheetName,
    Strict,
    Text,
    Texts,
)
from xlreport.edition.source.rules import (
    ComparisonSource,
    PictureSource,
    ReplacementSource,
    RuleSource,
)
from xlreport.edition.source.words import (
    FigureSource,
    ProseRuleSource,
    UnitKindSource,
    VocabularySource,
    WordsSource,
)

__all__ = [
    "AdditionSource",
    "AnswerSource",
    "BlockSource",
    "CellPattern",
    "ChangesSource",
    "CommonSource",
    "ComparisonSource",
    "ContextSource",
    "DocumentSource",
    "EditionSource",
    "FigureSource",
    "HeadPath",
    "HeadSource",
    "Heads",
    "Key",
    "LevelSource",
    "NumberSource",
    "OverlaySource",
    "PictureSource",
    "ProseRuleSource",
    "ProseSource",
    "RegisterColumnSource",
    "RegisterSource",
    "RenameSource",
    "ReplacementSource",
    "RevisionSource",
    "RuleSource",
    "SectionSource",
    "SharedSource",
    "SheetName",
    "Strict",
    "TallySource",
    "Text",
    "Texts",
    "UnitKindSource",
    "VocabularySource",
    "WordsSource",
    "YearsSource",
]
