# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Installs what a command needs from tools/packages/*.txt, and only what is missing: a second run asks
# neither the network nor for root.

# The Debian release whose package names apply; says so where the system is another one.
debian_release() {
    release_id=$(. /etc/os-release 2>/dev/null && printf '%s' "${ID:-}")
    release_version=$(. /etc/os-release 2>/dev/null && printf '%s' "${VERSION_ID:-}")
    case $release_id:$release_version in
        debian:12 | debian:13) printf '%s' "$release_version" ;;
        *) printf '13' ;;
    esac
}

# wanted LIST...: the package names of these lists that apply here, one a line.
wanted() {
    wanted_release=$(debian_release)
    for wanted_list in "$@"; do
        while read -r wanted_name wanted_rest; do
            wanted_rest=${wanted_rest%%#*}
            case $wanted_name in '' | '#'*) continue ;; esac
            wanted_here=yes
            for wanted_condition in $wanted_rest; do
                case $wanted_condition in
                    "debian=$wanted_release") ;;
                    debian=*) wanted_here=no ;;
                    unless=*) have "${wanted_condition#unless=}" && wanted_here=no ;;
                    *) die "tools/packages/$wanted_list.txt: what is '$wanted_condition'?" ;;
                esac
            done
            [ $wanted_here = no ] || printf '%s\n' "$wanted_name"
        done <"tools/packages/$wanted_list.txt"
    done | sort -u
}

# missing LIST...: those of them that are not installed.
missing() {
    wanted "$@" | while read -r missing_name; do
        case $(dpkg-query -W -f '${db:Status-Status} ' "$missing_name" 2>/dev/null) in
            'installed '*) ;;
            *) printf '%s ' "$missing_name" ;;
        esac
    done
}

# as_root COMMAND...
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -- "$@"
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}

# need LIST...: makes the packages of tools/packages/LIST.txt be there, or ends with what to do by hand.
need() {
    [ -z "${OMNIHUB_NO_INSTALL:-}" ] || return 0
    if ! have dpkg-query || ! have apt-get; then
        complain "this is not a Debian system: the packages named in tools/packages/ must be there already"
        return 0
    fi
    need_missing=$(missing "$@")
    [ -n "$need_missing" ] || return 0
    if [ "$(id -u)" -ne 0 ] && ! have sudo; then
        die "packages are missing and this is neither root nor a user with sudo; as root, run:
    apt-get update && apt-get install --no-install-recommends $need_missing"
    fi
    say "installing ${need_missing% }"
    quietly apt-update apt_get update ||
        die "the package lists could not be fetched; is there a network?"
    # shellcheck disable=SC2086 # one word a package
    quietly apt-install apt_get install -y --no-install-recommends $need_missing ||
        die "apt-get could not install: $need_missing(made for Debian 12 and 13)"
}
