"""Python's eql as a program that the benchmark asks over standard input; see bench/pack/src/lib.rs for the requests.

The argument is a file: the query as a JSON string, then an event a line. The library knows no lists where a rule names a
value, so lists of one are unwrapped, before anything is timed.
"""

import json
import sys
import time
from datetime import datetime, timezone

import eql


def unwrap(value):
    if isinstance(value, list) and len(value) == 1:
        return unwrap(value[0])
    if isinstance(value, dict):
        return {key: unwrap(child) for key, child in value.items()}
    return value


def milliseconds(text):
    if text is None:
        return 0
    head, _, fraction = text.rstrip("Z").partition(".")
    seconds = datetime.strptime(head, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc).timestamp()
    return int(seconds) * 1000 + int((fraction + "000")[:3])


def read(path):
    with open(path, encoding="utf-8") as lines:
        query = json.loads(next(lines))
        events = []
        for line in lines:
            data = unwrap(json.loads(line))
            category = data.get("event", {}).get("category", "generic")
            events.append(eql.Event(category, milliseconds(data.get("@timestamp")), data))
        return query, events


class Engine:
    """The engine with one query; `found` counts its results."""

    def __init__(self, query):
        self.found = 0
        self.engine = eql.PythonEngine()
        # Events have milliseconds.
        self.engine.time_unit = 1000
        self.engine.add_query(eql.parse_query(query))
        self.engine.add_output_hook(self.count)

    def count(self, _result):
        self.found += 1

    def run(self, events):
        before = self.found
        self.engine.stream_events(events, finalize=False)
        return self.found - before


def main():
    query, events = read(sys.argv[1])
    engine = Engine(query)
    for request in sys.stdin:
        words = request.split()
        if words[0] == "info":
            print(1, 0, 0, flush=True)
        elif words[0] == "verdicts":
            engine = Engine(query)
            print("\n".join(str(engine.run([event])) for event in events), flush=True)
        elif words[0] == "run":
            chosen = events[int(words[2]) : int(words[3])]
            if words[2] == "0":
                engine = Engine(query)
            begin = time.thread_time_ns()
            count = engine.run(chosen)
            print(time.thread_time_ns() - begin, count, flush=True)


main()
