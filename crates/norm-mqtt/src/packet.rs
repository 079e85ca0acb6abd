//! What is said between a client and a server.

/// The longest packet that the protocol can put into words, in bytes of its remaining length.
pub const PACKET_BYTES_MAX: usize = 268_435_455;

/// A version of the protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// 3.1, as some old devices still speak it.
    V3_1,
    /// 3.1.1 (ISO/IEC 20922).
    #[default]
    V3_1_1,
    /// 5.0.
    V5,
}

impl Version {
    /// Whether packets have properties and reasons.
    pub fn is_5(self) -> bool {
        self == Self::V5
    }
}

/// Reasons of version 5. Where older versions have numbers of their own for the same, the writer
/// uses those.
pub mod reason {
    /// It is done.
    pub const SUCCESS: u8 = 0x00;
    /// Something went wrong here.
    pub const UNSPECIFIED: u8 = 0x80;
    /// The bytes make no packet.
    pub const MALFORMED: u8 = 0x81;
    /// The packet does not belong here.
    pub const PROTOCOL: u8 = 0x82;
    /// Nobody may do this.
    pub const IMPLEMENTATION: u8 = 0x83;
    /// This version is not spoken.
    pub const VERSION: u8 = 0x84;
    /// User name or password are wrong.
    pub const BAD_LOGIN: u8 = 0x86;
    /// This one may not.
    pub const NOT_AUTHORIZED: u8 = 0x87;
    /// The server cannot serve now.
    pub const BUSY: u8 = 0x89;
    /// Nothing was heard for too long.
    pub const KEEP_ALIVE: u8 = 0x8D;
    /// Another connection with the same name took over.
    pub const TAKEN_OVER: u8 = 0x8E;
    /// There is no such filter.
    pub const FILTER_INVALID: u8 = 0x8F;
    /// There is no such topic.
    pub const TOPIC_INVALID: u8 = 0x90;
    /// The packet is too large.
    pub const TOO_LARGE: u8 = 0x95;
    /// A limit is reached.
    pub const QUOTA: u8 = 0x97;
    /// What was sent is not what this topic takes.
    pub const PAYLOAD_INVALID: u8 = 0x99;
    /// Wildcards are not served.
    pub const NO_WILDCARDS: u8 = 0xA2;
}

/// A client introduces itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connect {
    /// The version it speaks.
    pub version: Version,
    /// What it calls itself; may be empty.
    pub client: String,
    /// Seconds within which it says something; 0 for never.
    pub keep_alive: u16,
    /// Whether it wants nothing of an earlier session.
    pub is_clean: bool,
    /// Its user name.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<Vec<u8>>,
    /// Whether it leaves a message for the case that it breaks off.
    pub has_will: bool,
    /// Messages it takes before it has answered the first.
    pub receive_max: u16,
    /// The largest packet it takes, in bytes.
    pub packet_max: u32,
}

/// What a server of version 5 says it can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The name a client without one was given; empty for none.
    pub client: String,
    /// Seconds within which it must hear something, where the client wanted others.
    pub keep_alive: Option<u16>,
    /// Messages it takes before it has answered the first.
    pub receive_max: u16,
    /// The largest packet it takes, in bytes.
    pub packet_max: u32,
}

/// The answer to a client that introduced itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnAck {
    /// Whether an earlier session goes on.
    pub is_present: bool,
    /// A reason; [`reason::SUCCESS`] if the client may go on.
    pub code: u8,
    /// What the server can do; version 5 only.
    pub offer: Offer,
}

/// A message on a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publish {
    /// The topic.
    pub topic: String,
    /// What is said.
    pub payload: Vec<u8>,
    /// 0 at most once, 1 at least once, 2 exactly once.
    pub qos: u8,
    /// The number of the packet; 0 where quality is 0.
    pub id: u16,
    /// Whether it was sent before.
    pub is_repeated: bool,
    /// Whether it is to be kept for those who come later.
    pub is_retained: bool,
}

/// A client wants to hear of topics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscribe {
    /// The number of the packet.
    pub id: u16,
    /// Filters, each with the best quality wanted.
    pub filters: Vec<(String, u8)>,
}

/// A packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet {
    /// A client introduces itself.
    Connect(Box<Connect>),
    /// The answer.
    ConnAck(ConnAck),
    /// A message.
    Publish(Publish),
    /// A message of quality 1 has arrived: number, reason.
    PubAck(u16, u8),
    /// A message of quality 2 has arrived: number, reason.
    PubRec(u16, u8),
    /// Its number may be used again.
    PubRel(u16, u8),
    /// It may.
    PubComp(u16, u8),
    /// Topics are wanted.
    Subscribe(Subscribe),
    /// The answer: number, a quality or a reason for each filter.
    SubAck(u16, Vec<u8>),
    /// Topics are no longer wanted: number, filters.
    Unsubscribe(u16, Vec<String>),
    /// The answer: number, a reason for each filter.
    UnsubAck(u16, Vec<u8>),
    /// Is somebody there?
    PingReq,
    /// Yes.
    PingResp,
    /// The end, with a reason.
    Disconnect(u8),
}
