"""Clients that nobody here wrote against a running town: frost_sta_client creates, asks and deletes,
paho-mqtt publishes and hears, and lists are followed as Masterportal follows them.

python check_clients.py ROOT KEY MQTT_HOST MQTT_PORT; prints one line for each check, ends with 1 if
one failed."""

import json
import queue
import re
import sys
import time
import urllib.parse
import urllib.request

import frost_sta_client as fsc
import paho.mqtt.client as mqtt
from geojson import Point

ROOT, KEY, HOST, PORT = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
FAILED = []


def check(name, is_fine, seen=""):
    print(f"{'ok' if is_fine else 'FAILED'}  {name}{'' if is_fine else f': {seen}'}")
    if not is_fine:
        FAILED.append(name)


def frost():
    """Returns the ids of a stream and its thing; the caller deletes them."""
    service = fsc.SensorThingsService(ROOT, auth_handler=fsc.AuthHandler("x", KEY))
    place = fsc.Location(name="Clients", description="d", encoding_type="application/geo+json", location=Point((6.5, 51.5)))
    thing = fsc.Thing(name="Clients", description="of others", properties={"a": 1})
    thing.locations = [place]
    service.create(thing)
    check("frost_sta_client creates a Thing with its place", thing.id is not None)
    unit = fsc.UnitOfMeasurement(name="Celsius", symbol="C", definition="http://example.org/c")
    stream = fsc.Datastream(
        name="Stream",
        description="d",
        observation_type="http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        unit_of_measurement=unit,
    )
    stream.thing = thing
    stream.sensor = fsc.Sensor(name="S", description="d", encoding_type="text/html", metadata="m")
    stream.observed_property = fsc.ObservedProperty(name="P", definition="http://example.org/p", description="d")
    service.create(stream)
    for n in range(30):
        value = fsc.Observation(result=n, phenomenon_time=f"2026-03-01T10:{n:02}:00Z", datastream=stream)
        service.create(value)
    seen = service.observations().query().filter(f"Datastream/id eq {stream.id} and result gt 4").top(10).list()
    results = sorted(value.result for value in seen)
    check("it follows pages to the end", results == list(range(5, 30)), results)
    found = service.things().query().filter("name eq 'Clients'").expand("Locations,Datastreams").list().entities
    check("it asks with $filter and $expand", len(found) == 1 and found[0].properties == {"a": 1}, found)
    fresh = service.things().find(thing.id)
    fresh.description = "changed"
    service.update(fresh)
    check("it changes", service.things().find(thing.id).description == "changed")
    return service, thing, stream


def answer(url):
    with urllib.request.urlopen(url, timeout=20) as response:
        return json.load(response)


def follow(url, seen=0):
    """Masterportal's way: it stops as soon as $top and $skip of the next link say so."""
    page = answer(url)
    values = page["value"]
    nested(values)
    link = page.get("@iot.nextLink")
    if link is None:
        return values
    text = urllib.parse.unquote(link)
    top, skip = re.search(r"[$]top=(\d+)", text), re.search(r"[$]skip=(\d+)", text)
    if skip is None:
        raise AssertionError(f"a next link without $skip: {link}")
    if top is not None and 0 < int(top[1]) <= int(skip[1]):
        return values
    if seen > 100:
        raise AssertionError("it goes round in circles")
    return values + follow(link, seen + 1)


def nested(value):
    """Lists within entities are followed, too."""
    if isinstance(value, list):
        for item in value:
            nested(item)
    elif isinstance(value, dict):
        for name in [n for n in value if n.endswith("@iot.nextLink")]:
            relation = name.removesuffix("@iot.nextLink")
            link = value[name]
            text = urllib.parse.unquote(link)
            top, skip = re.search(r"[$]top=(\d+)", text), re.search(r"[$]skip=(\d+)", text)
            if not (top and skip and 0 < int(top[1]) <= int(skip[1])):
                value[relation] = value[relation] + follow(link)
        for item in list(value.values()):
            nested(item)


def masterportal(stream):
    quoted = urllib.parse.quote
    every = follow(f"{ROOT}/Datastreams({stream.id})/Observations")
    check("a list is followed to its end", len(every) == 30, len(every))
    area = quoted("geography'POLYGON ((5 50, 8 50, 8 53, 5 53, 5 50))'")
    layer = (
        f"{ROOT}/Things?$filter=startswith(Things/name,'Clients')%20and%20st_within(Locations/location,{area})"
        "&$expand=Locations,Datastreams($expand=Observations($top=1;$orderby=phenomenonTime%20desc),ObservedProperty)"
    )
    things = follow(layer)
    value = things[0]["Datastreams"][0]["Observations"]
    check("a layer of the map has its latest values", [v["result"] for v in value] == [29], value)
    whole = follow(f"{ROOT}/Things?$filter=name%20eq%20'Clients'&$expand=Datastreams($expand=Observations)")
    count = len(whole[0]["Datastreams"][0]["Observations"])
    check("lists within entities are followed to their end", count == 30, count)


def hear(version, stream, number, transport):
    messages, answers = queue.Queue(), queue.Queue()
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"paho-{number}", protocol=version, transport=transport)
    client.username_pw_set("device", KEY)
    client.on_message = lambda _c, _u, message: messages.put(message)
    client.on_subscribe = lambda _c, _u, _m, codes, _p: answers.put(codes[0])
    client.on_publish = lambda _c, _u, _m, code, _p: answers.put(code)
    if transport == "websockets":
        pages = urllib.parse.urlsplit(ROOT)
        client.ws_set_options(path="/sensorthings/mqtt")
        client.connect(pages.hostname, pages.port)
    else:
        client.connect(HOST, PORT)
    client.loop_start()
    name = {mqtt.MQTTv31: "3.1", mqtt.MQTTv311: "3.1.1", mqtt.MQTTv5: "5.0"}[version]
    topic = f"v1.1/Datastreams({stream.id})/Observations"
    client.subscribe(f"{topic}?$select=result", qos=1)
    check(f"paho subscribes with MQTT {name} by {transport}", not answers.get(timeout=10).is_failure)
    for qos in (0, 1, 2):
        begun = time.monotonic()
        body = json.dumps({"result": 100 * number + qos, "phenomenonTime": f"2026-03-02T0{number}:0{qos}:00Z"})
        client.publish(topic, body, qos=qos)
        check(f"it publishes with quality {qos}", not answers.get(timeout=10).is_failure)
        said = messages.get(timeout=10)
        check(f"it hears the value after {1000 * (time.monotonic() - begun):.0f} ms", json.loads(said.payload) == {"result": 100 * number + qos}, said.payload)
    client.subscribe("v1.1/#")
    check("wildcards are refused", answers.get(timeout=10).is_failure)
    client.unsubscribe(f"{topic}?$select=result")
    client.disconnect()
    client.loop_stop()


service, thing, stream = frost()
try:
    masterportal(stream)
    ways = [(version, "tcp") for version in (mqtt.MQTTv31, mqtt.MQTTv311, mqtt.MQTTv5)]
    ways += [(version, "websockets") for version in (mqtt.MQTTv311, mqtt.MQTTv5)]
    for number, (version, transport) in enumerate(ways, 1):
        hear(version, stream, number, transport)
    values = service.observations().query().filter(f"Datastream/id eq {stream.id}").list()
    check("everything is stored once", len(list(values)) == 45)
finally:
    service.delete(thing)
gone = service.things().query().filter("name eq 'Clients'").list().entities
check("it deletes", gone == [], gone)
sys.exit(1 if FAILED else 0)
