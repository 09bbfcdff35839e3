//! Declarations as one flat table: a row a line of goods, a column a fact. What is
//! read back from it is what was written (manual: "Flat tables").

use crate::bilingual;
use crate::input::formats::flat_text;
use crate::input::{Kind, Node, write_line};
use crate::value::Text;

/// A table under way.
#[derive(Default)]
pub struct Flat {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    records: usize,
}

/// Columns that tell rows apart.
const RECORD: &str = "record";
const LIST: &str = "list";

/// The lists of goods; their facts stand in the same columns.
const LISTS: [&str; 2] = ["items", "goods_list"];

type Cells = Vec<(String, String)>;

impl Flat {
    /// Adds a declaration.
    ///
    /// # Errors
    /// A key that stands twice, or cannot be the name of a column: a table has no place
    /// for it.
    pub fn add(&mut self, declaration: &Node) -> Result<(), Text> {
        let mut head = Cells::new();
        let mut lines: Vec<Cells> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for member in declaration.members() {
            once(&mut seen, &member.key)?;
            match &member.node.kind {
                Kind::List(nodes)
                    if LISTS.contains(&member.key.as_str())
                        && nodes.iter().all(is_line)
                        && !nodes.is_empty() =>
                {
                    for node in nodes {
                        let mut cells = vec![(LIST.to_owned(), member.key.clone())];
                        flatten("items", node, &mut cells)?;
                        lines.push(cells);
                    }
                }
                _ if member.key.contains('.') || [RECORD, LIST].contains(&member.key.as_str()) => {
                    return Err(no_column(&member.key));
                }
                _ => flatten(&member.key, &member.node, &mut head)?,
            }
        }
        self.records += 1;
        let record = (RECORD.to_owned(), self.records.to_string());
        let first_only = |name: &str| ["documents", "containers"].contains(&name);
        for (number, line) in lines.iter().map(Some).chain(lines.is_empty().then_some(None)).enumerate() {
            let own = head.iter().filter(|(name, _)| number == 0 || !first_only(name));
            let cells = std::iter::once(&record).chain(own).chain(line.into_iter().flatten());
            self.row(cells);
        }
        Ok(())
    }

    fn row<'c>(&mut self, cells: impl Iterator<Item = &'c (String, String)>) {
        let mut row = Vec::new();
        for (name, text) in cells {
            let place = self.columns.iter().position(|c| c == name).unwrap_or_else(|| {
                self.columns.push(name.clone());
                self.columns.len() - 1
            });
            if row.len() <= place {
                row.resize(place + 1, String::new());
            }
            if let Some(cell) = row.get_mut(place) {
                cell.clone_from(text);
            }
        }
        self.rows.push(row);
    }

    /// The rows, the names of the columns first; facts of the head stand before those of
    /// the lines.
    pub fn finish(self) -> Vec<Vec<String>> {
        let of_line = |name: &&String| *name == LIST || name.starts_with("items");
        let (lines, head): (Vec<_>, Vec<_>) = self.columns.iter().partition(of_line);
        let order: Vec<&String> = head.into_iter().chain(lines).collect();
        let place = |name: &String| self.columns.iter().position(|c| c == name).unwrap_or(usize::MAX);
        let places: Vec<usize> = order.iter().map(|name| place(name)).collect();
        let sorted =
            |row: &Vec<String>| places.iter().map(|p| row.get(*p).cloned().unwrap_or_default()).collect();
        let names = order.into_iter().cloned().collect();
        std::iter::once(names).chain(self.rows.iter().map(sorted)).collect()
    }
}

/// Whether a value can be a row.
fn is_line(node: &Node) -> bool {
    !node.members().is_empty()
}

/// Cells of a value and of all that is below it.
fn flatten(path: &str, node: &Node, cells: &mut Cells) -> Result<(), Text> {
    let members = node.members();
    let named = ["items.attributes", "items.answers"].contains(&path);
    if members.is_empty() || (!named && members.iter().any(|m| m.key.contains('.') || m.key.is_empty())) {
        cells.push((path.to_owned(), cell(path, node)));
        return Ok(());
    }
    let mut seen = Vec::new();
    for member in members {
        once(&mut seen, &member.key)?;
        flatten(&format!("{path}.{}", member.key), &member.node, cells)?;
    }
    Ok(())
}

fn once<'n>(seen: &mut Vec<&'n str>, key: &'n str) -> Result<(), Text> {
    if seen.contains(&key) {
        return Err(bilingual!(
            "the key “{key}” stands twice; a table has one column for it",
            "键“{key}”重复出现；表格中只有一列"
        ));
    }
    seen.push(key);
    Ok(())
}

fn no_column(key: &str) -> Text {
    bilingual!("the key “{key}” cannot be the name of a column", "键“{key}”不能作为列名")
}

/// A value as the text of a cell.
fn cell(path: &str, node: &Node) -> String {
    match &node.kind {
        Kind::Number(raw) if path == "items.line_no" => raw.clone(),
        Kind::Number(raw) | Kind::Text(raw) => flat_text(path, raw),
        _ => write_line(node),
    }
}
