# SPDX-License-Identifier: Apache-2.0
"""The tree of path words that src/api/router.c walks."""
from dataclasses import dataclass, field


@dataclass
class Node:
    word: str = ""
    literals: dict = field(default_factory=dict)
    parameter: "Node" = None
    routes: dict = field(default_factory=dict)  # method -> Route
    number: int = 0


def build(routes):
    """Nodes in the order of their numbers: the literals of one node stand together, sorted."""
    root = Node()
    for route in routes:
        for pattern in [route.pattern] + route.aliases:
            node = root
            for word in pattern.split("/")[1:]:
                if word.startswith("{"):
                    node.parameter = node.parameter or Node()
                    node = node.parameter
                else:
                    node = node.literals.setdefault(word, Node(word))
            node.routes[route.method] = route
    order = [root]
    for node in order:
        order += [node.literals[word] for word in sorted(node.literals)]
        order += [node.parameter] if node.parameter else []
    for number, node in enumerate(order):
        node.number = number
    return order


def words(nodes):
    """Words that stand where an id may stand too: no id may be called so."""
    return sorted({word for node in nodes if node.parameter for word in node.literals})
