# shellcheck shell=sh
# shellcheck disable=SC2154 # log_dir and root come from elsewhere
# SPDX-License-Identifier: Apache-2.0
# Every part counts its cases into passed, failed and skipped; a part that cannot even be built is one
# failure. How the runners' outputs are counted is tools/count_tests.py.

test_passed=0
test_failed=0
test_skipped=0

export CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_stack_use_after_return=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}"
export TSAN_OPTIONS="${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}"

# tally PART PASSED FAILED SKIPPED: adds to the sums and says the part's own.
tally() {
    test_passed=$((test_passed + $2))
    test_failed=$((test_failed + $3))
    test_skipped=$((test_skipped + $4))
    printf '    %-9s %d passed, %d failed, %d skipped\n' "$1" "$2" "$3" "$4"
}

# tally_log PART KIND LOG STATUS: the same, counted from a runner's log.
tally_log() {
    tally_counts=$(python3 tools/count_tests.py "$2" "$3" "$4") || tally_counts='0 1 0'
    # shellcheck disable=SC2086 # three numbers
    tally "$1" $tally_counts
}

# tally_broken PART: it could not be built or prepared.
tally_broken() {
    complain "the part '$1' did not get as far as running"
    tally "$1" 0 1 0
}

# run_meson PART BUILD [MESON-TEST-ARGUMENT...]: the meson tests of build/BUILD, counted by case.
run_meson() {
    run_part=$1
    run_build=$2
    shift 2
    run_log=build/$run_build/meson-logs/testlog.json
    rm -f "$run_log"
    if ! meson test -C "build/$run_build" --no-rebuild --list "$@" 2>/dev/null | grep -q ' / '; then
        say "no test belongs to the part '$run_part' yet"
        return 0
    fi
    run_status=0
    $run_under meson test -C "build/$run_build" --no-rebuild --timeout-multiplier 4 "$@" \
        >"$log_dir/test-$run_part.log" 2>&1 </dev/null || run_status=$?
    tally_log "$run_part" meson "$run_log" "$run_status"
}
run_under=

build_asan() {
    configure asan "${CC:-gcc}" -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
        -Dwerror="$(strictness)" && compile asan
}

test_tools() {
    say "testing the tools"
    test_status=0
    mkdir -p "$log_dir"
    python3 -m unittest discover -s tools -p 'test_*.py' >"$log_dir/test-tools.log" 2>&1 </dev/null || test_status=$?
    tally_log tools unittest "$log_dir/test-tools.log" "$test_status"
}

test_unit() {
    say "building build/unit and running its tests"
    if configure unit "${CC:-gcc}" -Dbuildtype=debug -Dbench=true -Dwerror="$(strictness)" && compile unit; then
        run_meson unit unit --no-suite fault
    else
        tally_broken unit
    fi
}

test_sanitize() {
    say "building build/asan (AddressSanitizer, UBSan) and running its tests"
    if build_asan; then
        run_meson sanitize asan --no-suite fault
    else
        tally_broken sanitize
    fi
}

test_tsan() {
    say "building build/tsan (ThreadSanitizer) and running the tests with threads"
    if ! configure tsan clang -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false \
        -Dwerror="$(strictness)" || ! compile tsan; then
        tally_broken tsan
        return 0
    fi
    # Kernels that randomise more address bits than the runtime expects make it stop at its start.
    if setarch "$(uname -m)" -R true 2>/dev/null; then run_under="setarch $(uname -m) -R"; fi
    run_meson tsan tsan --suite tsan
    run_under=
}

# run_node PART FILE...: tests by Node's runner against the server of build/asan.
run_node() {
    node_part=$1
    shift
    if [ ! -e "$1" ]; then
        say "no test belongs to the part '$node_part' yet"
        return 0
    fi
    if ! build_asan || ! npm_ci test/e2e; then
        tally_broken "$node_part"
        return 0
    fi
    test_status=0
    OMNIHUB_BINARY=$root/build/asan/omnihub CHROMIUM=${CHROMIUM:-/usr/bin/chromium} \
        timeout --kill-after=10 900 node --test --test-reporter=tap "$@" \
        >"$log_dir/test-$node_part.log" 2>&1 </dev/null || test_status=$?
    tally_log "$node_part" node "$log_dir/test-$node_part.log" "$test_status"
}

test_fault() {
    say "fault tests: killed processes, cut sockets, full disks, power cuts"
    if build_asan; then
        run_meson fault asan --suite fault
    else
        tally_broken fault
    fi
    run_node rounds test/fault/*.test.mjs
}

test_e2e() {
    say "end to end: the server, its clients and a browser"
    if ! npm_ci web/widget || ! npm_ci web/console || ! npm_ci test/prism; then
        tally_broken e2e
        return 0
    fi
    run_node e2e web/live/*.test.mjs web/widget/test/*.test.mjs web/console/test/*.test.mjs test/e2e/*.test.mjs
}

# Statements that the unit tests of each layer's own folder and of those above it reach. One case a layer.
test_coverage() {
    say "building build/coverage and counting the statements that its tests reach"
    need coverage
    if ! configure coverage gcc -Dbuildtype=debug -Db_coverage=true -Dwerror="$(strictness)" || ! compile coverage; then
        tally_broken coverage
        return 0
    fi
    find build/coverage -name '*.gcda' -delete
    run_meson coverage coverage --no-suite fault
    for coverage_layer in $coverage_layers; do
        if gcovr --root . --filter "src/$coverage_layer/" --exclude '.*(test_|testing_|fuzz_|generated/)' \
            --fail-under-line "$coverage_least" --txt "$log_dir/coverage-$coverage_layer.txt" build/coverage \
            >"$log_dir/coverage-$coverage_layer.log" 2>&1; then
            tally "$coverage_layer" 1 0 0
        else
            tally "$coverage_layer" 0 1 0
        fi
        grep -h '^TOTAL' "$log_dir/coverage-$coverage_layer.txt" || cat "$log_dir/coverage-$coverage_layer.log"
    done
}
coverage_layers='hub store'
coverage_least=85 # per cent

# Parts that only CI asks for: the checks are no test cases, so that only their failure counts.
test_check() {
    hub_check || tally check 0 1 0
}

# The tools with which the checks look at OpenAPI and TypeScript.
test_web() {
    npm_ci tools/web-check || tally_broken web
}

hub_test() {
    [ $# -gt 0 ] || set -- tools sanitize tsan fault e2e
    for test_part in "$@"; do
        case $test_part in
            tools | unit | sanitize | tsan | fault | e2e | check | web | coverage) ;;
            *) die "no part '$test_part'; there are: tools unit sanitize tsan fault e2e check web coverage" ;;
        esac
    done
    need build test
    mkdir -p "$log_dir"
    for test_part in "$@"; do
        "test_$test_part"
    done
    printf '%d passed, %d failed, %d skipped\n' "$test_passed" "$test_failed" "$test_skipped"
    [ "$test_failed" -eq 0 ] && [ $((test_passed + test_skipped)) -gt 0 ]
}
