//! What the crate leaves to its caller: auth chains and the conflicted state subgraph.

use std::collections::HashMap;
use std::sync::Arc;

use ruma_common::{EventId, OwnedEventId};
use ruma_state_res::StateMap;
use ruma_state_res::utils::event_id_set::EventIdSet;

use crate::pdu::Pdu;

/// The auth edges of a room, as numbers: events that are not there have none.
pub struct Chains<'a> {
    ids: Vec<&'a OwnedEventId>,
    numbers: HashMap<&'a EventId, usize>,
    cites: Vec<Vec<usize>>,
}

impl<'a> Chains<'a> {
    pub fn new(events: &'a HashMap<OwnedEventId, Arc<Pdu>>) -> Self {
        let ids: Vec<&OwnedEventId> = events.keys().collect();
        let numbers: HashMap<&'a EventId, usize> =
            ids.iter().enumerate().map(|(number, id)| ((*id).as_ref(), number)).collect();
        let cites = ids
            .iter()
            .map(|id| {
                let auth_events = &events[*id].auth_events;
                auth_events.iter().filter_map(|auth| numbers.get(&**auth).copied()).collect()
            })
            .collect();
        Self { ids, numbers, cites }
    }

    /// The union of the auth chains of a state's events.
    pub fn of_state(&self, state: &StateMap<OwnedEventId>, with_state: bool) -> EventIdSet<OwnedEventId> {
        let starts = state.values().filter_map(|id| self.numbers.get(&**id).copied());
        let reached = if with_state {
            self.reach(starts)
        } else {
            self.reach(starts.flat_map(|start| self.cites[start].iter().copied()))
        };
        self.set(&reached)
    }

    /// Every event on a path of auth edges between two conflicted events, these included.
    pub fn subgraph(&self, conflicted: &StateMap<Vec<OwnedEventId>>) -> EventIdSet<OwnedEventId> {
        let starts: Vec<usize> =
            conflicted.values().flatten().filter_map(|id| self.numbers.get(&**id).copied()).collect();
        let below = self.reach(starts.iter().copied());
        let mut citing: Vec<Vec<usize>> = vec![Vec::new(); self.ids.len()];
        for (event, cited) in self.cites.iter().enumerate() {
            for auth in cited {
                citing[*auth].push(event);
            }
        }
        let above = reach(&citing, starts.iter().copied());
        let both: Vec<bool> = below.iter().zip(&above).map(|(below, above)| *below && *above).collect();
        self.set(&both)
    }

    fn reach(&self, starts: impl Iterator<Item = usize>) -> Vec<bool> {
        reach(&self.cites, starts)
    }

    fn set(&self, members: &[bool]) -> EventIdSet<OwnedEventId> {
        let chosen = members.iter().zip(&self.ids).filter(|(is_member, _)| **is_member);
        chosen.map(|(_, id)| (*id).clone()).collect()
    }
}

/// Everything that can be reached from the starts, these included.
fn reach(edges: &[Vec<usize>], starts: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut reached = vec![false; edges.len()];
    let mut open: Vec<usize> = starts.collect();
    while let Some(event) = open.pop() {
        if !std::mem::replace(&mut reached[event], true) {
            open.extend(&edges[event]);
        }
    }
    reached
}
