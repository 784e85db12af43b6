#!/usr/bin/env python3
"""Holds what tocsin prints and ships against JSON Schemas: the manifests against Slack's rules (slack_manifest.schema.json beside this
file), the shipped runbooks against schema/runbook.schema.json, and the on-call example of the documents against schema/oncall.schema.json.
Each rule about a manifest is also broken once, so that a schema that takes everything is noticed.

usage: check.py TOCSIN CHECKOUT
"""

import copy
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

tocsin, checkout = sys.argv[1], pathlib.Path(sys.argv[2])
wrong = []


def schema(path):
    found = json.loads((checkout / path).read_text())
    kind = jsonschema.validators.validator_for(found)
    kind.check_schema(found)
    return kind(found)


def complaints(validator, document):
    return [f"{'/'.join(map(str, error.absolute_path)) or '(all of it)'}: {error.message[:200]}" for error in validator.iter_errors(document)]


def must_fit(name, validator, document):
    wrong.extend(f"{name}: {complaint}" for complaint in complaints(validator, document))


def manifest(*options):
    return json.loads(subprocess.run([tocsin, "slack", "manifest", "-o", "json", *options], check=True, capture_output=True, text=True).stdout)


def broken(document, path, value):
    """The document with `value` in place of what stands at the path; without a value, without it."""
    out = copy.deepcopy(document)
    *way, last = path
    at = out
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return out


slack = schema("tests/schemas/slack_manifest.schema.json")
by_https, by_socket = manifest("--url", "https://tocsin.example.com"), manifest("--socket-mode")
must_fit("the manifest for HTTPS", slack, by_https)
must_fit("the manifest for Socket Mode", slack, by_socket)
must_fit("deploy/slack-manifest.yaml", slack, yaml.safe_load((checkout / "deploy/slack-manifest.yaml").read_text()))

command = ("features", "slash_commands", 0)
shortcut = ("features", "shortcuts", 0)
for path, value in [
    (("display_information", "name"), "x" * 36),
    (("display_information", "description"), "x" * 141),
    (("display_information", "background_color"), "dark red"),
    (("features", "bot_user", "display_name"), "Tocsin"),
    ((*shortcut, "name"), "x" * 25),
    ((*shortcut, "description"), "x" * 151),
    ((*shortcut, "type"), "local"),
    ((*shortcut, "callback_id"), None),
    (("features", "shortcuts"), [by_https["features"]["shortcuts"][0]] * 11),
    ((*command, "command"), "incident"),
    ((*command, "command"), "/" + "x" * 32),
    ((*command, "usage_hint"), "x" * 1001),
    ((*command, "url"), "http://tocsin.example.com/slack/events"),
    ((*command, "hint"), "unknown"),
    (("oauth_config", "scopes", "bot"), ["chat:write", "chat:write"]),
    (("oauth_config", "scopes", "bot"), [f"scope{'x' * i}" for i in range(256)]),
    (("settings", "event_subscriptions", "bot_events"), []),
    (("settings", "event_subscriptions", "request_url"), None),
    (("settings", "interactivity", "is_enabled"), "yes"),
    (("settings", "hermes_app_type"), "remote"),
    (("settings",), None),
]:
    if not complaints(slack, broken(by_https, path, value)):
        wrong.append(f"the schema takes a manifest whose {'/'.join(map(str, path))} is {str(value)[:40]}")
with_address = broken(by_socket, ("settings", "interactivity", "request_url"), "https://tocsin.example.com/slack/events")
if not complaints(slack, with_address):
    wrong.append("the schema takes an address in a manifest for Socket Mode")

runbooks = schema("schema/runbook.schema.json")
for shipped in sorted((checkout / "runbooks/library").glob("*.yaml")):
    must_fit(shipped.name, runbooks, yaml.safe_load(shipped.read_text()))
oncall = schema("schema/oncall.schema.json")
examples = re.findall(r"```yaml\n(people:\n.*?)```", (checkout / "docs/oncall.md").read_text(), re.S)
if not examples:
    wrong.append("docs/oncall.md has no example of a whole file")
for number, example in enumerate(examples, 1):
    must_fit(f"docs/oncall.md, example {number}", oncall, yaml.safe_load(example))

for complaint in wrong:
    print(complaint, file=sys.stderr)
sys.exit(1 if wrong else 0)
