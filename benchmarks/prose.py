"""How many of the made sentences the prose rules judge right, family by family.

Precision: of the alarms raised, how many are right (an alarm of any other prose rule about the
same sentence counts as a wrong one).  Recall: of the sentences that state a figure, how many are
judged, and right; for wrong figures and for right ones.

Run with ``python -m benchmarks.prose`` or ``python benchmarks/prose.py``; ``-v`` lists misses.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.check.prose.support import (
    alarms_beside,
    judged,
    load_cases,
    outcome_of,
)

from xlreport.finding import Outcome


def main() -> None:
    verbose = "-v" in sys.argv
    print(f"{'family':<12}{'sentences':>10}{'precision':>11}{'recall':>8}{'wrong':>8}{'right':>8}")
    for family, cases in load_cases().items():
        right = dict.fromkeys(Outcome, 0)
        total = dict.fromkeys(Outcome, 0)
        alarms = false = 0
        for case, verdict in judged(cases):
            outcome, beside = outcome_of(case, verdict), alarms_beside(case, verdict)
            total[case.expected] += 1
            right[case.expected] += outcome is case.expected
            is_alarm = outcome is Outcome.BROKEN
            alarms += is_alarm + len(beside)
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
            f"{family:<12}{len(cases):>10}{(alarms - false) / alarms if alarms else 1:>11.3f}"
            f"{recall:>8.3f}"
            f"{right[Outcome.BROKEN] / total[Outcome.BROKEN]:>8.3f}"
            f"{right[Outcome.HELD] / total[Outcome.HELD]:>8.3f}"
        )


if __name__ == "__main__":
    main()
