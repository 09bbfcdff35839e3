//! What the cases of a rulebook leave untried: of each statement of the law whether some
//! case broke it and some kept it, of each exception whether it lifted anything, of each
//! list and entry whether it was hit.
//!
//! A decision knows no places, so what the evaluator tells by name is found again in the
//! texts here.

use std::collections::BTreeSet;

use crate::bilingual;
use crate::eval::reference::{Came, Hit, Place, Trace};
use crate::pipeline::Policy;
use crate::rulebook::{Action, Instrument};
use crate::source::Span;
use crate::syntax::ast::{Article, EditKind, Entry, ItemKind, NormKind};
use crate::value::Text;

/// What a mark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `require`, `forbid`, `only goods in`.
    Rule,
    /// `except when`.
    Exception,
    /// `permit`.
    Permit,
    /// `note`.
    Note,
    /// A list as a whole.
    List,
    /// An entry of a list.
    Entry,
}

impl Kind {
    /// Every kind, in the order of a report.
    pub const ALL: [Kind; 6] =
        [Kind::Rule, Kind::Exception, Kind::Permit, Kind::Note, Kind::List, Kind::Entry];

    /// In the plural.
    pub fn title(self) -> Text {
        match self {
            Kind::Rule => Text::new("rules", "规定"),
            Kind::Exception => Text::new("exceptions", "除外"),
            Kind::Permit => Text::new("permits", "许可"),
            Kind::Note => Text::new("notes", "提示"),
            Kind::List => Text::new("lists", "名录"),
            Kind::Entry => Text::new("entries", "名录条目"),
        }
    }

    /// Whether it can go two ways that are both to be tried.
    pub fn two_ways(self) -> bool {
        matches!(self, Kind::Rule | Kind::Permit | Kind::Note)
    }
}

/// How far something was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tried {
    /// Never.
    Never,
    /// One way of two.
    Half,
    /// Every way.
    Whole,
}

/// Something that cases can try.
#[derive(Clone, Debug)]
pub struct Mark {
    /// What.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
    /// The instrument, or the list.
    pub owner: Text,
    /// `article 1.2`, or the entry.
    pub what: Text,
    /// Some case kept it, was permitted, was told, or hit it.
    pub kept: bool,
    /// Some case broke it, was not permitted, or was not told.
    pub broke: bool,
    /// It is told whatever the case.
    pub always: bool,
}

impl Mark {
    /// How far it was tried.
    pub fn tried(&self) -> Tried {
        match (self.kind.two_ways() && !self.always, self.kept, self.broke) {
            (true, true, true) | (false, true, _) => Tried::Whole,
            (true, false, false) | (false, false, _) => Tried::Never,
            _ => Tried::Half,
        }
    }

    /// What is left to try, or that nothing is.
    pub fn says(&self) -> Text {
        match (self.kind, self.kept, self.broke) {
            (Kind::Rule, true, true) => Text::new("broken and kept", "有违反、有符合"),
            (Kind::Rule, true, false) => Text::new("kept, never broken", "只有符合，从无违反"),
            (Kind::Rule, false, true) => Text::new("broken, never kept", "只有违反，从无符合"),
            (Kind::Rule, ..) => Text::new("neither broken nor kept", "从未违反亦未符合"),
            (Kind::Permit, true, true) => Text::new("answered yes and no", "答过是与否"),
            (Kind::Permit, true, false) => Text::new("never answered no", "从未答否"),
            (Kind::Permit, false, true) => Text::new("never answered yes", "从未答是"),
            (Kind::Permit, ..) => Text::new("never answered", "从未作答"),
            (Kind::Note, true, true) if !self.always => Text::new("shown and not shown", "有显示、有未显示"),
            (Kind::Note, true, _) if self.always => Text::new("shown", "曾显示"),
            (Kind::Note, true, false) => Text::new("shown in every case", "每次均显示"),
            (Kind::Note, false, true) => Text::new("never shown", "从未显示"),
            (Kind::Note, ..) => Text::new("never reached", "从未涉及"),
            (Kind::Exception, true, _) => Text::new("lifted a rule", "曾除外"),
            (Kind::Exception, ..) => Text::new("never lifted anything", "从未除外"),
            (Kind::List | Kind::Entry, true, _) => Text::new("hit", "曾命中"),
            (Kind::List | Kind::Entry, ..) => Text::new("never hit", "从未命中"),
        }
    }
}

/// Marks everything in a rulebook that cases can try.
pub fn coverage<'t>(policy: &Policy, traces: impl Iterator<Item = &'t Trace>) -> Vec<Mark> {
    let came: BTreeSet<&Came> = traces.flatten().collect();
    let book = policy.rulebook();
    let mut marks = Marks { came, all: Vec::new() };
    for instrument in &book.instruments {
        for article in &instrument.articles {
            let origin = article.it.origin.as_ref().map(|origin| origin.id());
            marks.article(&instrument.id(), &instrument.title(), origin, &article.it);
        }
        marks.amendments(instrument, &|id| book.find(id).and_then(|i| book.instruments.get(i)));
    }
    for owned in &book.items {
        if let ItemKind::Catalog(list) = &owned.item.kind {
            let title = list.title.text(&list.name.name);
            marks.list(&list.name.name, &title, owned.item.head);
            marks.entries(&list.name.name, &title, &list.entries);
        }
    }
    marks.all.sort_by_key(|mark| (mark.kind >= Kind::List, mark.span, mark.kind));
    marks.all
}

struct Marks<'t> {
    came: BTreeSet<&'t Came>,
    all: Vec<Mark>,
}

impl Marks<'_> {
    fn article(&mut self, policy: &str, title: &Text, amended_by: Option<String>, article: &Article) {
        let number = &article.number.name;
        let mut owner = Text::same(policy);
        if title.en != policy {
            owner.push(&bilingual!(" “{title}”", "《{title}》"; title));
        }
        for (norm, it) in (1..).zip(&article.norms) {
            let place = Place {
                policy: policy.to_owned(),
                article: number.clone(),
                amended_by: amended_by.clone(),
                norm,
            };
            let kind = match &it.kind {
                NormKind::Demand { .. } => Kind::Rule,
                NormKind::Permit { .. } => Kind::Permit,
                NormKind::Note { .. } | NormKind::NoteEach(_) => Kind::Note,
            };
            let what = match article.norms.len() {
                1 => bilingual!("article {number}", "第{number}条"),
                _ => bilingual!("article {number}, statement {norm}", "第{number}条第{norm}句"),
            };
            let kept = self.came.contains(&Came::For(place.clone()));
            let broke = self.came.contains(&Came::Against(place.clone()));
            self.all.push(Mark {
                kind,
                span: it.span,
                owner: owner.clone(),
                what: what.clone(),
                kept,
                broke,
                always: matches!(it.kind, NormKind::Note { when: None, .. }),
            });
            let NormKind::Demand { exceptions, .. } = &it.kind else { continue };
            for (i, exception) in exceptions.iter().enumerate() {
                let kept = self.came.contains(&Came::Lifted(place.clone(), i));
                let (kind, owner, what) = (Kind::Exception, owner.clone(), what.clone());
                self.all.push(Mark {
                    kind,
                    span: exception.span,
                    owner,
                    what,
                    kept,
                    broke: false,
                    always: false,
                });
            }
        }
    }

    /// Articles and entries that an instrument gives to others.
    fn amendments<'b>(&mut self, by: &Instrument, find: &dyn Fn(&str) -> Option<&'b Instrument>) {
        for action in &by.actions {
            let Action::Amend(amend) = &action.it else { continue };
            let target = amend.target.as_ref().map(|target| target.id()).unwrap_or_default();
            for edit in &amend.edits {
                match &edit.kind {
                    EditKind::Insert(article) | EditKind::Replace(article) => {
                        let title = find(&target).map(Instrument::title).unwrap_or_default();
                        self.article(&target, &title, Some(by.id()), article);
                    }
                    EditKind::AddEntries(list, entries) => {
                        self.entries(&list.name, &Text::same(list.name.as_str()), entries);
                    }
                    _ => {}
                }
            }
        }
    }

    fn list(&mut self, id: &str, title: &Text, span: Span) {
        let kept = self.came.contains(&Came::Hit(Hit { catalog: id.to_owned(), entry: None }));
        let (owner, what) = (title.clone(), Text::same(id));
        self.all.push(Mark { kind: Kind::List, span, owner, what, kept, broke: false, always: false });
    }

    fn entries(&mut self, list: &str, title: &Text, entries: &[Entry]) {
        for entry in entries {
            let range = entry.code.map(|(code, _)| (code.first(), code.last()));
            let ex = entry.ex.as_ref().map(|ex| ex.name.clone());
            let kept = match (&ex, range) {
                // A whole entry is hit by any code in its range.
                (None, Some((first, last))) => self.came.iter().any(|came| match came {
                    Came::Hit(Hit { catalog, entry: Some((None, Some((code, _)))) }) => {
                        catalog == list && (first..=last).contains(code)
                    }
                    _ => false,
                }),
                _ => {
                    let entry = Some((ex.clone(), range));
                    self.came.contains(&Came::Hit(Hit { catalog: list.to_owned(), entry }))
                }
            };
            let code = entry.code.map(|(code, _)| code.to_string());
            let what: Vec<String> = code.into_iter().chain(ex).collect();
            let (owner, what) = (title.clone(), Text::same(what.join(" ")));
            self.all.push(Mark {
                kind: Kind::Entry,
                span: entry.span,
                owner,
                what,
                kept,
                broke: false,
                always: false,
            });
        }
    }
}

/// How many marks of a kind were tried every way, one way, never.
pub fn count(marks: &[Mark], kind: Kind) -> [usize; 3] {
    let mut counts = [0; 3];
    for mark in marks.iter().filter(|mark| mark.kind == kind) {
        let at = match mark.tried() {
            Tried::Whole => 0,
            Tried::Half => 1,
            Tried::Never => 2,
        };
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
    }
    counts
}

/// `rules: 20 of 25 broken and kept (80 %), 3 one way only, 2 never`.
pub fn summary(marks: &[Mark], kind: Kind) -> Option<Text> {
    let [whole, half, never] = count(marks, kind);
    let all = whole + half + never;
    if all == 0 {
        return None;
    }
    let (percent, title) = (whole * 100 / all, kind.title());
    Some(match kind.two_ways() {
        true => bilingual!(
            "{title}: {whole} of {all} both ways ({percent} %), {half} one way, {never} never",
            "{title}：共{all}，正反均测{whole}（{percent}%），仅测一面{half}，未测{never}"; title
        ),
        false => bilingual!(
            "{title}: {whole} of {all} ({percent} %)",
            "{title}：共{all}，已测{whole}（{percent}%）"; title
        ),
    })
}
