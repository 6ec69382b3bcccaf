"""Modules import only from lower layers, and heavy libraries only when needed."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import PROJECT

PACKAGE = PROJECT / "recommender"
LAYERS = "bundled errors movie text vectors progress < extras spelling words < catalogue model store < ingest search < evaluation map < formats < cli"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))
names = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))


def imported_modules(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            package = node.module == "recommender"
            yield from (f"recommender.{alias.name}" for alias in node.names) if package else [node.module]


@names
def test_imports_go_down(path):
    floor = {part: number for number, parts in enumerate(LAYERS.split(" < ")) for part in parts.split()}
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for module in imported_modules(path):
        other = module.split(".")[1] if module.startswith("recommender.") else part
        if other not in (part, "__version__"):
            assert floor[other] < floor[part], f"{module} is not below"


@names
@pytest.mark.parametrize(
    ("packages", "library"),
    [
        ("store", "chromadb"),
        ("store catalogue", "pyarrow"),
        ("store", "marisa_trie"),
        ("model", "torch"),
        ("model", "onnxruntime"),
        ("cli", "rich"),
    ],
)
def test_few_packages_know_a_library(path, packages, library):
    if path.relative_to(PACKAGE).parts[0] not in packages.split():
        assert library not in {module.split(".")[0] for module in imported_modules(path)}


@pytest.mark.parametrize("script", ["ingest.py", "query.py", "-mrecommender"])
def test_help_imports_nothing_heavy(script):
    heavy = (
        "torch,sentence_transformers,transformers,chromadb,pandas,numpy,pyarrow,marisa_trie,sklearn,onnxruntime,"
        "onnx,bm25s,rich"
    )
    code = (
        "import sys, runpy, atexit\n"
        f"atexit.register(lambda: print('HEAVY', [m for m in '{heavy}'.split(',') if m in sys.modules]))\n"
        "script = sys.argv.pop(1)\n"
        "sys.argv[1:] = ['--help']\n"
        "if script.startswith('-m'): runpy.run_module(script[2:], run_name='__main__')\n"
        "else: runpy.run_path(script, run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, script], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert "Examples:" in done.stdout
    assert done.stdout.rstrip().endswith("HEAVY []"), done.stdout + done.stderr
