# shellcheck shell=sh
# shellcheck disable=SC2154 # root and log_dir come from elsewhere
# SPDX-License-Identifier: Apache-2.0
# The checks that take seconds. Each is a function check_NAME that prints what is wrong and fails, or
# prints one line about what it did not look at.

# check NAME COMMAND...: runs it; one line if it passed, all it said if not.
check() {
    check_name=$1
    shift
    check_log=$log_dir/check-$check_name.log
    if "$@" >"$check_log" 2>&1 </dev/null; then
        printf '    %-10s ok%s\n' "$check_name" "$(sed 's/^/, /' "$check_log" | tr -d '\n')"
    else
        printf '    %-10s FAILED\n' "$check_name"
        tail -n 60 "$check_log"
        check_failed=$((check_failed + 1))
    fi
}

# c_sources FOLDER...: C files written by hand.
c_sources() {
    python3 - "$@" <<'PYTHON'
import sys
sys.path.insert(0, "tools")
import source_files as files
for folder in sys.argv[1:]:
    for name in files.source_files(under=folder, endings=(".c", ".h")):
        if not files.is_generated(files.read(name)):
            print(name)
PYTHON
}

# Another version of clang-format lays out differently, so that only this one judges.
check_format() {
    for format_tool in clang-format-14 clang-format; do
        case $($format_tool --version 2>/dev/null) in
            *'version 14.'*)
                c_sources src test bench tools examples | xargs -r "$format_tool" --dry-run -Werror
                return
                ;;
        esac
    done
    echo "SKIPPED: this needs clang-format 14"
}

check_shell() {
    for shell_file in hub tools/hub/*.sh; do
        dash -n "$shell_file" || return 1
    done
    shellcheck -x hub tools/hub/*.sh .ci/run
}

check_layers() {
    python3 tools/layer_check.py
}

check_sizes() {
    python3 tools/size_check.py
}

check_sql() {
    python3 tools/sql_lint.py
}

check_paths() {
    python3 tools/path_check.py
}

# Generated files are committed; every generator can say whether they are stale.
check_generated() {
    generated_status=0
    for generated_by in tools/*_gen.py tools/error_codes.py; do
        case $generated_by in tools/test_* | 'tools/*_gen.py') continue ;; esac
        python3 "$generated_by" --check || generated_status=1
    done
    return $generated_status
}

# The web tools are pinned in tools/web-check/package-lock.json and run when somebody installed them.
web_check() {
    if [ ! -e "tools/web-check/node_modules/$2" ]; then
        echo "SKIPPED: npm --prefix tools/web-check ci brings the tool"
    elif ! npm --prefix tools/web-check run --silent "$1" >"$log_dir/web-$1.log" 2>&1; then
        cat "$log_dir/web-$1.log"
        return 1
    fi
}

# npm ci takes no lock that leaves packages of other platforms out (tools/npm_lock.py puts them in).
check_locks() {
    python3 tools/npm_lock.py --check || {
        echo "python3 tools/npm_lock.py FILE adds them"
        return 1
    }
}

check_openapi() {
    web_check lint .bin/redocly
}

check_asyncapi() {
    web_check events @asyncapi/parser
}

check_types() {
    web_check types .bin/tsc
}

# Minutes: the static analyser over every C file, with the list of .clang-tidy.
check_tidy() {
    configure tidy clang -Dbuildtype=debug >&2 || return 1
    compile tidy || return 1
    c_sources src | grep '\.c$' | grep -v '/fuzz_' |
        xargs -r -n 1 -P "$(nproc)" clang-tidy -p build/tidy --quiet --warnings-as-errors='*' \
            >"$log_dir/tidy.log" 2>/dev/null || {
        grep -F ': error: ' "$log_dir/tidy.log" | sed "s,$root/build/tidy/,,; s,^\\.\\./\\.\\./,," | sort -u
        echo "the paths that lead there: $log_dir/tidy.log"
        return 1
    }
}

hub_check() {
    check_lists=check
    check_parts='format shell layers sizes sql generated paths locks openapi asyncapi types'
    if [ "${1:-}" = --tidy ]; then
        check_lists='build check tidy'
        check_parts="$check_parts tidy"
        shift
    fi
    [ $# -eq 0 ] || die "usage: ./hub check [--tidy]"
    # shellcheck disable=SC2086 # words
    need $check_lists
    mkdir -p "$log_dir"
    say "checking"
    check_failed=0
    for check_part in $check_parts; do
        check "$check_part" "check_$check_part"
    done
    python3 tools/size_check.py --list | sed 's/^/    large: /' | grep -v ' FAILED' || true
    [ $check_failed -eq 0 ]
}
