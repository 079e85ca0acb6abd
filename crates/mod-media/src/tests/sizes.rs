//! Sizes that pictures of former days lack are made by night.

use darkroom::SHAPES;

use super::*;

/// Takes the sizes for channels away, as if the picture had come before they were made.
async fn age(town: &TestTown, page: &str) {
    let mut media = medium(town, page).await;
    let channels: Vec<&str> = SHAPES.iter().filter(|s| s.is_for_channels).map(|s| s.name).collect();
    assert_eq!(channels.len(), 3);
    media.renditions.retain(|r| !channels.iter().any(|name| r.name.starts_with(name)));
    town.town
        .write(Actor::system("test"), move |tx| {
            media::save(tx, &media)?;
            Ok(Audit::of("test.aged", &media.id).done())
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_former_days_get_the_cuts_for_channels_by_night() {
    for town in testkit::towns(modules, NOW).await {
        let edda = editor(&town).await;
        let old = upload(&edda, "a.png", &png(600, 300, 5)).await;
        let paper = upload(&edda, "b.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nHallo\n").await;
        town.settle().await;
        let whole = medium(&town, &old).await;
        age(&town, &old).await;
        assert_eq!(medium(&town, &old).await.renditions.len(), 18);
        town.advance_days(1);
        town.settle().await;
        let again = medium(&town, &old).await;
        for (name, width, height) in [
            ("og-1200x630", 1_200, 630),
            ("square-1080", 1_080, 1_080),
            ("portrait-1080", 1_080, 1_350),
        ] {
            let cut = again.sized(name).next().expect(name);
            assert_eq!(cut.mime, "image/jpeg");
            // Nothing is blown up: the proportion counts.
            let is_like = u64::from(cut.width) * height / width;
            assert!(is_like.abs_diff(u64::from(cut.height)) <= 1, "{name}: {cut:?}");
        }
        // Made anew from the same original: the same bytes under the same names, in new files.
        let told = |medium: &media::Media| -> Vec<_> {
            let renditions = medium.renditions.iter();
            renditions.map(|r| (r.name.clone(), r.mime.clone(), r.sha256.clone())).collect()
        };
        assert_eq!(told(&again), told(&whole), "the others are as they were");
        assert_eq!(medium(&town, &paper).await.renditions.len(), 1);
        let ordered = || async {
            town.trail().await.iter().filter(|line| *line == "media.sizes_ordered").count()
        };
        assert_eq!(ordered().await, 1);
        // Nothing lacks, nothing is ordered.
        town.advance_days(1);
        town.settle().await;
        assert_eq!(ordered().await, 1);
    }
}
