#!/usr/bin/env python3
"""Verify a published draw bundle of 明查: a directory or a zip of 22 files.

usage: verify.py BUNDLE_DIR_OR_ZIP [--salt FILE] [--vkey FILE] [--certificates FILE] [--witness FILE] [--json]

Prints each check as `pass|fail|not-applicable  <name>  <evidence>`. Exit 0: no check fails. 1: one fails. 2: usage.
--salt: 64 hex characters (auditors). --vkey: the log key you already know. --certificates: lines inspector⇥certificate number.
--witness: verifier keys (type 4) of the witnesses you trust, one a line. Reads the clock zero times and no network.
"""
import json
import os
import stat
import sys
import zipfile

sys.dont_write_bytecode = True

import checks
import note
from canonical import Refused

USAGE = "usage: verify.py BUNDLE_DIR_OR_ZIP [--salt FILE] [--vkey FILE] [--certificates FILE] [--witness FILE] [--json]"
MAX_NAMES = 64


class Usage(Exception):
    """The command line, or a file named on it, is wrong: exit 2."""


def read_bounded(stream):
    data = stream.read(checks.MAX_FILE + 1)
    return data, len(data) > checks.MAX_FILE


def load_directory(path):
    files, faults, oversized, total = {}, [], False, 0
    names = sorted(os.listdir(path))
    if len(names) > MAX_NAMES:
        faults.append("%d names in the directory" % len(names))
    for name in names[:MAX_NAMES]:
        full = os.path.join(path, name)
        if not stat.S_ISREG(os.lstat(full).st_mode):
            faults.append("%r is not a plain file" % name[:80])
            continue
        with open(full, "rb") as stream:
            data, over = read_bounded(stream)
        total += len(data)
        oversized = oversized or over or total > checks.MAX_BUNDLE
        if oversized:
            break
        files[name] = data
    return checks.Bundle(files, {"oversized": oversized}, faults)


def load_zip(path):
    files, faults, oversized, total = {}, [], False, 0
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_NAMES:
                faults.append("%d names in the zip" % len(members))
            for member in members[:MAX_NAMES]:
                if member.is_dir():
                    continue
                name = member.filename
                if name in files:
                    faults.append("%r stands twice" % name[:80])
                    continue
                with archive.open(member) as stream:
                    data, over = read_bounded(stream)
                total += len(data)
                oversized = oversized or over or total > checks.MAX_BUNDLE
                if oversized:
                    break
                files[name] = data
    except Exception as error:  # a zip that cannot be read is a bundle without files
        faults.append("the zip cannot be read (%s)" % type(error).__name__)
    folders = {name.split("/", 1)[0] for name in files if "/" in name}
    if len(folders) == 1 and all(name.count("/") == 1 for name in files):
        files = {name.split("/", 1)[1]: data for name, data in files.items()}
    return checks.Bundle(files, {"oversized": oversized}, faults)


def read_option(path):
    try:
        with open(path, "rb") as stream:
            return stream.read(16 * 2**20)
    except OSError as error:
        raise Usage("cannot read %s: %s" % (path, error.strerror))


def read_salt(data):
    text = data.decode("ascii", "replace")
    text = text[:-1] if text.endswith("\n") else text
    if len(text) != 64 or any(char not in "0123456789abcdef" for char in text):
        raise Usage("the salt file is not 64 hex characters")
    return bytes.fromhex(text)


def read_certificates(data):
    pairs = []
    for line in data.decode("utf-8", "replace").splitlines():
        if line.count("\t") != 1:
            raise Usage("a certificate line is inspector, tab, number")
        pairs.append(tuple(line.split("\t")))
    return tuple(pairs)


def read_witnesses(data):
    try:
        return tuple(note.read_vkey(line, note.WITNESS_KEY) for line in data.decode("utf-8", "replace").split("\n") if line)
    except Refused as refusal:
        raise Usage("a witness key: %s" % refusal)


OPTIONS = {
    "--salt": ("salt", read_salt),
    "--vkey": ("vkey", lambda data: data if data.endswith(b"\n") else data + b"\n"),
    "--certificates": ("certificates", read_certificates),
    "--witness": ("witnesses", read_witnesses),
}


def read_arguments(arguments):
    """(path, options, as JSON)."""
    path, options, as_json = None, {}, False
    queue = list(arguments)
    while queue:
        word = queue.pop(0)
        if word == "--json":
            as_json = True
        elif word in OPTIONS:
            if not queue:
                raise Usage(word + " needs a file")
            name, reader = OPTIONS[word]
            options[name] = reader(read_option(queue.pop(0)))
        elif word.startswith("-") or path is not None:
            raise Usage("unexpected " + word)
        else:
            path = word
    if path is None or not os.path.exists(path):
        raise Usage("no bundle at %s" % path)
    return path, options, as_json


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        path, options, as_json = read_arguments(arguments)
        bundle = load_directory(path) if os.path.isdir(path) else load_zip(path)
    except (Usage, OSError) as error:
        print("%s\n%s" % (error, USAGE), file=sys.stderr)
        return 2
    bundle.options.update(options)
    rows = list(checks.verify(bundle))
    failed = sum(status == checks.FAIL for _name, status, _evidence in rows)
    if as_json:
        print(json.dumps({"ok": not failed, "checks": [dict(zip(("name", "status", "evidence"), row)) for row in rows]}, ensure_ascii=False, indent=1))
    else:
        for name, status, evidence in rows:
            print("%s  %s  %s" % (status, name, "".join(char if char.isprintable() else "\\x%02x" % ord(char) for char in evidence)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
