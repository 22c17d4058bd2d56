from __future__ import annotations

import pytest

from quarterdeck.detect.language import LANGUAGES, Language

CODE = {
    "python": """\
import os

class Store:
    def get(self, key: str) -> str:
        value = os.environ[key]
        return value
""",
    "javascript": """\
const fs = require('fs');

function load(name) {
  if (name === '') {
    return null;
  }
  return JSON.parse(fs.readFileSync(name));
}
""",
    "typescript": """\
export interface User {
  id: number;
  name: string;
}
const greet = (user: User): string => {
  return `hi ${user.name}`;
};
""",
    "java": """\
package com.example.pay;

import java.util.List;

public class Ledger {
    private final List<String> lines;
    public int size() {
        return lines.size();
    }
}
""",
    "csharp": """\
using System;

namespace Example.Pay
{
    public class Ledger
    {
        public int Size { get; set; }
        public void Print() { Console.WriteLine(Size); }
    }
}
""",
    "c": """\
#include <stdio.h>

int main(void)
{
    int total = 0;
    for (int i = 0; i < 3; i++) {
        total += i;
    }
    printf("%d", total);
    return 0;
}
""",
    "cpp": """\
#include <vector>

class Ring {
public:
    void push(const Item& item) { items.push_back(item); }
private:
    std::vector<Item> items;
};
""",
    "go": """\
package main

import "fmt"

func main() {
	n, err := count()
	if err != nil {
		return
	}
	fmt.Println(n)
}
""",
    "rust": """\
use std::fs;

pub fn load(name: &str) -> Result<String, Error> {
    let mut text = fs::read_to_string(name)?;
    text.push('x');
    Ok(text)
}
""",
    "ruby": """\
require 'json'

class Store
  def get(key)
    value = @map[key]
    value.nil? ? '' : value
  end
end
""",
    "php": """\
<?php
class Store {
    public function get($key) {
        $value = $this->map[$key];
        return $value;
    }
}
""",
    "sql": """\
SELECT c.name, SUM(o.total) AS total
FROM customers c
LEFT JOIN orders o ON o.customer = c.id
WHERE c.country = 'DE'
GROUP BY c.name;
""",
    "shell": """\
#!/bin/bash
set -eu
for f in *.log; do
  echo "$f"
  gzip "$f"
done
""",
    "kotlin": """\
data class User(val name: String)

fun greet(user: User?): String {
    val name = user?.name ?: "you"
    return "hi $name"
}
""",
    "swift": """\
import Foundation

func load(name: String) -> String? {
    guard let url = find(name) else { return nil }
    let text = read(url)
    return text
}
""",
    "powershell": """\
param (
  [string]$Name
)
$items = Get-ChildItem -Path $Name
foreach ($item in $items) {
  Write-Host $item
}
""",
    "terraform": """\
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
  acl    = "private"
}
output "name" {
  value = var.name
}
""",
}

PROSE = """\
Dear all,

for example, when you import goods from China (or select a supplier there), the duty is as follows:
- if the value is under 150 EUR: none;
- else: see the table = page 3.
We need to return the class photos; please let me know. Create a table for the dinner, and update set lists.

    The indented paragraph is a quotation {of sorts}: "const is const", she said; he did not.

Regards, $ome Body -- interface team
"""


def found(text: str) -> dict[str, list[str]]:
    data = text.encode()
    spans = {one.id.partition(".")[2]: list(one.spans(text, data)) for one in LANGUAGES if one.maybe(data)}
    return {name: [text[start:end] for start, end in places] for name, places in spans.items() if places}


@pytest.mark.parametrize("name", sorted(CODE))
def test_code_is_known_by_its_language_and_by_no_other(name: str) -> None:
    assert set(found(CODE[name])) == {name}


def test_there_is_a_sample_of_every_language() -> None:
    assert {one.id for one in LANGUAGES} == {f"source-code.{name}" for name in CODE}


@pytest.mark.parametrize("name", sorted(CODE))
def test_code_in_the_middle_of_a_question_is_found_at_its_place(name: str) -> None:
    text = f"Können Sie das erklären?\n\n\n\n\n\n\n\n\n{CODE[name]}\n\n\n\n\n\n\n\n\nDanke schön!"
    (block,) = found(text)[name]
    assert "erklären" not in block
    assert "Danke" not in block
    assert block.strip() in CODE[name]
    assert len(block) * 2 > len(CODE[name])


def test_prose_that_uses_words_of_code_is_no_code() -> None:
    assert found(PROSE) == {}
    assert found("Write a function that sorts a list in Python; explain what `def f(x):` means.") == {}


def test_one_line_of_code_is_not_enough() -> None:
    assert found("What does `import os` do (and x = 1)?\nimport os\n") == {}
    assert found("```python\nprint(x)\n```") == {}


def test_a_fence_that_names_the_language_helps() -> None:
    body = "x = [1, 2]\nprint(x[0])\ny = sum(x) # with a note: more\n"
    assert found(body) == {}
    assert set(found(f"```python\n{body}```\n")) == {"python"}


def test_windows_line_ends_do_not_hide_code() -> None:
    assert set(found(CODE["python"].replace("\n", "\r\n"))) == {"python"}


def test_two_blocks_far_from_each_other_are_two_findings() -> None:
    text = CODE["go"] + "\n" * 20 + CODE["go"]
    assert len(found(text)["go"]) == 2


def test_prose_ends_at_the_first_look() -> None:
    plain = ("It was a bright cold day in April, and the clocks were striking thirteen. " * 60).encode()
    assert not any(one.maybe(plain) for one in LANGUAGES)


def test_whatever_has_code_passes_the_first_look() -> None:
    for one in LANGUAGES:
        assert one.maybe(CODE[one.id.partition(".")[2]].encode())


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.id)
def test_without_its_signs_a_text_may_hold_no_code(language: Language) -> None:
    whole = b"".join(language.syntax.gates)
    code = CODE[language.syntax.name].encode()
    assert language.maybe(code)
    assert not language.maybe(code.translate(None, language.sign))
    assert all(byte in whole for byte in language.sign)
