#!/usr/bin/env python3
"""Kills `eqlc run` at random moments and compares with one uninterrupted search over the sorted events.

    eql-cli/tests/restarts.py --eqlc target/debug/eqlc --shared ../shared --cuts 50

The events are those of the shared `make_stream.py`, in an order of arrival within the lateness, written to a file that
`eqlc run --follow` reads while it is killed. The matches that all lives together have written are compared by `id`.
"""
import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

LATENESS = 5.0


def seconds(line):
    stamp = json.loads(line)["@timestamp"]
    hours, minutes, rest = stamp[11:-1].split(":")
    return int(stamp[8:10]) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(rest)


def ids(path):
    return [json.loads(line)["id"] for line in open(path)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eqlc", required=True, type=pathlib.Path)
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    parser.add_argument("--rules", type=pathlib.Path, help="instead of all shared rules")
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--events", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest-life", type=float, default=3.0, help="seconds")
    given = parser.parse_args()
    eqlc, shared = given.eqlc.resolve(), given.shared.resolve()
    rules = (given.rules or shared / "corpora/rules").resolve()
    chance = random.Random(given.seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="eql-restarts-"))

    sorted_file = folder / "sorted.ndjson"
    make_stream = shared / "corpora/events/make_stream.py"
    subprocess.run(
        [sys.executable, make_stream, "--events", str(given.events), "--seed", str(given.seed), "--plant", "0.02",
         "--out", sorted_file],
        check=True,
    )
    lines = sorted_file.read_text().splitlines(keepends=True)
    arriving = [line for _, line in sorted((seconds(line) + chance.uniform(0, LATENESS), line) for line in lines)]

    once = folder / "once.ndjson"
    with open(once, "w") as output:
        subprocess.run([eqlc, "scan", "-r", rules, "--assume-sorted", "-q", sorted_file], stdout=output,
                       stderr=subprocess.DEVNULL)
    stream, matches = folder / "stream.ndjson", folder / "matches.ndjson"
    stream.touch()
    command = [eqlc, "run", "-r", rules, "--follow", stream, "--state", folder / "state", "--output", matches,
               "--lateness", f"{int(LATENESS)}s", "--snapshot-interval", "100ms", "-q"]

    # What is written, life by life; the last life finds the rest.
    places = sorted(chance.sample(range(1, len(arriving)), given.cuts)) + [len(arriving)]
    written = 0
    for life, place in enumerate(places):
        last = life == len(places) - 1
        with open(stream, "a") as file:
            file.writelines(arriving[written:place])
        written = place
        started = time.monotonic()
        process = subprocess.Popen(command + (["--finish"] if last else []), stderr=subprocess.DEVNULL)
        if last:
            process.wait()
            break
        # Sometimes before the rules are loaded, sometimes long after.
        time.sleep(chance.uniform(0.05, given.longest_life))
        process.send_signal(signal.SIGKILL)
        process.wait()
        print(f"life {life + 1}: killed after {time.monotonic() - started:.1f} s, {place} events written", flush=True)

    expected, found = ids(once), ids(matches)
    print(f"{len(lines)} events, {given.cuts} cuts: {len(set(expected))} matches expected, {len(set(found))} found, "
          f"{len(found) - len(set(found))} of them came again")
    if set(expected) != set(found):
        print(f"missing {sorted(set(expected) - set(found))}, too many {sorted(set(found) - set(expected))}; see {folder}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
