//! A graph as Turtle, RDF/XML and JSON-LD.

use serde_json::{Map, Value, json};

use crate::graph::{Graph, Node, PREFIXES, Term, safe_iri, whole};

impl Graph {
    /// As Turtle.
    pub fn turtle(&self) -> String {
        let mut out = String::new();
        for (prefix, start) in PREFIXES {
            line(&mut out, format_args!("@prefix {prefix}: <{start}> .\n"));
        }
        for (subject, said) in &self.about {
            line(&mut out, format_args!("\n{}", turtle_node(subject)));
            for (n, (property, term)) in said.iter().enumerate() {
                let name = if *property == "rdf:type" { "a" } else { property };
                let end = if n + 1 == said.len() { " ." } else { " ;" };
                line(&mut out, format_args!("\n  {name} {}{end}", turtle_term(term)));
            }
            out.push('\n');
        }
        out
    }

    /// As RDF/XML.
    pub fn xml(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
        for (prefix, start) in PREFIXES {
            line(&mut out, format_args!("\n  xmlns:{prefix}=\"{start}\""));
        }
        out.push_str(">\n");
        for (subject, said) in &self.about {
            let name = match subject {
                Node::Iri(iri) => format!("rdf:about=\"{}\"", xml_text(&safe_iri(iri))),
                Node::Blank(n) => format!("rdf:nodeID=\"b{n}\""),
            };
            line(&mut out, format_args!("  <rdf:Description {name}>\n"));
            for (property, term) in said {
                let said = match term {
                    Term::Node(Node::Iri(iri)) => {
                        format!(" rdf:resource=\"{}\"/>", xml_text(&safe_iri(iri)))
                    }
                    Term::Node(Node::Blank(n)) => format!(" rdf:nodeID=\"b{n}\"/>"),
                    Term::Text(text) => format!(">{}</{property}>", xml_text(text)),
                    Term::Spoken(text, language) => {
                        format!(" xml:lang=\"{language}\">{}</{property}>", xml_text(text))
                    }
                    Term::Typed(text, kind) => format!(
                        " rdf:datatype=\"{}\">{}</{property}>",
                        xml_text(&whole(kind)),
                        xml_text(text)
                    ),
                };
                line(&mut out, format_args!("    <{property}{said}\n"));
            }
            out.push_str("  </rdf:Description>\n");
        }
        out.push_str("</rdf:RDF>\n");
        out
    }

    /// As JSON-LD.
    pub fn json(&self) -> String {
        let context: Map<String, Value> =
            PREFIXES.iter().map(|(p, start)| ((*p).to_owned(), json!(start))).collect();
        let graph: Vec<Value> = self
            .about
            .iter()
            .map(|(subject, said)| {
                let mut thing = Map::new();
                thing.insert("@id".into(), json!(json_node(subject)));
                for (property, term) in said {
                    let (name, value) = match (*property, term) {
                        ("rdf:type", Term::Node(node)) => ("@type", json!(json_node(node))),
                        (property, term) => (property, json_term(term)),
                    };
                    let all = thing.entry(name).or_insert_with(|| json!([]));
                    if let Value::Array(all) = all {
                        all.push(value);
                    }
                }
                Value::Object(thing)
            })
            .collect();
        let mut text = format!("{:#}", json!({ "@context": context, "@graph": graph }));
        text.push('\n');
        text
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.push_str(&text.to_string());
}

fn turtle_node(node: &Node) -> String {
    match node {
        Node::Iri(iri) => format!("<{}>", safe_iri(iri)),
        Node::Blank(n) => format!("_:b{n}"),
    }
}

fn turtle_term(term: &Term) -> String {
    match term {
        Term::Node(node) => turtle_node(node),
        Term::Text(text) => turtle_text(text),
        Term::Spoken(text, language) => format!("{}@{language}", turtle_text(text)),
        Term::Typed(text, kind) => format!("{}^^{kind}", turtle_text(text)),
    }
}

fn turtle_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn xml_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

fn json_node(node: &Node) -> String {
    match node {
        Node::Iri(iri) => safe_iri(iri),
        Node::Blank(n) => format!("_:b{n}"),
    }
}

fn json_term(term: &Term) -> Value {
    match term {
        Term::Node(node) => json!({ "@id": json_node(node) }),
        Term::Text(text) => json!({ "@value": text }),
        Term::Spoken(text, language) => json!({ "@value": text, "@language": language }),
        Term::Typed(text, kind) => json!({ "@value": text, "@type": kind }),
    }
}
