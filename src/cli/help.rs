//! `mp1039 help`: the page of a diagnostic, or all codes with their titles, from inside
//! the program.

use super::Exit;
use super::args::HelpArgs;
use super::terminal::Terminal;
use crate::bilingual;
use crate::diagnostic::{CODES, nearest, page};
use crate::value::{Text, text::Lang};

/// Runs the command.
pub fn run(args: &HelpArgs, terminal: &mut Terminal) -> Exit {
    let Some(wanted) = &args.code else {
        terminal.data(&list(terminal.lang));
        return Exit::Clean;
    };
    let wanted = wanted.to_uppercase();
    match CODES.iter().find(|code| code.as_str() == wanted) {
        Some(code) => {
            terminal.data(&page::text(*code, terminal.lang));
            Exit::Clean
        }
        None => {
            terminal.error(&unknown(&wanted));
            Exit::Error
        }
    }
}

fn list(lang: Lang) -> String {
    let title = |titles: (&'static str, &'static str)| Text::new(titles.0, titles.1);
    let lines = CODES.iter().map(|code| format!("{code}  {}\n", title(code.title()).get(lang)));
    let end = match lang {
        Lang::En => "\nmp1039 help CODE shows the page of one; mp1039 --help the commands\n",
        Lang::Zh => "\n`mp1039 help 代码` 显示其说明；`mp1039 --help` 显示全部命令\n",
    };
    lines.collect::<String>() + end
}

fn unknown(code: &str) -> Text {
    let message = bilingual!(
        "there is no diagnostic {code}; `mp1039 help` lists them",
        "没有诊断代码{code}；`mp1039 help` 列出全部代码"
    );
    match nearest(code, CODES.iter().map(|c| c.as_str())) {
        Some(near) => {
            let mut message = message;
            message.push(&bilingual!("; did you mean {near}?", "；是否指{near}？"));
            message
        }
        None => message,
    }
}
