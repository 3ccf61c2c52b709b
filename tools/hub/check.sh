# shellcheck shell=sh
hub_check() { return 0; }
