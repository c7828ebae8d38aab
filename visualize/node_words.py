"""A line for each node of a graph, as lists call it: `Starting prednisone: when juvenile`.

Declared absent: the words of a condition or a dose (guideline_dsl/wording.py), pictures.
"""

from __future__ import annotations

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.wording import crowd_words, words
from visualize import statements as say

_KINDS: dict[type[core.Node], str] = {
    core.GuidelineNode: "guideline",
    core.ReferencesNode: "references",
    core.BlockNode: "block",
    core.ValueSetsNode: "value sets",
    core.FactNode: "fact",
    core.MedicineNode: "medicine",
    core.ProcedureNode: "procedure",
    core.DefineNode: "definition",
    core.RegimenNode: "regimen",
    core.ExceptionNode: "exception",
    core.BranchNode: "branch",
    core.OptionNode: "option",
    core.GiveNode: "give",
    core.StopNode: "stop",
    core.DoNode: "do",
    core.GateNode: "gate",
    core.NeverNode: "promise",
    core.LimitNode: "limit",
    core.TaperNode: "taper",
    core.AssumptionNode: "assumption",
    core.NotEncodedNode: "not encoded",
    core.TextsNode: "texts",
    core.PhasesNode: "phases",
    core.CaseNode: "case",
}


def node_kind(node: core.Node) -> str:
    """What a node is, in a word or two."""
    match node:
        case core.DecisionNode(mode=mode):
            return mode
        case core.WithholdNode(kind="contraindicate"):
            return "contraindication"
        case core.WithholdNode():
            return "caution"
        case core.MessageNode(kind=kind):
            return "warning" if kind == "warn" else kind
        case _:
            return _KINDS[type(node)]


def node_words(node: core.Node, graph: DecisionGraph) -> str:
    """What a node is called in a list; a part is called after what it is a part of."""
    own = _own_words(node, graph)
    if not node.parent or isinstance(graph.node(node.parent), core.BlockNode):
        return own
    above = graph.node(node.parent)
    return f"{node_words(above, graph)}: {own}"


def _own_words(node: core.Node, graph: DecisionGraph) -> str:
    match node:
        case core.BranchNode():
            return say.branch_line(node)
        case core.ExceptionNode():
            return f"except when {words(node.condition)}"
        case core.OptionNode():
            return f"option {node.title or node.name}"
        case core.LimitNode():
            return f"when {words(node.condition)}"
        case core.GiveNode() | core.StopNode() | core.DoNode() | core.MessageNode():
            return "; ".join(line.strip() for line in say.action_lines(graph, [node]))
        case core.GateNode():
            return f"Before {crowd_words(node.target)}"
        case core.WithholdNode():
            return f"{node_kind(node).capitalize()} of {say.targets_words(node.targets)}"
        case core.DefineNode() | core.MedicineNode() | core.ProcedureNode() | core.AssumptionNode():
            return node.name.replace("_", " ")
        case core.FactNode():
            return node.name.replace("_", " ")
        case core.BlockNode():
            return node.block
        case core.CaseNode():
            return node.title
        case (
            core.ReferencesNode()
            | core.ValueSetsNode()
            | core.NotEncodedNode()
            | core.TextsNode()
            | core.PhasesNode()
        ):
            return node_kind(node)
        case core.NeverNode():
            return f"Never: {node.title or node.name}"
        case _:
            return say.header_of(node)
