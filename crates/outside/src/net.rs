//! Which addresses belong to the open net, and the lookup of names that finds no others.

use std::net::IpAddr;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Whether an address belongs to the open net: nothing at home, nothing reserved.
pub fn is_open_net(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let is_kept = v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_unspecified()
                || v4.is_multicast();
            let is_reserved = a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b));
            !is_kept && !is_reserved
        }
        IpAddr::V6(v6) => {
            let [a, b, ..] = v6.segments();
            // Global addresses, but none that carry an address of the older kind within.
            (a & 0xe000) == 0x2000 && a != 0x2002 && !(a == 0x2001 && (b == 0 || b == 0x0db8))
        }
    }
}

/// Which ports are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doors {
    /// Any.
    All,
    /// Those of the web.
    Web,
}

/// Finds addresses in the open net only: asked anew for every connection, so that nobody is led home
/// by a name or a redirect.
#[derive(Debug)]
pub(crate) struct OpenNet(pub Doors);

impl Resolver for OpenNet {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in &found {
            let is_door = self.0 == Doors::All || matches!(address.port(), 80 | 443);
            if is_door && is_open_net(address.ip()) {
                kept.push(*address);
            }
        }
        if kept.is_empty() {
            return Err(Error::ConnectionFailed);
        }
        Ok(kept)
    }
}
