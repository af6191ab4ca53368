"""Sample reports of another form: with questions, and with a register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from xlreport.edition import Edition, layout_of, load_edition
from xlreport.edition.model import AnswerKind, AnswerType, NumberType
from xlreport.quantity import Value
from xlreport.report import Entry, Report, Unit, with_totals
from xlreport.tally import tallied

FORM = Path(__file__).resolve().parents[2] / "examples" / "forms" / "website.yaml"
WEBSITE = load_edition("website-2017", [FORM])
YEAR = WEBSITE.first_year
ACCOUNTS = WEBSITE.registers["accounts"]
FIRST_ROW = layout_of(WEBSITE).places["accounts.name"].row
_NONSENSE = {AnswerKind.CHOICE: "不清楚", AnswerKind.DATE: "去年", AnswerKind.TEXT: ""}


def completed(
    report: Report,
    inputs: Mapping[str, Value],
    answers: Mapping[str, str],
    entries: Sequence[Entry],
    unreadable: Mapping[str, str] | None = None,
) -> Report:
    """Return a report with these figures, answers and entries, and all that follows from them."""
    edition, registers = report.edition, {ACCOUNTS.key: tuple(entries)}
    typed = {cell.key: inputs[cell.key] for cell in edition.inputs if cell.key in inputs}
    values = with_totals(edition, {**typed, **tallied(edition, answers, registers)})
    return replace(
        report,
        values=values,
        answers=answers,
        registers=registers,
        unreadable=unreadable or {},
    )


def valid_website(edition: Edition, random: Random, unit: str = "示例市卫生局") -> Report:
    """A report that satisfies every rule."""
    inputs: dict[str, Value] = {cell.key: random.randint(20, 60) for cell in edition.inputs}
    inputs["service.online"] = random.randint(0, 20)
    inputs["service.messages.answered"] = random.randint(0, 20)
    inputs["safety.mended"] = random.randint(0, 20)
    answers = {
        question.key: _answer(question.type, random)
        for question in edition.questions.values()
        if not question.optional or random.random() < 0.5
    }
    entries = [sample_entry(row, random) for row in range(random.randint(0, 6))]
    answers["safety.media"] = "yes" if entries else "no"
    prose = {"innovation.text": "建设了适合老年人使用的网页。"}
    report = Report(edition, YEAR, Unit(unit), {}, prose)
    return completed(report, inputs, answers, entries)


def _answer(asked: AnswerType, random: Random) -> str:
    match asked.kind:
        case AnswerKind.CHOICE:
            return random.choice(list(asked.options))
        case AnswerKind.DATE:
            return f"20{random.randint(10, 17)}-{random.randint(10, 12)}-{random.randint(10, 28)}"
        case AnswerKind.TEXT:
            return f"示例{random.randint(1, 999)}号"


def sample_entry(number: int, random: Random) -> Entry:
    """An entry without a fault."""
    figures: dict[str, Value] = {}
    answers = {}
    for key, column in ACCOUNTS.columns.items():
        if isinstance(column.type, NumberType):
            figures[key] = random.randint(0, 5000)
        elif not column.optional:
            answers[key] = _answer(column.type, random)
    return Entry(FIRST_ROW + number, figures, {**answers, "name": f"示例发布{number}"})


def faulty_website(report: Report, random: Random) -> Report:
    """The report with random faults: blanks, nonsense, repeated entries, figures out of range."""
    inputs, answers = dict(report.values), dict(report.answers)
    unreadable: dict[str, str] = {}
    for cell in random.sample(report.edition.inputs, random.randint(0, 4)):
        del inputs[cell.key]
        match random.choice(["blank", "other", "negative", "text"]):
            case "other":
                inputs[cell.key] = random.randint(0, 400)
            case "negative":
                inputs[cell.key] = -random.randint(1, 9)
            case "text":
                unreadable[cell.key] = "待核"
    for key in random.sample(list(report.edition.questions), random.randint(0, 3)):
        answers.pop(key, None)
        if random.random() < 0.5 and (text := _NONSENSE[report.edition.questions[key].type.kind]):
            unreadable[key] = text
    if random.random() < 0.2:
        answers["safety.media"] = random.choice(["yes", "no"])
        unreadable.pop("safety.media", None)
    entries = [_spoiled(each, random) for each in report.registers[ACCOUNTS.key]]
    if entries and random.random() < 0.4:
        twin = random.choice(entries)
        entries.append(replace(twin, row=FIRST_ROW + len(entries)))
    return replace(
        completed(report, inputs, answers, entries, unreadable),
        prose=random.choice([report.prose, {"innovation.text": ""}]),
    )


def _spoiled(entry: Entry, random: Random) -> Entry:
    figures, answers, unreadable = dict(entry.figures), dict(entry.answers), dict[str, str]()
    for key in random.sample(list(ACCOUNTS.columns), random.choice([0, 0, 0, 1, 2])):
        figures.pop(key, None)
        answers.pop(key, None)
        asked = ACCOUNTS.columns[key].type
        match random.choice(["blank", "nonsense", "negative"]):
            case "nonsense":
                text = "很多" if isinstance(asked, NumberType) else _NONSENSE[asked.kind]
                if text:
                    unreadable[key] = text
            case "negative" if isinstance(asked, NumberType):
                figures[key] = -1
    return Entry(entry.row, figures, answers, unreadable)
