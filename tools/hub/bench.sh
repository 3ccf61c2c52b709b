# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0

# What is measured, and against whom, is bench/run's matter.
hub_bench() {
    [ -x bench/run ] || die "there is no bench/run yet"
    need build bench
    build_release
    exec bench/run "$@"
}
