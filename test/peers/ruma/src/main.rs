//! Answers resolver requests, one JSON a line, with ruma-state-res.
//!
//! In:  `{"room_version", "events", "state_sets", "rejected"?, "repeat"?}`
//! Out: `{"state", "ns", "error", "chains_ns", "load_ns"}`
//!
//! The crate leaves three things to its caller: reading events, the auth chain of each state, and
//! the conflicted state subgraph. `ns` is the crate's own time for one resolution; what this program
//! adds for chains and subgraph is `chains_ns`, reading the request is `load_ns`. An auth chain here
//! leaves the state's own events out, as the crate's documentation and the specification say; with
//! the argument `--chains-with-state` it includes them.

mod chains;
mod pdu;

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{BufRead, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use chains::Chains;
use pdu::Pdu;
use ruma_common::{EventId, OwnedEventId, RoomVersionId};
use ruma_events::StateEventType;
use ruma_state_res::{StateMap, resolve};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Request {
    room_version: RoomVersionId,
    events: Vec<Pdu>,
    state_sets: Vec<Vec<OwnedEventId>>,
    #[serde(default)]
    rejected: Vec<OwnedEventId>,
    #[serde(default = "once")]
    repeat: u32,
}

fn once() -> u32 {
    1
}

#[derive(Default, Serialize)]
struct Answer {
    state: Option<Vec<OwnedEventId>>,
    ns: u64,
    error: Option<String>,
    chains_ns: u64,
    load_ns: u64,
}

fn main() {
    let with_state = std::env::args().any(|argument| argument == "--chains-with-state");
    std::panic::set_hook(Box::new(|_| {}));
    let input = std::io::stdin().lock();
    let mut output = BufWriter::new(std::io::stdout().lock());
    for line in input.lines() {
        let line = line.expect("standard input is readable");
        if line.trim().is_empty() {
            continue;
        }
        // A panic inside the crate is its answer to this request, not the end of the program.
        let answer = catch_unwind(AssertUnwindSafe(|| answer(&line, with_state)))
            .unwrap_or_else(|panic| Err(format!("panic: {}", panic_text(&*panic))))
            .unwrap_or_else(|error| Answer { error: Some(error), ..Answer::default() });
        serde_json::to_writer(&mut output, &answer).expect("an answer can be written");
        output.write_all(b"\n").expect("standard output is writable");
        output.flush().expect("standard output is writable");
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

fn answer(line: &str, with_state: bool) -> Result<Answer, String> {
    let started = Instant::now();
    let request: Request = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let rules = request.room_version.rules().ok_or("the room version is not known")?;
    let state_res = rules.state_res.v2_rules().ok_or("state resolution v1 is not implemented")?;
    let mut events: HashMap<OwnedEventId, Pdu> =
        request.events.into_iter().map(|pdu| (pdu.event_id.clone(), pdu)).collect();
    for id in &request.rejected {
        if let Some(pdu) = events.get_mut(id) {
            pdu.rejected = true;
        }
    }
    let events: HashMap<OwnedEventId, Arc<Pdu>> =
        events.into_iter().map(|(id, pdu)| (id, Arc::new(pdu))).collect();
    let states = request
        .state_sets
        .iter()
        .map(|ids| state_map(ids, &events))
        .collect::<Result<Vec<_>, _>>()?;
    let load_ns = started.elapsed().as_nanos() as u64;

    let chains = Chains::new(&events);
    let mut ns = 0;
    let mut chains_ns = 0;
    let mut resolved = StateMap::new();
    for _ in 0..request.repeat {
        let started = Instant::now();
        let auth_chains = states.iter().map(|state| chains.of_state(state, with_state)).collect();
        chains_ns += started.elapsed().as_nanos() as u64;
        let in_subgraph = Cell::new(0);
        let started = Instant::now();
        resolved = resolve(
            &rules.authorization,
            &state_res,
            &states,
            auth_chains,
            |id: &EventId| events.get(id).cloned(),
            |conflicted| {
                let started = Instant::now();
                let subgraph = chains.subgraph(conflicted);
                in_subgraph.set(started.elapsed().as_nanos() as u64);
                Some(subgraph)
            },
        )
        .map_err(|error| error.to_string())?;
        ns += started.elapsed().as_nanos() as u64 - in_subgraph.get();
        chains_ns += in_subgraph.get();
    }
    let mut state: Vec<_> = resolved.into_values().collect();
    state.sort();
    let repeat = u64::from(request.repeat.max(1));
    Ok(Answer {
        state: Some(state),
        ns: ns / repeat,
        error: None,
        chains_ns: chains_ns / repeat,
        load_ns,
    })
}

fn state_map(
    ids: &[OwnedEventId],
    events: &HashMap<OwnedEventId, Arc<Pdu>>,
) -> Result<StateMap<OwnedEventId>, String> {
    let mut state = StateMap::new();
    for id in ids {
        let pdu = events.get(id).ok_or_else(|| format!("{id} of state_sets is not in events"))?;
        let key = pdu.state_key.clone().ok_or_else(|| format!("{id} is no state event"))?;
        state.insert((StateEventType::from(pdu.event_type.to_string()), key), id.clone());
    }
    Ok(state)
}
