//! The way through a form: which page follows, which came before, how far it is.

use norm_fim::{Item, List, Page, Path};

/// Address of the page for documents.
pub(crate) const DOCUMENTS: &str = "unterlagen";
/// Address of the review.
pub(crate) const REVIEW: &str = "pruefen";

/// The pages that apply at the moment, in order.
pub(crate) struct Plan {
    pub(crate) pages: Vec<Page>,
}

impl Plan {
    pub(crate) fn new(pages: Vec<Page>) -> Self {
        Self { pages }
    }

    /// Position of a page.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.pages.iter().position(|p| p.id == id)
    }

    /// The entry of a list a page belongs to.
    fn entry_of(&self, at: usize) -> Option<Path> {
        let page = &self.pages[at];
        let parent = self.find(page.parent.as_deref()?)?;
        lists(&self.pages[parent])
            .iter()
            .flat_map(|l| &l.entries)
            .map(|e| &e.path)
            .filter(|path| page.path.starts_with(path))
            .max_by_key(|path| path.steps().len())
            .cloned()
    }

    /// Whether two pages stand in the same line: the main one, or that of one entry.
    fn together(&self, a: usize, b: usize) -> bool {
        self.pages[a].parent == self.pages[b].parent && self.entry_of(a) == self.entry_of(b)
    }

    /// The page after this one; after the last page of an entry its list, after the last page of
    /// all the documents.
    pub(crate) fn next(&self, at: usize) -> String {
        (at + 1..self.pages.len())
            .find(|other| self.together(at, *other))
            .map(|other| self.pages[other].id.clone())
            .or_else(|| self.pages[at].parent.clone())
            .unwrap_or_else(|| DOCUMENTS.to_owned())
    }

    /// The page before this one; none on the first.
    pub(crate) fn back(&self, at: usize) -> Option<String> {
        (0..at)
            .rev()
            .find(|other| self.together(at, *other))
            .map(|other| self.pages[other].id.clone())
            .or_else(|| self.pages[at].parent.clone())
    }

    /// The last page of the main line.
    pub(crate) fn last_main(&self) -> Option<&str> {
        self.pages.iter().rfind(|p| p.parent.is_none()).map(|p| p.id.as_str())
    }

    /// Number of steps: pages of the main line, documents, review.
    pub(crate) fn steps(&self) -> u32 {
        let main = self.pages.iter().filter(|p| p.parent.is_none()).count();
        u32::try_from(main).unwrap_or(u32::MAX).saturating_add(2)
    }

    /// Which step a page is; pages of entries count as the page of their list.
    pub(crate) fn step(&self, at: usize) -> u32 {
        let mut top = at;
        while let Some(parent) = self.pages[top].parent.as_deref().and_then(|p| self.find(p)) {
            top = parent;
        }
        let before = self.pages[..=top].iter().filter(|p| p.parent.is_none()).count();
        u32::try_from(before).unwrap_or(u32::MAX)
    }

    /// The page that shows a list.
    pub(crate) fn page_of_list(&self, list: &Path) -> Option<&Page> {
        self.pages.iter().find(|p| lists(p).iter().any(|l| l.path == *list))
    }

    /// The page where something at a place is put right.
    pub(crate) fn page_of_place(&self, place: &str) -> Option<&Page> {
        self.pages
            .iter()
            .find(|p| p.questions().iter().any(|q| q.path.to_string() == place))
            .or_else(|| self.pages.iter().find(|p| p.places().contains(place)))
    }

    /// Entries of a page's lists that have pages of their own.
    pub(crate) fn entries_elsewhere(&self, at: usize) -> Vec<Path> {
        lists(&self.pages[at])
            .iter()
            .flat_map(|l| &l.entries)
            .filter(|e| e.page.is_some())
            .map(|e| e.path.clone())
            .collect()
    }
}

/// All lists of a page, at whatever depth.
pub(crate) fn lists(page: &Page) -> Vec<&List> {
    fn walk<'a>(items: &'a [Item], found: &mut Vec<&'a List>) {
        for item in items {
            match item {
                Item::List(list) => {
                    found.push(list);
                    for entry in &list.entries {
                        walk(&entry.items, found);
                    }
                }
                Item::Fieldset(set) => walk(&set.items, found),
                Item::Choice(choice) => {
                    for branch in &choice.branches {
                        walk(&branch.items, found);
                    }
                }
                Item::Question(_) | Item::Date(_) | Item::Note { .. } => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(&page.items, &mut found);
    found
}

/// Whether a page speaks of entries of lists: then an older page may mean other entries.
pub(crate) fn touches_lists(page: &Page) -> bool {
    page.path.steps().iter().any(|s| s.index.is_some()) || !lists(page).is_empty()
}
