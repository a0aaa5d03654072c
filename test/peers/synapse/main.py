"""Answers resolver requests, one JSON a line, with Synapse's state resolution.

In:  {"room_version", "events", "state_sets", "rejected"?, "repeat"?}
Out: {"state", "ns", "error", "chains_ns", "load_ns"}

Run by the Python of an environment that has matrix-synapse. Synapse finds auth differences and the
conflicted subgraph in its database; `Store` finds the same sets in memory: chains that include the
state's own events, as the database's chain cover has them. `ns` is the time of Synapse's code for
one resolution, `chains_ns` what `Store` took for those sets, `load_ns` reading the request.
"""

import json
import logging
import sys
import time

from canonicaljson import encode_canonical_json
from synapse.api.room_versions import KNOWN_ROOM_VERSIONS
import synapse.server  # noqa: F401  (first, or its modules import each other in a ring)
from synapse.events import make_event_from_json
from synapse.state import v1, v2
from synapse.storage.databases.main.event_federation import StateDifference

logging.disable(logging.CRITICAL)


class Clock:
    async def sleep(self, duration):
        pass


class Store:
    """The part of Synapse's storage that its resolver asks."""

    def __init__(self, events):
        self.events = events
        self.cites = {
            event_id: [auth for auth in event.auth_event_ids() if auth in events]
            for event_id, event in events.items()
        }
        self.ns = 0

    async def get_events(self, event_ids, allow_rejected=False):
        return {event_id: self.events[event_id] for event_id in event_ids if event_id in self.events}

    async def get_auth_chain_difference(self, room_id, state_sets, conflicted, additional):
        started = time.perf_counter_ns()
        chains = [reach(self.cites, state) for state in state_sets]
        difference = set().union(*chains) - set.intersection(*chains)
        subgraph = None if conflicted is None else self.subgraph(conflicted)
        self.ns += time.perf_counter_ns() - started
        return StateDifference(auth_difference=difference, conflicted_subgraph=subgraph)

    def subgraph(self, conflicted):
        below = reach(self.cites, conflicted)
        citing = {}
        for event_id in below:
            for auth in self.cites[event_id]:
                citing.setdefault(auth, []).append(event_id)
        return below & reach(citing, conflicted)


def reach(edges, starts):
    """Everything that can be reached from the starts, these included."""
    found = set()
    stack = list(starts)
    while stack:
        event_id = stack.pop()
        if event_id not in found:
            found.add(event_id)
            stack.extend(edges.get(event_id, ()))
    return found


def finish(coroutine):
    """The result of a coroutine that never really waits."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("the resolver waits for something")


def read_event(pdu, version, rejected):
    event_id = pdu["event_id"]
    # Before version 3 the ID is part of the event; since then it is its hash.
    if version.event_format > 1:
        del pdu["event_id"]
    pdu.setdefault("unsigned", {})
    event = make_event_from_json(
        encode_canonical_json(pdu).decode(),
        version,
        rejected_reason="rejected" if event_id in rejected else None,
    )
    if event.event_id != event_id:
        raise ValueError(f"{event_id} is not the event's hash, which is {event.event_id}")
    return event


def answer(request):
    started = time.perf_counter_ns()
    version = KNOWN_ROOM_VERSIONS[request["room_version"]]
    rejected = set(request.get("rejected", ()))
    events = {}
    for pdu in request["events"]:
        event = read_event(pdu, version, rejected)
        events[event.event_id] = event
    states = []
    for ids in request["state_sets"]:
        states.append({(events[i].type, events[i].state_key): i for i in ids})
    room_id = next(iter(events.values())).room_id
    store = Store(events)
    load_ns = time.perf_counter_ns() - started
    repeat = request.get("repeat", 1)
    ns = 0
    for _ in range(repeat):
        started = time.perf_counter_ns()
        state = dict(finish(resolve(room_id, version, states, store)))
        ns += time.perf_counter_ns() - started
    return {
        "state": sorted(state.values()),
        "ns": (ns - store.ns) // repeat,
        "error": None,
        "chains_ns": store.ns // repeat,
        "load_ns": load_ns,
    }


def resolve(room_id, version, states, store):
    if version.identifier == "1":
        return v1.resolve_events_with_store(room_id, version, states, None, store.get_events)
    return v2.resolve_events_with_store(Clock(), room_id, version, states, None, store)


def main():
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            result = answer(json.loads(line))
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            result = {"state": None, "ns": 0, "error": text, "chains_ns": 0, "load_ns": 0}
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


main()
