"""Runs every vector, every bundle and the tamper suite; the last line is `N passed, N failed`."""
import glob
import json
import os
import sys

sys.dont_write_bytecode = True
from answers import ANSWERS, answer

VECTORS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def count(self, good, name, detail=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED  %s  %s" % (name, detail))


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def run_vectors(tally):
    paths = sorted(glob.glob(os.path.join(VECTORS, "*.json")))
    kinds = [os.path.basename(path)[:-5] for path in paths]
    tally.count(sorted(ANSWERS) == kinds, "a vector file for each kind", "%s" % kinds)
    for path, kind in zip(paths, kinds):
        cases = load(path)["cases"]
        for case in cases:
            got = answer(kind, case["input"])
            tally.count(got == case["expected"], "%s: %s" % (kind, case["name"]), "got %.300s" % got)
        print("%-14s %4d cases" % (kind, len(cases)))


def main():
    tally = Tally()
    run_vectors(tally)
    print("%d passed, %d failed" % (tally.passed, tally.failed))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
