//! What streets are called.

/// Names of the four walls around an old town by side: north, west, south, east.
#[rustfmt::skip]
pub(crate) const WALLS: [&str; 4] = ["Nordwall", "Westwall", "Südwall", "Ostwall"];

/// Names of the outer ring in the same order.
#[rustfmt::skip]
pub(crate) const RINGS: [&str; 4] = ["Nordring", "Westring", "Südring", "Ostring"];

/// Streets from the market to a gate.
#[rustfmt::skip]
pub(crate) const GATE_STREETS: &[&str] = &[
    "Lange Straße", "Hohe Straße", "Steinstraße", "Krumme Straße", "Kirchstraße", "Mühlenstraße",
    "Brückenstraße", "Kramerstraße", "Breite Straße", "Königstraße",
];

/// Next larger towns by direction in degrees (counter-clockwise from east), for main roads.
#[rustfmt::skip]
pub(crate) const FAR_TOWNS: &[(f64, &str)] = &[
    (10.0, "Hamelner"),
    (30.0, "Lemgoer"),
    (45.0, "Detmolder"),
    (75.0, "Herforder"),
    (115.0, "Bielefelder"),
    (150.0, "Gütersloher"),
    (175.0, "Warendorfer"),
    (200.0, "Wiedenbrücker"),
    (225.0, "Lippstädter"),
    (255.0, "Paderborner"),
    (285.0, "Bürener"),
    (310.0, "Warburger"),
    (330.0, "Kasseler"),
    (350.0, "Höxteraner"),
];

/// Old roads through the country.
#[rustfmt::skip]
pub(crate) const OLD_ROADS: &[&str] = &[
    "Alte Poststraße", "Hellweg", "Alte Heerstraße", "Landwehr", "Salzstraße", "Alter Frachtweg",
    "Chausseestraße", "Postdamm",
];

/// Names for the lanes of the old town.
#[rustfmt::skip]
pub(crate) const OLD_TOWN: &[&str] = &[
    "Kornmarkt", "Fischergasse", "Gerbergasse", "Töpfergasse", "Schmiedegasse", "Bäckergasse",
    "Webergasse", "Küstergasse", "Klostergasse", "Nonnengang", "Pfaffengasse", "Schulgasse",
    "Rosengasse", "Engelgasse", "Rathausgasse", "Hinter dem Rathaus", "Kirchplatz", "Kirchhof",
    "Am Alten Brunnen", "Brunnengasse", "Am Stadttor", "Torgasse", "Turmgasse", "Wallgasse",
    "Mauergasse", "An der Stadtmauer", "Burggasse", "Burghof", "Marstallgasse", "Zehnthof",
    "Zehntgasse", "Salzgasse", "Heumarkt", "Viehmarkt", "Pferdemarkt", "Buttergasse",
    "Eiergasse", "Apothekergasse", "Badergasse", "Badstubengasse", "Seilergasse", "Sattlergasse",
    "Schustergasse", "Schneidergasse", "Böttchergasse", "Krämergasse", "Wollgasse", "Tuchgasse",
    "Färbergasse", "Spitalgasse", "Heiliggeistgasse", "Jakobsgasse", "Nikolaigasse",
    "Johannisgasse", "Petrigasse", "Marienplatz", "Mariengasse", "Katharinengasse",
    "Georgsgasse", "Martinsgasse", "Enge Gasse", "Dunkle Gasse", "Kleine Gasse", "Große Gasse",
    "Quergasse", "Winkelgasse", "Sackgasse", "Schlippe", "Treppengasse", "Katzenstieg",
    "Gänsemarkt", "Hirschgasse", "Löwengasse", "Bärengasse", "Adlergasse", "Schwanengasse",
    "Papenstraße", "Ritterstraße", "Herrenstraße", "Domherrenhof", "Synagogengasse", "Freiheit",
    "Neue Gasse", "Alter Markt", "Grabenstraße", "Stiftsgasse", "Propsteihof",
];

/// Names for industrial estates: engineers, inventors, entrepreneurs' trades.
#[rustfmt::skip]
pub(crate) const INDUSTRY: &[&str] = &[
    "Siemensstraße", "Daimlerstraße", "Dieselstraße", "Ottostraße", "Boschstraße",
    "Zeppelinstraße", "Borsigstraße", "Röntgenstraße", "Liebigstraße", "Wöhlerstraße",
    "Gutenbergstraße", "Zusestraße", "Reuleauxstraße", "Industriestraße", "Gewerbestraße",
    "Handwerkerring", "Werkstraße", "Fabrikstraße", "Zum Güterbahnhof", "Ladestraße",
    "Am Gleisdreieck", "Speicherstraße", "Gießereiweg", "Sägewerkstraße", "Ziegeleistraße",
    "Am Kalkofen", "Glashüttenweg", "Spinnereistraße", "Webereistraße", "Möbelstraße",
    "Carl-Benz-Straße", "Bertha-Benz-Straße", "Lise-Meitner-Straße", "Max-Planck-Straße",
    "Robert-Koch-Straße", "Justus-von-Liebig-Straße", "Wankelstraße", "Lilienthalstraße",
];

/// Themes of residential quarters: a list of first parts, each with the endings that suit them.
#[rustfmt::skip]
pub(crate) const THEMES: &[(&str, &[&str])] = &[
    (
        "flowers",
        &[
            "Rosen", "Tulpen", "Nelken", "Lilien", "Astern", "Dahlien", "Veilchen", "Narzissen",
            "Krokus", "Primel", "Anemonen", "Enzian", "Ginster", "Holunder", "Flieder", "Jasmin",
            "Lavendel", "Malven", "Mohn", "Margeriten", "Sonnenblumen", "Schlehen", "Wacholder",
            "Weißdorn", "Schlüsselblumen", "Klee", "Kornblumen", "Kamillen", "Hortensien",
            "Iris", "Ringelblumen", "Salbei", "Thymian", "Heckenrosen", "Löwenzahn", "Minzen",
            "Akelei", "Glockenblumen", "Arnika", "Seerosen", "Begonien", "Geranien", "Fingerhut",
            "Farn",
        ],
    ),
    (
        "birds",
        &[
            "Amsel", "Drossel", "Finken", "Meisen", "Lerchen", "Schwalben", "Nachtigallen",
            "Zeisig", "Staren", "Kiebitz", "Kranich", "Reiher", "Storchen", "Falken", "Habicht",
            "Sperber", "Bussard", "Eulen", "Uhu", "Kuckuck", "Specht", "Elster", "Dohlen",
            "Raben", "Eisvogel", "Rebhuhn", "Fasanen", "Wachtel", "Schnepfen", "Möwen", "Enten",
            "Schwanen", "Pirol", "Stieglitz", "Dompfaff", "Zaunkönig", "Rotkehlchen",
            "Goldammer", "Milan", "Bachstelzen", "Sperlings", "Tauben", "Wiedehopf",
            "Grasmücken", "Birkhahn", "Auerhahn",
        ],
    ),
    (
        "trees",
        &[
            "Buchen", "Eichen", "Linden", "Birken", "Ahorn", "Eschen", "Ulmen", "Erlen",
            "Kiefern", "Fichten", "Tannen", "Lärchen", "Kastanien", "Nussbaum", "Kirsch",
            "Apfelbaum", "Pappel", "Weiden", "Platanen", "Akazien", "Robinien", "Haselnuss",
            "Hainbuchen", "Ebereschen", "Eiben", "Zedern", "Pflaumen", "Birnbaum", "Mispel",
            "Quitten", "Speierling", "Vogelbeer", "Espen", "Walnuss", "Traubenkirschen",
            "Rotbuchen",
        ],
    ),
    (
        "writers",
        &[
            "Goethe", "Schiller", "Lessing", "Heine", "Kleist", "Hölderlin", "Uhland", "Mörike",
            "Eichendorff", "Storm", "Fontane", "Hebbel", "Herder", "Wieland", "Klopstock",
            "Lenau", "Novalis", "Brentano", "Keller", "Raabe", "Freiligrath", "Grabbe",
            "Droste-Hülshoff", "Ricarda-Huch", "Hermann-Hesse", "Thomas-Mann", "Stefan-Zweig",
            "Erich-Kästner", "Kurt-Tucholsky", "Else-Lasker-Schüler", "Nelly-Sachs",
            "Mascha-Kaléko", "Annette-Kolb", "Joseph-Roth", "Georg-Büchner", "Wilhelm-Busch",
            "Matthias-Claudius", "Johann-Peter-Hebel", "Bettina-von-Arnim",
        ],
    ),
    (
        "composers",
        &[
            "Mozart", "Beethoven", "Bach", "Händel", "Haydn", "Schubert", "Schumann", "Brahms",
            "Mendelssohn", "Lortzing", "Weber", "Gluck", "Telemann", "Bruckner", "Mahler",
            "Reger", "Humperdinck", "Flotow", "Nicolai", "Liszt", "Chopin", "Verdi", "Dvořák",
            "Smetana", "Clara-Schumann", "Fanny-Hensel", "Buxtehude", "Schütz", "Pachelbel",
            "Silcher", "Zelter", "Cornelius", "Kreutzer", "Marschner",
        ],
    ),
    (
        "painters",
        &[
            "Dürer", "Holbein", "Cranach", "Rembrandt", "Rubens", "Menzel", "Spitzweg",
            "Liebermann", "Macke", "Feuerbach", "Leibl", "Richter", "Böcklin",
            "Paula-Modersohn-Becker", "Käthe-Kollwitz", "Gabriele-Münter", "Franz-Marc",
            "Otto-Dix", "Lovis-Corinth", "Riemenschneider", "Grünewald", "Barlach",
            "Angelika-Kauffmann", "Maria-Sibylla-Merian", "Schadow", "Schinkel", "Semper",
        ],
    ),
    (
        "towns_east",
        &[
            "Breslauer", "Königsberger", "Stettiner", "Danziger", "Memeler", "Tilsiter",
            "Elbinger", "Allensteiner", "Gleiwitzer", "Beuthener", "Oppelner", "Görlitzer",
            "Liegnitzer", "Waldenburger", "Glatzer", "Kolberger", "Stolper", "Kösliner",
            "Posener", "Thorner", "Bromberger", "Marienburger", "Insterburger", "Rastenburger",
            "Lötzener", "Egerländer", "Sudeten", "Masuren", "Pommern", "Schlesier", "Ostpreußen",
            "Karlsbader", "Marienbader", "Reichenberger", "Troppauer", "Neißer", "Brieger",
            "Ratiborer", "Saganer", "Bunzlauer",
        ],
    ),
    (
        "rivers",
        &[
            "Rhein", "Weser", "Ems", "Lippe", "Ruhr", "Lenne", "Diemel", "Fulda", "Werra", "Elbe",
            "Oder", "Spree", "Saale", "Main", "Neckar", "Mosel", "Lahn", "Sieg", "Wupper", "Donau",
            "Isar", "Inn", "Havel", "Leine", "Aller", "Hase", "Hunte", "Nette", "Bever", "Alme",
            "Möhne", "Eder", "Twiste", "Nethe", "Emmer", "Werre", "Aa", "Glenne",
        ],
    ),
    (
        "women",
        &[
            "Marie-Curie", "Sophie-Scholl", "Anne-Frank", "Hannah-Arendt", "Clara-Zetkin",
            "Bertha-von-Suttner", "Helene-Lange", "Helene-Weber", "Elisabeth-Selbert",
            "Friederike-Nadig", "Louise-Otto-Peters", "Hedwig-Dohm", "Emmy-Noether",
            "Anita-Augspurg", "Marie-Juchacz", "Elly-Heuss", "Edith-Stein",
            "Hildegard-von-Bingen", "Dorothea-Erxleben", "Caroline-Herschel", "Amalie-Sieveking",
            "Fanny-Lewald", "Gertrud-Bäumer", "Rahel-Varnhagen", "Maria-Montessori",
            "Mathilde-Anneke", "Minna-Cauer", "Ida-Noddack", "Rosalind-Franklin",
        ],
    ),
    (
        "animals",
        &[
            "Fuchs", "Hasen", "Reh", "Hirsch", "Dachs", "Igel", "Marder", "Iltis", "Otter",
            "Biber", "Wolfs", "Bären", "Luchs", "Eichhörnchen", "Hermelin", "Wiesel", "Bienen",
            "Hummel", "Libellen", "Grillen", "Schmetterlings", "Marienkäfer", "Forellen",
            "Hecht", "Lachs", "Fohlen", "Lämmer", "Hamster", "Salamander", "Molch", "Eidechsen",
            "Frosch",
        ],
    ),
];

/// Endings that go with the first parts of the themes.
#[rustfmt::skip]
pub(crate) const ENDINGS: &[&str] = &["weg", "straße", "weg", "straße", "weg", "ring", "pfad"];

/// First parts of field names.
#[rustfmt::skip]
pub(crate) const FIELD_FIRST: &[&str] = &[
    "Mühlen", "Kirch", "Kloster", "Pfarr", "Vogt", "Schulten", "Meier", "Stein", "Sand", "Lehm",
    "Moor", "Torf", "Heide", "Wald", "Wiesen", "Bach", "Brink", "Kuh", "Schaf", "Pferde", "Ochsen",
    "Ziegen", "Gänse", "Immen", "Korn", "Hafer", "Roggen", "Gersten", "Flachs", "Rüben", "Hopfen",
    "Kalk", "Ton", "Kies", "Berg", "Tal", "Höhen", "Sonnen", "Winter", "Sommer", "Oster", "Wester",
    "Süder", "Norder", "Lang", "Kurz", "Breit", "Schmal", "Hoch", "Tief", "Alten", "Neu", "Burg",
    "Warte", "Galgen", "Land", "Deich", "Wehr", "Furt", "Quell", "Brunnen", "Teich", "Fisch",
    "Kohl", "Köhler", "Schäfer", "Hirten", "Jäger", "Förster", "Müller", "Schmiede", "Zimmer",
    "Wagner", "Küster", "Lehrer", "Schul", "Dorf", "Hof", "Speicher", "Scheunen", "Linden", "Dorn",
    "Hagen", "Hecken", "Busch", "Binsen", "Schilf",
];

/// Second parts of field names for streets.
#[rustfmt::skip]
pub(crate) const FIELD_SECOND: &[&str] = &[
    "weg", "straße", "kamp", "feld", "brede", "grund", "winkel", "stieg", "breite", "wiese",
    "bruch", "horst", "esch", "busch", "garten", "anger", "damm", "pfad", "hang", "siek",
];

/// Names with a preposition: first half, then nouns that go with it.
#[rustfmt::skip]
pub(crate) const PLACES: &[(&str, &[&str])] = &[
    (
        "Am",
        &[
            "Anger", "Bach", "Berghang", "Brink", "Bruch", "Damm", "Dorfteich", "Eichenhain",
            "Feldrain", "Friedhof", "Galgenberg", "Hang", "Heidkamp", "Hügel", "Kamp",
            "Kirchberg", "Knick", "Kreuz", "Lindenbaum", "Mühlbach", "Mühlenteich", "Nordhang",
            "Obsthof", "Osterberg", "Park", "Quellgrund", "Rain", "Sandberg", "Schützenplatz",
            "Siek", "Sonnenhang", "Sportplatz", "Steinbruch", "Südhang", "Tannenbusch", "Teich",
            "Waldrand", "Wasserturm", "Wehr", "Weinberg", "Wiesengrund", "Windrad",
            "Ziegelteich", "Zollstock",
        ],
    ),
    (
        "An der",
        &[
            "Allee", "Aue", "Bleiche", "Breede", "Burg", "Eiche", "Furt", "Gräfte", "Hecke",
            "Kapelle", "Kirche", "Landwehr", "Linde", "Mühle", "Pferdebahn", "Quelle",
            "Rennbahn", "Schleuse", "Schule", "Tränke", "Wallhecke", "Warte", "Wiese",
            "Windmühle",
        ],
    ),
    (
        "Auf dem",
        &[
            "Acker", "Berge", "Brinke", "Bruche", "Esch", "Felde", "Hagen", "Hövel", "Kampe",
            "Knapp", "Kreuzkamp", "Placken", "Rode", "Sande", "Stühe", "Werder",
        ],
    ),
    (
        "Auf der",
        &[
            "Bleiche", "Breite", "Heide", "Höhe", "Horst", "Kuhle", "Masch", "Rose", "Schanze",
            "Trift", "Worth",
        ],
    ),
    (
        "Im",
        &[
            "Apfelgarten", "Baumhof", "Bruch", "Dorfe", "Eichengrund", "Esch", "Grund", "Hag",
            "Hain", "Hasenwinkel", "Heidegrund", "Kirschgarten", "Kleefeld", "Krähenwinkel",
            "Lerchenfeld", "Lindengarten", "Moor", "Niederfeld", "Oberdorf", "Ort",
            "Rosengarten", "Schilf", "Siek", "Sonnenwinkel", "Tal", "Unterdorf", "Vogelsang",
            "Wiesental", "Winkel", "Wolfsgrund", "Ziegelfeld",
        ],
    ),
    (
        "In der",
        &[
            "Aue", "Delle", "Ecke", "Heide", "Helle", "Kurve", "Lake", "Mark", "Masch", "Riege",
            "Schlade", "Senke", "Siedlung", "Wanne",
        ],
    ),
    (
        "Zum",
        &[
            "Alten Forsthaus", "Bahnhof", "Brunnen", "Eichholz", "Forst", "Gutshof", "Hof",
            "Kalkofen", "Moor", "Osterfeuer", "Sägewerk", "Schafstall", "Schützenhaus",
            "Stadion", "Steinkreuz", "Sundern", "Wasserwerk", "Wiesental",
        ],
    ),
];

/// First parts of village names.
#[rustfmt::skip]
pub(crate) const VILLAGE_FIRST: &[&str] = &[
    "Brink", "Holl", "Wenn", "Oster", "Alm", "Denk", "Elm", "Hag", "Lim", "Ross", "Schwal", "Wied",
    "Dorn", "Gers", "Imm", "Kall", "Lud", "Mars", "Nord", "Puls", "Rett", "Sud", "Tim", "Ull",
    "Varn", "Wass",
];

/// Second parts of village names.
#[rustfmt::skip]
pub(crate) const VILLAGE_SECOND: &[&str] =
    &["trup", "inghausen", "dorf", "ersen", "loh", "beck", "husen", "lage", "inghof", "wede"];
