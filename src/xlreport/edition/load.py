"""Find and load editions: by id, by year, with a local office's overlays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from xlreport.edition.build import build_edition, build_levels
from xlreport.edition.document import Document, has_field, read_document
from xlreport.edition.model import Edition, Level
from xlreport.edition.source import (
    CommonSource,
    EditionSource,
    OverlaySource,
    RevisionSource,
    SharedSource,
    WordsSource,
)
from xlreport.errors import UserError


class UnknownEdition(UserError, LookupError):
    """No edition has this id, or none serves this year."""


@cache
def schema_folder() -> Path:
    """Return the folder of the edition files: in the wheel, or in a working copy."""
    installed = Path(__file__).parents[1] / "schemas"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "schemas"


@cache
def _common() -> Document[CommonSource]:
    return read_document(schema_folder() / "common.yaml", CommonSource)


@cache
def administrative_levels() -> Mapping[str, Level]:
    """Return the administrative levels that all forms share by key, the highest first."""
    return build_levels(_common().source)


@cache
def _shared(name: str) -> Document[SharedSource]:
    return read_document(schema_folder() / "shared" / f"{name}.yaml", SharedSource)


@cache
def _edition_source(path: Path) -> Document[EditionSource]:
    return read_document(path, EditionSource)


@cache
def _revision_source(path: Path) -> Document[RevisionSource]:
    return read_document(path, RevisionSource)


@cache
def _load(path: Path, overlays: tuple[Path, ...]) -> Edition:
    revision = _revision_source(path) if has_field(path, "extends") else None
    base = _edition_source(_extended(revision) if revision else path)
    edition = (revision or base).source.edition
    words = [found for overlay in overlays if (found := words_in(overlay)) is not None]
    laid = [overlay for overlay in overlays if words_in(overlay) is None]
    documents = [read_document(overlay, OverlaySource) for overlay in laid]
    own = [each for each in documents if each.source.edition == edition]
    shares = base.source.shares
    return build_edition(_common(), base, own, revision, _shared(shares) if shares else None, words)


def _extended(revision: Document[RevisionSource]) -> Path:
    """Return the file of the edition that another one extends.

    :raises EditionError: if there is none, or it extends another one itself.
    """
    path = revision.path.with_name(f"{revision.source.extends}.yaml")
    if not path.is_file() and revision.source.extends in edition_ids():
        path = schema_folder() / path.name
    if not path.is_file():
        what = (
            f"没有“{revision.source.extends}”版格式：同一文件夹中应有“{path.name}”"
            f"（本系统自带的不用放：{'、'.join(edition_ids())}）"
        )
        raise revision.error(("extends",), what)
    if has_field(path, "extends"):
        what = f"“{revision.source.extends}”版本身由另一版改成，请直接写那一版"
        raise revision.error(("extends",), what)
    if (found := _edition_source(path).source.edition) != revision.source.extends:
        what = (
            f"“{path.name}”里是“{found}”版，不是“{revision.source.extends}”版：文件名应与版本一致"
        )
        raise revision.error(("extends",), what)
    return path


@cache
def edition_ids() -> tuple[str, ...]:
    """Return the ids of all editions, oldest first."""
    return tuple(sorted(p.stem for p in schema_folder().glob("*.yaml") if p.stem != "common"))


def form_in(path: Path) -> str | None:
    """Return the id of the form that a file holds, ``None`` if it is an overlay.

    :param path: a YAML file.
    :raises EditionError: if it is a form, and has a mistake.
    """
    return _form_in(Path(path).absolute())


@cache
def _form_in(path: Path) -> str | None:
    if has_field(path, "extends"):
        return _revision_source(path).source.edition
    if has_field(path, "sections"):
        return _edition_source(path).source.edition
    return None


@cache
def words_in(path: Path) -> Document[WordsSource] | None:
    """Return the words that a file adds to the vocabulary, ``None`` if it is another file.

    :param path: a YAML file.
    :raises EditionError: if it has a mistake.
    """
    return read_document(path, WordsSource) if has_field(path, "words") else None


def load_edition(edition: str, overlays: Sequence[Path] = ()) -> Edition:
    """Return the edition with this id, with those overlays laid over it that are meant for it.

    :param edition: the id of the edition, as ``2021``.
    :param overlays: overlays, files of words to add to the vocabulary, which are meant for all
        editions, and files of other forms, which go before the editions shipped.
    :raises UnknownEdition: if there is no such edition.
    :raises EditionError: if its file or an overlay has a mistake.
    """
    return _loaded(edition, tuple(overlays)) if overlays else _shipped(edition)


@cache
def _shipped(edition: str) -> Edition:
    """Return an edition that is shipped; asked for once for each report of a roll-up."""
    return _loaded(edition, ())


def _loaded(edition: str, overlays: Sequence[Path]) -> Edition:
    files = {Path(path).absolute(): form_in(path) for path in overlays}
    forms = {form: path for path, form in files.items() if form is not None}
    if edition not in forms and edition not in edition_ids():
        known = "、".join([*edition_ids(), *forms])
        raise UnknownEdition(f"没有“{edition}”版格式，可用的有：{known}")
    path = forms.get(edition, schema_folder() / f"{edition}.yaml")
    return _load(path, tuple(path for path, form in files.items() if form is None))


def editions_with(overlays: Sequence[Path]) -> list[Edition]:
    """Return all editions, and the forms among the overlays, each with the overlays it has.

    So overlays and forms are loaded, and blamed, once and before any file is.

    :param overlays: the local overlays and forms in use.
    :raises EditionError: if one of the files cannot be read, or has a mistake.
    """
    return [load_edition(identity, overlays) for identity in (*edition_ids(), *_forms_in(overlays))]


def _forms_in(overlays: Sequence[Path]) -> list[str]:
    return [form for form in map(form_in, overlays) if form is not None]


def edition_like(edition: Edition, year: int, overlays: Sequence[Path] = ()) -> Edition:
    """Return the edition of the same form that serves reports of ``year``.

    :param edition: the edition whose form is wanted.
    :param year: the year reported on.
    :param overlays: overlays, and files of other forms, of which only its own counts.
    :raises UnknownEdition: if none does.
    :raises EditionError: if a file has a mistake.
    """
    if edition.id in map(form_in, overlays):
        return edition_for(year, overlays)
    return edition_for(year, [path for path in overlays if form_in(path) is None])


def edition_for(year: int, overlays: Sequence[Path] = ()) -> Edition:
    """Return the edition that serves reports of ``year``.

    The form of 国办公开办函〔2019〕60号 serves 2019 and 2020, that of 国办公开办函〔2021〕30号
    the years from 2021 on.

    :param year: the year reported on, not that in which the report is published.
    :param overlays: overlays, and files of other forms; if there are any of these, it is one of
        them.
    :raises UnknownEdition: if none does.
    :raises EditionError: if a file has a mistake.
    """
    forms = _forms_in(overlays)
    for identity in forms or reversed(edition_ids()):
        if load_edition(identity, overlays).serves(year):
            return load_edition(identity, overlays)
    if forms:
        raise UnknownEdition(f"“{'”“'.join(forms)}”不适用于 {year} 年")
    raise UnknownEdition(
        f"{year} 年没有适用的格式版本；2019 年以前的报告使用另外的表式，本系统不处理"
    )
