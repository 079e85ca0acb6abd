//! Figures: each for itself, missing is missing.

use jiff::civil::date;
use norm_social::figures::{About, Figure, Measure, questions};
use norm_social::{Exchange, Order};

use crate::driver::{Clock, Desk, facebook, instagram, mastodon, youtube};

fn ask(desk: &Desk, about: &About, clock: &dyn Clock) -> (Vec<Figure>, usize) {
    let (mut found, mut failed) = (Vec::new(), 0);
    for question in questions(&desk.account, about) {
        let Exchange::Answered(answer) = desk.send(&question.request) else { panic!("no answer") };
        match question.read(&answer, clock.now()) {
            Ok(figures) => found.extend(figures),
            Err(_) => failed += 1,
        }
    }
    (found, failed)
}

fn value(found: &[Figure], measure: Measure) -> Option<i64> {
    found.iter().find(|f| f.measure == measure).map(|f| f.value)
}

const WEEK: (jiff::civil::Date, jiff::civil::Date) = (date(2026, 11, 16), date(2026, 11, 22));

#[test]
fn a_retired_name_takes_nothing_with_it() {
    let (graph, mut desk) = facebook();
    let shown = desk.run(Order::Publish(Desk::post("1", "Moin")), &graph).unwrap();
    graph.with(|g| g.metrics.retain(|m| *m != "post_total_media_view_unique"));
    let (found, failed) = ask(&desk, &About::Post(shown.id), &graph);
    assert_eq!(failed, 1);
    assert_eq!(value(&found, Measure::Views), Some(42));
    assert_eq!(value(&found, Measure::Reactions), Some(7));
    assert_eq!(value(&found, Measure::Reach), None, "missing is not zero");
    let (found, failed) = ask(&desk, &About::Account(WEEK.0, WEEK.1), &graph);
    assert_eq!(failed, 0);
    assert_eq!(value(&found, Measure::Followers), Some(1234));
    let days: Vec<_> = found.iter().filter(|f| f.measure == Measure::Views).collect();
    // An instant at which a day ended belongs to the day before.
    assert_eq!(days[0].day, Some(date(2026, 11, 21)));
}

#[test]
fn instagram_and_mastodon_and_youtube_are_read() {
    let (graph, mut desk) = instagram();
    let mut post = Desk::post("1", "Brunnen");
    post.media = vec![desk.picture()];
    let shown = desk.run(Order::Publish(post), &graph).unwrap();
    let (found, _) = ask(&desk, &About::Post(shown.id), &graph);
    assert_eq!(value(&found, Measure::Saves), Some(42));
    let (found, _) = ask(&desk, &About::Account(WEEK.0, WEEK.1), &graph);
    assert_eq!(value(&found, Measure::Views), Some(90));

    let (server, mut desk) = mastodon();
    let shown = desk.run(Order::Publish(Desk::post("1", "Moin")), &server).unwrap();
    let (found, _) = ask(&desk, &About::Post(shown.id), &server);
    assert_eq!(value(&found, Measure::Shares), Some(2));
    assert_eq!(value(&found, Measure::Views), None);

    let Some((service, mut desk)) = youtube() else { return };
    let mut post = Desk::post("1", "Film");
    post.title = "Film".into();
    post.media = vec![desk.film()];
    let shown = desk.run(Order::Publish(post), &service).unwrap();
    let (found, failed) = ask(&desk, &About::Post(shown.id), &service);
    assert_eq!((value(&found, Measure::Views), failed), (Some(42), 0));
    let (found, failed) = ask(&desk, &About::Account(WEEK.0, WEEK.1), &service);
    assert_eq!((value(&found, Measure::WatchMinutes), failed), (Some(17), 0));
    assert_eq!(value(&found, Measure::Followers), Some(321));
}
