"""The official client libraries of the providers against the emulators: what they send is understood,
what they get they understand. Arguments: the addresses as JSON. Prints one line per check."""

import io
import json
import sys
import urllib.request

import google.oauth2.credentials
import google.auth.transport.requests
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload
from mastodon import Mastodon
from mastodon.errors import MastodonAPIError, MastodonUnauthorizedError

ADDRESSES = json.loads(sys.argv[1])
DESCRIPTIONS = sys.argv[2]
JPEG = b"\xff\xd8\xff" + b"\x07" * 500
failed = []


def check(name, is_right, seen=""):
    print(("ok   " if is_right else "FAIL ") + name + ("" if is_right else f": {seen}"))
    if not is_right:
        failed.append(name)


def refused(name, call, error, expected):
    try:
        call()
    except error as said:
        seen = expected(said)
        check(name, seen is True, seen)
    else:
        check(name, False, "it was not refused")


def state(which):
    with urllib.request.urlopen(ADDRESSES[which] + "/_state") as answer:
        return json.load(answer)["seen"]


def fault(which, query):
    with urllib.request.urlopen(ADDRESSES[which] + "/_fault?" + query) as answer:
        return json.load(answer)


def facebook():
    # The library has one address for all sessions.
    FacebookSession.GRAPH = ADDRESSES["graph"]
    session = FacebookSession("777", "app-secret", "page-token")
    api = FacebookAdsApi(session)
    page = Page("111", api=api)
    got = page.api_get(fields=["id", "name", "followers_count"])
    check("facebook: the page is read", got["followers_count"] == 1234, got)
    post = page.create_feed(params={"message": "Grüße aus dem Rathaus", "published": True})
    check("facebook: a post has a number", post["id"].startswith("111_"), post)
    photo = page.create_photo(
        params={"published": False, "alt_text_custom": "Brunnen", "url": "https://x.example/b.jpg"}
    )
    album = page.create_feed(
        params={"message": "Album", "attached_media": [{"media_fbid": photo["id"]}]}
    )
    seen = state("graph")["facebook"]
    check("facebook: both are seen", [s["text"] for s in seen] == ["Grüße aus dem Rathaus", "Album"], seen)
    check("facebook: the picture hangs on the album", seen[1]["media"] == [photo["id"]], seen)
    PagePost(post["id"], api=api).api_update(params={"message": "Berichtigt"})
    check("facebook: corrected", state("graph")["facebook"][0]["text"] == "Berichtigt")
    listed = [p["id"] for p in page.get_published_posts(fields=["id", "message", "created_time"])]
    check("facebook: listed, newest first", listed == [album["id"], post["id"]], listed)
    figures = page.get_insights(params={"metric": ["page_media_view"], "period": "day"})
    check("facebook: figures", figures[0]["values"][0]["value"] == 120, figures)
    refused(
        "facebook: a retired figure",
        lambda: list(page.get_insights(params={"metric": ["page_impressions_unique"], "period": "day"})),
        FacebookRequestError,
        lambda e: (e.api_error_code() == 100 and e.http_status() == 400) or str(e),
    )
    PagePost(post["id"], api=api).api_delete()
    check("facebook: deleted", len(state("graph")["facebook"]) == 1)
    stranger = FacebookSession("777", "app-secret", "nobody")
    refused(
        "facebook: a dead token",
        lambda: Page("111", api=FacebookAdsApi(stranger)).create_feed(params={"message": "x"}),
        FacebookRequestError,
        lambda e: (e.api_error_code() == 190 and e.api_error_type() == "OAuthException") or str(e),
    )
    return api


def instagram(api):
    account = IGUser("222", api=api)
    container = account.create_media(
        params={"image_url": "https://x.example/b.jpg", "caption": "Brunnen", "alt_text": "Wasser"}
    )
    refused(
        "instagram: too early",
        lambda: account.create_media_publish(params={"creation_id": container["id"]}),
        FacebookRequestError,
        lambda e: (e.api_error_code() == 9007 and e.api_error_subcode() == 2207027) or str(e),
    )
    for _ in range(2):
        status = container.api_get(fields=["id"], params={"fields": "status_code,status"})
    check("instagram: ready", status["status_code"] == "FINISHED", status)
    media = account.create_media_publish(params={"creation_id": container["id"]})
    limit = account.get_content_publishing_limit(fields=["quota_usage", "config"])
    check("instagram: counted", limit[0]["quota_usage"] == 1, limit)
    seen = state("graph")["instagram"]
    check("instagram: seen", [s["id"] for s in seen] == [media["id"]], seen)
    listed = list(account.get_media(fields=["id", "caption", "timestamp", "permalink"]))
    check("instagram: listed", listed[0]["caption"] == "Brunnen", listed)


def youtube():
    address = ADDRESSES["youtube"]
    token = google.oauth2.credentials.Credentials(
        None, refresh_token="1//refresh", token_uri=address + "/token",
        client_id="google-app", client_secret="google-secret",
    )
    token.refresh(google.auth.transport.requests.Request())
    check("youtube: a new token", token.token.startswith("ya29."), token.token)
    with open(DESCRIPTIONS + "/youtube.v3.json", encoding="utf-8") as file:
        description = json.load(file)
    description["rootUrl"] = description["baseUrl"] = address + "/"
    api = build_from_document(description, credentials=token)
    channel = api.channels().list(part="snippet,contentDetails,statistics", mine=True).execute()
    uploads = channel["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
    film = MediaIoBaseUpload(io.BytesIO(b"\x09" * 700_000), "video/mp4", chunksize=262_144, resumable=True)
    body = {"snippet": {"title": "Ratssitzung", "description": "Montag", "categoryId": "25"},
            "status": {"privacyStatus": "private", "selfDeclaredMadeForKids": False}}
    upload = api.videos().insert(part="snippet,status", body=body, media_body=film)
    shares, answer, broke = [], None, False
    while answer is None:
        # Once on the way the service is out of order; the library asks how much arrived.
        if len(shares) == 1 and not broke:
            fault("youtube", "method=PUT&how=say&status=503")
        try:
            progress, answer = upload.next_chunk()
        except HttpError as said:
            broke = said.status_code == 503
            continue
        shares.append(progress.resumable_progress if progress else 700_000)
    check("youtube: in pieces", broke and shares[-1] == 700_000 and 524_288 in shares, shares)
    key = answer["id"]
    check("youtube: stored as asked", answer["status"]["privacyStatus"] == "private", answer)
    listed = api.playlistItems().list(part="snippet", playlistId=uploads).execute()
    check("youtube: among the uploads", listed["items"][0]["snippet"]["resourceId"]["videoId"] == key, listed)
    captions = MediaIoBaseUpload(io.BytesIO(b"WEBVTT\n\n"), "text/vtt")
    about = {"snippet": {"videoId": key, "language": "de", "name": "", "isDraft": False}}
    api.captions().insert(part="snippet", body=about, media_body=captions).execute()
    refused(
        "youtube: captions twice",
        lambda: api.captions().insert(part="snippet", body=about, media_body=captions).execute(),
        HttpError,
        lambda e: (e.status_code == 409 and e.error_details[0]["reason"] == "captionExists") or str(e),
    )
    still = MediaIoBaseUpload(io.BytesIO(JPEG), "image/jpeg")
    api.thumbnails().set(videoId=key, media_body=still).execute()
    api.videos().update(part="snippet", body={"id": key, "snippet": {
        "title": "Sitzung", "categoryId": "25"}}).execute()
    seen = state("youtube")
    check("youtube: corrected", seen["youtube"][0]["text"] == "Sitzung", seen)
    check("youtube: dressed", seen["stills"] == [key] and seen["captions"] == [[key, "de"]], seen)
    for _ in range(2):
        status = api.videos().list(part="status,statistics", id=key).execute()["items"][0]
    check("youtube: processed", status["status"]["uploadStatus"] == "processed", status)
    check("youtube: figures are text", status["statistics"]["viewCount"] == "42", status)
    refused(
        "youtube: a part that is none",
        lambda: api.videos().list(part="colour", id=key).execute(),
        HttpError, lambda e: e.status_code == 400 or str(e),
    )
    refused(
        "youtube: a title too long",
        lambda: api.videos().update(part="snippet", body={"id": key, "snippet": {
            "title": "x" * 101, "categoryId": "25"}}).execute(),
        HttpError, lambda e: (e.error_details[0]["reason"] == "invalidTitle") or str(e),
    )
    api.videos().delete(id=key).execute()
    check("youtube: deleted", state("youtube")["youtube"] == [])
    with open(DESCRIPTIONS + "/youtubeAnalytics.v2.json", encoding="utf-8") as file:
        description = json.load(file)
    description["rootUrl"] = description["baseUrl"] = address + "/"
    reports = build_from_document(description, credentials=token)
    table = reports.reports().query(
        ids="channel==MINE", startDate="2026-11-01", endDate="2026-11-02",
        metrics="views,likes", dimensions="day").execute()
    check("youtube: a report", table["rows"][0][1:] == [17, 17], table)


def mastodon():
    address = ADDRESSES["mastodon"]
    key, secret = Mastodon.create_app(
        "Rathaus", api_base_url=address, redirect_uris="https://x.example/back",
        scopes=["read:accounts", "read:statuses", "write:statuses", "write:media"])
    api = Mastodon(client_id=key, client_secret=secret, api_base_url=address,
                   version_check_mode="none", ratelimit_method="throw")
    token = api.log_in(code="mastodon-code", redirect_uri="https://x.example/back",
                       scopes=["read:accounts", "read:statuses", "write:statuses", "write:media"])
    api = Mastodon(access_token=token, api_base_url=address, version_check_mode="none",
                   ratelimit_method="throw")
    me = api.account_verify_credentials()
    check("mastodon: the account", me.acct == "stadt", me)
    limits = api.instance_v2().configuration if hasattr(api, "instance_v2") else api.instance().configuration
    check("mastodon: limits", limits.statuses.max_characters == 500, limits)
    picture = api.media_post(io.BytesIO(JPEG), mime_type="image/jpeg", description="Brunnen", focus=(0.1, 0.4))
    check("mastodon: a picture", picture.description == "Brunnen", picture)
    first = api.status_post("Grüße", media_ids=[picture.id], language="de", idempotency_key="k1")
    again = api.status_post("Grüße", media_ids=[picture.id], language="de", idempotency_key="k1")
    check("mastodon: the same key, the same post", first.id == again.id, (first.id, again.id))
    api.status_update(first.id, status="Berichtigt", media_ids=[picture.id])
    seen = state("mastodon")["mastodon"]
    check("mastodon: once, corrected", [(s["text"], s["edits"]) for s in seen] == [("Berichtigt", 1)], seen)
    listed = api.account_statuses(me.id, limit=5)
    check("mastodon: listed", listed[0].content == "<p>Berichtigt</p>", listed)
    refused("mastodon: too long", lambda: api.status_post("x" * 501),
            MastodonAPIError, lambda e: e.args[1] == 422 or str(e.args))
    stranger = Mastodon(access_token="nobody", api_base_url=address, version_check_mode="none")
    refused("mastodon: a dead token", lambda: stranger.status_post("x"),
            MastodonUnauthorizedError, lambda e: e.args[1] == 401 or str(e.args))
    api.status_delete(first.id)
    check("mastodon: deleted", state("mastodon")["mastodon"] == [])


graph = facebook()
instagram(graph)
if ADDRESSES["youtube"]:
    youtube()
mastodon()
sys.exit(1 if failed else 0)
