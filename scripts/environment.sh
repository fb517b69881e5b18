#!/bin/sh
# Makes or completes a virtual environment from the hashed locks, then installs the project in it.
# Usage: environment.sh FOLDER runtime|dev
# Does nothing, and needs no network, when the locks have not changed since the last time.
set -eu

folder=$1
kind=$2
case $kind in
runtime) lock=requirements.lock ;;
dev) lock=requirements-dev.lock ;;
*)
    echo "environment.sh: unknown kind '$kind'; use runtime or dev" >&2
    exit 2
    ;;
esac

fingerprint() { # of everything that decides what is installed, the place of the checkout too
    { pwd; cat "$1" requirements-build.lock pyproject.toml; } | cksum
}

is_current() {
    [ "$(cat "$folder/.installed-$1" 2>/dev/null)" = "$(fingerprint "$2")" ]
}

if is_current dev requirements-dev.lock; then exit 0; fi # holds all of the runtime lock as well
if [ "$kind" = runtime ] && is_current runtime requirements.lock; then exit 0; fi

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3.11 python3.12 python3.13 python3 python}; do
        if is_new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    named=${PYTHON:-python3}
    found=$("$named" --version 2>&1) || found="no $named"
    echo "citeproof needs Python 3.11 or newer; this machine has: $found." >&2
    echo "Install Python 3.11, or name one: make run PYTHON=/path/to/python3.11" >&2
    exit 1
}

if ! "$folder/bin/pip" --version >/dev/null 2>&1; then # absent, half made, or moved
    python=$(find_python)
    echo "Making $folder with $("$python" --version) …"
    "$python" -m venv --clear "$folder"
fi

rm -f "$folder/.installed-runtime" "$folder/.installed-dev"
echo "Installing $(grep -c '==' "$lock") packages from $lock (about 1.3 GB on disk, two minutes) …"
install="$folder/bin/python -m pip install --quiet --disable-pip-version-check"
$install --require-hashes -r "$lock"
$install --require-hashes -r requirements-build.lock
$install --no-deps --no-build-isolation --editable .
fingerprint "$lock" >"$folder/.installed-$kind"
