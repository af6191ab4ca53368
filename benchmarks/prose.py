"""How well the prose rules read sentences, family by family: made ones, and real ones apart.

Made sentences.  Precision: of the alarms raised, how many are right (an alarm of any other prose
rule about the same sentence counts as a wrong one).  Recall: of the sentences that state a
figure, how many are judged, and right; for wrong figures and for right ones.

Real passages (`tests/data/prose`), with tables that agree with them.  Held: of the figures stated,
how many are confirmed.  Turned: of those, how many are called wrong once the cell is raised by 1.
False: passages in which something is called wrong although the tables agree.  `shapes` were at hand
when the words were collected; `measured`, `later` and the rounds were written down and measured
before any word was changed for them (the head of each file says how many were held then), each
round after what the one before it had shown was mended; `lists` are about what no table has.

Run with ``python -m benchmarks.prose`` or ``python benchmarks/prose.py``; ``-v`` lists misses.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.check.prose.real import FAMILIES, FILES, RULES, alarms, passages
from tests.check.prose.support import (
    alarms_beside,
    judged,
    load_cases,
    outcome_of,
)

from xlreport.finding import Outcome


def main() -> None:
    verbose = "-v" in sys.argv
    made(verbose=verbose)
    for name in FILES:
        real(name, verbose=verbose)


def made(*, verbose: bool) -> None:
    print(f"{'made':<12}{'sentences':>10}{'precision':>11}{'recall':>8}{'wrong':>8}{'right':>8}")
    for family, cases in load_cases().items():
        right = dict.fromkeys(Outcome, 0)
        total = dict.fromkeys(Outcome, 0)
        raised = false = 0
        for case, verdict in judged(cases):
            outcome, beside = outcome_of(case, verdict), alarms_beside(case, verdict)
            total[case.expected] += 1
            right[case.expected] += outcome is case.expected
            is_alarm = outcome is Outcome.BROKEN
            raised += is_alarm + len(beside)
            false += (is_alarm and case.expected is not Outcome.BROKEN) + len(beside)
            if verbose and (outcome is not case.expected or beside):
                why = [
                    j.why for j in verdict.prose.values() if j.why[:3] not in ("文字里", "没有上")
                ]
                print(
                    f"  {case.expected.value} -> {outcome.value} {case.sentence} {beside} {why[:3]}"
                )
        stated = (Outcome.HELD, Outcome.BROKEN)
        recall = sum(right[o] for o in stated) / sum(total[o] for o in stated)
        print(
            f"{family:<12}{len(cases):>10}{(raised - false) / raised if raised else 1:>11.3f}"
            f"{recall:>8.3f}"
            f"{right[Outcome.BROKEN] / total[Outcome.BROKEN]:>8.3f}"
            f"{right[Outcome.HELD] / total[Outcome.HELD]:>8.3f}"
        )


def real(name: str, *, verbose: bool) -> None:
    family_of = {each: family for family, names in FAMILIES.items() for each in names}
    stated, held, turned, false = Counter[str](), Counter[str](), Counter[str](), 0
    count = 0
    for passage in passages(name):
        count += 1
        outcome = passage.judge()
        if wrong := alarms(outcome):
            false += 1
            print(f"  false {wrong} {passage.text}" if verbose else "", end="\n" if verbose else "")
        for each in passage.stated:
            stated[family_of[each]] += 1
            told = outcome[RULES[each]]
            if told.outcome is Outcome.HELD:
                held[family_of[each]] += 1
                changed = passage.judge(changed=each)[RULES[each]]
                turned[family_of[each]] += changed.outcome is Outcome.BROKEN
            elif verbose:
                print(f"  {each} {told.outcome.value} {told.why or passage.text}")
    print(f"\n{name:<12}{'claims':>10}{'held':>11}{'turned':>8}   {count} passages, {false} false")
    for family in [*FAMILIES, "all"] if stated else ():
        counted = (stated, held, turned)
        claims, kept, raised = (c.total() if family == "all" else c[family] for c in counted)
        if claims:
            print(f"{family:<12}{claims:>10}{kept / claims:>11.3f}{raised / max(kept, 1):>8.3f}")


if __name__ == "__main__":
    main()
