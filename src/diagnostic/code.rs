//! The one table of diagnostic codes. A code is never reused.

/// Declares the codes: identifier, code as printed, and a title in a few words
/// of English and Chinese.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $en:literal $zh:literal;)*) => {
        /// A stable diagnostic code. `S` layout and syntax, `N` names, `T` types,
        /// `L` law and dates, `F` files and data, `X` tests.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* #[doc = $en] $name,)*
        }

        impl Code {
            /// The code as printed: `T0201`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// Its title in English and Chinese.
            pub fn title(self) -> (&'static str, &'static str) {
                match self { $(Code::$name => ($en, $zh),)* }
            }

            /// Its page, in Markdown: English, and then Chinese under `## 中文`.
            pub fn page(self) -> &'static str {
                match self {
                    $(Code::$name => include_str!(concat!("../../docs/diagnostics/", $code, ".md")),)*
                }
            }
        }

        /// Every code, in the order of the table.
        pub const CODES: &[Code] = &[$(Code::$name,)*];
    };
}

codes! {
    Syntax "S0101" "this cannot be read as a statement of the language" "无法识别的语句";
    UnknownItem "S0102" "unknown kind of item" "未知的条目种类";
    UnknownStatement "S0103" "unknown kind of statement" "未知的语句种类";
    Indent "S0104" "a statement stands outside an item" "语句不在任何条目之内";
    Literal "S0105" "a literal that cannot be read" "无法识别的字面值";
    TooLarge "S0106" "the text is over a limit" "文本超过限制";
    NotText "S0107" "the file is not text" "文件不是文本";
    NotYet "S0108" "part of the language that this version does not have yet" "本版本尚未提供的语言功能";
    Empty "S0109" "the policy is empty" "规则文件为空";
    UnknownName "N0101" "unknown name" "未知名称";
    DuplicateName "N0102" "a name is declared twice" "名称重复声明";
    UnknownFunction "N0103" "unknown function" "未知函数";
    CyclicLet "N0104" "a `let` depends on itself" "`let` 循环引用";
    MaybeMinus "N0105" "a name that may be a subtraction" "名称疑似减法";
    UnknownInstrument "N0106" "an instrument that the rulebook does not have" "规则库中没有该文件";
    AmbiguousName "N0107" "a name that several instruments define" "多个文件定义了同一名称";
    TypeMismatch "T0201" "two types do not go together" "类型不一致";
    CurrencyMismatch "T0202" "two currencies are compared" "币种不一致";
    WrongType "T0203" "a value of another type is needed here" "此处需要其他类型";
    LineFactOutsideLine "T0204" "a fact of a line is used outside a line" "在商品行之外使用商品行的数据";
    NestedQuantifier "T0205" "quantifiers go one level deep" "量词只能一层";
    UnitMismatch "T0206" "two units measure different things" "计量单位不一致";
    UnknownUnit "T0207" "unknown unit" "未知计量单位";
    MissingPart "L0301" "something that law needs is missing" "缺少必要内容";
    Repeated "L0302" "a statement stands twice" "语句重复";
    DateOrder "L0303" "an end stands before its beginning" "止期早于起期";
    MissingSource "L0304" "a fact without a source" "缺少来源";
    Unversioned "L0305" "the language version is not one this program reads" "语言版本不受支持";
    Ungraded "L0306" "a list does not say where it comes from" "名录未注明来源";
    EditMatch "L0307" "an edit that does not match exactly one thing" "修订未能对应唯一内容";
    EditClash "L0308" "two edits collide" "两处修订相互冲突";
    CircularLaw "L0309" "instruments end or suspend each other in a circle" "文件循环废止或停止施行";
    TooOpen "L0310" "too many instruments may or may not be in force at once" "同日无法确定是否施行的文件过多";
    NeverInForce "L0311" "something that is never in force" "从不生效的内容";
    Overlap "L0312" "two stretches of time overlap" "两段期间重叠";
    OpenSuspension "L0313" "a suspension without an end or a day of review" "停止执行未写明止期或复核日";
    Gap "L0314" "a gap between an end and the next beginning" "止期与下一起期之间有空档";
    EditOfRepealed "L0315" "an edit of what is in force no more" "修订已不再施行的内容";
    Shadowed "L0316" "words that another instrument has overtaken" "文字已被其他文件取代";
    Expiring "L0317" "a list is about to go stale" "名录即将到期";
    Unused "L0318" "a name that nothing uses" "未被使用的名称";
    NeverFires "L0319" "a norm that can never fire" "永不起作用的规则";
    Covered "L0320" "an entry that another holds already" "已被其他条目涵盖的条目";
    OneLanguage "L0321" "a text without its other language" "文字缺少另一语言";
    UnusedFact "L0322" "a fact that is asked for and never used" "要求填报而未使用的数据项";
    AlwaysSame "L0323" "a comparison that is always the same" "结果恒定的比较";
    Misquoted "L0324" "a quotation that does not stand in the text" "与原文不符的引文";
    UngradedLaw "L0325" "an instrument that does not say how it is known" "文件未注明核实程度";
    UncertainEnd "L0326" "it is not certain what an instrument ended before it was ended itself" "文件被废止前是否已废止其他文件，无法确定";
    NoSuchFile "F0401" "a file cannot be found" "找不到文件";
    OutsideFolder "F0402" "a file outside the rulebook's folder" "文件不在规则库目录内";
    CyclicUse "F0403" "files use each other in a circle" "文件循环引用";
    BadRow "F0404" "a row of a table cannot be read" "数据表中的行无法读取";
    NotInTariff "F0405" "a code that its tariff does not have" "税则中没有该编码";
    BadTest "X0501" "a test that cannot be run" "无法运行的测试";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
