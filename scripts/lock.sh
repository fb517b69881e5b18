#!/bin/sh
# Resolves the newest releases that pyproject.toml allows into the hashed locks.
# Usage: lock.sh UV
# One version of each package for CPython 3.11 and newer; hashes of all files of each release;
# no index address, no path, no comments, so that any index that serves the same files will do.
set -eu

compile() {
    "$uv" pip compile --quiet --upgrade --universal --fork-strategy fewest --python-version 3.11 \
        --generate-hashes --no-config --no-header --no-annotate "$@"
}

uv=$1
compile --output-file requirements.lock pyproject.toml
compile --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
printf 'hatchling>=1.27\neditables>=0.5\n' |
    compile --constraint requirements.lock --output-file requirements-build.lock -
