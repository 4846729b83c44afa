#!/usr/bin/env python3
"""Runs the networks of networks.json in other runtimes, one inference per line of standard input.

Started by kiln-bench, which runs its own inference before each request, so that both meet the same machine.
First line out: {"peers": [...], "notes": [...]}. A request is `network TAB peer TAB threads TAB clock`, the answer
the milliseconds of one inference. The clock `thread` is the processor time of this thread, `wall` passing time.
"""

import importlib
import json
import sys
import time


def timed(run, clock):
    now = time.thread_time if clock == "thread" else time.perf_counter
    start = now()
    run()
    return (now() - start) * 1000


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lists = json.load(file)
        networks = {network["name"]: network for network in lists["networks"] + lists.get("float_networks", [])}
    peers, notes = {}, []
    for module in ("onnx_networks", "tflite_networks"):
        try:
            found, note = importlib.import_module(module).peers()
            peers.update(found)
            notes.append(note)
        except ImportError as error:
            notes.append(f"left out: {error}")
    # Python's own output buffer would hold answers back.
    print(json.dumps({"peers": list(peers), "notes": notes}), flush=True)
    ready = (None, None)
    for line in sys.stdin:
        name, peer, threads, clock = line.rstrip("\n").split("\t")
        if ready[0] != (name, peer, threads):
            # One network at a time, so that no other runtime's threads are left over.
            ready = (None, None)
            ready = ((name, peer, threads), peers[peer](networks[name], int(threads)))
        print(timed(ready[1], clock), flush=True)


if __name__ == "__main__":
    main()
