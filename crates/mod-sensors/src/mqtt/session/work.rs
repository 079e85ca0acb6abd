//! What a client says is done, and what it ordered is sent.

use std::sync::Arc;
use std::time::Duration;

use kernel::Town;
use norm_mqtt::{Packet, Publish, Subscribe, reason, write};
use norm_sensorthings::batch::Method;
use norm_sensorthings::mqtt::parse_publication;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, sleep};

use super::{End, Go, Session};
use crate::answer::Refusal;
use crate::batch::Resolved;
use crate::mqtt::hub::{Told, Wish};
use crate::mqtt::subscribe::{look, split};
use crate::mqtt::{BURST, KEY_AGE, PER_SECOND, SUBSCRIPTIONS_MAX, UNCONFIRMED_MAX};
use crate::routes::{Caller, changes_in_town};

/// Bytes that are sent at once.
const SENT_AT_ONCE: usize = 256 * 1024;

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Session<'_, S> {
    /// Waits until so many messages may be published: meanwhile nothing is read, so that the sender
    /// has to wait, too.
    async fn slow_down(&mut self, count: usize) {
        let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let now = Instant::now();
        let since = now.duration_since(self.allowed_at).as_secs_f64();
        self.allowance = since.mul_add(PER_SECOND, self.allowance).min(BURST) - count;
        self.allowed_at = now;
        if self.allowance < 0.0 {
            sleep(Duration::from_secs_f64(-self.allowance / PER_SECOND)).await;
        }
    }

    /// Whether its key still opens.
    async fn look_again(&mut self) -> Go {
        if self.looked_at.elapsed() < KEY_AGE {
            return Ok(());
        }
        let saw = self.guest.sight();
        if let Err(why) = self.guest.look(self.town).await {
            self.note(&why);
            return Err(End(reason::NOT_AUTHORIZED));
        }
        if self.guest.sight() != saw {
            return Err(End(reason::NOT_AUTHORIZED));
        }
        self.looked_at = Instant::now();
        Ok(())
    }

    /// Stores messages side by side, and confirms them in their order.
    pub(super) async fn take(&mut self, messages: Vec<Publish>) -> Go {
        self.slow_down(messages.len()).await;
        self.look_again().await?;
        let mut under_way = Vec::with_capacity(messages.len());
        for message in messages {
            let (qos, id) = (message.qos, message.id);
            let is_known = qos == 2 && !self.held.insert(id);
            if self.held.len() > UNCONFIRMED_MAX {
                return Err(End(reason::QUOTA));
            }
            let work = if is_known {
                None
            } else {
                let version = message.topic.split('/').next().unwrap_or_default();
                let caller = self.guest.caller(self.town, version);
                Some(tokio::spawn(store(Arc::clone(self.town), caller, message)))
            };
            under_way.push((qos, id, work));
        }
        let mut answers = Vec::new();
        for (qos, id, work) in under_way {
            let code = match work {
                None => reason::SUCCESS,
                Some(work) => match work.await {
                    Ok(Ok(())) => {
                        self.hub.stored();
                        reason::SUCCESS
                    }
                    Ok(Err(Denied::Said(code, why))) => {
                        self.note(&why);
                        code
                    }
                    // Not confirmed: the device says it again.
                    Ok(Err(Denied::House)) | Err(_) => return Err(End(reason::BUSY)),
                },
            };
            match qos {
                0 => {}
                1 => answers.push(Packet::PubAck(id, code)),
                _ => {
                    if code >= reason::UNSPECIFIED && self.version.is_5() {
                        self.held.remove(&id);
                    }
                    answers.push(Packet::PubRec(id, code));
                }
            }
        }
        if answers.is_empty() { Ok(()) } else { self.send(&answers).await }
    }

    pub(super) async fn subscribe(&mut self, subscribe: Subscribe) -> Go {
        self.slow_down(subscribe.filters.len()).await;
        self.look_again().await?;
        let mut codes = Vec::with_capacity(subscribe.filters.len());
        for (topic, qos) in subscribe.filters {
            let is_new = !self.wishes.contains_key(&topic);
            if is_new && self.wishes.len() >= SUBSCRIPTIONS_MAX {
                codes.push(reason::QUOTA);
                continue;
            }
            let sight = self.guest.sight();
            codes.push(match look(self.town, &topic, sight).await {
                Ok(last) => {
                    let wish: Wish = (Arc::from(topic.as_str()), sight);
                    let granted = qos.min(1);
                    if self.hub.want(wish.clone(), &self.listener, granted, last) {
                        self.wishes.insert(topic, wish);
                        granted
                    } else {
                        reason::QUOTA
                    }
                }
                Err((code, why)) => {
                    self.note(&format!("{topic}: {why}"));
                    code
                }
            });
        }
        self.send(&[Packet::SubAck(subscribe.id, codes)]).await
    }

    /// Sends what waits, as much as goes at once.
    pub(super) async fn pass_on(&mut self, first: Told) -> Go {
        if self.guest.key.is_some() {
            self.look_again().await?;
        }
        let mut out = Vec::new();
        let mut next = Some(first);
        while let Some(told) = next {
            self.put(&told, &mut out);
            let is_full =
                out.len() > SENT_AT_ONCE || self.unconfirmed.len() >= self.unconfirmed_max;
            next = if is_full { None } else { self.queue.try_recv().ok() };
        }
        self.send_bytes(&out).await
    }

    fn put(&mut self, told: &Told, out: &mut Vec<u8>) {
        let id = if told.qos == 0 { 0 } else { self.next_id() };
        let message = Publish {
            topic: told.topic.to_string(),
            payload: told.payload.to_vec(),
            qos: told.qos,
            id,
            is_repeated: false,
            is_retained: false,
        };
        let before = out.len();
        write(&Packet::Publish(message), self.version, out);
        if out.len() - before > self.packet_max {
            // The standard asks to leave out what a client has no room for.
            out.truncate(before);
        } else if told.qos > 0 {
            self.unconfirmed.insert(id);
        }
    }

    fn next_id(&mut self) -> u16 {
        loop {
            self.last_id = self.last_id.checked_add(1).unwrap_or(1);
            if !self.unconfirmed.contains(&self.last_id) {
                return self.last_id;
            }
        }
    }
}

/// Why a message is not stored.
enum Denied {
    /// The reason is the message.
    Said(u8, String),
    /// The reason is the house: the device may try again.
    House,
}

/// Stores a message as a POST to the path of its topic.
async fn store(town: Arc<Town>, caller: Caller, message: Publish) -> Result<(), Denied> {
    let topic = message.topic;
    if let Err(error) = parse_publication(&topic) {
        return Err(Denied::Said(reason::TOPIC_INVALID, format!("{topic}: {error}")));
    }
    let resolved = Resolved {
        method: Method::Post,
        path: split(&topic).0.to_owned(),
        query: String::new(),
        content_type: "application/json".into(),
        wants_entity: false,
        body: message.payload,
    };
    match changes_in_town(&town, &caller, move |apply| apply(resolved)).await {
        Ok(_) => Ok(()),
        Err(Refusal::Said(status, why)) => {
            let code = match status {
                401 | 403 => reason::NOT_AUTHORIZED,
                404 => reason::TOPIC_INVALID,
                400 => reason::PAYLOAD_INVALID,
                _ => reason::IMPLEMENTATION,
            };
            Err(Denied::Said(code, format!("{topic}: {why}")))
        }
        Err(Refusal::House(error)) => {
            tracing::error!(%error, "A message by MQTT could not be stored");
            Err(Denied::House)
        }
    }
}
