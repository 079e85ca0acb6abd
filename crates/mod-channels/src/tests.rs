//! Stories of the channels: real providers' protocols over real sockets, on both engines.

mod accounts;
mod channels;
mod faults;
mod figures;
mod films;
mod hooks;
mod rights;
mod weather;
mod writing;

use content::Key;
use emulators::graph::{self, Graph};
use emulators::mastodon::{self, Mastodon};
use emulators::youtube::{self, YouTube};
use emulators::{BEGIN, Running, Seen};
use jiff::SignedDuration;
use kernel::media::{Media, MediaState, Rendition};
use kernel::{Actor, Audit, Id, Module, Text, files, settings};
use testkit::{Answer, Client, TestTown};

use crate::account::Connection;
use crate::model::{Errand, Post};
use crate::settings::ChannelSettings;
use crate::{CONNECT, PUBLISH, WRITE, store};

const BASE: &str = "/verwaltung/kanaele";
const ACCOUNTS: &str = "/verwaltung/kanaele/konten";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

/// A town with its providers.
struct Stage {
    town: TestTown,
    graph: Running<Graph>,
    server: Running<Mastodon>,
    films: Option<Running<YouTube>>,
    kira: Client,
}

/// The stage, once per engine.
async fn stages() -> Vec<Stage> {
    let mut all = Vec::new();
    for town in testkit::towns(modules, BEGIN).await {
        let (graph, server, films) = (Graph::start(), Mastodon::start(), YouTube::start());
        let mut own = ChannelSettings {
            meta_api: graph.address(),
            meta_sign_in: graph.address(),
            own_servers: server.address(),
            ..ChannelSettings::default()
        };
        if let Some(films) = &films {
            let address = films.address();
            own.youtube_api.clone_from(&address);
            own.youtube_upload.clone_from(&address);
            own.youtube_sign_in.clone_from(&address);
            own.youtube_token.clone_from(&address);
            own.youtube_figures = address;
        }
        set(&town, own).await;
        let kira = town.staff("Kira", &[WRITE, PUBLISH, CONNECT], "50").await;
        all.push(Stage { town, graph, server, films, kira });
    }
    all
}

async fn set(town: &TestTown, own: ChannelSettings) {
    town.town
        .write(Actor::system("test"), move |tx| {
            settings::set(tx, &own)?;
            Ok(Audit::of("test.set", "channels").done())
        })
        .await
        .expect("settings");
}

impl Stage {
    /// Moves all clocks.
    fn pass(&self, seconds: i64) {
        self.town.advance(SignedDuration::from_secs(seconds));
        self.graph.advance(seconds);
        self.server.advance(seconds);
        if let Some(films) = &self.films {
            films.advance(seconds);
        }
    }

    /// Lets a quarter of an hour pass, minute by minute.
    async fn go_on(&self) {
        for _ in 0..15 {
            self.town.settle().await;
            self.pass(60);
        }
        self.town.settle().await;
    }

    /// Brings a token and chooses the first account it opens.
    async fn bring(&self, channel: &str, token: &str) -> Answer {
        let server = self.server.address();
        let fields = [("server", server.as_str()), ("token", token)];
        let sent = self.kira.post(&format!("{ACCOUNTS}/{channel}/token"), &fields).await.is(303);
        self.take_first(&sent).await
    }

    /// Chooses the first account that is offered.
    async fn take_first(&self, sent: &Answer) -> Answer {
        let path = sent.location.clone().expect("a choice");
        let page = self.kira.get(&path).await.is(200);
        let first = page.field("konto").expect("an account to choose");
        self.kira.post(&path, &[("konto", &first)]).await
    }

    /// Enters the application of Meta.
    async fn meta_app(&self) {
        let fields = [("nummer", graph::APP.0), ("geheimnis", graph::APP.1)];
        self.kira.post(&format!("{ACCOUNTS}/facebook/app"), &fields).await.is(303);
    }

    /// Signs in at a provider; answers with the way back.
    async fn sign_in(&self, channel: &str, code: &str) -> Answer {
        let server = self.server.address();
        let page = self
            .kira
            .post(&format!("{ACCOUNTS}/{channel}/anmelden"), &[("server", &server)])
            .await
            .is(200);
        let text = page.text().replace("&amp;", "&");
        let state = text.split("state=").nth(1).expect("a state").split('&').next().expect("one");
        let state = state.split('"').next().expect("one");
        self.kira.get(&format!("{ACCOUNTS}/zurueck?state={state}&code={code}")).await
    }

    /// Connects Facebook, Instagram, Mastodon, and where there is one `YouTube`.
    async fn connect_all(&self) {
        self.meta_app().await;
        self.bring("facebook", graph::USER_TOKEN).await.is(303);
        self.bring("instagram", graph::USER_TOKEN).await.is(303);
        self.bring("mastodon", mastodon::TOKEN).await.is(303);
        if self.films.is_some() {
            let fields = [("nummer", youtube::APP.0), ("geheimnis", youtube::APP.1)];
            self.kira.post(&format!("{ACCOUNTS}/youtube/app"), &fields).await.is(303);
            let back = self.sign_in("youtube", youtube::CODE).await.is(303);
            self.take_first(&back).await.is(303);
        }
    }

    /// Kira signs in anew: her session or second factor is too old by now.
    async fn rested(&mut self) {
        self.kira = self.town.staff("Kira", &[WRITE, PUBLISH, CONNECT], "50").await;
    }

    async fn accounts(&self) -> Vec<Connection> {
        self.town.town.read(store::account::all).await.expect("accounts")
    }

    /// The id of the account of a channel.
    async fn account(&self, channel: norm_social::Channel) -> String {
        let all = self.accounts().await;
        all.iter().find(|c| c.channel == channel).expect("it is connected").id.to_string()
    }

    /// A medium as the library has it.
    async fn medium(&self, kind: &str) -> String {
        let (mime, name, bytes) = match kind {
            "video" => ("video/mp4", "original.mp4", vec![9; 300_000]),
            "short-video" => ("video/mp4", "original.mp4", vec![7; 3_000]),
            "long-video" => ("video/mp4", "original.mp4", vec![8; 20_000_000]),
            "captions" => {
                let text = "WEBVTT\n\n00:01.000 --> 00:04.000\nGuten Tag.\n";
                ("text/vtt", "original.vtt", text.as_bytes().to_vec())
            }
            _ => (
                "image/jpeg",
                "portrait-1080-x.jpg",
                [&[0xff, 0xd8, 0xff][..], &[7; 2_000]].concat(),
            ),
        };
        let kind = if kind.ends_with("video") { "video" } else { kind };
        let length = bytes.len() as u64;
        let file = files::made_here(name, mime, bytes);
        self.town.town.files().write(&file).expect("a file");
        let key = Key::parse(&format!("{kind}-{}", Id::<()>::new())).expect("a key");
        let media = Media {
            id: key.clone(),
            kind: kind.into(),
            state: MediaState::Usable,
            title: "Brunnen".into(),
            alt: Text::new("Der neue Brunnen auf dem Markt", "The new fountain"),
            credit: String::new(),
            licence: String::new(),
            is_generated: false,
            usable_until: None,
            focal: (0.25, 0.5),
            renditions: vec![Rendition {
                name: name.into(),
                mime: mime.into(),
                width: 1_080,
                height: 1_350,
                bytes: length,
                sha256: file.sha256().into(),
                file: Id::new(),
            }],
            changed_at: self.town.town.now(),
        };
        self.town
            .town
            .write(Actor::system("test"), move |tx| {
                kernel::media::save(tx, &media)?;
                Ok(Audit::of("test.media", "x").done())
            })
            .await
            .expect("a medium");
        key.to_string()
    }

    /// Begins an empty post; answers its path.
    async fn begin(&self, who: &Client) -> String {
        let text = who.post(&format!("{BASE}/neu"), &[("aus", "")]).await.is(303);
        let path = text.location.expect("the page to write");
        path.strip_suffix("/text").expect("the page to write").to_owned()
    }

    /// Writes a post for some channels.
    async fn write(&self, path: &str, text: &str, channels: &[norm_social::Channel]) -> Answer {
        self.write_as(&self.kira, path, text, channels, &[]).await
    }

    async fn write_as(
        &self,
        who: &Client,
        path: &str,
        text: &str,
        channels: &[norm_social::Channel],
        more: &[(&str, &str)],
    ) -> Answer {
        let page = who.get(&format!("{path}/text")).await.is(200);
        let version = page.field("version").expect("a version");
        let mut ids = Vec::new();
        for channel in channels {
            ids.push(self.account(*channel).await);
        }
        let mut fields = vec![
            ("version", version.as_str()),
            ("titel", "Neuer Brunnen"),
            ("text", text),
            ("link", "https://town.test/aktuelles/brunnen"),
            ("alt-0", "Der neue Brunnen"),
        ];
        let names: Vec<String> = ids.iter().map(|id| format!("kanal-{id}")).collect();
        fields.extend(names.iter().map(String::as_str).zip(ids.iter().map(String::as_str)));
        fields.extend_from_slice(more);
        who.post(&format!("{path}/text"), &fields).await
    }

    /// Chooses a picture or film.
    async fn choose(&self, path: &str, kind: &str) {
        let key = self.medium(kind).await;
        self.kira.post(&format!("{path}/bild"), &[("medium", &key)]).await.is(303);
    }

    /// Presses a button of those who publish.
    async fn press(&self, path: &str, action: &str, more: &[(&str, &str)]) -> Answer {
        let mut fields = vec![("aktion", action)];
        fields.extend_from_slice(more);
        self.kira.post(&format!("{path}/freigabe"), &fields).await
    }

    /// A post with a picture, written and released.
    async fn publish(&self, text: &str, channels: &[norm_social::Channel]) -> String {
        let path = self.begin(&self.kira).await;
        self.choose(&path, "image").await;
        self.write(&path, text, channels).await.is(303);
        self.press(&path, "freigeben", &[]).await.is(303);
        path
    }

    async fn errands(&self, path: &str) -> Vec<Errand> {
        let id: Id<Post> = path.rsplit('/').next().expect("an id").parse().expect("an id");
        self.town.town.read(move |db| store::task::latest(db, id)).await.expect("errands")
    }

    fn on_page(&self) -> Vec<Seen> {
        self.graph.with(|g| g.page())
    }

    fn on_instagram(&self) -> Vec<Seen> {
        self.graph.with(|g| g.feed())
    }

    fn on_server(&self) -> Vec<Seen> {
        self.server.with(|s| s.seen())
    }
}
