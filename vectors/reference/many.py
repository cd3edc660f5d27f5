#!/usr/bin/env python3
"""Verify many bundles in one run, for a test that holds the two verifiers against each other.

usage: many.py            a JSON object a line on stdin: {"files": {name: base64}}; on stdout, in the same order: {"ok": bool, "failed": [name, …]}
       many.py --attacks  every bundle of an insider who holds the log key (tamper.py), a JSON object a line:
                          {"label", "files": {name: base64}, "salt": hex, "certificates": {inspector: number}, "vkey": text or "-",
                           "expected": the check that must catch it, "failed": [name, …]}
"""
import base64
import json
import sys

sys.dont_write_bytecode = True

import checks
import tamper


def answer(files, **options):
    return [name for name, status, _evidence in checks.verify(checks.Bundle(files, options)) if status == checks.FAIL]


def run_given():
    for line in sys.stdin:
        files = {name: base64.b64decode(text) for name, text in json.loads(line)["files"].items()}
        failed = answer(files)
        print(json.dumps({"ok": not failed, "failed": failed}))


def run_attacks():
    for label, files, known, expected in tamper.attack_bundles():
        print(json.dumps({
            "label": label,
            "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
            "salt": known["salt"].hex(),
            "certificates": dict(known["certificates"]),
            "vkey": known["vkey"].decode() if "vkey" in known else "-",
            "expected": expected,
            "failed": answer(files, **known),
        }))


if __name__ == "__main__":
    run_attacks() if sys.argv[1:] == ["--attacks"] else run_given()
