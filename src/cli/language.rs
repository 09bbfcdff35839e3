//! The language of a person at a terminal: `--lang`, else the locale; and the
//! Chinese help.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

use super::settings::Settings;
use crate::value::text::Lang;

/// The language of this process. The help needs it before the arguments have
/// been read, so they are looked through by hand here; their own reading
/// refuses a language that does not exist.
pub fn of_process(arguments: &[OsString], settings: Option<&Settings>) -> Lang {
    let set = settings.and_then(|s| s.get("lang")).and_then(|s| s.values.first()).cloned();
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(std::env::var_os);
    let locale = locale.map(|v| v.to_string_lossy().into_owned()).find(|v| !v.is_empty());
    choose(arguments, &set.or(locale).unwrap_or_default())
}

fn choose(arguments: &[OsString], locale: &str) -> Lang {
    let lang = option(arguments, "--lang").unwrap_or_else(|| locale.to_lowercase());
    if lang.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// What an option is given, the last time it is: `--lang zh`, `--lang=zh`.
pub fn option(arguments: &[OsString], name: &str) -> Option<String> {
    let texts = arguments.iter().skip(1).map(|a| a.to_string_lossy());
    let mut said = None;
    let mut is_next = false;
    for text in texts.take_while(|t| t != "--") {
        if is_next {
            said = Some(text.clone().into_owned());
        } else if let Some(value) = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            said = Some(value.to_owned());
        }
        is_next = text == name;
    }
    said
}

/// Chinese words for a command (empty id) or an argument of it; the first
/// column is empty for the whole program and for what every command has.
const CHINESE: &[(&str, &str, &str)] = &[
    ("", "", "以文本形式的海关规则核查出口申报数据。"),
    ("", "lang", "信息语言：zh 或 en；缺省依 LC_ALL、LC_MESSAGES、LANG"),
    ("", "color", "颜色：auto、always 或 never（遵循 NO_COLOR、CLICOLOR_FORCE）"),
    ("", "known_on", "只按此日以前已公布的规定判断"),
    ("", "with", "适用于全部申报的企业资料（JSON文件），可重复"),
    ("", "set", "适用于全部申报的一项资料，例如 market.id=yiwu，可重复"),
    ("", "encoding", "输入的编码，例如 gb18030；缺省自动识别"),
    ("", "config", "设置取自此文件，而非最近的 mp1039.toml"),
    ("", "isolated", "不采用任何 mp1039.toml"),
    ("", "help", "显示帮助"),
    ("", "version", "显示版本"),
    ("eval", "", "核查申报数据"),
    ("eval", "inputs", "申报数据（任何可读格式）：文件、通配符、文件夹，或 - 表示标准输入"),
    ("eval", "policy", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("eval", "alone", "只用该规则文件，不计同一文件夹中的其他文件"),
    ("eval", "as_of", "适用法规的日期，代替申报数据中的日期"),
    ("eval", "format", "输出：human（缺省），或 json / ndjson（每票一行）"),
    ("eval", "envelope", "每行JSON另附来源、读取提示和各数据所在位置"),
    ("eval", "out", "将各条记录以NDJSON写入文件，每条一行"),
    ("eval", "resume", "从前次同一 --out 中断之处继续"),
    ("eval", "summary", "最后按结论、条款、章、市场汇总"),
    ("eval", "exit_zero", "本应返回1时返回0"),
    ("eval", "fail_on", "自何种结论起返回1：review（除未见禁限外均是，缺省）或 reject"),
    ("eval", "expect_digest", "只接受此版本的规则，否则报错"),
    ("", "threads", "线程数；缺省为本机可用数"),
    ("", "evaluator", "由谁判断：fast（编译后的规则，缺省）或 reference（作为规范的参考求值器，较慢）"),
    ("convert", "", "转换申报数据的格式，或在原表中填写核查结论"),
    ("convert", "inputs", "申报数据（任何可读格式）：文件、通配符、文件夹，或 - 表示标准输入"),
    ("convert", "to", "格式：json（一票）、ndjson、csv 或 xlsx"),
    ("convert", "out", "写入的文件；缺省为标准输出"),
    ("convert", "policy", "按规则核查：原表各项旁填写结论和原因"),
    ("convert", "as_of", "适用法规的日期，代替申报数据中的日期"),
    ("ask", "", "逐项询问所缺资料，并可记住答复"),
    ("ask", "inputs", "待补全的一票申报；与--questions同用时可为多票、通配符、文件夹或 -"),
    ("ask", "policy", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("ask", "as_of", "适用法规的日期，代替申报数据中的日期"),
    ("ask", "remember", "所用的企业资料文件，答复也保存于此；没有则新建"),
    ("ask", "out", "将补全后的申报数据以JSON写入文件"),
    ("ask", "questions", "不提问，将全部问题写成表格交知情人填写（.csv或.xlsx）"),
    ("ask", "answers", "将填好的表格中的答复并入企业资料文件"),
    ("check", "", "检查规则文件，不核查申报数据"),
    ("check", "path", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("check", "policy", "同上，以选项给出"),
    ("check", "as_of", "检查所依据的日期：指出即将到期的名录"),
    ("fmt", "", "按统一格式排版规则文件，可转换中英文"),
    ("fmt", "paths", "规则文件或文件夹，或 - 表示标准输入；缺省为当前规则"),
    ("fmt", "check", "不改动；有文件需要排版时返回1"),
    ("fmt", "diff", "不改动；只显示差别"),
    ("fmt", "tongue", "写成中文（zh）或英文（en）；缺省保持各文件原样"),
    ("check", "fix", "将只有一种读法之处改正并写入文件，再行检查"),
    ("check", "diff", "以差异形式显示 --fix 将作的改动，不写入"),
    ("check", "format", "输出：human（缺省）、json / ndjson（每条一行）、sarif 或 github"),
    ("help", "", "说明诊断代码，或列出全部代码"),
    ("help", "code", "诊断代码，例如T0202；缺省则列出全部"),
    ("test", "", "运行规则文件中的测试"),
    ("test", "path", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("test", "filter", "只运行名称或文件名含此文字的测试；* 代表任意文字"),
    ("test", "list", "只列出，不运行"),
    ("test", "review", "逐项查看有变化的结论：接受、拒绝或跳过"),
    ("test", "accept", "将现有结论全部记录"),
    ("test", "reject", "舍弃全部待审结论，保留原记录"),
    ("test", "coverage", "说明规定中哪些内容未经测试"),
    ("test", "coverage_html", "同上，写成带页边标记的规则网页"),
    ("test", "watch", "规则文件有变化即重新运行，按Ctrl-C结束"),
    ("test", "format", "输出：human（缺省），json / ndjson（每个测试一行），或 junit"),
    ("show", "", "查询：商品编码、条款、名录、市场或监管证件代码的规定"),
    ("show", "what", "商品编码（9404210010）、条款（1.2）、名录（gold）、市场（yiwu）或监管证件代码（B）"),
    ("show", "policy", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("show", "as_of", "适用法规的日期；缺省为全部日期"),
    ("show", "format", "输出：human（缺省），或 json / ndjson（每项一行）"),
    ("facts", "", "列出规则所用的数据项，以及通常由谁提供"),
    ("facts", "policy", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("facts", "as_of", "适用法规的日期；缺省为全部日期"),
    ("facts", "schema", "输出数据格式的JSON Schema：declaration、decision、error 或 envelope"),
    ("facts", "format", "输出：human（缺省），或 json / ndjson（一条记录）"),
    ("compare", "", "将市场采购与一般贸易等监管方式逐项对照"),
    ("compare", "input", "同时按1039核查的申报数据，或 - 表示标准输入"),
    ("compare", "policy", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("compare", "as_of", "适用法规的日期，代替申报数据中的日期"),
    ("compare", "format", "输出：human（缺省），或 json / ndjson（一条记录）"),
    ("simplify", "", "将一票货物归并为简化申报的商品项"),
    ("simplify", "input", "含货物清单的申报数据，或 - 表示标准输入"),
    ("simplify", "policy", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("simplify", "as_of", "适用法规的日期，代替申报数据中的日期"),
    ("simplify", "format", "输出：human（缺省），或 json / ndjson（简化后的申报数据）"),
    ("timeline", "", "显示法规何时因何文件而变化"),
    ("timeline", "policy", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("timeline", "format", "输出：human（缺省），或 json / ndjson（一条记录）"),
    ("consolidate", "", "将某日有效的规定汇编为一个规则文件"),
    ("consolidate", "policy", "规则：文件夹、文件夹中的文件，或内置规则库中的名称"),
    ("consolidate", "on", "汇编所依据的日期"),
    ("law-diff", "", "说明两个日期（或两个规则库）的规定有何不同"),
    ("law-diff", "before", "日期或规则库"),
    ("law-diff", "after", "另一日期或规则库"),
    ("law-diff", "policy", "比较两个日期时所用的规则库"),
    ("law-diff", "as_of", "比较两个规则库所依据的日期；缺省为全部日期"),
    ("law-diff", "check", "有不同时返回1"),
    ("law-diff", "format", "输出：human（缺省），或 json / ndjson（一条记录）"),
    ("new", "", "新建一个规则文件，或一个附测试的规则库"),
    ("new", "path", "新的规则文件（12-2027.pol），或规则库文件夹（my-rules/）"),
    ("new", "rulebook", "新建规则库，路径不以 / 结尾时也可"),
    ("new", "notice", "新建无文号的通知"),
    ("new", "amends", "所修改的文件，例如 \"GACC 221/2019\"，可重复"),
    ("new", "replaces", "施行时同时废止的文件，可重复"),
    ("config", "", "显示各项设置及其来源"),
    ("config", "format", "输出：human（缺省），或 json / ndjson（一条记录）"),
    ("completions", "", "输出命令行补全脚本"),
    ("completions", "shell", "命令解释器：bash、zsh、fish 或 powershell"),
    ("man", "", "输出手册页"),
    ("man", "dir", "每个命令一页，写入此文件夹；缺省将总页写到标准输出"),
];

/// Arguments that mean the same wherever they stand.
const COMMON: [&str; 11] = [
    "lang",
    "color",
    "config",
    "isolated",
    "help",
    "known_on",
    "with",
    "set",
    "encoding",
    "threads",
    "evaluator",
];

/// The command with Chinese help.
pub fn chinese(command: Command) -> Command {
    let command = translate(command, "").subcommand_help_heading("命令").subcommand_value_name("命令");
    let command = command.arg(
        Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help(words("", "version"))
            .help_heading("选项"),
    );
    command.disable_version_flag(true).mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        translate(sub, &name)
    })
}

fn translate(command: Command, name: &str) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command
        .about(words(name, ""))
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}")
        .disable_help_flag(true)
        .arg(help)
        .mut_args(|arg| {
            let id = arg.get_id().to_string();
            let own = if COMMON.contains(&id.as_str()) { "" } else { name };
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            let arg = arg.help(words(own, &id)).help_heading(heading);
            let valued = arg.get_action().takes_values();
            if valued { arg.hide_default_value(true) } else { arg }
        })
}

fn words(command: &str, id: &str) -> &'static str {
    CHINESE.iter().find(|(c, i, _)| *c == command && *i == id).map_or("", |(_, _, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(arguments: &[&str], locale: &str) -> Lang {
        let arguments: Vec<OsString> =
            std::iter::once(&"mp1039").chain(arguments).map(OsString::from).collect();
        choose(&arguments, locale)
    }

    #[test]
    fn the_option_wins_over_the_locale() {
        assert_eq!(lang(&["eval"], "zh_CN.UTF-8"), Lang::Zh);
        assert_eq!(lang(&["eval"], "C.UTF-8"), Lang::En);
        assert_eq!(lang(&["eval", "--lang", "en"], "zh_CN.UTF-8"), Lang::En);
        assert_eq!(lang(&["eval", "--lang=zh"], ""), Lang::Zh);
        assert_eq!(lang(&["eval", "--", "--lang=zh"], ""), Lang::En);
    }

    #[test]
    fn every_argument_has_chinese_words() {
        let mut command = super::super::args::command(Lang::Zh);
        command.build();
        for sub in std::iter::once(&command).chain(command.get_subcommands()) {
            assert!(sub.get_about().is_some_and(|a| !a.to_string().is_empty()), "{}", sub.get_name());
            for arg in sub.get_arguments() {
                let words = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!words.is_empty(), "{} {}", sub.get_name(), arg.get_id());
            }
        }
    }
}
