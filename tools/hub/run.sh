# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # root and caller come from ../../hub, log_dir from common.sh

run_usage='usage: ./hub run [--port N] [--data DIR]'

# What there is to try, printed before the server takes over the terminal.
run_welcome() {
    cat <<TEXT

    shop      http://127.0.0.1:$1/demo/       a customer's page; the chat is in its corner
    agents    http://127.0.0.1:$1/console/    open to whoever sits here until the link below has made an
                                           administrator, or a key was made; then log in
    fill it   build/release/omnihub demo --data $2
                                           people and conversations, and agents to log in as
    API       http://127.0.0.1:$1/            /openapi.json is the contract, doc/guide/ the guide
    try       curl -s http://127.0.0.1:$1/message/process \\
                -H 'Content-Type: application/json' \\
                -d '{"customer_id": "cust_ada", "channel": "chat", "content": "Where is my order?"}'
    stop      Ctrl-C; what was acknowledged is in $2

TEXT
}

# run_site DATA: makes the shop's site as soon as the hub of this shell answers, unless it is there. The shell
# becomes the hub, so that its process id tells when there is nothing to wait for.
run_site() {
    run_waited=0
    until build/release/omnihub widget list --data "$1" >"$log_dir/site.log" 2>&1 && [ -S "$1/hub.sock" ]; do
        run_waited=$((run_waited + 1))
        if [ $run_waited -gt 100 ] || ! kill -0 $$ 2>/dev/null; then return 0; fi
        sleep 0.2
    done
    if build/release/omnihub widget show demo --data "$1" >"$log_dir/site.log" 2>&1; then return 0; fi
    build/release/omnihub widget create --id demo --name Fjordlys --title Fjordlys --color '#17504c' --data "$1" \
        --greeting 'Hello! Ask us anything about our lamps.' --origin 'http://127.0.0.1,http://localhost' \
        >"$log_dir/site.log" 2>&1 ||
        complain "the shop's chat could not be set up: $(cat "$log_dir/site.log")"
    rm -f "$log_dir/site.log" # the site's secret stands in it
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
    mkdir -p "$log_dir"
    run_welcome "$run_port" "$run_data"
    run_site "$run_data" &
    exec build/release/omnihub serve --host 127.0.0.1 --port "$run_port" --data "$run_data"
}
