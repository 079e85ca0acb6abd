//! Who connects: a key as the password, or nobody in particular.

use jiff::SignedDuration;
use kernel::Town;
use kernel::limits::Rate;
use norm_mqtt::{Connect, reason};

use crate::read::View;
use crate::routes::{Caller, find_key};
use crate::store::{Key, Sight};

/// Introductions with a wrong key.
const WRONG: Rate = Rate { name: "sensors.mqtt", burst: 20, every: SignedDuration::from_secs(30) };

/// Who is connected.
pub(super) struct Guest {
    /// Its token, to be looked at again.
    token: Option<String>,
    /// Its key.
    pub key: Option<Key>,
}

/// The token of an introduction: the password, or the user name of a client that has only one field.
fn token(connect: &Connect) -> Option<String> {
    let password = connect.password.as_deref().and_then(|p| std::str::from_utf8(p).ok());
    let text = password.filter(|p| !p.is_empty()).or(connect.user.as_deref())?;
    (!text.is_empty()).then(|| text.trim().to_owned())
}

impl Guest {
    /// Looks at an introduction; a reason where it does not do.
    pub async fn of(town: &Town, connect: &Connect, caller: &str) -> Result<Self, (u8, String)> {
        let Some(token) = token(connect) else {
            if connect.password.is_some() || connect.user.is_some() {
                return Err((reason::BAD_LOGIN, "the password is empty or no text".into()));
            }
            return Ok(Self { token: None, key: None });
        };
        let mut guest = Self { token: Some(token), key: None };
        match guest.look(town).await {
            Ok(()) => Ok(guest),
            Err(why) => match town.limits().take(WRONG, caller, town.now()) {
                Ok(()) => Err((reason::BAD_LOGIN, why)),
                Err(_) => Err((reason::BUSY, why)),
            },
        }
    }

    /// Looks at the key again: it may have been taken back, or been given more Things.
    pub async fn look(&mut self, town: &Town) -> Result<(), String> {
        let Some(token) = &self.token else { return Ok(()) };
        match find_key(town, token.clone()).await {
            Ok(key) => {
                self.key = Some(key);
                Ok(())
            }
            Err(refusal) => Err(refusal.words()),
        }
    }

    /// The service as this guest sees it.
    pub fn caller(&self, town: &Town, version: &str) -> Caller {
        Caller { view: view(town, version, self.sight()), key: self.key.clone() }
    }

    /// What is heard of what is not public.
    pub fn sight(&self) -> Sight {
        self.key.as_ref().map_or(Sight::Public, Key::sight)
    }
}

/// The service under the address of the town.
pub(super) fn view(town: &Town, version: &str, sight: Sight) -> View {
    let root = format!("{}/sensorthings/{version}", town.plan().base_url);
    View { root, sight, mqtt: Vec::new() }
}
