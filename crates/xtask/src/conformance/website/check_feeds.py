"""Reads feeds and calendars with libraries that know nothing of us; prints what they would not take.

Usage: check_feeds.py FILE…   (.xml Atom or RSS, .json JSON Feed, .ics iCalendar)
"""

import datetime
import json
import sys
from pathlib import Path

import feedparser
import icalendar


def feed(path: Path):
    read = feedparser.parse(path.read_bytes())
    if read.bozo:
        yield f"not well-formed: {read.bozo_exception}"
    if read.version not in ("atom10", "rss20"):
        yield f"unknown kind of feed: {read.version!r}"
    if not read.feed.get("title") or not read.feed.get("link"):
        yield "no title or no link"
    ids = [one.get("id") for one in read.entries]
    if None in ids or len(set(ids)) < len(ids):
        yield "an entry without an identifier, or two with the same"
    for one in read.entries:
        if not one.get("title") or not one.get("link"):
            yield f"{one.get('id')}: no title or no link"
        moment = one.get("updated_parsed") or one.get("published_parsed")
        if moment is None:
            yield f"{one.get('id')}: no date, or one that cannot be read"


def json_feed(path: Path):
    read = json.loads(path.read_text())
    if not str(read.get("version", "")).startswith("https://jsonfeed.org/version/1"):
        return
    for name in ("title", "items"):
        if name not in read:
            yield f"no {name}"
    for one in read.get("items", []):
        if not isinstance(one.get("id"), str):
            yield "an item without an identifier"
        if "content_html" not in one and "content_text" not in one:
            yield f"{one.get('id')}: neither content_html nor content_text"
        if "date_published" in one and datetime.datetime.fromisoformat(one["date_published"]).tzinfo is None:
            yield f"{one.get('id')}: a date without offset"


def calendar(path: Path):
    read = icalendar.Calendar.from_ical(path.read_bytes())
    for name in ("PRODID", "VERSION"):
        if name not in read:
            yield f"no {name}"
    uids = set()
    for part in read.walk():
        for name, why in getattr(part, "errors", []):
            yield f"{part.name}: {name}: {why}"
        if part.name == "VEVENT":
            for name in ("UID", "DTSTAMP", "DTSTART"):
                if name not in part:
                    yield f"an event without {name}"
            key = (str(part.get("UID")), str(part.get("RECURRENCE-ID")))
            if key in uids:
                yield f"{key[0]} twice"
            uids.add(key)


KINDS = {".xml": feed, ".json": json_feed, ".ics": calendar}
for name in sys.argv[1:]:
    path = Path(name)
    try:
        found = list(KINDS[path.suffix](path))
    except Exception as cause:  # whatever a reader trips over is what we want to know
        found = [f"{type(cause).__name__}: {cause}"]
    for line in found:
        print(f"{path.name}: {line}")
