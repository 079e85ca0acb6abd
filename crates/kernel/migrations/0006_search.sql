-- Postings carry what a search sorts and filters by, so that a word found a hundred thousand times
-- costs no more than one found a thousand times; the words themselves know their ends and their
-- slips.
ALTER TABLE kernel_search_term ADD COLUMN audience TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_search_term ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_search_term ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE kernel_search_term ADD COLUMN rank BIGINT NOT NULL DEFAULT 0;
UPDATE kernel_search_term SET
    audience = (SELECT e.audience FROM kernel_search_entry e WHERE e.id = kernel_search_term.entry),
    language = (SELECT e.language FROM kernel_search_entry e WHERE e.id = kernel_search_term.entry),
    kind = (SELECT e.kind FROM kernel_search_entry e WHERE e.id = kernel_search_term.entry),
    rank = weight * 1000 / (20 + (SELECT e.length FROM kernel_search_entry e WHERE e.id = kernel_search_term.entry));
CREATE INDEX kernel_search_term_rank ON kernel_search_term (audience, language, term, rank DESC, entry, kind);

CREATE TABLE kernel_search_word (
    term     TEXT PRIMARY KEY,
    backward TEXT NOT NULL
);
CREATE INDEX kernel_search_word_backward ON kernel_search_word (backward);

CREATE TABLE kernel_search_slip (
    slip TEXT NOT NULL,
    term TEXT NOT NULL REFERENCES kernel_search_word (term),
    PRIMARY KEY (slip, term)
);
CREATE INDEX kernel_search_slip_term ON kernel_search_slip (term);
