"""Joins the three lists of rent levels to the municipality register.

usage: python3 rent_levels.py FOLDER > mietenstufen.txt
FOLDER holds mietenstufen_anlage_2016.csv, _2020.csv, _2023.csv and mietenstufen_ags_2023.csv.
"""
import collections
import csv
import re
import sys

FOLDER = sys.argv[1]
YEARS = ("2016", "2020", "2023")


def table(name):
    return list(csv.DictReader(open(f"{FOLDER}/{name}.csv", encoding="utf-8")))


lists = {year: table(f"mietenstufen_anlage_{year}") for year in YEARS}
register = table("mietenstufen_ags_2023")

# Names that no rule joins: list name -> key.
BY_HAND = {
    "Baden-Württemberg|Müllheim, Stadt": "08315074",
    "Baden-Württemberg|Phillipsburg, Stadt": "08215066",
    "Baden-Württemberg|Sankt Georgen i. Schwarzw., Stadt": "08326052",
    "Baden-Württemberg|Weingarten (Baden)": "08215090",
    "Baden-Württemberg|Weingarten, Baden": "08215090",
    "Bayern|Alzenau i. Ufr., Stadt": "09671111",
    "Bayern|Alzenau i. Unterfranken, Stadt": "09671111",
    "Bayern|Weilheim i. Oberbayern, Stadt": "09190157",
    "Brandenburg|Ahrensfelde-Blumberg": "12060005",
    "Brandenburg|Cottbus, Stadt": "12052000",
    "Brandenburg|Forst (Lausitz), Stadt": "12071076",
    "Brandenburg|Senftenberg, Stadt": "12066304",
    "Brandenburg|Spremberg, Stadt": "12071372",
    "Hessen|Arolsen, Stadt": "06635002",
    "Hessen|Höchst i. Odenwald": "06437009",
    "Hessen|Rüsselsheim, Stadt": "06433012",
    "Niedersachsen|Hannoversch Münden, Stadt": "03159017",
    "Nordrhein-Westfalen|Fröndenberg, Stadt": "05978012",
    "Rheinland-Pfalz|Neustadt (a. d. Weinstr.), Stadt": "07316000",
    "Rheinland-Pfalz|Neustadt (a. d. Weinstraße), krsfr. Stadt": "07316000",
    "Sachsen|Aue, Stadt": "14521035",
    "Sachsen|Auerbach/Vogtland, Stadt": "14523020",
    "Sachsen|Frankenberg, Stadt": "14522150",
    "Sachsen|Frankenberg/Sachsen, Stadt": "14522150",
    "Sachsen|Lichtenstein/Sachsen, Stadt": "14524160",
    "Sachsen|Neustadt i. Sa., Stadt": "14628260",
    "Sachsen|Neustadt i. Sachsen, Stadt": "14628260",
    "Sachsen|Oelsnitz/Erzgebirge, Stadt": "14521450",
    "Sachsen|Oelsnitz/Vogtland, Stadt": "14523300",
    "Sachsen|Reichenbach/Vogtl., Stadt": "14523340",
    "Sachsen|Reichenbach/Vogtland, Stadt": "14523340",
    "Sachsen|Schwarzenberg/Erzgebirge, Stadt": "14521550",
    "Sachsen|Stollberg/Erzgebirge, Stadt": "14521590",
    "Sachsen|Weißwasser/Oberlausitz, Stadt": "14626600",
    "Thüringen|Bad Frankenhausen/Kyff": "16065003",
}
KREIS_BY_HAND = {
    "Bayern|Neustadt/Aisch-Bad Windsheim": "09575",
    "Niedersachsen|Soltau-Fallingbostel (Heidekreis)": "03358",
    "Rheinland-Pfalz|Bitburg-Prüm": "07232",
}
# Listed in 2016, now parts of others: Langen is a part of Geestland, whose other parts had the
# level of the Kreis; the Kreis Osterode had the level of Göttingen, into which it was merged.
GONE = {("2016", "Langen, Stadt"), ("2016", "Osterode am Harz")}
UNKNOWN = {("2016", "03352062")}
NO_TOWN = {"07000999", "13000999"}  # joint territory with Luxembourg, coastal waters


def even(name, keep_brackets=True):
    name = name.split(",")[0].lower().split(" / ")[0]
    for old, new in (("ß", "ss"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        name = name.replace(old, new)
    name = re.sub(r"\bsankt\b", "st.", name)
    if not keep_brackets:
        name = re.sub(r"\(.*?\)", "", name)
    for old, new in (("a. d.", "an der"), ("a.d.", "an der "), ("i. d.", "in der"), ("i.d.", "in der "),
                     ("b.", "bei "), ("a.", "am "), ("i.", "im "), ("v.d.", "vor der "), ("v. d.", "vor der ")):
        name = name.replace(" " + old, " " + new)
    for old, new in ((r"\b(rhld|rheinl)\.?", "rheinland"), (r"\bwestf\b\.?", "westfalen"),
                     (r"\bopf\b\.?", "oberpfalz"), (r"\bbay\b\.?", "bayern")):
        name = re.sub(old, new, name)
    return re.sub(r"[^a-z0-9]", "", name)


by_key = {row["ags"]: row for row in register}
full, short = collections.defaultdict(list), collections.defaultdict(list)
for row in register:
    full[(row["land"], even(row["gemeinde"]))].append(row)
    short[(row["land"], even(row["gemeinde"], False))].append(row)


def town(land, name):
    if f"{land}|{name}" in BY_HAND:
        return BY_HAND[f"{land}|{name}"]
    for index, keep in ((full, True), (short, False)):
        found = index[(land, even(name, keep))]
        if len(found) > 1:
            # Only towns of about 10,000 inhabitants and more are listed.
            found = [row for row in found if int(row["population_2023"] or 0) >= 8000] or found
        if len(found) > 1:
            found = [row for row in found if row["basis"] == "gemeinde"]
        if len(found) == 1:
            return found[0]["ags"]
    raise SystemExit(f"not joined: {land} {name}")


def even_kreis(name):
    name = re.sub(r",.*", "", name)
    return even(re.sub(r"\b(land|kreis|landkreis|städteregion|region)\b", "", name, flags=re.I))


size = collections.Counter(row["kreis_key"] for row in register)
kreise = collections.defaultdict(set)
for row in register:
    kreise[(row["land"], even_kreis(row["kreis"]))].add(row["kreis_key"])


def kreis(land, name):
    if f"{land}|{name}" in KREIS_BY_HAND:
        return KREIS_BY_HAND[f"{land}|{name}"]
    found = kreise[(land, even_kreis(name))]
    if len(found) > 1:
        found = {key for key in found if size[key] > 1}
    if len(found) != 1:
        raise SystemExit(f"not joined: Kreis {land} {name}")
    return next(iter(found))


of_town, of_kreis, of_islands = {}, {}, {}
for year, rows in lists.items():
    for row in rows:
        if (year, row["name"]) in GONE:
            continue
        if row["kind"] == "kreis":
            of_kreis[year, kreis(row["land"], row["name"])] = row["mietenstufe"]
        elif row["kind"] == "gemeinde":
            of_town[year, town(row["land"], row["name"])] = row["mietenstufe"]
        else:
            of_islands[year] = row["mietenstufe"]


def level(year, row):
    key = row["ags"]
    if (year, key) in UNKNOWN:
        return "-"
    if row["basis"] == "insel" and year in of_islands:
        return of_islands[year]
    return of_town.get((year, key)) or of_kreis.get((year, row["kreis_key"]), "-")


print("# Mietenstufen nach Gemeindeschlüssel: Anlage zu § 1 Abs. 3 WoGV, Fassungen 2016, 2020, 2023 (amtliches Werk).")
print("# Schlüssel und Namen: Gemeindeverzeichnis, © Statistisches Bundesamt, Stand 30.11.2023.")
print("# >Kreisschlüssel;Stufen 2016 2020 2023;Kreis  dann je Gemeinde: letzte drei Ziffern;Name[;Stufen, wenn anders als der Kreis]")
print("# - = keine Angabe")
current = None
for row in sorted(register, key=lambda row: row["ags"]):
    if row["ags"] in NO_TOWN:
        continue
    own = "".join(level(year, row) for year in YEARS)
    whole = "".join(of_kreis.get((year, row["kreis_key"]), "-") for year in YEARS)
    if row["kreis_key"] != current:
        current = row["kreis_key"]
        print(f">{current};{whole};{row['kreis'].split(',')[0]}")
    print(f"{row['ags'][5:]};{row['gemeinde']}" + ("" if own == whole else f";{own}"))
