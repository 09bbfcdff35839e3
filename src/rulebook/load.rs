//! Reads the files of a rulebook and follows `use`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::Names;
use super::settle::settle;
use super::{Action, File, FileId, Instrument, Owned, Rulebook, Written, links, rows};
use crate::bilingual;
use crate::catalog::{Tariff, Templates};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Layout, SourceId, SourceMap, Span};
use crate::syntax::ast::{self, Item, ItemKind, Str};
use crate::syntax::{self, Limits};
use crate::value::{Later, Text};
use crate::world::{ReadError, World, normalise};

/// What to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// Every instrument of the folder.
    Folder,
    /// This file, with every instrument beside it.
    File(String),
    /// This file and what it uses, nothing beside it.
    Alone(String),
}

struct Loader<'a> {
    world: &'a dyn World,
    sources: &'a mut SourceMap,
    limits: &'a Limits,
    rulebook: Rulebook,
    problems: Vec<Diagnostic>,
    done: BTreeMap<String, FileId>,
    /// Files being read, outermost first.
    open: Vec<String>,
    /// Problems of files that are not there, with their paths and how these were written.
    missing: Vec<(usize, String, String)>,
}

impl Rulebook {
    /// Reads a rulebook; every problem of every file is reported.
    pub fn load(
        world: &dyn World,
        start: Start,
        sources: &mut SourceMap,
        limits: &Limits,
    ) -> (Rulebook, Vec<Diagnostic>) {
        let mut loader = Loader {
            world,
            sources,
            limits,
            rulebook: Rulebook::default(),
            problems: Vec::new(),
            done: BTreeMap::new(),
            open: Vec::new(),
            missing: Vec::new(),
        };
        let mut names = match &start {
            Start::Alone(_) => Vec::new(),
            _ => world.list("").into_iter().filter(|f| f.ends_with(".pol")).collect(),
        };
        if let Start::File(name) | Start::Alone(name) = &start {
            loader.rulebook.start = Some(name.clone());
            names.retain(|n| n != name);
            names.insert(0, name.clone());
        }
        if names.is_empty() {
            let source = loader.sources.add(".", "");
            let message = Text::new("there is no .pol file in this folder", "该目录中没有.pol文件");
            loader.problems.push(Diagnostic::error(Code::Empty, Span::new(source, 0, 0), message));
        }
        let listed = !matches!(start, Start::Alone(_));
        for name in names {
            if let Some(file) = loader.file(&name, None).and_then(|id| loader.rulebook.files.get_mut(id)) {
                file.listed |= listed;
            }
        }
        let names = Names::of(&loader.rulebook, &[]);
        settle(&mut loader.rulebook, &names);
        loader.rulebook.names = names;
        loader.missed();
        // What is wrong with them is said by [`super::verify`].
        loader.rulebook.links = links::links(&loader.rulebook);
        (loader.rulebook, loader.problems)
    }
}

impl Loader<'_> {
    /// Reads a file, once; gives its place among the files.
    fn file(&mut self, name: &str, used: Option<&Str>) -> Option<FileId> {
        if self.open.iter().any(|f| f == name) {
            let circle: Vec<&str> =
                self.open.iter().map(String::as_str).skip_while(|f| *f != name).chain([name]).collect();
            let circle = circle.join(" → ");
            let message = bilingual!("files use each other in a circle: {circle}", "文件循环引用：{circle}");
            let span = used.map(|u| u.span).unwrap_or_default();
            self.problems.push(Diagnostic::error(Code::CyclicUse, span, message));
            return None;
        }
        if let Some(id) = self.done.get(name) {
            return Some(*id);
        }
        let id = self.rulebook.files.len();
        self.rulebook.files.push(File {
            name: name.to_owned(),
            uses: Vec::new(),
            use_items: Vec::new(),
            listed: false,
            holds: None,
        });
        self.done.insert(name.to_owned(), id);
        let bytes = match self.world.read(name) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.unreadable(name, used, &error);
                return Some(id);
            }
        };
        let source = self.sources.add(name, "");
        let text = match syntax::decode(source, bytes) {
            Ok(text) => text,
            Err(problem) => {
                self.problems.push(problem);
                return Some(id);
            }
        };
        self.sources.fill(source, &text, Layout::default());
        let (file, problems) = syntax::parse(source, &text, self.limits);
        self.problems.extend(problems);
        self.open.push(name.to_owned());
        self.items(id, file.items);
        self.open.pop();
        Some(id)
    }

    fn items(&mut self, file: FileId, items: Vec<Item>) {
        let mut section: Option<usize> = None;
        for item in items {
            let (head, whole) = (item.head, item.whole);
            let action = match item.kind {
                ItemKind::Instrument(law) => {
                    section = Some(self.rulebook.instruments.len());
                    let (articles, actions) = (Vec::new(), Vec::new());
                    let indent = indent(self.sources.text(Span { start: head.end, ..whole }));
                    let instrument =
                        Instrument { file, head: law, span: head, whole, indent, articles, actions };
                    self.rulebook.instruments.push(instrument);
                    continue;
                }
                ItemKind::Article(it) => {
                    match section.and_then(|i| self.rulebook.instruments.get_mut(i)) {
                        Some(instrument) => instrument.articles.push(Written { it, head, whole }),
                        None => self.problems.push(orphan(head)),
                    }
                    continue;
                }
                ItemKind::Use(path) => {
                    self.used(file, &path, whole);
                    continue;
                }
                ItemKind::Consolidated(holds) => {
                    self.rulebook.files.get_mut(file).into_iter().for_each(|f| f.holds = Some(holds.clone()));
                    continue;
                }
                ItemKind::Amend(amend) => Action::Amend(amend),
                ItemKind::Suspend(suspend) => Action::Suspend(suspend),
                ItemKind::Repeal(targets) => Action::Repeal(targets),
                ItemKind::Bring(bring) => Action::Bring(bring),
                kind => {
                    let item = Item { kind, ..item };
                    self.data(file, &item);
                    self.rulebook.items.push(Owned { owner: (file, section), item });
                    continue;
                }
            };
            match section.and_then(|i| self.rulebook.instruments.get_mut(i)) {
                Some(instrument) => instrument.actions.push(Written { it: action, head, whole }),
                None => self.problems.push(orphan(head)),
            }
        }
    }

    fn used(&mut self, file: FileId, path: &Str, whole: Span) {
        let used = match normalise(&path.text) {
            Some(name) => self.file(&name, Some(path)),
            None => {
                self.outside(path);
                None
            }
        };
        if let (Some(used), Some(file)) = (used, self.rulebook.files.get_mut(file)) {
            file.uses.push(used);
            file.use_items.push((used, whole));
        }
    }

    fn outside(&mut self, path: &Str) {
        let text = &path.text;
        let message = bilingual!("`{text}` leads out of the rulebook's folder", "“{text}”指向规则库目录之外");
        let help = Text::new(
            "write a path from the rulebook's folder, such as \"catalogs/gold.pol\"",
            "请写自规则库目录起的路径，如 \"catalogs/gold.pol\"",
        );
        self.problems.push(Diagnostic::error(Code::OutsideFolder, path.span, message).help(help));
    }

    /// Reads the files of rows that an item names, beside its own file.
    fn data(&mut self, file: FileId, item: &Item) {
        let name = self.rulebook.files.get(file).map(|f| f.name.clone()).unwrap_or_default();
        match &item.kind {
            ItemKind::Tariff(tariff) => self.tariff(&name, tariff),
            ItemKind::Rates(rates) => {
                if let Some(table) = self.table(&name, rates.rows.as_ref(), rows::rates) {
                    self.rulebook.rates.insert(rates.name.name.clone(), Arc::new(table));
                }
            }
            ItemKind::Codes(codes) => {
                if let Some(table) = self.table(&name, codes.rows.as_ref(), rows::codes) {
                    self.rulebook.codes.entry(codes.name.name.clone()).or_insert_with(|| Arc::new(table));
                }
            }
            ItemKind::Elements(elements) => {
                let rows = self.table(&name, elements.rows.as_ref(), rows::elements);
                let templates = self.table(&name, elements.templates.as_ref(), rows::templates);
                let table = Templates::new(rows.unwrap_or_default(), templates.unwrap_or_default());
                self.rulebook.elements.entry(elements.year.0).or_insert_with(|| Arc::new(table));
            }
            ItemKind::Catalog(catalog) => {
                if let Some(rows) = self.table(&name, catalog.explained.as_ref(), rows::explanations) {
                    self.rulebook.explanations.insert(catalog.name.name.clone(), Arc::new(rows.into()));
                }
            }
            _ => {}
        }
    }

    fn tariff(&mut self, name: &str, tariff: &ast::Tariff) {
        let year = tariff.year.0;
        let rows = self.table(name, tariff.rows.as_ref(), |source, text| rows::tariff(source, text, year));
        let mut edition = rows.unwrap_or(Tariff { year, complete: None, rows: Later::default() });
        edition.complete = tariff.complete.map(|(from, until)| (from.0, until.0));
        self.rulebook.tariffs.entry(year).or_insert_with(|| Arc::new(edition));
        let rows = self.table(name, tariff.successors.as_ref(), rows::successors);
        let headings = self.table(name, tariff.correlated.as_ref(), rows::correlation);
        if rows.is_none() && headings.is_none() {
            return;
        }
        let both = Arc::new((rows.unwrap_or_default(), headings.unwrap_or_default()));
        self.rulebook.successors.entry(year).or_insert(both);
    }

    /// A file of rows that stands beside `name`, read by `read`.
    fn table<T>(
        &mut self,
        name: &str,
        rows: Option<&Str>,
        read: impl Fn(SourceId, &str) -> (T, Vec<Diagnostic>),
    ) -> Option<T> {
        let rows = rows?;
        let folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let Some(path) = normalise(&format!("{folder}{}", rows.text)) else {
            self.outside(rows);
            return None;
        };
        let bytes = match self.world.read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.unreadable(&path, Some(rows), &error);
                return None;
            }
        };
        let source = self.sources.add(path, "");
        match syntax::decode(source, bytes) {
            Ok(text) => {
                self.sources.fill(source, &text, Layout::default());
                let (table, problems) = read(source, &text);
                self.problems.extend(problems);
                Some(table)
            }
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    fn unreadable(&mut self, name: &str, written: Option<&Str>, error: &ReadError) {
        let message = match error {
            ReadError::NotFound => {
                bilingual!("there is no file `{name}` in the rulebook", "规则库中没有文件“{name}”")
            }
            ReadError::Outside => {
                bilingual!("`{name}` is outside the rulebook's folder", "“{name}”在规则库目录之外")
            }
            ReadError::Other(why) => bilingual!("`{name}` cannot be read: {why}", "无法读取“{name}”：{why}"),
        };
        let span = written.map(|w| w.span).unwrap_or_else(|| Span::new(self.sources.add(name, ""), 0, 0));
        let written = written.map_or(name, |w| w.text.as_str()).to_owned();
        self.missing.push((self.problems.len(), name.to_owned(), written));
        self.problems.push(Diagnostic::error(Code::NoSuchFile, span, message));
    }

    /// Says of each file that is not there which one may be meant: of those of its folder,
    /// and of every folder that something was read from.
    fn missed(&mut self) {
        let of = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let mut folders: BTreeSet<String> = self.done.keys().map(|path| of(path)).collect();
        folders.insert(String::new());
        for (at, path, written) in std::mem::take(&mut self.missing) {
            let own = of(&path);
            let beside = self.world.list(&own);
            let known: Vec<String> = folders.iter().flat_map(|folder| self.world.list(folder)).collect();
            let known = beside.iter().chain(&known).map(String::as_str);
            let Some(near) = nearest(&path, known) else { continue };
            // Rows are named from where their file stands.
            let near = match near.strip_prefix(&format!("{own}/")) {
                Some(rest) if written != path => rest,
                _ => near,
            };
            if let Some(problem) = self.problems.get_mut(at) {
                let help = bilingual!("did you mean `{near}`?", "是否指“{near}”？");
                *problem = problem.clone().help(help).offer(problem.span, format!("\"{near}\""));
            }
        }
    }
}

/// What the lines below a head are indented by: as the first of them that says something.
fn indent(below: &str) -> String {
    let lines = below.lines().skip(1);
    let mut lines = lines.filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'));
    let first = lines.next().map_or("  ", |line| {
        let words = line.trim_start();
        line.strip_suffix(words).unwrap_or("")
    });
    first.to_owned()
}

fn orphan(span: Span) -> Diagnostic {
    let message = Text::new(
        "this belongs to the `policy` or `unnumbered notice` above it, and there is none",
        "此项须位于 `policy` 或 `unnumbered notice` 之下",
    );
    Diagnostic::error(Code::MissingPart, span, message)
}
