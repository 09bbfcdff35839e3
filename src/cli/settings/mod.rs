//! What is set once for many runs: `mp1039.toml` ([`file`]) and the variables
//! `MP1039_…` of the environment.
//!
//! A setting becomes the default of the option of its name, so that an option that is
//! given wins over it, and the help shows it. A variable wins over the file.
//! [`Settings::in_effect`] says what a run takes from here: no answer depends on
//! something that is not shown.

mod file;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;

use self::file::Entry;
use super::language::option;
use crate::bilingual;
use crate::diagnostic::nearest;
use crate::input;
use crate::value::Text;

/// A setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// As the file writes it.
    pub name: &'static str,
    holds: Holds,
    /// What holds where nothing is set; empty for nothing.
    pub default: &'static [&'static str],
}

/// What a setting holds.
#[derive(Debug, PartialEq, Eq)]
enum Holds {
    /// A path, or the name of a built-in policy.
    Policy,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Paths.
    Files,
    /// `FACT=VALUE` each.
    Facts,
}

/// Every setting there is; `docs/guide/settings.md` says what they mean.
pub const KEYS: [Key; 6] = [
    Key { name: "policy", holds: Holds::Policy, default: &["221-2019.pol"] },
    Key { name: "with", holds: Holds::Files, default: &[] },
    Key { name: "set", holds: Holds::Facts, default: &[] },
    Key { name: "fail_on", holds: Holds::Word(&["review", "reject"]), default: &["review"] },
    Key { name: "lang", holds: Holds::Word(&["zh", "en"]), default: &[] },
    Key { name: "color", holds: Holds::Word(&["auto", "always", "never"]), default: &["auto"] },
];

/// Settings that are about the terminal, and change no answer.
const LOOKS: [&str; 2] = ["lang", "color"];

/// A setting that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Which.
    pub key: &'static Key,
    /// To what; one value, unless it is a list.
    pub values: Vec<String>,
    /// By whom: the path of a file, or the name of a variable.
    pub by: String,
    /// Where: the line of the file, or the variable again.
    pub place: String,
}

/// The settings of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The file that was found or named.
    pub file: Option<PathBuf>,
    made: Vec<Setting>,
}

impl Settings {
    /// The settings of this process; `--config` and `--isolated` are needed before the
    /// arguments have been read.
    ///
    /// # Errors
    /// What is wrong with the file or a variable, with its place.
    pub fn of_process(arguments: &[OsString]) -> Result<Settings, Text> {
        let isolated = arguments.iter().take_while(|a| *a != "--").any(|a| a == "--isolated");
        let file = match option(arguments, "--config") {
            _ if isolated => None,
            Some(path) => Some(PathBuf::from(path)),
            None => file::nearest_above(),
        };
        let mut made = variables(std::env::vars_os())?;
        if let Some(path) = &file {
            for setting in file::read(path)? {
                if !made.iter().any(|m: &Setting| m.key == setting.key) {
                    made.push(setting);
                }
            }
        }
        Ok(Settings { file, made })
    }

    /// What is set under a name.
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.made.iter().find(|s| s.key.name == name)
    }

    /// The command with the settings as defaults of its options.
    pub fn applied(&self, command: clap::Command) -> clap::Command {
        let command = command.mut_args(|arg| self.default(arg, ""));
        command.mut_subcommands(|sub| {
            let name = sub.get_name().to_owned();
            sub.mut_args(|arg| self.default(arg, &name))
        })
    }

    fn default(&self, arg: clap::Arg, command: &str) -> clap::Arg {
        match key_of(command, arg.get_id().as_str()).and_then(|key| self.get(key)) {
            Some(setting) => arg.required(false).default_values(setting.values.clone()),
            None => arg,
        }
    }

    /// The settings that a run takes from here and not from its options.
    pub fn in_effect(&self, matches: &ArgMatches) -> Vec<&Setting> {
        let Some((command, matches)) = matches.subcommand() else { return Vec::new() };
        let given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
        let ids: Vec<&str> = matches.ids().map(clap::Id::as_str).collect();
        // Without a policy nothing is judged.
        if !ids.iter().any(|id| key_of(command, id) == Some("policy") || *id == "policy") {
            return Vec::new();
        }
        let named = ids.contains(&"path") && given("path");
        let taken = |id: &&str| !given(id) && (!named || **id != *"policy");
        let keys: Vec<&str> =
            ids.iter().filter(|id| taken(id)).filter_map(|id| key_of(command, id)).collect();
        self.made.iter().filter(|s| keys.contains(&s.key.name) && !LOOKS.contains(&s.key.name)).collect()
    }
}

/// The setting that is the default of an argument.
fn key_of(command: &str, id: &str) -> Option<&'static str> {
    let name = match (command, id) {
        // Whether a table is judged is for each run to say.
        ("convert", "policy") => return None,
        ("test", "path") => "policy",
        _ => id,
    };
    KEYS.iter().map(|key| key.name).find(|key| *key == name)
}

/// Begins the name of each variable.
const PREFIX: &str = "MP1039_";

/// The settings that variables make; an empty one makes none.
fn variables(all: impl Iterator<Item = (OsString, OsString)>) -> Result<Vec<Setting>, Text> {
    let mut made = Vec::new();
    for (variable, value) in all {
        let (variable, value) = (variable.to_string_lossy(), value.to_string_lossy());
        let Some(name) = variable.strip_prefix(PREFIX) else { continue };
        if value.is_empty() {
            continue;
        }
        let name = name.to_lowercase();
        let key = match KEYS.iter().find(|key| key.name == name) {
            Some(key) => key,
            // A variable of something else, unless it looks like one that was meant.
            None => match nearest(&name, KEYS.iter().map(|k| k.name)) {
                None => continue,
                Some(near) => {
                    let near = near.to_uppercase();
                    return Err(bilingual!(
                        "the variable {variable} is no setting; did you mean {PREFIX}{near}?",
                        "环境变量{variable}不是设置项；是否指{PREFIX}{near}？"
                    ));
                }
            },
        };
        let values: Vec<String> = match key.holds {
            Holds::Policy | Holds::Word(_) => vec![value.clone().into_owned()],
            Holds::Files => std::env::split_paths(&*value).map(|p| p.display().to_string()).collect(),
            Holds::Facts => value.split(';').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect(),
        };
        let wrong = values.iter().find_map(|v| key.wrong(v));
        if let Some(wrong) = wrong {
            return Err(bilingual!("{variable}: {wrong}", "{variable}：{wrong}"; wrong));
        }
        made.push(Setting { key, values, by: variable.to_string(), place: variable.to_string() });
    }
    made.sort_by_key(|s| s.key.name);
    Ok(made)
}

impl Key {
    /// What is wrong with a value.
    fn wrong(&self, value: &str) -> Option<Text> {
        let name = self.name;
        match self.holds {
            Holds::Word(words) if !words.contains(&value) => {
                let (en, zh) = (words.join(" or "), words.join("或"));
                let mut text =
                    bilingual!("`{name}` is {en}, not “{value}”", "`{name}`只能是{zh}，而非“{value}”");
                if let Some(near) = nearest(value, words.iter().copied()) {
                    text.push(&bilingual!("; did you mean {near}?", "；是否指{near}？"));
                }
                Some(text)
            }
            Holds::Facts => input::parse_set(value).err(),
            Holds::Policy | Holds::Files if value.is_empty() => {
                Some(bilingual!("`{name}` is empty", "`{name}`为空"))
            }
            _ => None,
        }
    }

    fn is_list(&self) -> bool {
        matches!(self.holds, Holds::Files | Holds::Facts)
    }

    /// A value that a file states, seen from the working directory.
    fn seen(&self, value: &str, folder: &Path) -> String {
        let beside = folder.join(value);
        match self.holds {
            Holds::Word(_) | Holds::Facts => value.to_owned(),
            // What is not there may be the name of a built-in policy.
            Holds::Policy if !beside.exists() && !value.contains('/') => value.to_owned(),
            _ if folder.as_os_str().is_empty() => value.to_owned(),
            _ if value == "." => folder.display().to_string(),
            _ => beside.display().to_string(),
        }
    }

    /// The setting that an entry of a file makes.
    fn made(&'static self, entry: &Entry, path: &Path) -> Result<Setting, Text> {
        let name = self.name;
        let values = match (&entry.values, self.is_list()) {
            (Some(values), is_list) if is_list == entry.is_list => values,
            (_, true) => {
                let like = if self.holds == Holds::Files { "office.json" } else { "market.id=yiwu" };
                return Err(bilingual!(
                    "`{name}` is a list of texts: {name} = [\"{like}\"]",
                    "`{name}`须为文本列表：{name} = [\"{like}\"]"
                ));
            }
            (_, false) => {
                let like = self.default.first().unwrap_or(&"en");
                return Err(bilingual!(
                    "`{name}` is one text: {name} = \"{like}\"",
                    "`{name}`须为一个文本：{name} = \"{like}\""
                ));
            }
        };
        if let Some(wrong) = values.iter().find_map(|value| self.wrong(value)) {
            return Err(wrong);
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let values = values.iter().map(|value| self.seen(value, folder)).collect();
        let (by, place) = (path.display().to_string(), entry.place.clone());
        Ok(Setting { key: self, values, by, place })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn set(variables: &[(&str, &str)]) -> Result<Vec<Setting>, Text> {
        super::variables(variables.iter().map(|(n, v)| (OsString::from(n), OsString::from(v))))
    }

    #[test]
    fn variables_are_settings() {
        let made = set(&[("MP1039_SET", "market.id=yiwu; transit=no"), ("MP1039_LANG", ""), ("HOME", "/")]);
        let made = made.unwrap();
        assert_eq!(made.len(), 1);
        assert_eq!(made.first().unwrap().values, ["market.id=yiwu", "transit=no"]);
    }

    #[test]
    fn what_is_wrong_with_a_variable_is_said() {
        for (name, value, says) in [
            ("MP1039_POLCIY", "rules", "did you mean MP1039_POLICY?"),
            ("MP1039_FAIL_ON", "rejct", "did you mean reject?"),
            ("MP1039_SET", "market.id", "FACT=VALUE"),
        ] {
            let error = set(&[(name, value)]).unwrap_err();
            assert!(error.en.contains(says), "{}", error.en);
        }
        assert_eq!(set(&[("MP1039_UPDATE", "1")]), Ok(Vec::new()));
    }
}
