"""Imports go to lower layers only, and nothing heavy is imported before it is needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "recommender"
LAYERS = {
    "arrays": 0, "errors": 0, "records": 0, "fields": 0,
    "tables": 1, "rows": 1, "directory": 1, "request": 1, "titles": 1,
    "catalogue": 2, "weights": 2, "encoder": 2, "clusters": 2, "ranking": 2, "wishes": 2,
    "chroma_files": 2, "guarding": 2, "lists": 2, "changes": 2, "vector_cache": 2, "shipped_vectors": 2,
    "replacing": 3, "client": 3, "graph": 3, "baseline": 3, "options": 3, "reasons": 3, "map": 3,
    "text_vectors": 3,
    "store": 4, "loading": 4,
    "plans": 5, "inspection": 5, "facets": 5, "verification": 5, "filling": 5, "grouping": 5,
    "indexing": 6, "routing": 6, "ordering": 6, "selection": 6, "refinements": 6, "completion": 6,
    "search": 7, "render": 7, "terminal": 7,
    "evaluation": 8, "wiring": 8, "results": 8,
    "scoreboard": 9, "answers": 9, "cli_inspect": 9,
    "conversation": 10,
    "cli_query": 11, "cli": 12, "__main__": 13, "__init__": 13,
}  # fmt: skip


def imported_modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_module_has_a_layer():
    assert {path.stem for path in PACKAGE.glob("*.py")} == set(LAYERS)


@pytest.mark.parametrize("module", sorted(LAYERS))
def test_imports_go_down(module):
    own = {
        name.split(".")[1]
        for name in imported_modules(PACKAGE / f"{module}.py")
        if name.startswith("recommender.")
    }
    for other in own & set(LAYERS):
        assert LAYERS[other] < LAYERS[module], f"{module} imports {other}, which is not below it"


@pytest.mark.parametrize("module", sorted(set(LAYERS) - {"client", "store"}))
def test_only_the_store_imports_chromadb(module):
    roots = {name.split(".")[0] for name in imported_modules(PACKAGE / f"{module}.py")}
    assert "chromadb" not in roots


@pytest.mark.parametrize("script", ["ingest.py", "query.py", "-mrecommender"])
def test_help_imports_nothing_heavy(script):
    heavy = "torch,sentence_transformers,transformers,chromadb,pandas,numpy,sklearn,onnxruntime,onnx,bm25s"
    code = (
        "import sys, runpy, atexit\n"
        f"atexit.register(lambda: print('HEAVY', [m for m in '{heavy}'.split(',') if m in sys.modules]))\n"
        "script = sys.argv.pop(1)\n"
        "sys.argv[1:] = ['--help']\n"
        "if script.startswith('-m'): runpy.run_module(script[2:], run_name='__main__')\n"
        "else: runpy.run_path(script, run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, script], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert "Examples:" in done.stdout
    assert done.stdout.rstrip().endswith("HEAVY []"), done.stdout + done.stderr
