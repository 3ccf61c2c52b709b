# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0

# From page to page, in two browsers.
bench_chat() {
    need test
    npm_ci test/e2e || exit 1
    OMNIHUB_BINARY=build/release/omnihub CHROMIUM=${CHROMIUM:-/usr/bin/chromium} exec node bench/chat.mjs "$@"
}

# What is measured, and against whom, is bench/run's matter.
hub_bench() {
    [ -x bench/run ] || die "there is no bench/run yet"
    need build bench
    build_release
    if [ "${1:-}" = chat ]; then
        shift
        bench_chat "$@"
    fi
    exec bench/run "$@"
}
