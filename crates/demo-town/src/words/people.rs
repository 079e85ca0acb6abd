//! What people are called: frequent names in Germany, by generation and by the languages of the
//! families, and some that forms tend to stumble over.

/// First names of one group: female, male.
pub(crate) type FirstNames = (&'static [&'static str], &'static [&'static str]);

/// German first names by generation: the last year of birth of the generation, then the names.
#[rustfmt::skip]
pub(crate) const GERMAN: [(i16, FirstNames); 4] = [
    (
        1954,
        (
            &[
                "Helga", "Ingrid", "Karin", "Ursula", "Gisela", "Renate", "Christa", "Elke",
                "Monika", "Brigitte", "Hannelore", "Waltraud", "Erika", "Gerda", "Hildegard",
                "Elfriede", "Ilse", "Margarete", "Irmgard", "Edith", "Rosemarie", "Anneliese",
                "Lieselotte", "Marianne",
            ],
            &[
                "Hans", "Günter", "Klaus", "Horst", "Werner", "Heinz", "Manfred", "Gerhard",
                "Helmut", "Karl-Heinz", "Dieter", "Wolfgang", "Siegfried", "Rolf", "Herbert",
                "Walter", "Kurt", "Friedrich", "Heinrich", "Wilhelm", "Josef", "Alfred",
                "Rudolf", "Ernst",
            ],
        ),
    ),
    (
        1974,
        (
            &[
                "Sabine", "Petra", "Susanne", "Andrea", "Birgit", "Martina", "Gabriele", "Claudia",
                "Heike", "Kerstin", "Anke", "Silke", "Ute", "Barbara", "Cornelia", "Angelika",
                "Ulrike", "Beate", "Bettina", "Simone", "Anja", "Tanja", "Iris", "Dagmar", "Doris",
            ],
            &[
                "Thomas", "Michael", "Andreas", "Frank", "Stefan", "Peter", "Jürgen", "Uwe",
                "Bernd", "Ralf", "Martin", "Jörg", "Matthias", "Torsten", "Dirk", "Holger",
                "Norbert", "Detlef", "Olaf", "Volker", "Axel", "Carsten", "Jens", "Rainer",
                "Ulrich",
            ],
        ),
    ),
    (
        1995,
        (
            &[
                "Julia", "Stefanie", "Christina", "Nicole", "Melanie", "Katharina", "Sarah",
                "Anna", "Jennifer", "Lisa", "Vanessa", "Nadine", "Jana", "Sandra", "Kathrin",
                "Miriam", "Carolin", "Franziska", "Laura", "Annika", "Svenja", "Theresa",
                "Anna-Lena", "Ann-Kathrin",
            ],
            &[
                "Christian", "Daniel", "Sebastian", "Alexander", "Tobias", "Jan", "Florian",
                "Benjamin", "Philipp", "Marcel", "Patrick", "Dennis", "Sven", "Tim", "Kevin",
                "Felix", "Simon", "Lars", "Björn", "Christoph", "Johannes", "Marco", "Nils",
                "Timo", "Jan-Hendrik",
            ],
        ),
    ),
    (
        9999,
        (
            &[
                "Mia", "Emma", "Leonie", "Lena", "Emilia", "Hannah", "Marie", "Lea", "Sophie",
                "Clara", "Lina", "Ida", "Frieda", "Mathilda", "Charlotte", "Johanna", "Greta",
                "Paula", "Nele", "Lotta", "Amelie", "Luisa", "Mila", "Romy", "Jule",
            ],
            &[
                "Ben", "Paul", "Leon", "Finn", "Jonas", "Luca", "Noah", "Elias", "Henry", "Max",
                "Emil", "Anton", "Oskar", "Jakob", "Theo", "Matteo", "Moritz", "Linus", "Karl",
                "Mats", "Jannis", "Julian", "Lennard", "Bjarne", "Till",
            ],
        ),
    ),
];

/// German family names, frequent and Westphalian.
#[rustfmt::skip]
pub(crate) const GERMAN_FAMILIES: &[&str] = &[
    "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz",
    "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann",
    "Schwarz", "Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann", "Lange", "Schmitt",
    "Werner", "Schmitz", "Krause", "Meier", "Lehmann", "Schmid", "Schulze", "Maier", "Köhler",
    "Herrmann", "König", "Walter", "Mayer", "Huber", "Kaiser", "Fuchs", "Peters", "Lang",
    "Scholz", "Möller", "Weiß", "Jung", "Hahn", "Schubert", "Vogel", "Friedrich", "Keller",
    "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz", "Baumann", "Franke",
    "Albrecht", "Schuster", "Simon", "Ludwig", "Böhm", "Winter", "Kraus", "Martin", "Schumacher",
    "Krämer", "Vogt", "Stein", "Jäger", "Otto", "Sommer", "Groß", "Seidel", "Heinrich", "Brandt",
    "Haas", "Schreiber", "Graf", "Dietrich", "Ziegler", "Kuhn", "Kühn", "Pohl", "Engel", "Horn",
    "Busch", "Bergmann", "Thomas", "Voigt", "Sauer", "Arnold", "Wolff", "Pfeiffer", "Brinkmann",
    "Niemeier", "Westermann", "Ostermann", "Kampmann", "Hölscher", "Schulte", "Meiwes",
    "Rensing", "Wiethoff", "Bökamp", "Kleinehakenkamp", "Große-Westhoff", "Lütkehaus",
    "Dreismann", "Austermann", "Füchtenkord", "Strunk", "Wulf", "Hagemeier", "Bröckling",
    "Kordsmeyer", "Tegethoff", "Rüther", "Vollmer", "Vieth", "Deppe", "Obermeier", "Niggemann",
    "Stratmann", "Heitkamp", "Thiele", "Grothe", "Brockmeyer", "Lübbers", "Wessels",
    "Pöppelmann",
];

/// A group of families with a common language of names.
pub(crate) struct Group {
    /// Share among a thousand households.
    pub(crate) share: u32,
    /// Most frequent foreign nationality, ISO 3166.
    pub(crate) country: &'static str,
    /// How many of a hundred have it instead of the German one.
    pub(crate) foreign: u32,
    /// Language spoken at home, BCP 47.
    pub(crate) language: &'static str,
    /// Place of birth of those who were born abroad.
    pub(crate) cities: &'static [&'static str],
    /// First names.
    pub(crate) first: FirstNames,
    /// Family names of men.
    pub(crate) families: &'static [&'static str],
    /// Whether a woman's family name ends differently (Kowalska, Melnykowa).
    pub(crate) inflected: bool,
}

/// Families with names from other languages than German.
#[rustfmt::skip]
pub(crate) const GROUPS: &[Group] = &[
    Group {
        share: 72,
        country: "TR",
        foreign: 46,
        language: "tr",
        cities: &["Ankara", "Izmir", "Kayseri", "Trabzon", "Konya", "Sivas"],
        first: (
            &[
                "Ayşe", "Fatma", "Emine", "Zeynep", "Elif", "Hatice", "Özlem", "Sevgi", "Gülşen",
                "Esra", "Büşra", "Merve", "Ece", "Defne", "Nur", "Şeyma", "Yasemin", "Ebru",
            ],
            &[
                "Mehmet", "Mustafa", "Ahmet", "Ali", "Hüseyin", "Hasan", "İbrahim", "Murat",
                "Emre", "Can", "Yusuf", "Ömer", "Kerem", "Deniz", "Oğuz", "Serkan", "Çağlar",
                "Ufuk",
            ],
        ),
        families: &[
            "Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Yıldız", "Yıldırım", "Öztürk", "Aydın",
            "Özdemir", "Arslan", "Doğan", "Kılıç", "Aslan", "Çetin", "Kara", "Koç", "Kurt",
            "Özkan", "Şimşek", "Güneş", "Bulut", "Erdoğmuş", "Er",
        ],
        inflected: false,
    },
    Group {
        share: 44,
        country: "PL",
        foreign: 58,
        language: "pl",
        cities: &["Katowice", "Wrocław", "Opole", "Gdańsk", "Łódź", "Poznań"],
        first: (
            &[
                "Agnieszka", "Katarzyna", "Małgorzata", "Anna", "Joanna", "Magdalena", "Ewa",
                "Aleksandra", "Zuzanna", "Oliwia", "Grażyna", "Bożena", "Maja", "Wiktoria",
            ],
            &[
                "Piotr", "Krzysztof", "Tomasz", "Paweł", "Marcin", "Grzegorz", "Łukasz", "Jakub",
                "Zbigniew", "Wojciech", "Szymon", "Jan", "Antoni", "Przemysław",
            ],
        ),
        families: &[
            "Kowalski", "Wiśniewski", "Nowak", "Wójcik", "Kamiński", "Lewandowski", "Zieliński",
            "Szymański", "Woźniak", "Dąbrowski", "Kozłowski", "Jankowski", "Mazur", "Krawczyk",
            "Grzeszczyk", "Łukasiewicz", "Brzęczyszczykiewicz",
        ],
        inflected: true,
    },
    Group {
        share: 46,
        country: "SY",
        foreign: 72,
        language: "ar",
        cities: &["Aleppo", "Damaskus", "Homs", "Bagdad", "Mossul", "Beirut"],
        first: (
            &[
                "Fatima", "Maryam", "Amira", "Layla", "Nour", "Rania", "Hala", "Yasmin", "Aya",
                "Zahra", "Samira", "Noura", "Dima", "Rima", "Hanan", "Salma",
            ],
            &[
                "Mohammed", "Ahmad", "Omar", "Khaled", "Youssef", "Hassan", "Ibrahim", "Mahmoud",
                "Bilal", "Tarek", "Samir", "Karim", "Abdul Rahman", "Anas", "Rami", "Ziad",
            ],
        ),
        families: &[
            "Al-Hassan", "Al Ahmad", "Haddad", "Khalil", "Ibrahim", "Mansour", "Saleh",
            "Darwish", "Al-Khatib", "Nasser", "Hamdan", "Abdullah", "Al Mohammad", "Shehadeh",
            "Jaber", "Al-Masri", "Younes", "Alhaj Ali",
        ],
        inflected: false,
    },
    Group {
        share: 40,
        country: "RU",
        foreign: 18,
        language: "ru",
        cities: &["Omsk", "Karaganda", "Nowosibirsk", "Almaty", "Orenburg", "Barnaul"],
        first: (
            &[
                "Olga", "Swetlana", "Natalia", "Irina", "Elena", "Ludmilla", "Tatjana", "Oxana",
                "Anastasia", "Alina", "Ekaterina", "Galina", "Valentina", "Xenia",
            ],
            &[
                "Alexander", "Viktor", "Andrej", "Sergej", "Waldemar", "Eugen", "Igor",
                "Dimitri", "Wladimir", "Artur", "Nikolai", "Maxim", "Roman", "Jakob",
            ],
        ),
        families: &[
            "Schmidt", "Wagner", "Dück", "Friesen", "Penner", "Wiebe", "Reimer", "Klassen",
            "Iwanow", "Petrow", "Kusnezow", "Neufeld", "Bergen", "Epp", "Isaak", "Popow",
        ],
        inflected: true,
    },
    Group {
        share: 26,
        country: "UA",
        foreign: 96,
        language: "uk",
        cities: &["Kyjiw", "Charkiw", "Odessa", "Dnipro", "Lwiw", "Mariupol", "Saporischschja"],
        first: (
            &[
                "Oksana", "Iryna", "Nataliia", "Olena", "Yuliia", "Svitlana", "Kateryna",
                "Daryna", "Sofiia", "Zlata", "Halyna", "Liudmyla", "Anastasiia",
            ],
            &[
                "Oleksandr", "Andrii", "Serhii", "Volodymyr", "Mykola", "Dmytro", "Yurii",
                "Artem", "Bohdan", "Maksym", "Taras", "Yevhen", "Illia",
            ],
        ),
        families: &[
            "Melnyk", "Shevchenko", "Kovalenko", "Bondarenko", "Tkachenko", "Kravchenko",
            "Oliinyk", "Shevchuk", "Koval", "Polishchuk", "Bondar", "Tkachuk", "Moroz",
            "Marchenko", "Lysenko", "Zakharchuk",
        ],
        inflected: false,
    },
    Group {
        share: 24,
        country: "RO",
        foreign: 78,
        language: "ro",
        cities: &["Cluj-Napoca", "Timișoara", "Sibiu", "Brașov", "Plowdiw", "Sofia"],
        first: (
            &["Maria", "Elena", "Ioana", "Andreea", "Mihaela", "Gabriela", "Cristina", "Ștefania"],
            &["Andrei", "Ion", "Mihai", "Gheorghe", "Ștefan", "Vasile", "Florin", "Cătălin"],
        ),
        families: &[
            "Popescu", "Ionescu", "Popa", "Radu", "Dumitru", "Stan", "Munteanu", "Șerban",
            "Constantinescu", "Moldovan", "Țurcanu", "Dimitrow",
        ],
        inflected: false,
    },
    Group {
        share: 24,
        country: "RS",
        foreign: 55,
        language: "sr",
        cities: &["Sarajevo", "Belgrad", "Split", "Prishtina", "Skopje", "Banja Luka"],
        first: (
            &["Ana", "Jelena", "Marija", "Ivana", "Amra", "Lejla", "Arta", "Dragana", "Vesna"],
            &["Ivan", "Marko", "Nikola", "Dragan", "Goran", "Emir", "Arben", "Luka", "Željko"],
        ),
        families: &[
            "Jovanović", "Petrović", "Horvat", "Kovačević", "Hodžić", "Babić", "Marković",
            "Krasniqi", "Berisha", "Đorđević", "Ćosić", "Šarić",
        ],
        inflected: false,
    },
    Group {
        share: 17,
        country: "IT",
        foreign: 70,
        language: "it",
        cities: &["Palermo", "Neapel", "Bari", "Thessaloniki", "Athen", "Porto"],
        first: (
            &["Giulia", "Francesca", "Chiara", "Maria", "Sofia", "Eleni", "Despina", "Lucia"],
            &["Giuseppe", "Antonio", "Salvatore", "Luca", "Marco", "Georgios", "Kostas", "João"],
        ),
        families: &[
            "Russo", "Esposito", "D'Angelo", "De Luca", "Lo Presti", "Papadopoulos",
            "Dos Santos", "Rossi", "Ferrara", "Di Stefano", "Nikolaidis", "Ferreira",
        ],
        inflected: false,
    },
    Group {
        share: 9,
        country: "VN",
        foreign: 45,
        language: "vi",
        cities: &["Hanoi", "Hải Phòng", "Nha Trang"],
        first: (
            &["Thị Lan", "Thu Hà", "Mai", "Thị Hương", "Linh", "Ngọc Anh"],
            &["Văn Minh", "Quang", "Đức Anh", "Tuấn", "Hùng", "Bảo"],
        ),
        families: &["Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Ngô", "Đỗ"],
        inflected: false,
    },
    Group {
        share: 12,
        country: "AF",
        foreign: 80,
        language: "fa",
        cities: &["Kabul", "Herat", "Teheran", "Maschhad", "Masar-e Scharif"],
        first: (
            &["Zahra", "Maryam", "Fereshteh", "Shirin", "Parisa", "Laleh", "Mina"],
            &["Reza", "Ali", "Hamid", "Farhad", "Mohammad", "Navid", "Sayed"],
        ),
        families: &[
            "Ahmadi", "Hosseini", "Karimi", "Rahimi", "Mohammadi", "Noori", "Haidari", "Sadat",
        ],
        inflected: false,
    },
    Group {
        share: 14,
        country: "NG",
        foreign: 68,
        language: "en",
        cities: &["Lagos", "Accra", "Asmara", "Conakry", "Chennai", "Kumasi"],
        first: (
            &["Blessing", "Grace", "Ama", "Selam", "Fatoumata", "Priya", "Abena", "Hiwet"],
            &["Emmanuel", "Kofi", "Samuel", "Tesfay", "Mamadou", "Arjun", "Chinedu", "Yonas"],
        ),
        families: &[
            "Okafor", "Mensah", "Tekle", "Diallo", "Owusu", "Adeyemi", "Barry", "Kumar",
            "Subramaniam", "Habtemariam", "Nwosu", "Ghebreselassie",
        ],
        inflected: false,
    },
];

/// Names at which forms break: very short, very long, with marks, spaces and hyphens.
/// First names, family name.
#[rustfmt::skip]
pub(crate) const HARD: &[(&str, &str)] = &[
    ("Ö", "Yıldız"),
    ("Anna", "O"),
    ("Li", "Y"),
    ("U", "Ng"),
    ("Seán", "O'Neill"),
    ("Jan-Niklas", "von der Heydt-Wülfinghausen"),
    ("Maria-Theresia Henriette Karoline", "Freifrau von und zu Wolkenstein-Hohenrode"),
    ("Karl-Friedrich Maximilian Leopold Emanuel", "Graf zu Eltz-Rübenach und Brockdorff-Ahlefeldt"),
    ("Þórdís", "Jónsdóttir"),
    ("Jean-François", "d'Aubigné"),
    ("Venkatanarasimharajuvaripeta Lakshmi", "Balasubramaniam Venkataraghavan"),
    ("Keiko", "Ōno"),
    ("José María", "García y López de la Vega"),
    ("Zoë", "Müller-Meyer-Schulze"),
    ("André", "Übelacker"),
    ("Björk", "Æsir"),
    ("Siân", "ap Rhys"),
    ("Hans-Peter", "Groß-Bölting gen. Wichmann"),
    ("Nguyễn Thị Minh Khai", "Đỗ"),
    ("Ana", "de Souza e Silva"),
];

/// Invented companies and bodies that pay wages.
#[rustfmt::skip]
pub(crate) const EMPLOYERS: &[&str] = &[
    "Möbelwerke Osterkamp GmbH", "Backhaus Lütke KG", "Klinikum {town}", "Spedition Reher GmbH",
    "Pflegedienst Sonnenweg", "Autohaus Brinkhoff", "Elektro Tewes", "Stadtwerke {town}",
    "Gebäudereinigung Blank & Söhne", "Logistikzentrum Senne GmbH", "Gasthaus Zur Linde",
    "Fleischerei Dirksmeier", "Kunststofftechnik Holtkamp", "Friseursalon Haarscharf",
    "Baumarkt Werkhof", "Supermarkt Frischeck", "Metallbau Rüther GmbH", "Druckerei Kersting",
    "Kita Regenbogen e. V.", "Sägewerk Vollmer", "Gartenbau Wiesner", "Praxis Dr. Sommerfeld",
    "Zimmerei Balke", "Wäscherei Perlweiß", "Callcenter Nordklang", "Taxi Marten",
    "Seniorenstift St. Vitus", "Landmaschinen Thöne", "Reinigung Klarsicht", "Hotel Am Wall",
];

/// Invented landlords.
#[rustfmt::skip]
pub(crate) const LANDLORDS: &[&str] = &[
    "Gemeinnützige Baugenossenschaft {town} eG", "Wohnungsgesellschaft {town} mbH",
    "Hausverwaltung Kemper", "Hausverwaltung Lindner & Partner", "Immobilien Westkamp GmbH",
    "Wohnbau Senne eG", "Evangelische Wohnungsstiftung", "Hausgemeinschaft Am Park GbR",
];

/// Places of birth near the town and elsewhere in Germany.
#[rustfmt::skip]
pub(crate) const BIRTH_PLACES: &[&str] = &[
    "{town}", "{town}", "{town}", "{town}", "Paderborn", "Bielefeld", "Detmold", "Gütersloh",
    "Lippstadt", "Herford", "Dortmund", "Hamm", "Münster", "Kassel", "Hannover", "Köln",
    "Berlin", "Hamburg", "Leipzig", "Dresden", "Soest", "Höxter",
];
