// The events of a request, and what a caller of the library has to make of them.
package main

import (
	"encoding/json"
	"fmt"

	"github.com/matrix-org/gomatrixserverlib"
)

type room struct {
	algorithm gomatrixserverlib.StateResAlgorithm
	events    map[string]gomatrixserverlib.PDU
	states    [][]gomatrixserverlib.PDU
	rejected  map[string]bool
}

func readRoom(asked request) (*room, error) {
	version, err := gomatrixserverlib.GetRoomVersion(asked.RoomVersion)
	if err != nil {
		return nil, err
	}
	read := &room{
		algorithm: version.StateResAlgorithm(),
		events:    make(map[string]gomatrixserverlib.PDU, len(asked.Events)),
		rejected:  make(map[string]bool, len(asked.Rejected)),
	}
	for _, raw := range asked.Events {
		var named struct {
			EventID string `json:"event_id"`
		}
		if err := json.Unmarshal(raw, &named); err != nil {
			return nil, err
		}
		event, err := version.NewEventFromTrustedJSONWithEventID(named.EventID, raw, false)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", named.EventID, err)
		}
		read.events[named.EventID] = event
	}
	for _, id := range asked.Rejected {
		read.rejected[id] = true
	}
	for _, ids := range asked.StateSets {
		state := make([]gomatrixserverlib.PDU, 0, len(ids))
		for _, id := range ids {
			event, ok := read.events[id]
			if !ok {
				return nil, fmt.Errorf("%s of state_sets is not in events", id)
			}
			if event.StateKey() == nil {
				return nil, fmt.Errorf("%s is no state event", id)
			}
			state = append(state, event)
		}
		read.states = append(read.states, state)
	}
	return read, nil
}

// split tells the events at keys of which the states hold several from those at keys of which they
// hold one; whether every state holds it is not asked.
func (r *room) split() (conflicted, unconflicted []gomatrixserverlib.PDU) {
	byKey := map[gomatrixserverlib.StateKeyTuple][]gomatrixserverlib.PDU{}
	var keys []gomatrixserverlib.StateKeyTuple
	seen := map[string]bool{}
	for _, state := range r.states {
		for _, event := range state {
			if seen[event.EventID()] {
				continue
			}
			seen[event.EventID()] = true
			key := gomatrixserverlib.StateKeyTuple{EventType: event.Type(), StateKey: *event.StateKey()}
			if byKey[key] == nil {
				keys = append(keys, key)
			}
			byKey[key] = append(byKey[key], event)
		}
	}
	for _, key := range keys {
		if events := byKey[key]; len(events) > 1 {
			conflicted = append(conflicted, events...)
		} else {
			unconflicted = append(unconflicted, events...)
		}
	}
	return conflicted, unconflicted
}

// chainsOf gives the events of the auth chains of some events, each once.
func (r *room) chainsOf(starts []gomatrixserverlib.PDU) []gomatrixserverlib.PDU {
	found := []gomatrixserverlib.PDU{}
	seen := map[string]bool{}
	open := append([]gomatrixserverlib.PDU{}, starts...)
	for len(open) > 0 {
		event := open[len(open)-1]
		open = open[:len(open)-1]
		for _, id := range event.AuthEventIDs() {
			if auth, ok := r.events[id]; ok && !seen[id] {
				seen[id] = true
				found = append(found, auth)
				open = append(open, auth)
			}
		}
	}
	return found
}

func (r *room) isRejected(id string) bool {
	return r.rejected[id]
}
