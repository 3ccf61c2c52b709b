# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # root and caller come from ../../hub

run_usage='usage: ./hub run [--port N] [--data DIR]'

# What there is to try, printed before the server takes over the terminal.
run_welcome() {
    cat <<TEXT

    look      http://127.0.0.1:$1/
    try       curl -s http://127.0.0.1:$1/message/process \\
                -H 'Content-Type: application/json' \\
                -d '{"customer_id": "cust_ada", "channel": "chat", "content": "Where is my order?"}'
    stop      Ctrl-C; what was acknowledged is in $2

TEXT
}

hub_run() {
    run_port=8302
    run_data=$root/data
    while [ $# -gt 0 ]; do
        [ $# -ge 2 ] || die "$run_usage"
        case $1 in
            --port) run_port=$2 ;;
            --data) case $2 in /*) run_data=$2 ;; *) run_data=$caller/$2 ;; esac ;;
            *) die "$run_usage" ;;
        esac
        shift 2
    done
    case $run_port in '' | *[!0-9]*) die "--port takes a number from 1 to 65535" ;; esac
    if [ "$run_port" -lt 1 ] || [ "$run_port" -gt 65535 ]; then die "--port takes a number from 1 to 65535"; fi

    build_release
    python3 tools/port_check.py "$run_port" || exit 1
    mkdir -p "$run_data"
    run_welcome "$run_port" "$run_data"
    exec build/release/omnihub serve --host 127.0.0.1 --port "$run_port" --data "$run_data"
}
