//! Notices as servers of the world write them, with names of ours.

use proptest::prelude::*;

use super::*;

/// Postfix: the whole mail comes back.
const POSTFIX: &str = "Return-Path: <>\r\n\
From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n\
To: post@musterbach.example\r\n\
Subject: Undelivered Mail Returned to Sender\r\n\
Auto-Submitted: auto-replied\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/report; report-type=delivery-status;\r\n\
\tboundary=\"4F2A71\"\r\n\
\r\n\
--4F2A71\r\n\
Content-Description: Notification\r\n\
Content-Type: text/plain; charset=us-ascii\r\n\
\r\n\
I'm sorry to have to inform you that your message could not\r\n\
be delivered to one or more recipients.\r\n\
\r\n\
--4F2A71\r\n\
Content-Description: Delivery report\r\n\
Content-Type: message/delivery-status\r\n\
\r\n\
Reporting-MTA: dns; mx.example\r\n\
X-Postfix-Queue-ID: 4F2A71\r\n\
Arrival-Date: Mon, 23 Nov 2026 07:00:01 +0100 (CET)\r\n\
\r\n\
Final-Recipient: rfc822; erika@example.org\r\n\
Action: {action}\r\n\
Status: {status}\r\n\
Diagnostic-Code: smtp; 550 5.1.1 <erika@example.org>: Recipient address\r\n\
    rejected: User unknown\r\n\
\r\n\
--4F2A71\r\n\
Content-Description: Undelivered Message\r\n\
Content-Type: message/rfc822\r\n\
\r\n\
From: Musterbach <post@musterbach.example>\r\n\
To: erika@example.org\r\n\
Subject: Neues aus Musterbach\r\n\
Message-ID: <0199f3a0-0000-7000-8000-000000000001@musterbach.example>\r\n\
\r\n\
Guten Tag,\r\n\
\r\n\
--4F2A71--\r\n";

/// Exchange: only the head comes back, lines end differently, a comment follows the code.
const EXCHANGE: &str = "From: <postmaster@mail.example>
To: post@musterbach.example
MIME-Version: 1.0
Content-Type: Multipart/Report; Report-Type=\"Delivery-Status\"; boundary=x9

--x9
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+RGFzIFBvc3RmYWNoIGlzdCB2b2xsLjwvcD4=

--x9
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.example

Final-recipient: RFC822;max@example.org
ACTION: Failed
status: 5.2.2 (mailbox full)

--x9
Content-Type: text/rfc822-headers

Message-ID:
 <0199f3a0-0000-7000-8000-000000000002@musterbach.example>
Subject: Neues

--x9--
";

const COMPLAINT: &str = "From: <feedback@provider.example>
To: post@musterbach.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=\"fb\"

--fb
Content-Type: text/plain

This is a complaint.

--fb
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--fb
Content-Type: message/rfc822

Message-ID: <0199f3a0-0000-7000-8000-000000000003@musterbach.example>
From: post@musterbach.example
Subject: Neues

Guten Tag,

--fb--
";

fn postfix(action: &str, status: &str) -> Return {
    let text = POSTFIX.replace("{action}", action).replace("{status}", status);
    read(text.as_bytes()).expect("a notice")
}

#[test]
fn an_address_that_does_not_exist_is_told_from_one_that_cannot_be_reached() {
    let gone = postfix("failed", "5.1.1");
    assert_eq!(gone.message_id, "0199f3a0-0000-7000-8000-000000000001@musterbach.example");
    assert_eq!((gone.fate, gone.status.as_str()), (Fate::NoSuchAddress, "5.1.1"));
    assert_eq!(postfix("failed", "4.4.7").fate, Fate::GivenUp);
    assert_eq!(postfix("failed", "5.7.1").fate, Fate::GivenUp);
    for action in ["delayed", "delivered", "relayed", "expanded"] {
        assert_eq!(postfix(action, "4.4.1").fate, Fate::Nothing, "{action}");
    }
}

#[test]
fn notices_of_other_servers_are_read_too() {
    let full = read(EXCHANGE.as_bytes()).expect("a notice");
    assert_eq!(full.message_id, "0199f3a0-0000-7000-8000-000000000002@musterbach.example");
    assert_eq!((full.fate, full.status.as_str()), (Fate::GivenUp, "5.2.2"));
    let complaint = read(COMPLAINT.as_bytes()).expect("a complaint");
    assert_eq!(complaint.message_id, "0199f3a0-0000-7000-8000-000000000003@musterbach.example");
    assert_eq!(complaint.fate, Fate::Complaint);
    let praise = COMPLAINT.replace("abuse", "not-spam");
    assert_eq!(read(praise.as_bytes()).map(|r| r.fate), Some(Fate::Nothing));
}

#[test]
fn what_is_no_notice_is_left_to_people() {
    let absent = "From: erika@example.org\nSubject: Abwesend\nAuto-Submitted: auto-replied\n\
        In-Reply-To: <0199f3a0-0000-7000-8000-000000000001@musterbach.example>\n\nIch bin im Urlaub.\n";
    assert_eq!(read(absent.as_bytes()), None);
    // Without the mail that came back nobody can tell which one it was.
    let nameless = EXCHANGE.replace("Message-ID:", "X-Number:");
    assert_eq!(read(nameless.as_bytes()), None);
    assert_eq!(read(b""), None);
    assert_eq!(read(&[0; 100]), None);
}

proptest! {
    #[test]
    fn nothing_anybody_sends_stops_it(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_notice_cut_or_changed_anywhere_stops_nothing(at in 0_usize..2_000, byte in any::<u8>()) {
        let mut bytes = POSTFIX.replace("{action}", "failed").replace("{status}", "5.1.1").into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = read(&bytes);
        bytes.truncate(at);
        let _ = read(&bytes);
    }
}
