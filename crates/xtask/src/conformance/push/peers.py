"""Messages of the town read by an implementation of others (http_ece, py_vapid), and messages of
another sender (pywebpush) taken by our push service for tests."""

import base64
import datetime
import json
import subprocess
import sys
import urllib.request

import http_ece
import py_vapid
import pywebpush
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

WRITER, PUSH = sys.argv[1], sys.argv[2]


def told(name, is_fine, seen=""):
    print(f"ok   {name}" if is_fine else f"FAIL {name}: {seen}")


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def plain(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def point(key):
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def ours_read_by_others():
    browser = ec.generate_private_key(ec.SECP256R1())
    secret = b"0123456789abcdef"
    handed = {
        "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "keys": {"p256dh": plain(point(browser)), "auth": plain(secret)},
    }
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name, message in [("short", "Moin"), ("umlauts", "Überflutung: Straße gesperrt ⚠"), ("long", "x" * 3_900)]:
        asked = {"subscription": handed, "message": message, "subject": "mailto:it@stadt.example", "now": now}
        made = subprocess.run([WRITER], input=json.dumps(asked), capture_output=True, text=True, check=True)
        made = json.loads(made.stdout)
        body = raw(made["body"])
        opened = http_ece.decrypt(body, private_key=browser, auth_secret=secret, version="aes128gcm")
        told(f"a {name} message is opened", opened.decode() == message, opened[:80])
        told(f"a {name} message fits a service", len(body) <= 4_096, len(body))
    proof = made["headers"]["authorization"]
    told("the proof is one", py_vapid.Vapid02.verify(proof.replace(", ", ",")), proof)
    token = proof.split("t=")[1].split(",")[0]
    claims = json.loads(raw(token.split(".")[1]))
    told("it is for this service", claims["aud"] == "https://updates.push.services.mozilla.com", claims)
    told("it ends within a day", 0 < claims["exp"] - datetime.datetime.now().timestamp() <= 86_400, claims)


def others_taken_by_ours():
    key = py_vapid.Vapid02()
    key.generate_keys()
    public = plain(
        key.public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    with urllib.request.urlopen(f"{PUSH}/subscribe?sender={public}") as answer:
        handed = json.load(answer)
    with urllib.request.urlopen(f"{PUSH}/_state") as answer:
        now = json.load(answer)["now"]
    # Its clock stands; the library asks that of this machine.
    behind = int(datetime.datetime.now().timestamp() - datetime.datetime.fromisoformat(now.replace("Z", "+00:00")).timestamp())
    urllib.request.urlopen(f"{PUSH}/_clock?advance={behind}").close()
    claims = {"sub": "mailto:it@stadt.example", "aud": PUSH}
    answer = pywebpush.webpush(handed, data="Grüße", vapid_private_key=key, vapid_claims=claims, ttl=60)
    told("our service takes a message of others", answer.status_code == 201, answer.status_code)
    with urllib.request.urlopen(f"{PUSH}/_state") as state:
        seen = json.load(state)["seen"]
    told("and opens it", seen["browsers"][0]["read"] == ["Grüße"], seen)


ours_read_by_others()
others_taken_by_ours()
