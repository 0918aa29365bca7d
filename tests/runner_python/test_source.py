# SPDX-License-Identifier: Apache-2.0
import sys

import pytest

from heddle_runner import source


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return tmp_path


def test_a_file_under_the_project_gets_its_importable_name(project):
    (project / "agents_a").mkdir()
    (project / "agents_a/one.py").write_text("value = __name__")
    source.add_paths(project, ["."])
    assert source.load("./agents_a/one.py:value", project) == "agents_a.one"


def test_a_name_taken_by_an_installed_module_is_not_reused(project):
    (project / "json.py").write_text("value = __name__")
    source.add_paths(project, [])
    assert source.load("./json.py:value", project).startswith("heddle_graph_")


def test_a_file_whose_path_is_no_module_name(project):
    (project / "my-agents").mkdir()
    (project / "my-agents/the-one.py").write_text("import beside\nvalue = beside.value")
    (project / "my-agents/beside.py").write_text("value = 'beside'")
    source.add_paths(project, ["."])
    assert source.load("./my-agents/the-one.py:value", project) == "beside"


def test_src_layout(project):
    (project / "pkg/src/inner_pkg").mkdir(parents=True)
    (project / "pkg/pyproject.toml").write_text("")
    (project / "pkg/src/inner_pkg/mod.py").write_text("value = 'src'")
    source.add_paths(project, ["./pkg"])
    assert source.load("inner_pkg.mod:value", project) == "src"
    assert source.load("./pkg/src/inner_pkg/mod.py:value", project) == "src"


def test_a_failed_import_can_be_tried_again(project):
    file = project / "bad-file.py"
    file.write_text("raise ValueError('first')")
    with pytest.raises(ValueError):
        source.load("./bad-file.py:value", project)
    file.write_text("value = 2")
    assert source.load("./bad-file.py:value", project) == 2
