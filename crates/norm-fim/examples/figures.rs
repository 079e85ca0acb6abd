//! Times the library on a folder of schemas: `cargo run --release -p norm-fim --example figures
//! -- FOLDER [ANSWERS.json]`. Prints one line per measure; milliseconds.

use std::time::Instant;

use norm_fim::{Answers, Form, FormOptions, Naming, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("a folder of XDatenfelder 3 files is needed")?;
    let mut schemas = Vec::new();
    let (mut total, mut largest) = (0.0, (0, 0.0));
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|e| e != "xml") {
            continue;
        }
        let bytes = std::fs::read(&path)?;
        let start = Instant::now();
        let schema = read(&bytes)?.schema;
        let time = start.elapsed().as_secs_f64() * 1000.0;
        total += time;
        if bytes.len() > largest.0 {
            largest = (bytes.len(), time);
        }
        schemas.push(schema);
    }
    println!("read {} schemas: {total:.1}", schemas.len());
    println!("read the largest ({} bytes): {:.1}", largest.0, largest.1);
    let Some(schema) = schemas.into_iter().max_by_key(norm_fim::Schema::field_occurrences) else {
        return Ok(());
    };
    let fields = schema.field_occurrences();
    let start = Instant::now();
    let form = Form::new(schema, FormOptions::default());
    println!("build the form of {fields} fields: {:.2}", start.elapsed().as_secs_f64() * 1000.0);
    measure(&form, &Answers::new());
    if let (Some(file), Some(form)) = (arguments.next(), arguments.next()) {
        let answers: Answers = serde_json::from_slice(&std::fs::read(file)?)?;
        let form = Form::new(read(&std::fs::read(form)?)?.schema, FormOptions::default());
        println!("answers given: {}", answers.iter().count());
        measure(&form, &answers);
    }
    Ok(())
}

fn measure(form: &Form, answers: &Answers) {
    let time = |name: &str, run: &dyn Fn() -> usize| {
        let start = Instant::now();
        let mut size = 0;
        for _ in 0..20 {
            size = run();
        }
        println!("  {name}: {:.2} ({size})", start.elapsed().as_secs_f64() * 1000.0 / 20.0);
    };
    time("what applies", &|| usize::from(form.situation(answers).oscillates()));
    time("pages", &|| form.pages(answers, "de").len());
    time("check", &|| form.check(answers).len());
    time("check without rules", &|| form.check_structure(answers).len());
    time("to JSON", &|| form.to_json(answers, Naming::Versioned).len());
}
