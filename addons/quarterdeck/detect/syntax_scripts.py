"""Languages of scripts, queries and declarations."""

from __future__ import annotations

from quarterdeck.detect.syntax import CLOSED, SEMICOLON, Syntax

SCRIPTS: tuple[Syntax, ...] = (
    Syntax(
        "python",
        ("python", "py", "python3"),
        (b"(:=",),
        r"def |import |\(self|__name__|print\(|for \w+ in ",
        (
            r"^[ \t]*(?:async )?def \w+\((?:.*\)(?: ?-> ?.{1,80})?:|[^)\n]*$)",
            r"^[ \t]*from [\w.]+ import [\w*(]",
            r"^[ \t]*class \w+(?:\([\w., =\[\]]*\))?:[ \t]*$",
            r"^[ \t]*for \w+(?:, ?\w+)* in [^\n{]+\S:[ \t]*$",
            r"^[ \t]*(?:with .+ as \w+|except(?: [\w., ()]+)?(?: as \w+)?|if __name__ == .+):[ \t]*$",
        ),
        (
            r"^[ \t]*import [a-z_][\w.]*(?: as \w+)?[ \t]*$",
            r"\bself\.\w+",
            r"^[ \t]*(?:if|elif|while|try|else)\b[^\n{};]*:[ \t]*(?:#.*)?$",
            r"^[ \t]+return\b[^;{}\n]*$",
            r"\b(?:None|True|False)\b[,)\]\n]",
            r"^[ \t]*@\w[\w.]*(?:\(.*\))?[ \t]*$",
            r"^[ \t]*[\w.\[\]]+(?:: ?[\w\[\], .|]+)? [+*/-]?= [^;\n]*[^;{\n]$",
            r"^[ \t]*(?:print\(.*\)|raise \w+\(.*|yield \S.*|assert .+|pass)[ \t]*$",
        ),
    ),
    Syntax(
        "ruby",
        ("ruby", "rb"),
        (b"=",),
        r"end\n|def |require",
        (
            r"^[ \t]*def (?:self\.)?\w+[?!]?(?:\([^)\n]*\))?[ \t]*$",
            r"""^[ \t]*require(?:_relative)? ['"][\w/.-]+['"][ \t]*$""",
            r"\bdo \|\w+(?:, ?\w+)*\|",
            r"^[ \t]*attr_(?:accessor|reader|writer) :",
        ),
        (
            r"^[ \t]*end[ \t]*$",
            r"^[ \t]*(?:class|module) [A-Z]\w*(?: < [\w:]+)?[ \t]*$",
            r"@\w+ \|?\|?= ",
            r"^[ \t]*puts ",
            r"\.(?:each|map|select|nil\?|empty\?)\b",
            r"^[ \t]*(?:unless|elsif) ",
            r"^[ \t]*\w+ = ",
            r"\bnil\b",
        ),
    ),
    Syntax(
        "php",
        ("php",),
        (b"$;",),
        r"<\?php|->|function|\$\w",
        (
            r"<\?php\b",
            r"\$this->\w",
            r"\bfunction \w*\([^)\n]*\$",
            r"^[ \t]*\$\w+ = [^\n]*;[ \t]*$",
        ),
        (
            r"\w->\w+\(",
            r"\becho ",
            r"\bforeach ?\(\$",
            r"\$\w+\[",
            SEMICOLON,
            CLOSED,
            r"^[ \t]*use [A-Z]\w*\\",
            r"\breturn \$",
            r"=> ",
        ),
        r"^[ \t]*(?:my|local|our) [\$@%]",
    ),
    Syntax(
        "sql",
        ("sql", "postgresql", "mysql", "plsql", "tsql"),
        (b"=,", b"(;,_"),
        r"(?i)select\s|insert into|create |alter table|update |delete from",
        (
            r"\bSELECT\b[^;!?]{1,400}?\bFROM\s+[\w.\"\[\x60]",
            r"(?i)^[ \t]*SELECT\b[^;!?]{1,400}?^[ \t]*FROM\s+[\w.\"\[\x60]",
            (
                r"(?i)\bCREATE (?:OR REPLACE )?(?:TEMP |TEMPORARY |UNIQUE )?(?:TABLE|VIEW|INDEX|FUNCTION"
                r"|PROCEDURE|TRIGGER) (?:IF NOT EXISTS )?[\w.\"\[\x60]+\s*(?:\(|AS|ON)"
            ),
            r"(?i)\bINSERT INTO [\w.\"\[\x60]+\s*(?:\([^)]*\)\s*)?(?:VALUES|SELECT)\b",
            r"(?i)\bALTER TABLE [\w.]+ (?:ADD|DROP|ALTER|MODIFY)\b",
            r"(?i)\bUPDATE [\w.\"]+\s+SET \w+ ?=",
        ),
        (
            r"(?i)\b(?:LEFT|INNER|RIGHT|OUTER|CROSS) JOIN \w",
            r"\b(?:GROUP|ORDER) BY \w",
            r"(?i)\bWHERE [\w.\"]+ ?(?:=|<|>|IN\b|LIKE\b|IS\b)",
            r"(?i)\b(?:VARCHAR|INTEGER|BIGINT|TIMESTAMP|NUMERIC|PRIMARY KEY|NOT NULL)\b",
            r"\bAS \w",
            r"(?i)\b(?:COUNT|SUM|MAX|COALESCE)\(",
            SEMICOLON,
        ),
    ),
    Syntax(
        "shell",
        ("bash", "sh", "shell", "zsh"),
        (b"$", b"#!"),
        r"#!/|then|done|\(\) \{|set -|fi\n",
        (
            r"#!(?:/usr)?/bin/(?:env )?(?:ba|z|k|da)?sh",
            r"^[ \t]*if \[\[? .+ \]\]?; ?then",
            r"^[ \t]*(?:for \w+ in|while) .+; ?do[ \t]*$",
            r"^[ \t]*\w+\(\) \{[ \t]*$",
            r"^[ \t]*set -[eux]+",
        ),
        (
            r"^[ \t]*(?:fi|done|esac|then|do)[ \t]*$",
            r"\$\{?\w+",
            r"^[ \t]*echo ",
            r"^[ \t]*(?:export )?[A-Za-z_]\w*=\S*$",
            r"\$\(",
            r"\| ?(?:grep|awk|sed|sort|xargs)\b",
        ),
    ),
    Syntax(
        "powershell",
        ("powershell", "ps1", "pwsh"),
        (b"$-",),
        r"(?i)\b(?:get|set|new|write|invoke|import|select|where|foreach)-|param ?\(|cmdletbinding",
        (
            r"(?i)^[ \t]*\$\w+ = (?:Get|New|Import|Invoke|ConvertTo|ConvertFrom|Select|Where)-\w+",
            r"\b(?:Get|Set|New|Remove|Invoke|Import|Export|Write|Start|Stop|Add)-[A-Z]\w+ -\w",
            r"(?i)^[ \t]*param ?\([ \t]*$|\[CmdletBinding\(",
            r"(?i)^[ \t]*function [A-Z]\w+-\w+",
        ),
        (
            r"\$_\.",
            r"(?i)\bWrite-(?:Host|Output|Error)\b",
            r" -(?:eq|ne|gt|lt|like|match) ",
            r"(?i)\| ?(?:Where|ForEach|Select|Sort)-Object",
            r"^[ \t]*\$\w+ = ",
            r"\$env:",
            r"(?i)\bforeach \(\$",
            CLOSED,
        ),
    ),
    Syntax(
        "terraform",
        ("hcl", "terraform", "tf"),
        (b'{"=',),
        r"resource |data |variable |provider |module |output ",
        (
            r'^(?:resource|data) "\w+" "[\w-]+" \{',
            r'^(?:variable|provider|module|output) "[\w-]+" \{',
        ),
        (
            r"^[ \t]+\w+ += ",
            r"^\}",
            r"\$\{",
            r"\b(?:var|local|module|data)\.\w",
        ),
    ),
)
