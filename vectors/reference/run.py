"""Runs every vector, every bundle and the tamper suite; the last line is `N passed, N failed`."""
import glob
import json
import os
import sys

sys.dont_write_bytecode = True
import checks
import tamper
from answers import ANSWERS, answer
from assignment import Network, SINK, ZERO, check_potentials, compute_potentials, solve

VECTORS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OTHER = ("scheme-rules.json",)  # rules of the schemes, not of the draw protocol


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
    paths = sorted(path for path in glob.glob(os.path.join(VECTORS, "*.json")) if os.path.basename(path) not in OTHER)
    kinds = [os.path.basename(path)[:-5] for path in paths]
    tally.count(sorted(ANSWERS) == kinds, "a vector file for each kind", "%s" % kinds)
    for path, kind in zip(paths, kinds):
        cases = load(path)["cases"]
        for case in cases:
            got = answer(kind, case["input"])
            tally.count(got == case["expected"], "%s: %s" % (kind, case["name"]), "got %.300s" % got)
        print("%-14s %4d cases" % (kind, len(cases)))


def run_bundles(tally):
    bundles = {}
    for path in sorted(glob.glob(os.path.join(VECTORS, "bundles", "*.json"))):
        bundle = load(path)
        bundles[bundle["name"]] = bundle
        files = tamper.bundle_files(bundle)
        numbers = tuple(sorted(bundle["certificates"].items()))
        for options in ({}, {"salt": bytes.fromhex(bundle["salt"])}, {"salt": bytes.fromhex(bundle["salt"]), "certificates": numbers, "vkey": files["log.vkey"]}):
            for name, status, evidence in checks.verify(checks.Bundle(files, options)):
                skipped = (name in ("nonces", "salt.hash") and "salt" not in options) or (name == "certificates" and "certificates" not in options)
                tally.count(status == (checks.NONE if skipped else checks.PASS), "bundle %s: %s" % (bundle["name"], name), "%s %s" % (status, evidence))
    print("bundles        %4d, each with %d checks" % (len(bundles), len(checks.NAMES)))
    return bundles


def run_ties(tally):
    """Uniqueness on a network of its own, since HMAC words do not tie: two inspectors of the same cost, then of different cost."""
    for second, unique in ((5, False), (6, True)):
        network = Network()
        network.slots.append(("X", "01", "slot|X|01"))
        for who, cost in (("A1", 5), ("A2", second)):
            network.add_arc("slot|X|01", "visit|X|" + who, (0, 0, 0, 0, cost, 0, 0))
            network.add_arc("visit|X|" + who, "insp|" + who, ZERO)
            network.add_arc("insp|" + who, SINK, (0, 0, 1, 0, 0, 0, 0))
        solve(network)
        got = check_potentials(network, compute_potentials(network))
        tally.count(got == (True, unique, True), "a tie is seen" if not unique else "no tie is seen", str(got))


def main():
    tally = Tally()
    run_vectors(tally)
    run_ties(tally)
    tamper.run(tally, run_bundles(tally))
    print("%d passed, %d failed" % (tally.passed, tally.failed))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
