//! Pictures of the town, drawn by rule: no photograph, no person, no text in them.
//!
//! Each is a drawing in layers with one palette, light from one side and shadows; small things
//! (which window is lit, where a leaf lies) come from the seed. SVG inside, PNG outside.

#![expect(clippy::many_single_char_names, reason = "x, y, w, h, r: it is geometry")]

mod canvas;
mod houses;
mod nature;
mod png;
mod scenes_craft;
mod scenes_life;
mod scenes_nature;
mod scenes_rooms;
mod scenes_town;
mod scenes_work;
#[cfg(test)]
mod tests;
mod things;

pub use png::png;

use canvas::Canvas;

/// A picture that can be drawn.
#[derive(Clone, Copy)]
pub struct Sketch {
    /// Its name, as the texts use it.
    pub name: &'static str,
    /// German title.
    pub title: &'static str,
    /// What it shows, German; a use of it may say it otherwise.
    pub alt: &'static str,
    /// What it shows, English.
    pub alt_en: &'static str,
    /// What matters in it: from the left and from the top, 0 to 1.
    pub focal: (f64, f64),
    draw: fn(&mut Canvas),
}

/// A drawn picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its name.
    pub name: &'static str,
    /// The drawing, 16 to 9.
    pub svg: String,
}

macro_rules! sketches {
    ($($draw:path, $name:literal, $title:literal, $alt:literal, $alt_en:literal, $focal:expr;)*) => {
        /// All pictures.
        pub const SKETCHES: &[Sketch] = &[$(Sketch {
            name: $name,
            title: $title,
            alt: $alt,
            alt_en: $alt_en,
            focal: $focal,
            draw: $draw,
        },)*];
    };
}

use {scenes_craft as craft, scenes_life as life, scenes_nature as nature_of};
use {scenes_rooms as rooms, scenes_town as streets, scenes_work as work};

sketches! {
    streets::silhouette, "silhouette", "Die Altstadt am Abend", "Die Altstadt am Abend mit Türmen, Giebeln und der Steinbrücke mit drei Bögen über dem Fluss.", "The old town in the evening with towers, gables and the stone bridge of three arches over the river.", (0.5, 0.55);
    streets::rathaus, "rathaus", "Das Rathaus", "Das Rathaus mit Treppengiebel, Uhrturm und Fahnen am Marktplatz.", "The town hall with stepped gable, clock tower and flags on the market place.", (0.5, 0.5);
    streets::marktplatz, "marktplatz", "Wochenmarkt", "Der Wochenmarkt mit gestreiften Ständen und Menschen vor dem Rathaus.", "The weekly market with striped stalls and people in front of the town hall.", (0.5, 0.7);
    streets::altstadt, "altstadt", "Gasse in der Altstadt", "Eine Gasse mit Fachwerkhäusern, Laternen und einer Katze auf einer Stufe.", "A lane of timber-framed houses with lanterns and a cat on a step.", (0.5, 0.65);
    streets::wohnstrasse, "wohnstrasse", "Wohnstraße", "Eine Wohnstraße mit bunten Giebelhäusern, Bäumen und Menschen auf dem Gehweg.", "A residential street with colourful gabled houses, trees and people on the pavement.", (0.5, 0.7);
    streets::bahnhof, "bahnhof", "Bahnhof", "Ein roter Zug im Bahnhof, davor wartende Menschen und Blumenkübel.", "A red train in the station with people waiting and flower tubs.", (0.5, 0.65);
    nature_of::fluss_morgen, "fluss-morgen", "Der Fluss am Morgen", "Der Fluss bei Sonnenaufgang mit Nebel, Weide, Schilf und einem Reiher.", "The river at sunrise with mist, a willow, reeds and a heron.", (0.55, 0.6);
    nature_of::ziegelsee, "ziegelsee", "Der See im Sommer", "Ein See im Sommer mit Holzsteg, zwei Kanus und Schilf.", "A lake in summer with a wooden jetty, two canoes and reeds.", (0.5, 0.65);
    nature_of::hochwasser, "hochwasser", "Hochwasser", "Der Fluss steht hoch an der Brücke, Helfer stapeln Sandsäcke im Regen.", "The river stands high at the bridge, helpers stack sandbags in the rain.", (0.65, 0.75);
    nature_of::stadtpark, "stadtpark", "Stadtpark", "Ein Park mit alten Bäumen, Pavillon, Bank und einem Teich mit Enten.", "A park with old trees, a pavilion, a bench and a pond with ducks.", (0.5, 0.7);
    nature_of::baeume, "baeume", "Bäume pflanzen", "Kinder und Erwachsene pflanzen an einem Herbsttag junge Bäume.", "Children and adults plant young trees on an autumn day.", (0.5, 0.75);
    nature_of::windrad, "windrad", "Windräder", "Drei Windräder über Feldern, davor ein Hof mit Solardach und Kühe.", "Three wind turbines above fields, a farm with solar roof and cows in front.", (0.55, 0.5);
    work::glasfaser, "glasfaser", "Glasfaserbau", "Ein kleiner Bagger am Gehweg, im Graben liegen bunte Leerrohre.", "A small digger on the pavement, colourful ducts lie in the trench.", (0.45, 0.75);
    work::winterdienst, "winterdienst", "Winterdienst", "Ein orangefarbenes Räumfahrzeug schiebt in der Dämmerung Schnee zur Seite.", "An orange snow plough pushes snow aside at dusk.", (0.5, 0.75);
    work::feuerwehr, "feuerwehr", "Feuerwehr", "Ein rotes Löschfahrzeug vor der Wache, Feuerwehrleute rollen einen Schlauch aus.", "A red fire engine in front of the station, firefighters roll out a hose.", (0.5, 0.75);
    work::wertstoffe, "wertstoffe", "Vier Tonnen", "Vier Mülltonnen in Grau, Braun, Blau und Gelb vor einer Hecke.", "Four bins in grey, brown, blue and yellow in front of a hedge.", (0.5, 0.7);
    work::sensoren, "sensoren", "Sensoren", "Laterne, Pegel und Baum mit kleinen Messgeräten, die Signale zu einem Turm senden.", "Street lamp, gauge and tree with small instruments sending signals to a tower.", (0.5, 0.6);
    work::fahrradstrasse, "fahrradstrasse", "Fahrradstraße", "Menschen auf Rädern und einem Lastenrad unter blühenden Bäumen.", "People on bicycles and a cargo bike under trees in blossom.", (0.5, 0.75);
    craft::bruecke_baustelle, "bruecke-baustelle", "Baustelle an der Brücke", "Ein Kran und ein Gerüst an der Steinbrücke, davor Absperrungen und Arbeiter.", "A crane and scaffolding at the stone bridge, barriers and workers in front.", (0.5, 0.65);
    craft::werkstatt, "werkstatt", "Werkstatt", "Eine helle Werkstatt mit Werkzeugwand, auf der Hobelbank steht ein Stuhl.", "A bright workshop with a wall of tools, a chair stands on the bench.", (0.6, 0.6);
    craft::ehrenamt, "ehrenamt", "Gemeinsam anpacken", "Menschen jeden Alters streichen eine Bank und pflanzen Blumen im Park.", "People of all ages paint a bench and plant flowers in the park.", (0.5, 0.75);
    craft::weihnachtsmarkt, "weihnachtsmarkt", "Weihnachtsmarkt", "Holzhütten mit Lichterketten um einen großen geschmückten Baum im Schnee.", "Wooden huts with fairy lights around a large decorated tree in the snow.", (0.5, 0.65);
    rooms::buecherei, "buecherei", "Bücherei", "Die Bücherei unter alten Balken: Regale, ein lesendes Kind und Besucher.", "The library under old beams: shelves, a reading child and visitors.", (0.45, 0.7);
    rooms::hallenbad, "hallenbad", "Hallenbad", "Das Schwimmbecken mit Bahnen vor großen Fenstern, eine Schwimmerin krault.", "The pool with lanes in front of large windows, a swimmer doing the crawl.", (0.5, 0.7);
    rooms::theater, "theater", "Theater", "Zwei Figuren im Scheinwerferlicht auf der Bühne, roter Vorhang, volle Reihen.", "Two figures in the spotlight on stage, a red curtain, full rows.", (0.5, 0.6);
    rooms::archiv, "archiv", "Archiv", "Ein Gewölbe mit Regalen voller Rollen und Kästen, auf dem Tisch eine Urkunde mit Siegel.", "A vault with shelves of scrolls and boxes, a charter with seal on the table.", (0.5, 0.65);
    life::ratssaal, "ratssaal", "Ratssaal", "Der Ratssaal mit Tischen im Halbkreis, Rednerpult und hohen Fenstern.", "The council chamber with tables in a semicircle, a lectern and tall windows.", (0.5, 0.65);
    life::schule, "schule", "Schule", "Eine Schule aus Backstein mit Uhr, davor Kinder mit Rucksäcken und ein Apfelbaum.", "A brick school with a clock, children with satchels and an apple tree.", (0.5, 0.65);
    life::kita, "kita", "Kita", "Ein Spielplatz mit Rutsche und Schaukel vor einer Kita mit rotem Dach.", "A playground with slide and swing in front of a nursery with a red roof.", (0.55, 0.7);
    life::trauung, "trauung", "Trauung im Garten", "Ein Rosenbogen im Garten, darunter zwei weiße Stühle mit Blumen.", "A rose arch in a garden with two white chairs and flowers beneath.", (0.5, 0.6);
    life::pflege, "pflege", "Tee am Küchentisch", "Zwei Menschen am Küchentisch mit Teekanne, am Fenster blühen Geranien.", "Two people at a kitchen table with a teapot, geraniums in the window.", (0.5, 0.65);
    life::museum, "museum", "Museum am Wasser", "Ein Fachwerkhaus am Wasser, davor ein altes Holzboot und eine Glocke.", "A timber-framed house by the water, an old wooden boat and a bell in front.", (0.5, 0.6);
}

/// The picture of this name.
pub fn find(name: &str) -> Option<&'static Sketch> {
    SKETCHES.iter().find(|sketch| sketch.name == name)
}

impl Sketch {
    /// Draws it for the town of a seed.
    pub fn picture(&self, seed: u64) -> Picture {
        let mut canvas = Canvas::new(seed, self.name);
        (self.draw)(&mut canvas);
        Picture { name: self.name, svg: canvas.finish() }
    }
}
