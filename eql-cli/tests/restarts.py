#!/usr/bin/env python3
"""Kills `eqlc run` at random moments and compares with one uninterrupted search over the sorted events.

    cargo build --release -p eql-cli
    eql-cli/tests/restarts.py --eqlc target/release/eqlc --shared ../shared

The events are those of the shared `make_stream.py`, with attacks that it plants and with documents that make the shared
rules fire woven in at random times. They come in an order of arrival within the lateness, appended to a file that
`eqlc run --follow` reads while it is killed. The matches that all lives together have written are compared by `id`.
"""
import argparse
import collections
import datetime
import gzip
import json
import pathlib
import random
import selectors
import signal
import subprocess
import sys
import tempfile
import time

LATENESS = 5.0
EPOCH = datetime.datetime(1970, 1, 1)
# Seconds in which not all rules can have been loaded.
WHILE_LOADING = 0.3
# How often the file grows while the program lives.
STEP = 0.02


def ticks(stamp):
    """A time in units of 100 ns."""
    whole, _, fraction = stamp.rstrip("Z").partition(".")
    seconds = (datetime.datetime.fromisoformat(whole) - EPOCH).total_seconds()
    return int(seconds) * 10_000_000 + int(fraction.ljust(7, "0")[:7])


def stamp(at):
    seconds, fraction = divmod(at, 10_000_000)
    return f"{(EPOCH + datetime.timedelta(seconds=seconds)).isoformat()}.{fraction:07}Z"


def stream_lines(shared, folder, events, seed):
    made = folder / "made.ndjson"
    make_stream = shared / "corpora/events/make_stream.py"
    arguments = ["--events", str(events), "--seed", str(seed), "--plant", "0.02", "--out", made]
    subprocess.run([sys.executable, make_stream] + arguments, check=True)
    return [(ticks(json.loads(line)["@timestamp"]), line) for line in made.read_text().splitlines(keepends=True)]


def woven(shared, groups, chance, first, last):
    """Documents that make one rule fire each, with their distances in time, somewhere in the stream."""
    corpus = shared / "corpora/events/solver-positive.ndjson.gz"
    instances = [json.loads(line)["docs"] for line in gzip.open(corpus, "rt")]
    for documents in chance.sample(instances, min(groups, len(instances))):
        begin = chance.randrange(first, last) - ticks(documents[0]["@timestamp"])
        for document in documents:
            at = begin + ticks(document["@timestamp"])
            yield at, json.dumps({**document, "@timestamp": stamp(at)}) + "\n"


def at_different_times(lines):
    """In order, and no two at one time: arrival would decide between them."""
    before = None
    for at, line in sorted(lines):
        if before is not None and at <= before:
            at = before + 1
            line = json.dumps({**json.loads(line), "@timestamp": stamp(at)}) + "\n"
        before = at
        yield at, line


def is_ready(process, patience):
    """Waits until it says where its metrics are, which it does when the rules are loaded."""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stderr, selectors.EVENT_READ)
        until = time.monotonic() + patience
        while (left := until - time.monotonic()) > 0 and selector.select(left):
            line = process.stderr.readline()
            if not line or line.startswith(b"metrics at"):
                return bool(line)
    return False


def append(path, lines):
    with open(path, "a") as file:
        file.writelines(lines)


def ids(path):
    return [json.loads(line)["id"] for line in open(path)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eqlc", required=True, type=pathlib.Path)
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    parser.add_argument("--rules", type=pathlib.Path, help="instead of all shared rules")
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--woven", type=int, default=1_000_000, help="groups of documents that make a rule fire, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest-life", type=float, default=4.0, help="seconds")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds in which a life has to be ready")
    given = parser.parse_args()
    eqlc, shared = given.eqlc.resolve(), given.shared.resolve()
    rules = (given.rules or shared / "corpora/rules").resolve()
    chance = random.Random(given.seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="eql-restarts-"))

    background = stream_lines(shared, folder, given.events, given.seed)
    extra = list(woven(shared, given.woven, chance, background[0][0], background[-1][0]))
    lines = list(at_different_times(background + extra))
    sorted_file = folder / "sorted.ndjson"
    sorted_file.write_text("".join(line for _, line in lines))
    lateness = int(LATENESS * 10_000_000)
    arriving = [line for _, line in sorted((at + chance.randrange(lateness), line) for at, line in lines)]
    print(f"{len(background)} events of the stream and {len(extra)} woven in, in {folder}", flush=True)

    once = folder / "once.ndjson"
    with open(once, "w") as output:
        subprocess.run([eqlc, "scan", "-r", rules, "--assume-sorted", "-q", "--format", "ndjson", sorted_file],
                       stdout=output, stderr=subprocess.DEVNULL)
    stream, matches = folder / "stream.ndjson", folder / "matches.ndjson"
    stream.touch()
    command = [eqlc, "run", "-r", rules, "--follow", stream, "--state", folder / "state", "--output", matches,
               "--lateness", f"{int(LATENESS)}s", "--snapshot-interval", "100ms", "-q", "--metrics", "127.0.0.1:0"]

    # The file grows during each life; the last one finds the rest.
    places = sorted(chance.sample(range(1, len(arriving)), given.cuts)) + [len(arriving)]
    written, seen, unready = 0, 0, 0
    for life, place in enumerate(places[:-1], 1):
        process = subprocess.Popen(command, stderr=subprocess.PIPE, bufsize=0)
        # One in ten is killed while it loads the rules; the others live on from when they are ready.
        ready = chance.random() >= 0.1 and is_ready(process, given.patience)
        unready += not ready
        span = chance.uniform(0.05, given.longest_life if ready else WHILE_LOADING)
        started = time.monotonic()
        while (elapsed := time.monotonic() - started) < span:
            until = written + int((place - written) * elapsed / span)
            append(stream, arriving[written:until])
            written = until
            time.sleep(STEP)
        append(stream, arriving[written:place])
        written = place
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()
        # The last line may be cut off.
        found = matches.read_bytes().count(b"\n") if matches.exists() else 0
        since = "ready" if ready else "started"
        print(f"life {life}: killed {elapsed:.1f} s after it was {since}, {place} events written, {found - seen} matches",
              flush=True)
        seen = found
    append(stream, arriving[written:])
    subprocess.run(command + ["--finish"], stderr=subprocess.DEVNULL)

    expected, found = collections.Counter(ids(once)), ids(matches)
    rules_found = len({json.loads(line)["rule"]["path"] for line in open(once)})
    missing, more = set(expected) - set(found), set(found) - set(expected)
    print(f"{len(lines)} events, {given.cuts} cuts: {len(expected)} matches of {rules_found} rules expected, "
          f"{len(set(found))} found, {len(found) - len(set(found))} came again; "
          f"{unready} lives were not ready when they were killed")
    if missing or more:
        print(f"missing {sorted(missing)}, too many {sorted(more)}; see {folder}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
