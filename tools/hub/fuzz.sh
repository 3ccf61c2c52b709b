# shellcheck shell=sh
# shellcheck disable=SC2154 # root and log_dir come from elsewhere
# SPDX-License-Identifier: Apache-2.0
# Fuzzers are the programs fuzz_* of build/fuzz. What they learn stays in build/corpus/NAME; the seeds in
# test/corpus/NAME are kept small and run as ordinary tests too.

# The fuzzers of the build, one a line: the program's path below build/fuzz.
fuzzers() {
    meson introspect build/fuzz --targets | python3 -c '
import json, os, sys
for target in json.load(sys.stdin):
    if target["type"] == "executable" and target["name"].startswith("fuzz_"):
        print(os.path.relpath(target["filename"][0], "build/fuzz"))'
}

# corpus_name PROGRAM: the last part of its path without fuzz_.
corpus_name() {
    corpus_base=${1##*/}
    printf '%s' "${corpus_base#fuzz_}"
}

# fuzz_one PROGRAM SECONDS: 0 when it found nothing.
fuzz_one() {
    fuzz_name=$(corpus_name "$1")
    fuzz_seeds=test/corpus/$fuzz_name
    mkdir -p "build/corpus/$fuzz_name" build/crash
    [ -d "$fuzz_seeds" ] || fuzz_seeds=
    fuzz_log=$log_dir/fuzz-$fuzz_name.log
    say "fuzzing $fuzz_name for $2 s"
    # shellcheck disable=SC2086 # no word where there are no seeds
    if "build/fuzz/$1" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build/crash/$fuzz_name-" "build/corpus/$fuzz_name" $fuzz_seeds >"$fuzz_log" 2>&1 </dev/null; then
        fuzz_runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$fuzz_log")
        printf '    %s: %s runs, nothing found\n' "$fuzz_name" "${fuzz_runs:-?}"
        return 0
    fi
    tail -n 40 "$fuzz_log" >&2
    fuzz_input=$(sed -n 's/.*Test unit written to //p' "$fuzz_log" | tail -n 1)
    complain "$fuzz_name failed (all of it in $fuzz_log); to see it again:"
    printf '    build/fuzz/%s %s\n' "$1" "$fuzz_input" >&2
    return 1
}

hub_fuzz() {
    fuzz_seconds=60
    case ${1:-} in
        '' | *[!0-9]*) ;;
        *)
            fuzz_seconds=$1
            shift
            ;;
    esac
    fuzz_wanted=${1:-}
    [ $# -le 1 ] || die "usage: ./hub fuzz [SECONDS] [NAME]"
    need build fuzz
    configure fuzz clang -Dfuzz=true -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false ||
        die "build/fuzz could not be configured"
    quietly ninja-fuzz ninja -C build/fuzz build.ninja || exit 1 # knows of fuzzers added since
    fuzz_all=$(fuzzers)
    [ -n "$fuzz_all" ] || die "there is no fuzzer yet (src/*/fuzz_*.c)"
    # shellcheck disable=SC2086 # one word a program
    compile fuzz $fuzz_all || exit 1

    export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    fuzz_ran=0
    fuzz_failed=0
    for fuzz_program in $fuzz_all; do
        if [ -n "$fuzz_wanted" ] && [ "$fuzz_wanted" != "$(corpus_name "$fuzz_program")" ]; then continue; fi
        fuzz_ran=$((fuzz_ran + 1))
        fuzz_one "$fuzz_program" "$fuzz_seconds" || fuzz_failed=$((fuzz_failed + 1))
    done
    if [ $fuzz_ran -eq 0 ]; then
        complain "no fuzzer is called '$fuzz_wanted'; there are:"
        for fuzz_program in $fuzz_all; do corpus_name "$fuzz_program" && echo; done >&2
        exit 1
    fi
    printf '%d fuzzers, %d failed\n' $fuzz_ran $fuzz_failed
    [ $fuzz_failed -eq 0 ]
}
