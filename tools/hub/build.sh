# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # log_dir comes from common.sh
# Build folders, one for each way of building: build/release, build/unit, build/asan, build/tsan,
# build/fuzz, build/tidy.

# cxx_of COMPILER: the C++ compiler of the same make, so that both halves of a program share a runtime.
cxx_of() {
    case $1 in
        *clang*) printf '%s' "$1" | sed 's/clang/clang++/' ;;
        *gcc*) printf '%s' "$1" | sed 's/gcc/g++/' ;;
        *) printf 'c++' ;;
    esac
}

# configure NAME COMPILER MESON-ARGUMENT...: makes build/NAME, anew only when the arguments changed.
configure() {
    configure_name=$1
    configure_cc=$2
    shift 2
    configure_dir=build/$configure_name
    configure_key="$configure_cc $*"
    if [ -f "$configure_dir/build.ninja" ] && [ "$(cat "$configure_dir/.configured" 2>/dev/null)" = "$configure_key" ]; then
        return 0
    fi
    rm -rf "$configure_dir"
    quietly "setup-$configure_name" env CC="$configure_cc" CXX="$(cxx_of "$configure_cc")" meson setup "$configure_dir" "$@" || return 1
    printf '%s\n' "$configure_key" >"$configure_dir/.configured"
}

# compile NAME [TARGET...]: the pages, then ninja in build/NAME; what the compiler warns about is shown even on success.
compile() {
    compile_name=$1
    shift
    build_web || return 1
    case $(ninja -C "build/$compile_name" -n "$@" 2>/dev/null) in *'no work to do'*) return 0 ;; esac
    [ "$compile_name" != release ] || say "building build/release/omnihub"
    mkdir -p "$log_dir"
    if ! ninja --quiet -C "build/$compile_name" "$@" >"$log_dir/ninja-$compile_name.log" 2>&1 </dev/null; then
        grep -v '^ninja: Entering' "$log_dir/ninja-$compile_name.log" | tail -n 80 >&2
        complain "build/$compile_name does not build (all of it in $log_dir/ninja-$compile_name.log)"
        return 1
    fi
    grep -E '(warning|error):' "$log_dir/ninja-$compile_name.log" >&2 || true
}

# Warnings are errors where nobody is there to read them.
strictness() {
    if [ -n "${CI:-}" ]; then printf 'true'; else printf 'false'; fi
}

compiler_can() {
    mkdir -p "$log_dir"
    printf 'int main(void) { return 0; }\n' >"$log_dir/can.c"
    "$@" -o "$log_dir/can" "$log_dir/can.c" >/dev/null 2>&1
}

build_release() {
    need build
    release_lto=false
    if compiler_can "${CC:-gcc}" -O2 -flto; then release_lto=true; fi
    configure release "${CC:-gcc}" -Dbuildtype=release -Db_lto=$release_lto -Dtests=false ||
        die "build/release could not be configured"
    compile release || exit 1
    [ -x build/release/omnihub ] || die "the build left no build/release/omnihub"
}
