# SPDX-License-Identifier: Apache-2.0
"""One module a scenario: NAME, ABOUT and measure(bench), which returns its figures."""
from scenarios import (delivery, fanout, health, idle_sockets, message, message_large, search, sessions, start,
                       view)

ALL = {module.NAME: module for module in (health, message, message_large, view, sessions, search, fanout, delivery, start,
                                            idle_sockets)}
