# shellcheck shell=sh
# shellcheck disable=SC2154 # log_dir comes from common.sh
# SPDX-License-Identifier: Apache-2.0
# The pages that are made with Node: web/widget and web/console become their dist/ folders, which the build of
# the C program embeds. Both are made again only when something that they are made of has changed.

web_pages='widget console'
web_need_node=18

# npm_ci DIR: the packages that DIR/package-lock.json pins, installed once for each state of that file. Scripts
# of packages are never run.
npm_ci() {
    if cmp -s "$1/package-lock.json" "$1/node_modules/.installed-lock"; then return 0; fi
    say "installing the Node packages of $1"
    quietly "npm-$(basename "$1")" npm --prefix "$1" ci --no-audit --no-fund --ignore-scripts || return 1
    mkdir -p "$1/node_modules"
    cp "$1/package-lock.json" "$1/node_modules/.installed-lock"
}

# web_state PAGE: a hash of all that the page is made of.
web_state() {
    find "web/$1" web/shared \( -name node_modules -o -name dist \) -prune -o -type f -print |
        LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum | cut -d ' ' -f 1
}

web_failed() {
    complain "$1
     OMNIHUB_NO_WEB=1 builds without the agents' page and the widget"
    return 1
}

web_check_node() {
    if ! have node || ! have npm; then
        web_failed "the pages in web/ need Node.js $web_need_node or newer and npm"
        return
    fi
    web_node=$(node --version)
    web_node=${web_node#v}
    [ "${web_node%%.*}" -ge $web_need_node ] ||
        web_failed "the pages in web/ need Node.js $web_need_node or newer; $(command -v node) is $web_node"
}

# build_web_page PAGE: web/PAGE/dist, if it is not of this state already.
build_web_page() {
    web_dir=web/$1
    [ -f "$web_dir/package.json" ] || return 0
    web_wanted=$(web_state "$1")
    if [ "$(cat "$web_dir/dist/.state" 2>/dev/null)" = "$web_wanted" ]; then return 0; fi
    web_check_node || return
    npm_ci "$web_dir" || {
        web_failed "npm could not install what $web_dir is made with; is there a network?"
        return
    }
    say "building $web_dir"
    quietly "web-$1" npm --prefix "$web_dir" run build || {
        web_failed "$web_dir does not build"
        return
    }
    [ -d "$web_dir/dist" ] || {
        web_failed "the build of $web_dir left no $web_dir/dist"
        return
    }
    printf '%s\n' "$web_wanted" >"$web_dir/dist/.state"
}

# What every build of the program begins with.
build_web() {
    [ -z "${OMNIHUB_NO_WEB:-}" ] || return 0
    for web_page in $web_pages; do
        build_web_page "$web_page" || return
    done
}
