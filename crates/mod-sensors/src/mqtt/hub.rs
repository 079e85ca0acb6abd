//! Who is connected, who wants to hear what, and what became of it all.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use norm_mqtt::reason;
use tokio::sync::{mpsc, watch};

use super::{CLIENTS_MAX, OF_CALLER_MAX, READERS_MAX, TOPICS_MAX, TOPICS_OF_CALLER_MAX};
use crate::store::Sight;

/// Refusals that staff can read.
const REFUSALS_KEPT: usize = 20;

/// A message on its way to a client.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The topic.
    pub topic: Arc<str>,
    /// What is said.
    pub payload: Arc<[u8]>,
    /// The best quality that was granted.
    pub qos: u8,
}

/// A client that can be told something, or to go.
#[derive(Clone)]
pub(super) struct Listener {
    /// Its number.
    pub number: u64,
    /// The network it comes from.
    pub caller: Arc<str>,
    /// What waits for it.
    pub queue: mpsc::Sender<Told>,
    /// Why it has to go, once it has.
    pub end: Arc<watch::Sender<u8>>,
}

/// A topic, and who hears it.
#[derive(Default)]
struct Topic {
    listeners: Vec<(Listener, u8)>,
    /// The network that was the first to want it.
    caller: Arc<str>,
    /// What was last told of a property, so that only changes of it are.
    last: Option<Arc<[u8]>>,
}

/// A topic and what those who hear it see.
pub(super) type Wish = (Arc<str>, Sight);

/// The numbers on the page of staff.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// Whether anybody listens at all.
    pub is_open: bool,
    /// What programs are told to connect to.
    pub address: String,
    /// Connections now.
    pub clients: usize,
    /// Those of them without a key.
    pub readers: usize,
    /// Different topics somebody hears.
    pub topics: usize,
    /// Messages that were stored.
    pub stored: u64,
    /// Messages that were told.
    pub told: u64,
    /// Messages and introductions that were refused.
    pub refused: u64,
    /// Clients that did not read what they ordered.
    pub slow: u64,
    /// The latest refusals: when, who, why.
    pub refusals: Vec<(Timestamp, String, String)>,
}

#[derive(Default)]
struct State {
    standing: Standing,
    refusals: VecDeque<(Timestamp, String, String)>,
    of_caller: HashMap<String, usize>,
    topics: BTreeMap<Wish, Topic>,
    /// Clients with a key by key and name: a second one takes over.
    named: HashMap<String, Listener>,
    last_number: u64,
}

/// Everybody who is connected to a town.
#[derive(Default)]
pub(crate) struct Hub {
    state: Mutex<State>,
}

/// A place that is held as long as a connection lives.
pub(super) struct Place {
    hub: Arc<Hub>,
    caller: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.hub.state();
        state.standing.clients = state.standing.clients.saturating_sub(1);
        if let Some(count) = state.of_caller.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                state.of_caller.remove(&self.caller);
            }
        }
    }
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn open(&self, address: String) {
        let mut state = self.state();
        state.standing.is_open = true;
        state.standing.address = address;
    }

    /// What the landing page tells programs to connect to.
    pub fn addresses(&self) -> Vec<String> {
        let state = self.state();
        let address = &state.standing.address;
        if address.is_empty() { Vec::new() } else { vec![address.clone()] }
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        let state = self.state();
        Standing {
            topics: state.topics.len(),
            refusals: state.refusals.iter().rev().cloned().collect(),
            ..state.standing.clone()
        }
    }

    /// Takes a place, where there is one for this network.
    pub(super) fn enter(self: &Arc<Self>, caller: &str) -> Option<Place> {
        let mut state = self.state();
        let of_caller = state.of_caller.get(caller).copied().unwrap_or(0);
        if state.standing.clients >= CLIENTS_MAX || of_caller >= OF_CALLER_MAX {
            state.standing.refused += 1;
            return None;
        }
        state.standing.clients += 1;
        *state.of_caller.entry(caller.to_owned()).or_default() += 1;
        Some(Place { hub: Arc::clone(self), caller: caller.to_owned() })
    }

    /// Lets a client in; one of the same name goes. Without a key there are fewer places.
    pub(super) fn greet(
        &self,
        caller: &str,
        is_reader: bool,
        name: Option<&str>,
        waiting: usize,
    ) -> Option<(Listener, mpsc::Receiver<Told>)> {
        let mut state = self.state();
        if is_reader {
            if state.standing.readers >= READERS_MAX {
                return None;
            }
            state.standing.readers += 1;
        }
        state.last_number += 1;
        let (queue, receiver) = mpsc::channel(waiting);
        let end = Arc::new(watch::channel(reason::SUCCESS).0);
        let listener = Listener { number: state.last_number, caller: caller.into(), queue, end };
        if let Some(name) = name
            && let Some(before) = state.named.insert(name.to_owned(), listener.clone())
        {
            before.end.send_replace(reason::TAKEN_OVER);
        }
        Some((listener, receiver))
    }

    /// A client has gone.
    pub(super) fn leave(&self, is_reader: bool, name: Option<&str>, number: u64) {
        let mut state = self.state();
        if is_reader {
            state.standing.readers = state.standing.readers.saturating_sub(1);
        }
        if let Some(name) = name
            && state.named.get(name).is_some_and(|l| l.number == number)
        {
            state.named.remove(name);
        }
        for topic in state.topics.values_mut() {
            topic.listeners.retain(|(l, _)| l.number != number);
        }
        state.topics.retain(|_, topic| !topic.listeners.is_empty());
    }

    /// Somebody wants to hear a topic; false where there are too many.
    pub(super) fn want(
        &self,
        wish: Wish,
        listener: &Listener,
        qos: u8,
        last: Option<Arc<[u8]>>,
    ) -> bool {
        let mut state = self.state();
        if !state.topics.contains_key(&wish) {
            let mine = |topic: &&Topic| topic.caller == listener.caller;
            let of_caller = state.topics.values().filter(mine).count();
            if state.topics.len() >= TOPICS_MAX || of_caller >= TOPICS_OF_CALLER_MAX {
                return false;
            }
            let topic = Topic { caller: Arc::clone(&listener.caller), ..Topic::default() };
            state.topics.insert(wish.clone(), topic);
        }
        let topic = state.topics.entry(wish).or_default();
        if topic.listeners.is_empty() {
            topic.last = last;
        }
        topic.listeners.retain(|(l, _)| l.number != listener.number);
        topic.listeners.push((listener.clone(), qos));
        true
    }

    /// Somebody does not want to hear a topic any more.
    pub(super) fn unwant(&self, wish: &Wish, number: u64) {
        let mut state = self.state();
        if let Some(topic) = state.topics.get_mut(wish) {
            topic.listeners.retain(|(l, _)| l.number != number);
            if topic.listeners.is_empty() {
                state.topics.remove(wish);
            }
        }
    }

    /// What anybody wants to hear.
    pub(super) fn wishes(&self) -> Vec<Wish> {
        self.state().topics.keys().cloned().collect()
    }

    /// Tells everybody who hears a topic. With `only_new`, not what was told last. Who does not keep
    /// up has to go: leaving out single values would be a lie nobody notices.
    pub(super) fn tell(&self, wish: &Wish, payload: &Arc<[u8]>, only_new: bool) {
        let mut state = self.state();
        let (mut told, mut slow) = (0, 0);
        if let Some(topic) = state.topics.get_mut(wish) {
            if only_new {
                if topic.last.as_deref() == Some(&**payload) {
                    return;
                }
                topic.last = Some(Arc::clone(payload));
            }
            for (listener, qos) in &topic.listeners {
                let message =
                    Told { topic: Arc::clone(&wish.0), payload: Arc::clone(payload), qos: *qos };
                match listener.queue.try_send(message) {
                    Ok(()) => told += 1,
                    Err(mpsc::error::TrySendError::Full(_)) => {
                        slow += 1;
                        listener.end.send_replace(reason::QUOTA);
                    }
                    Err(mpsc::error::TrySendError::Closed(_)) => {}
                }
            }
        }
        state.standing.told += told;
        state.standing.slow += slow;
    }

    /// Changes were lost: everybody has to go and look again, for nobody could know what is missing.
    pub(super) fn lost(&self) {
        let mut state = self.state();
        let mut slow = 0;
        for (listener, _) in state.topics.values().flat_map(|topic| &topic.listeners) {
            slow += u64::from(*listener.end.borrow() == reason::SUCCESS);
            listener.end.send_replace(reason::QUOTA);
        }
        state.standing.slow += slow;
    }

    pub(super) fn stored(&self) {
        self.state().standing.stored += 1;
    }

    /// Notes a refusal for staff: an old version of the protocol has no way to tell the client.
    pub(super) fn refused(&self, at: Timestamp, who: &str, why: &str) {
        let mut state = self.state();
        state.standing.refused += 1;
        if state.refusals.len() >= REFUSALS_KEPT {
            state.refusals.pop_front();
        }
        let short = |text: &str| text.chars().take(200).collect::<String>();
        state.refusals.push_back((at, short(who), short(why)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back_and_bounded_for_each_network() {
        let hub = Arc::new(Hub::default());
        let places: Vec<_> = (0..OF_CALLER_MAX).filter_map(|_| hub.enter("a")).collect();
        assert_eq!(places.len(), OF_CALLER_MAX);
        assert!(hub.enter("a").is_none());
        assert!(hub.enter("b").is_some());
        drop(places);
        assert!(hub.enter("a").is_some());
        assert_eq!(hub.standing().clients, 0);
    }

    #[test]
    fn who_does_not_keep_up_goes_and_a_second_of_the_same_name_takes_over() {
        let hub = Hub::default();
        let (first, mut queue) = hub.greet("a", false, Some("k/gauge"), 1).unwrap();
        let wish: Wish = ("v1.1/Things".into(), Sight::Public);
        assert!(hub.want(wish.clone(), &first, 0, None));
        let one: Arc<[u8]> = Arc::from(*b"1");
        hub.tell(&wish, &one, false);
        hub.tell(&wish, &one, true);
        hub.tell(&wish, &one, true);
        assert_eq!((hub.standing().told, hub.standing().slow), (1, 1));
        assert!(queue.try_recv().is_ok());
        let (second, _other) = hub.greet("a", false, Some("k/gauge"), 1).unwrap();
        hub.leave(false, Some("k/gauge"), first.number);
        assert!(hub.wishes().is_empty());
        assert_eq!(*first.end.borrow(), reason::TAKEN_OVER);
        assert!(hub.state().named.contains_key("k/gauge"));
        hub.leave(false, Some("k/gauge"), second.number);
        assert!(hub.state().named.is_empty());
    }
}
