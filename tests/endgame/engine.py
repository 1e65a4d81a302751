"""Runs queries on the reference engine, PyPI's `eql`.

Standard input: {"events": [event, ...] or null for those of the package, "queries": [text, ...],
"definitions": what stands before each query}.
Standard output: {"events": [...], "suite": the text of the package's test_queries.toml, "results": [...]}; a result is
{"found": [[position, ...], ...]}, {"records": [...]} for results that are no events, {"refused": why} for a query that does
not compile, or {"failed": why} for one that stops while it runs.
"""

import datetime
import json
import sys

from eql.engine import PythonEngine
from eql.etc import get_etc_path
from eql.events import Event
from eql.parser import get_preprocessor, parse_query

POSITION = "__position"


def run(text, events, preprocessor):
    """The result of one query."""
    engine = PythonEngine({"data_source": "endgame", "pid_key": "unique_pid", "ppid_key": "unique_ppid"})
    try:
        with engine:
            query = parse_query(text, preprocessor=preprocessor)
            outputs = []
            engine.add_output_hook(outputs.append)
            engine.add_query(query)
    except RecursionError:
        return {"refused": "nested too deep"}
    except Exception as error:  # pylint: disable=broad-except
        return {"refused": "%s: %s" % (type(error).__name__, error)}
    try:
        engine.stream_events([event.copy() for event in events])
    except Exception as error:  # pylint: disable=broad-except
        return {"failed": "%s: %s" % (type(error).__name__, error)}
    found = [[event.data.get(POSITION) for event in output.events] for output in outputs]
    if any(position is None for positions in found for position in positions):
        return {"records": [[event.data for event in output.events] for output in outputs]}
    return {"found": found}


def iso(ticks):
    """Ticks of 100 ns since 1601 as ISO 8601 text."""
    seconds, rest = divmod(ticks - 116444736000000000, 10000000)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    return "%s.%07dZ" % (moment.strftime("%Y-%m-%dT%H:%M:%S"), rest)


def main():
    """Answers one request."""
    request = json.load(sys.stdin)
    events = request.get("events")
    if events is None:
        with open(get_etc_path("test_data.json"), encoding="utf-8") as file:
            events = json.load(file)
    with open(get_etc_path("test_queries.toml"), encoding="utf-8") as file:
        suite = file.read()
    events.sort(key=lambda event: event.get("timestamp", 0))
    numbered = [Event.from_data(dict(event, **{POSITION: at})) for at, event in enumerate(events)]
    for event in events:
        if "timestamp" in event:
            event["@timestamp"] = iso(event["timestamp"])
    definitions = request["definitions"]
    preprocessor = get_preprocessor(definitions) if definitions else None
    results = [run(query, numbered, preprocessor) for query in request["queries"]]
    json.dump({"events": events, "suite": suite, "results": results}, sys.stdout)


if __name__ == "__main__":
    main()
