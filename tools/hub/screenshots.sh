# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # root comes from ../../hub

# Every picture of doc/screenshots/, or those whose name begins with one of the words.
hub_screenshots() {
    need build test
    build_release
    npm_ci test/e2e || exit 1
    OMNIHUB_BINARY=$root/build/release/omnihub CHROMIUM=${CHROMIUM:-/usr/bin/chromium} exec node test/e2e/screenshots.mjs "$@"
}
