// Answers resolver requests, one JSON a line, with gomatrixserverlib's state resolution.
//
// In:  {"room_version", "events", "state_sets", "rejected"?, "repeat"?}
// Out: {"state", "ns", "error", "chains_ns", "load_ns"}
//
// The library leaves two things to its caller: telling conflicted state from the rest, and loading
// auth chains. Both are done here as Dendrite does them when several events come before one: a key
// is in conflict if the states hold more than one event at it, and the chains are those of the
// conflicted events. `ns` is the library's own time for one resolution, `chains_ns` the time of
// what this program adds, `load_ns` that of reading the request.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"time"

	"github.com/matrix-org/gomatrixserverlib"
	"github.com/matrix-org/gomatrixserverlib/spec"
)

type request struct {
	RoomVersion gomatrixserverlib.RoomVersion `json:"room_version"`
	Events      []json.RawMessage             `json:"events"`
	StateSets   [][]string                    `json:"state_sets"`
	Rejected    []string                      `json:"rejected"`
	Repeat      int                           `json:"repeat"`
}

type answer struct {
	State    []string `json:"state"`
	Ns       int64    `json:"ns"`
	Error    *string  `json:"error"`
	ChainsNs int64    `json:"chains_ns"`
	LoadNs   int64    `json:"load_ns"`
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	for {
		line, end := input.ReadBytes('\n')
		if len(line) > 1 {
			result := safely(line)
			text, err := json.Marshal(result)
			if err != nil {
				panic(err)
			}
			output.Write(append(text, '\n'))
			output.Flush()
		}
		if end != nil {
			return
		}
	}
}

// A panic inside the library is its answer to this request, not the end of the program.
func safely(line []byte) (result answer) {
	defer func() {
		if cause := recover(); cause != nil {
			text := fmt.Sprintf("panic: %v", cause)
			result = answer{Error: &text}
		}
	}()
	result, err := resolve(line)
	if err != nil {
		text := err.Error()
		return answer{Error: &text}
	}
	return result
}

func resolve(line []byte) (answer, error) {
	started := time.Now()
	asked := request{Repeat: 1}
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{}, err
	}
	room, err := readRoom(asked)
	if err != nil {
		return answer{}, err
	}
	load := time.Since(started)
	var own, chains time.Duration
	var resolved []gomatrixserverlib.PDU
	for run := 0; run < asked.Repeat; run++ {
		started = time.Now()
		conflicted, unconflicted := room.split()
		auth := room.chainsOf(conflicted)
		chains += time.Since(started)
		started = time.Now()
		if room.algorithm == gomatrixserverlib.StateResV1 {
			resolved = gomatrixserverlib.ResolveStateConflicts(conflicted, unconflicted, userID)
			resolved = append(resolved, unconflicted...)
		} else {
			resolved = gomatrixserverlib.ResolveStateConflictsV2(
				conflicted, unconflicted, auth, userID, room.isRejected)
		}
		own += time.Since(started)
	}
	ids := make([]string, 0, len(resolved))
	for _, event := range resolved {
		ids = append(ids, event.EventID())
	}
	sort.Strings(ids)
	repeat := int64(max(asked.Repeat, 1))
	return answer{
		State:    ids,
		Ns:       own.Nanoseconds() / repeat,
		ChainsNs: chains.Nanoseconds() / repeat,
		LoadNs:   load.Nanoseconds(),
	}, nil
}

// Senders are user IDs in all versions that are asked about.
func userID(_ spec.RoomID, sender spec.SenderID) (*spec.UserID, error) {
	return spec.NewUserID(string(sender), true)
}
