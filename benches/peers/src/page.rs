//! The page: tables between markers, in both languages. What stands outside the markers is
//! written by hand and stays.

use std::path::Path;

use crate::growth::Figure;
use crate::svg;

/// A table in both languages; cells that are no words are the same in both.
pub struct Table {
    pub name: &'static str,
    pub head: Vec<(&'static str, &'static str)>,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone)]
pub enum Cell {
    Plain(String),
    Words(&'static str, &'static str),
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Plain(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Plain(text.to_owned())
    }
}

impl Cell {
    fn text(&self, zh: bool) -> &str {
        match self {
            Cell::Plain(text) => text,
            Cell::Words(en, chinese) => {
                if zh {
                    chinese
                } else {
                    en
                }
            }
        }
    }
}

impl Table {
    /// As Markdown.
    pub fn markdown(&self, zh: bool) -> String {
        let head: Vec<&str> = self.head.iter().map(|h| if zh { h.1 } else { h.0 }).collect();
        let rule: Vec<&str> = (0..head.len()).map(|i| if i == 0 { "---" } else { "---:" }).collect();
        let mut out = format!("| {} |\n| {} |\n", head.join(" | "), rule.join(" | "));
        for row in &self.rows {
            let cells: Vec<&str> = row.iter().map(|cell| cell.text(zh)).collect();
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        out
    }
}

/// A number with two digits that mean something, by threes.
pub fn rounded(value: f64) -> String {
    match value {
        v if !v.is_finite() => "–".to_owned(),
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v => thousands(v),
    }
}

/// A whole number by threes.
pub fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A figure's points as a table.
pub fn of_figure(figure: &Figure) -> Table {
    let xs: Vec<f64> =
        figure.curves.first().map(|c| c.points.iter().map(|p| p.0).collect()).unwrap_or_default();
    let mut head = vec![figure.y];
    // The columns are numbers, the same in both languages; they live as long as the run.
    head.extend(xs.iter().map(|x| -> (&'static str, &'static str) {
        let text: &'static str = Box::leak(thousands(*x).into_boxed_str());
        (text, text)
    }));
    let row = |curve: &crate::growth::Curve| -> Vec<Cell> {
        let name = Cell::from(curve.name.as_str());
        std::iter::once(name).chain(curve.points.iter().map(|p| Cell::from(rounded(p.1)))).collect()
    };
    Table { name: figure.file, head, rows: figure.curves.iter().map(row).collect() }
}

/// Writes the page, its Chinese sister beside it, and the figures in a folder of its name.
///
/// # Errors
/// What the system says.
pub fn write(out: &Path, tables: &[Table], figures: &[Figure]) -> std::io::Result<()> {
    let folder = out.with_extension("");
    std::fs::create_dir_all(&folder)?;
    for figure in figures {
        std::fs::write(folder.join(format!("{}.svg", figure.file)), svg::draw(figure))?;
    }
    for (path, template, zh) in [
        (out.to_owned(), include_str!("page.md"), false),
        (out.with_extension("zh.md"), include_str!("page.zh.md"), true),
    ] {
        let mut text = std::fs::read_to_string(&path).unwrap_or_else(|_| template.to_owned());
        for table in tables {
            fill(&mut text, table.name, &table.markdown(zh));
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// Puts a table between its markers.
fn fill(text: &mut String, name: &str, table: &str) {
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let Some(from) = text.find(&begin).map(|at| at + begin.len()) else { return };
    let Some(to) = text[from..].find(&end).map(|at| from + at) else { return };
    text.replace_range(from..to, &format!("\n{table}\n"));
}
