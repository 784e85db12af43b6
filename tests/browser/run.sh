#!/usr/bin/env bash
# Plays incidents in the page of `tocsin sandbox` in a real browser (headless Chromium).
# usage: tests/browser/run.sh TOCSIN [--pictures FOLDER]
#   TOCSIN      the binary to test
#   --pictures  also keeps pictures of the page there
# Needs chromium and nodejs with npm; scripts/setup.sh installs them.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
tocsin=$(readlink -f "$1")
pictures=
[[ "${2:-}" == --pictures ]] && { mkdir -p "$3"; pictures=$(readlink -f "$3"); }

# The one library lies beside the binary, not in the checkout.
modules=$(dirname "$tocsin")/browser-tests
mkdir -p "$modules"
cp "$here"/*.mjs "$here"/package*.json "$modules"
cd "$modules"
if ! cmp -s package-lock.json node_modules/.tocsin-lock; then
    # Without the registry there is no browser to drive: said so, and told to CTest as skipped.
    npm ci --silent --no-audit --no-fund --fetch-retries 1 || { echo "browser: skipped, playwright-core could not be fetched from the npm registry" >&2; exit 77; }
    cp package-lock.json node_modules/.tocsin-lock
fi
TOCSIN=$tocsin PICTURES=$pictures node --test ./*.test.mjs
