#!/usr/bin/env python3
"""Runs `eqlc run` at full rate over a stream that does not end, and plots its memory.

    cargo build --release -p eql-cli
    eql-cli/tests/soak.py --eqlc target/release/eqlc --shared ../shared --minutes 30 --out docs/soak

The events are those of the shared `make_stream.py`, over and over, each time later and by processes that were not there
before: join keys never come again, so that all state has to be forgotten some time. They come out of order within the
lateness. In the stream, so few of them happen in a second that a day, which is how long matches in progress of a rule
without `maxspan` live, passes in the first third of the run: from then on, as much is forgotten as is begun. Every few seconds, the memory of the process and what its metrics say becomes a row of OUT.csv; OUT.svg shows
them.
"""
import argparse
import csv
import datetime
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

LATENESS = 5
TICKS = 10_000_000  # of 100 ns, a second
EPOCH = datetime.datetime(1970, 1, 1)
TIME = re.compile(rb'^\{"@timestamp":"([^"]*)"')
METRICS = {"events": "eql_events_total", "late": "eql_events_late_total", "matches": "eql_matches_total",
           "keys": "eql_keys", "evictions": "eql_evictions_total", "kept_bytes": "eql_kept_bytes",
           "held_events": "eql_held_events", "snapshots": "eql_snapshots_total",
           "watermark": "eql_watermark_seconds"}
COLUMNS = ["seconds", "rss_mib", "highest_mib", *METRICS]


def ticks(stamp):
    whole, _, fraction = stamp.rstrip("Z").partition(".")
    seconds = (datetime.datetime.fromisoformat(whole) - EPOCH).total_seconds()
    return int(seconds) * TICKS + int(fraction.ljust(7, "0")[:7])


class Stream:
    """Rounds of one block of events."""

    def __init__(self, shared, folder, events, rate):
        made = folder / "made.ndjson"
        make_stream = shared / "corpora/events/make_stream.py"
        subprocess.run([sys.executable, make_stream, "--events", str(events), "--seed", "1", "--plant", "0.0005",
                        "--rate", str(rate), "--out", made], check=True)
        chance = random.Random(1)
        lines = []
        for line in made.read_bytes().splitlines(keepends=True):
            at = TIME.match(line)
            lines.append((ticks(at[1].decode()), line[at.end():]))
        made.unlink()
        first, last = lines[0][0], lines[-1][0]
        self.span = last - first + TICKS
        arriving = sorted((at + chance.randrange(LATENESS * TICKS), at, rest) for at, rest in lines)
        self.block = [(at, rest) for _, at, rest in arriving]

    def rounds(self):
        number = 0
        while True:
            later, mark = number * self.span, b'"entity_id":"%d-' % number
            for start in range(0, len(self.block), 500):
                part = []
                second, text = -1, b""
                for at, rest in self.block[start:start + 500]:
                    at += later
                    if at // TICKS != second:
                        second = at // TICKS
                        text = b'{"@timestamp":"' + (EPOCH + datetime.timedelta(seconds=second)).isoformat().encode()
                    part.append(b'%s.%07dZ"%s' % (text, at % TICKS, rest))
                yield b"".join(part).replace(b'"entity_id":"', mark)
            number += 1


def feed(stream, process, stop):
    try:
        for part in stream.rounds():
            if stop.is_set():
                break
            process.stdin.write(part)
    except BrokenPipeError:
        pass
    process.stdin.close()


def rss(pid):
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def highest_rss(pid):
    """By the kernel's account: what stands between two rows is in it."""
    return int(re.search(r"VmHWM:\s*(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def metrics(address):
    text = urllib.request.urlopen(f"http://{address}/metrics", timeout=30).read().decode()
    sums = dict.fromkeys(METRICS, 0.0)
    for line in text.splitlines():
        name = re.match(r"[a-z_]+", line)
        for column, metric in METRICS.items():
            if name and name[0] == metric:
                sums[column] += float(line.rsplit(" ", 1)[1])
    return sums


def panel(rows, column, label, top, height, shown=lambda value: f"{value:,.0f}"):
    """A line of one column over time, with its axis from nought."""
    left, width = 90, 640
    end = rows[-1]["seconds"] or 1
    most = max(row[column] for row in rows) or 1
    points = " ".join(f"{left + width * row['seconds'] / end:.1f},{top + height - height * row[column] / most:.1f}"
                      for row in rows)
    marks = "".join(
        f'<line x1="{left}" x2="{left + width}" y1="{top + height * (1 - part):.0f}" y2="{top + height * (1 - part):.0f}"'
        f' stroke="#ddd"/><text x="{left - 6}" y="{top + height * (1 - part) + 4:.0f}" text-anchor="end">'
        f'{shown(most * part)}</text>' for part in (0, 0.5, 1))
    return (f'<text x="{left}" y="{top - 8}" font-weight="bold">{label}</text>{marks}'
            f'<polyline points="{points}" fill="none" stroke="#26c" stroke-width="1.2"/>')


def plot(rows, path):
    for before, row in zip([rows[0], *rows], rows):
        passed = row["seconds"] - before["seconds"]
        row["rate"] = (row["events"] - before["events"]) / passed if passed else 0
        row["minutes"] = row["seconds"] / 60
    rows[0]["rate"] = rows[1]["rate"] if len(rows) > 1 else 0
    panels = [("rss_mib", "Memory of the process, MiB"), ("rate", "Events a second"),
              ("keys", "Join keys with matches in progress, all rules"), ("evictions", "State given up because of limits")]
    body = "".join(panel(rows, column, label, 40 + 150 * at, 100) for at, (column, label) in enumerate(panels))
    bottom = 40 + 150 * len(panels)
    ticks_at = [part * rows[-1]["minutes"] / 6 for part in range(7)]
    axis = "".join(f'<text x="{90 + 640 * part / 6:.0f}" y="{bottom - 30}" text-anchor="middle">{minutes:.0f} min</text>'
                   for part, minutes in enumerate(ticks_at))
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{bottom}" font-family="sans-serif" '
                    f'font-size="11"><rect width="100%" height="100%" fill="white"/>{body}{axis}</svg>\n')


def sample(process, address, minutes, every, writer):
    rows, began = [], time.monotonic()
    while process.poll() is None and (passed := time.monotonic() - began) < minutes * 60:
        row = {"seconds": round(passed, 1), "rss_mib": round(rss(process.pid), 1),
               "highest_mib": round(highest_rss(process.pid), 1), **metrics(address)}
        rows.append(row)
        writer.writerow({column: f"{row[column]:.10g}" for column in COLUMNS})
        time.sleep(every)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eqlc", required=True, type=pathlib.Path)
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    parser.add_argument("--rules", type=pathlib.Path, help="instead of all shared rules")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--every", type=float, default=5, help="seconds between two rows")
    parser.add_argument("--events", type=int, default=100_000, help="in a block")
    parser.add_argument("--rate", type=float, default=40, help="events in a second of the stream's own time")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="without its ending")
    given = parser.parse_args()
    shared = given.shared.resolve()
    rules = (given.rules or shared / "corpora/rules").resolve()
    with tempfile.TemporaryDirectory(prefix="eql-soak-") as name:
        folder = pathlib.Path(name)
        stream, stop = Stream(shared, folder, given.events, given.rate), threading.Event()
        command = [given.eqlc.resolve(), "run", "-r", rules, "--lateness", f"{LATENESS}s", "--state", folder / "state",
                   "--snapshot-interval", "60s", "--metrics", "127.0.0.1:0", "--output", folder / "matches.ndjson"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=False)
        address = None
        while address is None:
            line = process.stderr.readline().decode()
            found = re.search(r"http://([^/]*)/metrics", line)
            address = found[1] if found else None
            if not line:
                return "eqlc has ended"
        told = []
        threading.Thread(target=lambda: told.extend(process.stderr), daemon=True).start()
        feeder = threading.Thread(target=feed, args=(stream, process, stop), daemon=True)
        feeder.start()
        with open(given.out.with_suffix(".csv"), "w", newline="", buffering=1) as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            rows = sample(process, address, given.minutes, given.every, writer)
        stop.set()
        process.send_signal(signal.SIGTERM)
        status = process.wait()
        feeder.join()
        for line in told[-20:]:
            sys.stderr.write(line.decode())
    plot(rows, given.out.with_suffix(".svg"))
    memory, last = [row["rss_mib"] for row in rows], rows[-1]
    days = (last["watermark"] - next(row["watermark"] for row in rows if row["watermark"])) / 86_400
    thirds = [memory[len(memory) * part // 3:len(memory) * (part + 1) // 3] for part in range(3)]
    print(f"{last['events']:,.0f} events in {last['seconds'] / 60:.1f} minutes, "
          f"{last['events'] / last['seconds']:,.0f}/s, {days:.1f} days of the stream; {last['matches']:,.0f} matches, "
          f"{last['late']:,.0f} late; {last['snapshots']:,.0f} snapshots; memory in MiB at most {last['highest_mib']:,.0f}, by "
          f"thirds {', '.join(f'{min(third):,.0f} to {max(third):,.0f}' for third in thirds)}; ended with {status}")
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
