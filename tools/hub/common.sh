# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# What every part of ./hub uses. Steps say one line each; what a tool prints is kept in build/log and
# shown only when it failed.

log_dir=build/log

say() {
    printf '==> %s\n' "$*"
}

complain() {
    printf 'hub: %s\n' "$*" >&2
}

die() {
    complain "$@"
    exit 1
}

# quietly NAME COMMAND...: runs it with its output in build/log/NAME.log; prints the end of that on failure.
quietly() {
    quiet_log=$log_dir/$1.log
    shift
    mkdir -p "$log_dir"
    if "$@" >"$quiet_log" 2>&1 </dev/null; then
        return 0
    fi
    tail -n 40 "$quiet_log" >&2
    complain "failed: $* (all of it in $quiet_log)"
    return 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}
