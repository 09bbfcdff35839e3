//! One version of the law as a policy text: what is in force, as it reads, each
//! article with its origin, and nothing that changes anything any more.
//!
//! The words are cut from the sources, comments and all. A file of which nothing
//! has changed is named with `use`; what has changed stands in the text. Where it
//! is not known whether an instrument is in force, it keeps what it does to others,
//! so that the text leaves open what the law leaves open. One that is not in force
//! stands there without its articles where something below it is read all the same, or
//! where it ends or suspends one whose days must be known: one that goes by the day of a
//! fact, which a declaration may state long after the day of the text.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::edits::Edits;
use super::resolve::Visible;
use super::version::{Version, Versions};
use super::{Action, FileId, Instrument, InstrumentId, Owned, Owner, Rulebook, Window, Written, order};
use crate::hir::article_order;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{Catalog, Edit, EditKind, Entry, Grade, InstrumentRef, ItemKind, Suspended, When};
use crate::value::Date;

/// The law of a day, as one text. The versions are those of the day; `sources`
/// are the texts that the rulebook was read from.
pub fn consolidate(book: &Rulebook, versions: &Versions, sources: &SourceMap, day: Date) -> String {
    let Some(all) = versions.all.last() else { return String::new() };
    // What is certain stands in every version; the rest keeps its own actions.
    let certain: Vec<bool> =
        (0..book.instruments.len()).map(|i| versions.all.iter().all(|v| v.has(i))).collect();
    let base = Version { active: certain.clone(), ..all.clone() };
    // One that is in force in none may have ended another all the same.
    let stands = |i: InstrumentId| versions.open.contains(&i) || versions.all.iter().any(|v| v.has(i));
    let possible: Vec<InstrumentId> = (0..book.instruments.len()).filter(|i| stands(*i)).collect();
    let living = book.living_files(|i| possible.contains(&i));
    let lasting = lasting(book, &base, &possible, &living);
    let edits = Edits::new(book);
    let items = book.items_of(&edits, &base, &living, &mut Vec::new());
    let (living, possible, lasting) = (&living, &possible, &lasting);
    let writer = Writer { book, sources, items: &items, base: &base, living, possible, lasting, edits };
    writer.text(day, &certain)
}

/// Instruments whose days of force must come out as in the rulebook on every day: those that
/// go by the day of a fact, those above something that is read though they are not in force,
/// and whoever ends or suspends one of these.
fn lasting(
    book: &Rulebook,
    base: &Version,
    possible: &[InstrumentId],
    living: &[bool],
) -> BTreeSet<InstrumentId> {
    let needed = |i: &InstrumentId| {
        let Some(instrument) = book.instruments.get(*i) else { return false };
        match possible.contains(i) {
            true => instrument.head.dated_by.is_some(),
            false => living.get(instrument.file) == Some(&true) && stands_above(book, *i, possible),
        }
    };
    let mut found: BTreeSet<InstrumentId> = (0..book.instruments.len()).filter(needed).collect();
    let mut open: Vec<InstrumentId> = found.iter().copied().collect();
    while let Some(on) = open.pop() {
        let known = |by: &InstrumentId| book.is_known(*by, base.known_on).possible();
        open.extend(book.links.acts_on(on).map(|link| link.by).filter(known).filter(|by| found.insert(*by)));
    }
    found
}

/// Whether something below an instrument can be read while it is not in force: a list, advice,
/// a `let` of which its file has no other.
fn stands_above(book: &Rulebook, i: InstrumentId, possible: &[InstrumentId]) -> bool {
    let Some(file) = book.instruments.get(i).map(|own| own.file) else { return false };
    let alone = book.owns_names_above(file);
    let other = |name: &str, owned: &Owned| {
        let section = owned.owner.1.map_or(!alone, |section| possible.contains(&section));
        owned.owner.0 == file && section && owned.let_name() == Some(name)
    };
    let read = |owned: &&Owned| match &owned.item.kind {
        ItemKind::Test(_) | ItemKind::Sample(_) => false,
        ItemKind::Let(own) if owned.owner.1.is_some() || alone => {
            !book.items.iter().any(|owned| other(&own.name.name, owned))
        }
        _ => owned.owner.1.is_some(),
    };
    book.items.iter().filter(|o| o.owner.0 == file && o.owner.1.is_none_or(|own| own == i)).any(|o| read(&o))
}

struct Writer<'a> {
    book: &'a Rulebook,
    sources: &'a SourceMap,
    /// Items as they read, whatever is open.
    items: &'a [Visible<'a>],
    base: &'a Version,
    /// Files of which something is read.
    living: &'a [bool],
    /// Instruments that stand in some version.
    possible: &'a [InstrumentId],
    /// Instruments whose days of force are kept, whichever these are.
    lasting: &'a BTreeSet<InstrumentId>,
    edits: Edits<'a>,
}

impl Writer<'_> {
    fn text(&self, day: Date, certain: &[bool]) -> String {
        let span = self.base.span;
        let touched = self.touched();
        let mut text = format!("# The law of {day}, consolidated. 截至{day}的规定汇编。\n\nconsolidated");
        if let Some(from) = span.0 {
            text.push_str(&format!(" from {from}"));
        }
        if let Some(until) = span.1 {
            text.push_str(&format!(" until {until}"));
        }
        text.push('\n');
        for file in self.used(&touched) {
            text.push_str(&format!("\nuse \"{file}\""));
        }
        text.push('\n');
        for owner in touched.iter().map(|file| (*file, None)) {
            self.items(owner, &mut text);
        }
        // The chosen one first: it is what decisions name.
        let chosen = self.book.chosen();
        let mut order: Vec<InstrumentId> =
            (0..self.book.instruments.len()).filter(|i| self.stands(*i)).collect();
        order.sort_by_cached_key(|i| {
            let instrument = self.book.instruments.get(*i);
            let id = self.book.name(*i);
            let regime = instrument.is_some_and(|i| i.head.applies.is_some());
            (!self.possible.contains(i), Some(&id) != chosen.as_ref(), !regime, id)
        });
        for i in order {
            let known = certain.get(i) == Some(&true);
            match self.possible.contains(&i) {
                true => self.instrument(i, known, &mut text),
                false => self.beside(i, &mut text),
            }
        }
        text
    }

    /// Whether an instrument stands in the text.
    fn stands(&self, i: InstrumentId) -> bool {
        self.possible.contains(&i) || self.lasting.contains(&i)
    }

    fn lives(&self, file: FileId) -> bool {
        self.living.get(file) == Some(&true)
    }

    /// Files of which something does not read as it stands: those with instruments,
    /// those with an edited list, and whatever uses one of these.
    fn touched(&self) -> BTreeSet<FileId> {
        let alive = |file: &FileId| self.lives(*file);
        let mut touched: BTreeSet<FileId> =
            self.book.instruments.iter().map(|i| i.file).filter(alive).collect();
        touched.extend(self.items.iter().filter(|v| matches!(v.kind, Cow::Owned(_))).map(|v| v.owner.0));
        loop {
            let uses =
                |(_, file): &(FileId, &super::File)| file.uses.iter().any(|used| touched.contains(used));
            let more: Vec<FileId> = self.book.files.iter().enumerate().filter(uses).map(|(i, _)| i).collect();
            let before = touched.len();
            touched.extend(more.into_iter().filter(alive));
            if touched.len() == before {
                return touched;
            }
        }
    }

    /// The other files that are needed, by name.
    fn used(&self, touched: &BTreeSet<FileId>) -> Vec<&str> {
        let files = self.book.files.iter().enumerate();
        let rest = files.filter(|(i, _)| self.lives(*i) && !touched.contains(i));
        let mut names: Vec<&str> = rest.map(|(_, file)| file.name.as_str()).collect();
        // What declarations can state is the same on every day.
        let facts = |o: &&Owned| matches!(o.item.kind, ItemKind::Facts(_));
        let facts = self.book.items.iter().filter(facts).filter(|o| !touched.contains(&o.owner.0));
        names.extend(facts.filter_map(|o| self.book.files.get(o.owner.0)).map(|f| f.name.as_str()));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Every item of an owner, as it reads. A `let` above the only instrument of its file
    /// is that one's own: here it stands below it, beside the files of others; unless that one
    /// says the name anew.
    fn items(&self, owner: Owner, text: &mut String) {
        let owned_above = self.book.owns_names_above(owner.0);
        let is_above = |o: &Owned| owned_above && o.owner.1.is_none() && o.let_name().is_some();
        let here = |o: &&Owned| match is_above(o) {
            true => o.owner.0 == owner.0 && owner.1.is_some(),
            false => o.owner == owner,
        };
        for owned in self.book.items.iter().filter(here) {
            let written = &owned.item.kind;
            let now = self.items.iter().find(|v| v.owner == owned.owner && same_item(&v.kind, written));
            if let (Some(now), false) = (now, matches!(written, ItemKind::Test(_) | ItemKind::Sample(_))) {
                text.push_str(&format!("\n{}\n", self.item(owner, &now.kind, written, owned.item.whole)));
            }
        }
    }

    /// One item as it reads.
    fn item(&self, owner: Owner, kind: &ItemKind, written: &ItemKind, span: Span) -> String {
        let folder = self.book.files.get(owner.0).and_then(|f| f.name.rsplit_once('/')).map(|(f, _)| f);
        let mut cuts: Vec<(Span, String)> = Vec::new();
        let rows = match kind {
            ItemKind::Tariff(t) => vec![&t.rows, &t.successors, &t.correlated],
            ItemKind::Rates(r) => vec![&r.rows],
            ItemKind::Codes(c) => vec![&c.rows],
            ItemKind::Elements(e) => vec![&e.rows, &e.templates],
            ItemKind::Catalog(c) => vec![&c.explained],
            _ => Vec::new(),
        };
        for rows in rows.into_iter().flatten() {
            if let Some(folder) = folder {
                cuts.push((rows.span, format!("\"{folder}/{}\"", rows.text)));
            }
        }
        match (kind, written) {
            (ItemKind::Let(now), ItemKind::Let(before)) => {
                if now.value.span != before.value.span {
                    cuts.push((before.value.span, self.sources.text(now.value.span).to_owned()));
                }
                self.cut(span, cuts)
            }
            (ItemKind::Catalog(now), ItemKind::Catalog(before)) => self.catalog(now, before, span, cuts),
            (ItemKind::Markets(now), ItemKind::Markets(before)) => {
                let mut text = self.cut(span, cuts);
                for market in now.markets.iter().filter(|m| !before.markets.iter().any(|b| b.span == m.span))
                {
                    text.push_str(&format!("\n  {}", self.row(market.span, market.grade.as_ref())));
                }
                text
            }
            _ => self.cut(span, cuts),
        }
    }

    fn catalog(&self, now: &Catalog, before: &Catalog, span: Span, mut cuts: Vec<(Span, String)>) -> String {
        for gone in before.entries.iter().filter(|e| !now.entries.iter().any(|n| n.span == e.span)) {
            cuts.push((gone.span, String::new()));
        }
        if let (Some((_, until)), Some((_, was))) = (now.complete, before.complete)
            && until.0 != was.0
        {
            cuts.push((was.1, until.0.to_string()));
        }
        let mut text = self.cut(span, cuts);
        let added = now.entries.iter().filter(|e| !before.entries.iter().any(|b| b.span == e.span));
        for entry in added {
            let by = self.adds(entry.span).map(|i| format!("  # {}\n", self.book.name(i)));
            text.push_str(&format!("\n{}  {}", by.unwrap_or_default(), self.entry(entry)));
        }
        for (code, _, span) in now.except.iter().filter(|e| !before.except.iter().any(|b| b.2 == e.2)) {
            let by = self.adds(*span).map(|i| format!("  # {}\n", self.book.name(i)));
            text.push_str(&format!("\n{}  except codes {code}", by.unwrap_or_default()));
        }
        if now.suspended && !before.suspended {
            text.push_str("\n  suspended");
        }
        text
    }

    /// Who adds what stands in a place.
    fn adds(&self, span: Span) -> Option<InstrumentId> {
        let mut all = self.edits.groups().flat_map(|(_, own)| own);
        all.find(|e| within(span, e.edit.span)).map(|e| e.by)
    }

    /// An added entry with the tariff and the grade that it has from its amendment.
    fn entry(&self, entry: &Entry) -> String {
        let mut text = self.row(entry.span, None);
        if let Some((year, span)) = entry.tariff
            && !within(span, entry.span)
        {
            text.push_str(&format!(" under tariff {year}"));
        }
        if let Some(grade) = entry.grade.as_ref().filter(|g| !within(g.span, entry.span)) {
            text.push_str(&format!(" {}", self.grade(grade)));
        }
        text
    }

    /// A row as it stands, with a grade that it has from its amendment.
    fn row(&self, span: Span, grade: Option<&Grade>) -> String {
        let mut text = self.sources.text(span).to_owned();
        if let Some(grade) = grade.filter(|g| !within(g.span, span)) {
            text.push_str(&format!("\n    {}", self.grade(grade)));
        }
        text
    }

    /// A grade clause as it stands.
    fn grade(&self, grade: &Grade) -> String {
        self.sources.text(grade.span).to_owned()
    }

    /// A place with some of its parts replaced; a line that holds nothing else goes
    /// with an empty one.
    fn cut(&self, span: Span, mut cuts: Vec<(Span, String)>) -> String {
        cuts.retain(|(cut, _)| within(*cut, span));
        cuts.sort_by_key(|(cut, _)| cut.start);
        let whole = self.sources.text(span);
        let mut text = String::new();
        let mut at = span.start;
        for (cut, put) in cuts {
            let part = |from: usize, to: usize| {
                whole.get(from.saturating_sub(span.start)..to.saturating_sub(span.start)).unwrap_or("")
            };
            let before = part(at, cut.start);
            text.push_str(if put.is_empty() { before.trim_end() } else { before });
            text.push_str(&put);
            at = cut.end;
        }
        text.push_str(whole.get(at.saturating_sub(span.start)..).unwrap_or(""));
        text
    }

    /// An instrument with its articles as they read.
    fn instrument(&self, i: InstrumentId, certain: bool, text: &mut String) {
        let Some(instrument) = self.book.instruments.get(i) else { return };
        let file = self.book.files.get(instrument.file).map_or("", |f| f.name.as_str());
        text.push_str(&format!("\n# {file}\n{}\n", self.head(i, instrument)));
        self.items((instrument.file, Some(i)), text);
        for (number, by) in self.edits.paused(i, self.base) {
            let by = self.book.name(by);
            text.push_str(&format!("\n# article {number} is suspended 第{number}条停止执行 ({by})\n"));
        }
        let mut worded = self.edits.articles(i, self.base).0;
        worded.sort_by(|a, b| {
            article_order(&a.article.number.name).cmp(&article_order(&b.article.number.name))
        });
        for article in worded {
            text.push('\n');
            match article.by {
                None => text.push_str(self.sources.text(article.whole)),
                Some(by) => {
                    let reference = match &by.head.id {
                        Some(id) => id.to_string(),
                        None => format!("notice {}", quoted(&by.id())),
                    };
                    // Words that were another's before are now those of who put them.
                    let origin = article.article.origin.iter().map(|o| (o.span(), reference.clone()));
                    let words = self.cut(article.whole, origin.collect());
                    text.push_str(&dedented(&words));
                    if article.article.origin.is_none() {
                        text.push_str(&format!("\n  as amended by {reference}"));
                    }
                    if let (None, Some(grade)) = (&article.article.grade, &by.head.grade) {
                        text.push_str(&format!("\n  {}", self.grade(grade)));
                    }
                }
            }
            text.push('\n');
        }
        for action in &instrument.actions {
            if let Some(kept) = self.action(i, certain, action) {
                text.push_str(&format!("\n{kept}\n"));
            }
        }
    }

    /// An instrument that is not in force: when it was published and begins, what is read below
    /// it, and what it does to the force of others.
    fn beside(&self, i: InstrumentId, text: &mut String) {
        let Some(instrument) = self.book.instruments.get(i) else { return };
        let file = self.book.files.get(instrument.file).map_or("", |f| f.name.as_str());
        let head = &instrument.head;
        text.push_str(&format!(
            "\n# {file}: not in force 不在施行中\n{}",
            self.sources.text(instrument.span)
        ));
        for (tongue, title) in [("en", &head.title.en), ("zh", &head.title.zh)] {
            if let Some(title) = title.as_ref().filter(|title| !within(title.span, instrument.span)) {
                text.push_str(&format!("\n  {tongue} {}", quoted(&title.text)));
            }
        }
        if let Some((number, _)) = head.language {
            text.push_str(&format!("\n  language {number}"));
        }
        let until = head.until.map(|(day, _)| format!(" until {day}")).unwrap_or_default();
        let published = head.published.as_ref().and_then(|_| window(self.book.published(i), "on"));
        text.push_str(&published.map(|when| format!("\n  published {when}")).unwrap_or_default());
        let begins = window(self.book.beginning(i, self.base.known_on), "from");
        // Where it is not announced yet, it is from its publication on that it may be.
        let begins = begins.unwrap_or_else(|| "from publication".to_owned());
        text.push_str(&format!("\n  in force {begins}{until}"));
        let replaced =
            head.replaces.iter().filter(|t| self.book.find(&t.id()).is_some_and(|on| self.stands(on)));
        let replaced: Vec<String> = replaced.map(named).collect();
        if !replaced.is_empty() {
            text.push_str(&format!("\n  replaces {}", replaced.join(", ")));
        }
        text.push('\n');
        if self.lives(instrument.file) {
            self.items((instrument.file, Some(i)), text);
        }
        for kept in instrument.actions.iter().filter_map(|action| self.action(i, true, action)) {
            text.push_str(&format!("\n{kept}\n"));
        }
    }

    /// What an action still does, if anything: an open instrument does what it did, to
    /// what is still there; a certain one has done it, but to what is open itself, or whose
    /// days are kept.
    fn action(&self, by: InstrumentId, certain: bool, action: &Written<Action>) -> Option<String> {
        let stands = |target: &InstrumentRef| {
            let on = self.book.find(&target.id());
            let open = |on| self.lasting.contains(&on) || !certain || !self.base.has(on);
            on.is_some_and(|on| self.stands(on) && open(on))
        };
        let whole = || Some(self.sources.text(action.whole).to_owned());
        match &action.it {
            Action::Repeal(targets) => {
                let kept: Vec<String> = targets.iter().filter(|t| stands(t)).map(named).collect();
                (!kept.is_empty()).then(|| format!("repeal {}", kept.join(", ")))
            }
            Action::Suspend(suspend) => match &suspend.what {
                Suspended::Instrument(target) if stands(target) => whole(),
                Suspended::Article(number, target) if !certain && stands(target) => {
                    whole().filter(|_| self.reads(target, &number.name))
                }
                Suspended::Catalog(_) if !certain => whole(),
                _ => None,
            },
            Action::Bring(_) => None,
            Action::Amend(_) if certain => None,
            Action::Amend(amend) => {
                let kept = amend.edits.iter().filter(|e| self.still_edits(by, amend.target.as_ref(), e));
                let kept: Vec<&str> = kept.map(|e| self.sources.text(e.span)).collect();
                let head = self.sources.text(action.head);
                (!kept.is_empty()).then(|| format!("{head}\n  {}", kept.join("\n  ")))
            }
        }
    }

    /// Whether an instrument has an article, as it certainly reads.
    fn reads(&self, target: &InstrumentRef, number: &str) -> bool {
        let target = self.book.find(&target.id());
        target.is_some_and(|t| {
            self.edits.articles(t, self.base).0.iter().any(|w| w.article.number.name == number)
        })
    }

    /// Whether an edit of an open instrument still matches, and nothing certain has
    /// come after it.
    fn still_edits(&self, by: InstrumentId, target: Option<&InstrumentRef>, edit: &Edit) -> bool {
        if super::list_of(&edit.kind).is_some() {
            return true;
        }
        let Some(on) = target.and_then(|t| self.book.find(&t.id())) else { return false };
        let own = self.edits.of_law(on);
        let at = own.iter().position(|e| e.by == by && e.edit.span == edit.span).unwrap_or(0);
        let later = own.iter().skip(at + 1).filter(|e| self.base.has(e.by));
        let overtaken = later.into_iter().any(|e| order::one_thing(&e.edit.kind, &edit.kind));
        let there = |number: &str| target.is_some_and(|t| self.reads(t, number));
        let matches = match &edit.kind {
            EditKind::Insert(article) => !there(&article.number.name),
            EditKind::Replace(article) => there(&article.number.name),
            EditKind::RepealArticle(number) => there(&number.name),
            _ => true,
        };
        self.possible.contains(&on) && !overtaken && matches
    }

    /// The head as it stands; a day that was announced is written out.
    fn head(&self, i: InstrumentId, instrument: &Instrument) -> String {
        let mut cuts = Vec::new();
        if let Some((When::Announced(_, span), _)) = &instrument.head.in_force
            && let Some(day) = self.book.beginning(i, self.base.known_on).exact()
        {
            cuts.push((*span, format!("from {day}")));
        }
        self.cut(instrument.whole, cuts)
    }
}

/// An article out of an amendment: without the word before it, and set one level
/// further out.
fn dedented(text: &str) -> String {
    let text = ["insert", "replace"].iter().find_map(|w| text.strip_prefix(w)).unwrap_or(text).trim_start();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let deeper = text.lines().skip(1).filter(|l| !l.trim().is_empty()).map(indent).min().unwrap_or(0);
    let mut lines = text.lines();
    let mut out = lines.next().unwrap_or("").to_owned();
    for line in lines {
        let shifted = line.get(deeper.min(indent(line))..).unwrap_or("");
        out.push_str(if shifted.is_empty() { "\n" } else { "\n  " });
        out.push_str(shifted);
    }
    out
}

/// A day as a text says it, or within which days it lies; nothing where it has no last one.
fn window(window: Window, on: &str) -> Option<String> {
    Some(match (window.first, window.last?) {
        (Some(first), last) if first == last => format!("{on} {last}"),
        (Some(first), last) => format!("between {first} and {last}"),
        (None, last) => format!("no later than {last}"),
    })
}

fn within(inner: Span, outer: Span) -> bool {
    inner.source == outer.source && outer.start <= inner.start && inner.end <= outer.end
}

/// A reference as it is written.
fn named(target: &InstrumentRef) -> String {
    match target {
        InstrumentRef::Numbered(id) => id.to_string(),
        InstrumentRef::Notice(title) => format!("notice {}", quoted(&title.text)),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether an item as it reads is this one as it was written.
fn same_item(now: &ItemKind, written: &ItemKind) -> bool {
    match (now, written) {
        (ItemKind::Let(a), ItemKind::Let(b)) => a.name.span == b.name.span,
        (ItemKind::Catalog(a), ItemKind::Catalog(b)) => a.name.span == b.name.span,
        (ItemKind::Markets(a), ItemKind::Markets(b)) => a.name.span == b.name.span,
        (a, b) => a == b,
    }
}
