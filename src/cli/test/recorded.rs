//! Declarations of the folder `tests` against the decisions recorded beside them, in the
//! files that `cargo insta` understands: `.snap` is recorded, `.snap.new` waits for review.

use std::collections::BTreeSet;

use super::folder::{Folder, NEW};
use super::review::{self, Answer};
use super::{Done, Ran, State, wanted};
use crate::bilingual;
use crate::cli::args::TestArgs;
use crate::cli::terminal::Terminal;
use crate::pipeline::Policy;
use crate::testing::change;
use crate::testing::filed::{self, Filed};
use crate::testing::snapshot::{self, Snapshot};
use crate::value::Text;

/// Decisions, and what is recorded of each.
pub struct Records {
    folder: Folder,
    cases: Vec<(Filed, Option<String>)>,
    /// Snapshots whose declaration is gone.
    orphans: Vec<String>,
    /// Snapshots that wait for review, by the name of the recorded one.
    waiting: BTreeSet<String>,
}

/// What is to be decided of a record.
pub enum Asked<'a> {
    /// A decision that is not recorded as it is.
    Case(&'a Filed),
    /// A record without a declaration.
    Orphan(&'a str),
}

/// Judges the declarations that the filter takes.
pub fn judge(policy: &Policy, folder: Folder, args: &TestArgs, ran: &mut Ran) -> Result<Records, Text> {
    let files = folder.declarations()?;
    let mut judged = filed::decide(policy, &files, ran.threads, ran.trace);
    let (mut recorded, waiting) = folder.snapshots();
    judged.iter().for_each(|case| _ = recorded.remove(&case.snap));
    if args.filter.is_some() || args.list {
        // What was not asked for is not missed.
        recorded.clear();
    }
    judged.retain(|case| wanted(args.filter.as_deref(), &case.called(), &case.file));
    for case in &mut judged {
        ran.traces.append(&mut case.traces);
    }
    let cases = judged.into_iter().map(|case| {
        let old = folder.read(&case.snap).map(|file| snapshot::content(&file));
        (case, old)
    });
    let cases = cases.collect();
    Ok(Records { folder, cases, orphans: recorded.into_iter().collect(), waiting })
}

impl Records {
    /// What each came to, and what is written of it.
    pub fn settle(&mut self, args: &TestArgs, ci: bool, terminal: &mut Terminal) -> Result<Vec<Done>, Text> {
        if args.list {
            return Ok(self.cases.iter().map(|(case, _)| listed(case)).collect());
        }
        let mut done: Vec<Done> =
            self.cases.iter().map(|(case, old)| compared(case, old.as_deref())).collect();
        done.extend(self.orphans.iter().map(|name| orphan(name)));
        if ci {
            self.pending(args, &mut done);
            return Ok(done);
        }
        let asked: Vec<Asked> = self.cases.iter().map(|(case, _)| Asked::Case(case)).collect();
        let asked = asked.into_iter().chain(self.orphans.iter().map(|name| Asked::Orphan(name)));
        let (mut open, closed): (Vec<_>, Vec<_>) =
            asked.zip(&mut done).partition(|(_, done)| is_open(done.state));
        closed.iter().try_for_each(|(asked, _)| self.drop(asked))?;
        // What comes to another verdict is looked at first.
        open.sort_by_key(|(_, done)| done.same_verdict());
        let total = open.len();
        let mut rest = match (args.accept, args.reject, args.review) {
            (true, ..) => Some(Answer::Accept),
            (_, true, _) => Some(Answer::Reject),
            (.., true) => None,
            _ => Some(Answer::Skip),
        };
        for (number, (asked, done)) in (1..).zip(open) {
            let answer = rest.unwrap_or_else(|| review::ask(done, (number, total), terminal));
            match answer {
                Answer::Accept | Answer::All => {
                    self.accept(&asked)?;
                    (done.state, done.says) = (State::Passed, Vec::new());
                }
                Answer::Reject => self.drop(&asked)?,
                Answer::Skip | Answer::Stop => self.keep(&asked)?,
            }
            rest = match answer {
                Answer::All => Some(Answer::Accept),
                Answer::Stop => Some(Answer::Skip),
                _ => rest,
            };
        }
        // What waited for a declaration that is gone waits for nothing.
        if args.filter.is_none() {
            for name in self.waiting.iter().filter(|name| self.cases.iter().all(|(c, _)| c.snap != **name)) {
                self.folder.remove(&format!("{name}{NEW}"))?;
            }
        }
        Ok(done)
    }

    /// Under CI, a decision that waits for review is one that nobody reviewed.
    fn pending(&self, args: &TestArgs, done: &mut Vec<Done>) {
        let names = self.waiting.iter().map(|name| format!("{name}{NEW}"));
        for name in names.filter(|name| wanted(args.filter.as_deref(), &Text::default(), name)) {
            let says = Text::new("it waits for review, and was committed", "该结论待审，却已提交");
            done.push(Done {
                name: Text::same(name.as_str()),
                file: name,
                line: None,
                state: State::Pending,
                verdicts: None,
                says: vec![says],
                drawn: Vec::new(),
            });
        }
    }

    /// Records a decision, or removes the record of what is gone.
    fn accept(&self, asked: &Asked) -> Result<(), Text> {
        match asked {
            Asked::Case(case) => {
                if let Ok(now) = &case.now {
                    self.folder.write(&case.snap, &snapshot::write_file(&case.head, &now.text()))?;
                }
                self.drop(asked)
            }
            Asked::Orphan(name) => self.folder.remove(name),
        }
    }

    /// Leaves a decision to be reviewed.
    fn keep(&self, asked: &Asked) -> Result<(), Text> {
        let Asked::Case(case) = asked else { return Ok(()) };
        let Ok(now) = &case.now else { return Ok(()) };
        let (name, text) = (format!("{}{NEW}", case.snap), snapshot::write_file(&case.head, &now.text()));
        match self.folder.read(&name).as_ref() == Some(&text) {
            true => Ok(()),
            false => self.folder.write(&name, &text),
        }
    }

    /// Removes what waited for review.
    fn drop(&self, asked: &Asked) -> Result<(), Text> {
        match asked {
            Asked::Case(case) if self.waiting.contains(&case.snap) => {
                self.folder.remove(&format!("{}{NEW}", case.snap))
            }
            _ => Ok(()),
        }
    }
}

fn is_open(state: State) -> bool {
    matches!(state, State::Changed | State::New | State::Orphan)
}

fn listed(case: &Filed) -> Done {
    Done {
        file: case.file.clone(),
        line: None,
        name: case.called(),
        state: State::Listed,
        verdicts: None,
        says: Vec::new(),
        drawn: Vec::new(),
    }
}

/// A decision beside the one recorded.
fn compared(case: &Filed, old: Option<&str>) -> Done {
    let done = listed(case);
    let now = match &case.now {
        Ok(now) => now,
        Err(why) => return Done { state: State::Failed, says: vec![why.clone()], ..done },
    };
    let text = now.text();
    match old {
        Some(old) if old.trim() == text.trim() => Done { state: State::Passed, ..done },
        Some(old) => {
            let before = Snapshot::read(old);
            if !before.has_verdict() {
                let why = Text::new(
                    "what stands there is no record of a decision; accept to write it anew",
                    "原文件不是结论记录；接受即重新写入",
                );
                let says = std::iter::once(why).chain(change::says_new(now)).collect();
                let verdicts = Some(("?".to_owned(), now.word().to_owned()));
                return Done { state: State::Changed, says, verdicts, ..done };
            }
            let verdicts = Some((before.word().to_owned(), now.word().to_owned()));
            Done { state: State::Changed, says: change::says(&before, now), verdicts, ..done }
        }
        None => {
            let verdicts = Some((String::new(), now.word().to_owned()));
            Done { state: State::New, says: change::says_new(now), verdicts, ..done }
        }
    }
}

fn orphan(name: &str) -> Done {
    let says = bilingual!("the declaration of {name} is gone", "{name}所对应的申报数据已不存在");
    Done {
        file: name.to_owned(),
        line: None,
        name: Text::same(name),
        state: State::Orphan,
        verdicts: None,
        says: vec![says],
        drawn: Vec::new(),
    }
}
