//! Steps through decisions that are not recorded as they are: what changed on stderr, an
//! answer from a line of stdin.

use std::io::{self, BufRead, IsTerminal};

use super::{Done, State};
use crate::bilingual;
use crate::cli::terminal::Terminal;
use crate::value::Text;

/// What a person wants done with a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Record it.
    Accept,
    /// Record it and all that follow.
    All,
    /// What was recorded is right.
    Reject,
    /// Decide later.
    Skip,
    /// Decide this and the rest later.
    Stop,
}

/// Shows one, and asks until there is an answer; the end of the answers stops.
pub fn ask(done: &Done, (number, total): (usize, usize), terminal: &mut Terminal) -> Answer {
    let name = &done.name;
    terminal.say(&bilingual!("\n{number} of {total}: {name}", "\n第{number}项，共{total}项：{name}"; name));
    for line in &done.says {
        terminal.say(&bilingual!("  {line}", "  {line}"; line));
    }
    loop {
        terminal.say(&match done.state {
            State::Orphan => Text::new(
                "a accept (remove the record), s skip, q stop",
                "a 接受（删除记录），s 跳过，q 结束",
            ),
            _ => Text::new(
                "a accept (record it), r reject (what was recorded is right), s skip, all accept all that follow, q stop",
                "a 接受（记录此结论），r 拒绝（原记录正确），s 跳过，all 其余全部接受，q 结束",
            ),
        });
        let Some(said) = hear(terminal) else { return Answer::Stop };
        match said.as_str() {
            "a" | "accept" | "接受" => return Answer::Accept,
            "A" | "all" | "全部接受" => return Answer::All,
            "r" | "reject" | "拒绝" => return Answer::Reject,
            "s" | "skip" | "跳过" => return Answer::Skip,
            "q" | "quit" | "结束" => return Answer::Stop,
            _ => {}
        }
    }
}

/// A line of the person; none when there are no more.
fn hear(terminal: &mut Terminal) -> Option<String> {
    terminal.prompt(None);
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_until(b'\n', &mut bytes);
    if !matches!(read, Ok(count) if count > 0) {
        terminal.prompt(Some(""));
        return None;
    }
    let text = String::from_utf8_lossy(&bytes).trim().to_owned();
    if !io::stdin().is_terminal() {
        terminal.prompt(Some(&text));
    }
    Some(text)
}
