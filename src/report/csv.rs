//! Rows as CSV.

use crate::bilingual;
use crate::value::Text;

/// Rows as CSV, all of one length. It begins with a byte order mark, by which a
/// spreadsheet knows that it is UTF-8.
///
/// # Errors
/// When the rows cannot be written, which does not happen in memory.
pub fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>, Text> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut each =
        rows.iter().map(|row| row.iter().map(String::as_str).chain(std::iter::repeat("")).take(width));
    let done = each.try_for_each(|row| writer.write_record(row)).map_err(|e| e.to_string());
    let bytes = done.and_then(|()| writer.into_inner().map_err(|e| e.to_string()));
    bytes.map_err(|e| bilingual!("the table cannot be written: {e}", "表格无法写出：{e}"))
}
