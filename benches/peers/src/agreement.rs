//! Before anything is timed, everyone must find the same.

use crate::floor::{Columns, Floor, Scratch};
use crate::model::{Answers, Declaration, Found};
use crate::ndjson;
use crate::peers::Peer;
use crate::subject::Subject;

/// What was compared, for the report.
pub struct Agreed {
    pub compared: usize,
    /// Verdicts that the floor leaves open and mp1039 decides by trying every case.
    pub refined: usize,
}

/// The floor's findings, by rows; its columns must agree.
///
/// # Errors
/// The first difference.
pub fn floor(floor: &Floor, declarations: &[Declaration]) -> Result<Answers, String> {
    let (mut rows, mut columns) = (Answers::default(), Answers::default());
    let mut scratch = Scratch::default();
    floor.judge_rows(&floor.rows(declarations), &mut scratch, &mut rows);
    floor.judge_columns(&Columns::new(floor.rows(declarations)), &mut scratch, &mut columns);
    let ends = rows.ends == columns.ends;
    rows.sort();
    columns.sort();
    same("floor by columns", declarations, &rows.found, &columns.found)?;
    if ends { Ok(rows) } else { Err("floor: rows and columns give other verdicts".to_owned()) }
}

/// mp1039 by rows, by columns and as a stream against the floor: findings, open ones too,
/// and verdicts.
///
/// # Errors
/// The first difference.
pub fn subject(subject: &Subject, floor: &Answers, declarations: &[Declaration]) -> Result<Agreed, String> {
    let text = ndjson::write(declarations);
    let prepared = subject.prepare(&text);
    let mut refined = 0;
    for way in ["rows", "columns", "stream", "two threads"] {
        let mut answers = Answers::default();
        match way {
            "rows" => subject.verdicts_rows(&prepared, &mut answers),
            "columns" => subject.verdicts_columns(&prepared, &mut answers),
            "stream" => subject.stream(&text, 1, &mut answers),
            _ => subject.stream(&text, 2, &mut answers),
        }
        answers.sort();
        same(&format!("mp1039 ({way})"), declarations, &floor.found, &answers.found)?;
        refined = verdicts(way, declarations, floor, &answers)?;
    }
    Ok(Agreed { compared: declarations.len(), refined })
}

/// A verdict that the floor decides must be the same; one that it leaves open may only be
/// narrower.
fn verdicts(way: &str, part: &[Declaration], floor: &Answers, ours: &Answers) -> Result<usize, String> {
    let mut refined = 0;
    for (index, declaration) in part.iter().enumerate() {
        let (theirs, own) = (floor.ends[index], ours.ends[index]);
        if own.best < theirs.best || own.worst > theirs.worst {
            let number = &declaration.number;
            return Err(format!("mp1039 ({way}), {number}: verdict {own:?}, the floor {theirs:?}"));
        }
        refined += usize::from(own != theirs);
    }
    Ok(refined)
}

/// A peer against the floor, on declarations in which every fact is stated.
///
/// # Errors
/// The first difference.
pub fn peer(peer: &mut dyn Peer, floor: &Floor, whole: &[Declaration]) -> Result<usize, String> {
    for part in whole.chunks(2_000) {
        let text = ndjson::write(part);
        let expected = self::floor(floor, part)?;
        let mut answers = Answers::default();
        peer.prepare(part, &text);
        peer.judge(&mut answers);
        answers.sort();
        same(peer.name(), part, &expected.found, &answers.found)?;
        let small = &part[..part.len().min(200)];
        peer.stream(&ndjson::write(small), &mut answers);
        answers.sort();
        let expected: Vec<Found> =
            expected.found.into_iter().filter(|f| (f.declaration as usize) < small.len()).collect();
        same(peer.name(), small, &expected, &answers.found)?;
    }
    Ok(whole.len())
}

fn same(who: &str, part: &[Declaration], expected: &[Found], found: &[Found]) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let missing = expected.iter().find(|f| !found.contains(f));
    let extra = found.iter().find(|f| !expected.contains(f));
    let say = |f: &Found| {
        let mut text = String::new();
        if let Some(declaration) = part.get(f.declaration as usize) {
            ndjson::line(&mut text, declaration);
        }
        format!("{f:?}\n    of {text}")
    };
    Err(format!(
        "{who} disagrees with the floor on {} declarations\n  not found: {}\n  found alone: {}",
        part.len(),
        missing.map_or("-".to_owned(), say),
        extra.map_or("-".to_owned(), say)
    ))
}
