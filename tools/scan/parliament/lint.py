"""Prints what parliament finds in the IAM policies that are named, as JSON: [{document, statement, issue, title, detail}].

Each statement is linted by itself, so that a finding can name it; the document as a whole, for findings about all of it.
"""

import json
import pathlib
import sys

import parliament


def findings(document, statement, policy):
    for finding in parliament.analyze_policy_string(json.dumps(policy)).findings:
        yield {
            "document": document,
            "statement": statement,
            "issue": finding.issue,
            "title": parliament.enhance_finding(finding).title,
            "detail": str(finding.detail),
        }


found = []
for name in sys.argv[1:]:
    path = pathlib.Path(name)
    policy = json.loads(path.read_text())
    for statement in policy["Statement"]:
        found += findings(path.stem, statement["Sid"], {**policy, "Statement": [statement]})
    named = {entry["issue"] for entry in found if entry["document"] == path.stem}
    found += [entry for entry in findings(path.stem, "all", policy) if entry["issue"] not in named]
print(json.dumps(found))
