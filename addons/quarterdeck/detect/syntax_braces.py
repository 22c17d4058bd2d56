"""Languages whose blocks stand in braces and that are compiled, or are close kin of such."""

from __future__ import annotations

from quarterdeck.detect.syntax import CLOSED, SEMICOLON, Syntax

_BRANCH = r"^[ \t]*(?:\} ?)?(?:if|for|while|switch|catch|else if) ?\(.*\) ?\{[ \t]*$"
_RETURN = r"^[ \t]*return\b.*;[ \t]*$"
_BINDING = r"^[ \t]*(?:export )?(?:const|let|var) [\w{\[][\w, {}\[\]:<>|]{0,80}=[ \t]?\S"
_IMPORT_FROM = r"""^[ \t]*import .{1,160} from ['"][^'"\n]{1,120}['"];?[ \t]*$"""
_VISIBLE_TYPE = (
    r"^[ \t]*(?:public|private|protected|internal) (?:(?:static|final|abstract|sealed|partial) )*"
    r"(?:class|interface|enum|record|struct) \w+"
)

BRACES: tuple[Syntax, ...] = (
    Syntax(
        "javascript",
        ("javascript", "js", "jsx", "node"),
        (b"{(",),
        r"function|=>|const |require\(|import |console\.|document\.",
        (
            r"^[ \t]*(?:export )?(?:default )?(?:async )?function\*? ?\w*\([\w, ={}\[\].]*\) ?\{",
            r"\bconst \w+ = (?:async )?(?:\([\w, ={}\[\].]*\)|\w+) =>",
            r"""\brequire\(['"][^'"\n]{1,80}['"]\)""",
            _IMPORT_FROM,
            (
                r"\b(?:console\.(?:log|error|warn)|document\.\w+|module\.exports|JSON\.(?:parse|stringify)"
                r"|Object\.(?:keys|assign|entries))\b"
            ),
        ),
        (
            _BINDING,
            r"=>",
            r"\bawait \w",
            r"[!=]==",
            _BRANCH,
            SEMICOLON,
            CLOSED,
            r"^[ \t]*return\b",
            r"\bthis\.\w+",
        ),
        (
            r"\): ?\w|\w\??: ?(?:string|number|boolean|void|any|unknown)\b|^[ \t]*(?:export )?interface \w"
            r"|<\?php|\bpublic |\bfn "
        ),
    ),
    Syntax(
        "typescript",
        ("typescript", "ts", "tsx"),
        (b"{:",),
        r": ?(?:string|number|boolean|void|any|unknown|Promise)|interface |import type|export type",
        (
            r"^[ \t]*export (?:interface|type|enum|abstract class|declare) ",
            r"\w\??: ?(?:string|number|boolean|void|any|unknown|never)(?:\[\])?(?: \| \w+)*[ \t]*[;,)={]",
            r"^[ \t]*import type ",
            r"\): ?(?:Promise<|void\b|string\b|number\b|boolean\b).{0,60}(?:\{|=>)",
            r"^[ \t]*interface \w+(?: extends [\w, <>]+)? \{[ \t]*$",
        ),
        (_BINDING, r"=>", _IMPORT_FROM, _BRANCH, SEMICOLON, CLOSED, r"\bawait \w", r"\bas (?:const|\w+);"),
        r"<\?php|^[ \t]*(?:package|using) [\w.]+;|\bfn \w",
    ),
    Syntax(
        "java",
        ("java",),
        (b"{;(",),
        r"class |import java|package |System\.|public |@Override",
        (
            r"^[ \t]*import (?:static )?[a-z]\w*(?:\.\w+)+(?:\.\*)?;",
            r"^[ \t]*package [a-z][\w.]*;",
            r"\bSystem\.(?:out|err)\.print",
            _VISIBLE_TYPE,
            (
                r"^[ \t]*(?:public|private|protected) (?:static |final |synchronized )*[\w<>\[\], ?]+"
                r" \w+\([^)\n]*\)(?: throws [\w, ]+)? ?\{"
            ),
            r"^[ \t]*@Override\b",
        ),
        (
            r"\bnew \w+(?:<[^>\n]*>)?\(",
            SEMICOLON,
            _BRANCH,
            CLOSED,
            _RETURN,
            r"\bString\b",
            r"\bfinal \w",
            r"\bthrow new ",
        ),
        r"^[ \t]*(?:using [\w.]+;|namespace )|\bstd::|\$\w|\bstring \w|\{ get;|\bfunction ",
    ),
    Syntax(
        "csharp",
        ("csharp", "cs", "c#"),
        (b"{;",),
        r"using |namespace |Console\.|get;|public ",
        (
            r"^[ \t]*using (?:static )?[A-Z][\w.]*;",
            r"^[ \t]*namespace [A-Z][\w.]*[ \t]*[;{]?[ \t]*$",
            r"\{ get; (?:(?:private|protected|internal) )?(?:set; |init; )?\}",
            r"\bConsole\.(?:Write|Read)(?:Line)?\(",
            (
                r"\b(?:public|private|protected|internal) (?:static )?(?:async|override|virtual|sealed|readonly"
                r"|partial) [\w<>\[\], ?]+ \w+"
            ),
        ),
        (
            _VISIBLE_TYPE,
            r"\bvar \w+ = ",
            r"\bnew \w+(?:<[^>\n]*>)?\(",
            SEMICOLON,
            r"\bforeach ?\(",
            r"\bstring \w+",
            r"=>",
            _RETURN,
            CLOSED,
            r"\bawait \w",
        ),
        r"<\?php|\bfunc |\bfun |\bstd::",
    ),
    Syntax(
        "c",
        ("c", "h"),
        (b"{;(",),
        r"#include|#define|int |void |char |struct |printf",
        (
            r"""^[ \t]*#[ \t]*include [<"][\w./-]+\.h[>"]""",
            (
                r"^(?:static |extern |const |inline |unsigned )*(?:int|void|char|long|double|float|size_t|bool"
                r"|struct \w+|u?int(?:8|16|32|64)_t) \**\w+\([^;{}\n]*\)[ \t]*\{?[ \t]*$"
            ),
            r"^[ \t]*typedef (?:struct|enum|union)\b",
            r"^#(?:define \w+|ifn?def \w+|endif|if defined)",
        ),
        (
            r"\b(?:malloc|calloc|free|printf|fprintf|memcpy|strlen|sizeof)\(",
            r"\w+->\w+",
            r"^[ \t]*(?:int|char|unsigned|long|double|float|const|struct|size_t|u?int\d+_t)\b[^\n(]*;",
            SEMICOLON,
            _BRANCH,
            CLOSED,
            _RETURN,
            r"\bNULL\b",
        ),
        (
            r"\bstd::|^[ \t]*template ?<|^[ \t]*class \w|using namespace|#include <[a-z_]+>|^[ \t]*(?:import"
            r"|package) [\w.]+;"
        ),
    ),
    Syntax(
        "cpp",
        ("cpp", "c++", "cc", "hpp"),
        (b"{;",),
        r"std::|#include|template|namespace",
        (
            r"^[ \t]*#[ \t]*include <[a-z_]+>",
            r"\bstd::\w+",
            r"^[ \t]*template ?<(?:typename|class) ",
            r"^[ \t]*using namespace \w+;",
            r"^[ \t]*(?:public|private|protected):[ \t]*$",
        ),
        (
            r"\bc(?:out|err) <<",
            r"\bauto&? \w+ = ",
            r"\bnullptr\b",
            r"\bconst \w+(?:<\w+>)?& ?\w",
            r"\w+::~?\w+\(",
            SEMICOLON,
            _BRANCH,
            CLOSED,
            _RETURN,
            r"\bclass \w+",
        ),
        r"^[ \t]*(?:pub )?fn \w|\blet (?:mut )?\w|<\?php|^[ \t]*use \w+::",
    ),
    Syntax(
        "go",
        ("go", "golang"),
        (b"{(",),
        r"func |package ",
        (
            r"^package \w+[ \t]*$",
            r"^func (?:\(\w+ \*?[\w.]+\) )?\w+\(.*\{[ \t]*$",
            r"\bif .{0,60}err != nil \{",
            r"^type \w+ (?:struct|interface) \{",
            r"\bfmt\.(?:Print|Sprint|Error|Fprint)\w*\(",
        ),
        (
            r"\w :?= ",
            r":= ",
            r"\bdefer \w",
            r"\bgo func",
            r"\bchan \w",
            r"^[ \t]*return\b.*(?:nil|err)\b",
            r"^[ \t]*for .*\{[ \t]*$",
            r"\bmake\(",
            r'^import (?:\(|")',
            CLOSED,
        ),
        r"\) -> \w|\bfun \w|^import Foundation|;[ \t]*$",
    ),
    Syntax(
        "rust",
        ("rust", "rs"),
        (b"{(",),
        r"fn |let mut |use |impl|#\[|println!",
        (
            r"^[ \t]*(?:pub(?:\(\w+\))? )?(?:async |const |unsafe )*fn \w+(?:<[^>\n]*>)?\(",
            r"\blet mut \w",
            r"^[ \t]*(?:pub )?use \w+::[\w:{}*, ]+;",
            r"^[ \t]*impl(?:<[^>\n]*>)? [\w:<>, ']+ \{",
            r"#!?\[(?:derive|cfg|test|allow|tokio)",
            r"\b(?:println|vec|format|panic|assert_eq)!\[?\(?",
        ),
        (
            r"^[ \t]*let \w+",
            r"\) -> ",
            r"&(?:mut |str|self)\b",
            r"\w::\w",
            r"\bmatch .+\{[ \t]*$",
            r"\b(?:Some|Ok|Err)\(",
            r"\.unwrap\(\)|\?;",
            SEMICOLON,
            CLOSED,
        ),
    ),
    Syntax(
        "kotlin",
        ("kotlin", "kt"),
        (b"{(",),
        r"fun ",
        (
            (
                r"^[ \t]*(?:(?:private|internal|public|override|suspend|inline|open|protected) )*fun"
                r" (?:<[^>\n]*> )?(?:\w+\.)?\w+\("
            ),
            r"^[ \t]*(?:data|sealed|enum) class \w",
            r"^[ \t]*companion object\b",
        ),
        (
            r"^[ \t]*(?:(?:private|override|internal|const) )*va[lr] \w+",
            r"\?\.|\?:|!!",
            r"\bwhen ?\(",
            r": (?:String|Int|Boolean|Unit|List<)",
            r"\bprintln\(",
            r"^(?:import|package) [\w.]+[ \t]*$",
            CLOSED,
            r"^[ \t]*return\b",
        ),
    ),
    Syntax(
        "swift",
        ("swift",),
        (b"{(",),
        r"func |import |guard let|let ",
        (
            (
                r"^[ \t]*(?:(?:public|private|internal|open|static|override|mutating|fileprivate|@\w+) )*func"
                r" \w+(?:<[^>\n]*>)?\((?:[^)\n]*\w ?: ?[\w\[@][^\n]*|[^\n]*\) (?:async )?(?:throws )?->"
                r" [^\n]*)\{[ \t]*$"
            ),
            r"^import (?:Foundation|UIKit|SwiftUI|Combine|XCTest)[ \t]*$",
            r"\b(?:guard|if) let \w+ = ",
            r"^[ \t]*@(?:State|Published|IBOutlet|ObservedObject|main|objc)\b",
        ),
        (
            r"^[ \t]*(?:let|var) \w+(?:: [\w\[\]?]+)? = ",
            r": (?:String|Int|Bool|Double)\b",
            r"\bself\.",
            r"^[ \t]*(?:struct|class|enum|extension|protocol) \w+.*\{[ \t]*$",
            r"\bnil\b",
            r"\?\? ",
            CLOSED,
            r"^[ \t]*return\b",
        ),
    ),
)
