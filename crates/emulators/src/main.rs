//! All emulators at once, for programs in other languages: prints their addresses as JSON, ends when
//! its input ends.

use std::io::Read;

use emulators::graph::Graph;
use emulators::mastodon::Mastodon;
use emulators::push::Push;
use emulators::youtube::YouTube;
use serde_json::json;

fn main() -> std::io::Result<()> {
    let (graph, mastodon, youtube) = (Graph::start(), Mastodon::start(), YouTube::start());
    let push = Push::start();
    let addresses = json!({ "push": push.address(), "graph": graph.address(), "mastodon": mastodon.address(),
        "youtube": youtube.as_ref().map(emulators::Running::address) });
    println!("{addresses}");
    std::io::stdin().read_to_end(&mut Vec::new()).map(drop)
}
