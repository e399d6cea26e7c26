"""Hugging Face's transformers as the UniMem authors' repository brings it: GPT-2, RoBERTa and their own Llama.

Packages that it imports and models never call (a hub's client, tokenizers, a file format) need not be installed: their names are there, and
raise as soon as something uses them. None is on a measured way.
"""
import importlib.machinery
import sys
import types

UNUSED = "huggingface_hub", "safetensors", "tokenizers", "regex", "requests"


class Unused(types.ModuleType):
    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)

        def use(*_, **__):
            raise RuntimeError(f"{self.__name__}.{name} is used and {self.__name__.split('.')[0]} is not installed")
        return type(name, (), {"__init__": use})


class Finder:
    """Asked last, after everything that is installed."""

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name.split(".")[0] in UNUSED else None

    def create_module(self, spec):
        return Unused(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.append(Finder())
versions = types.ModuleType("transformers.dependency_versions_check")
versions.dep_version_check = lambda *_: None
sys.modules[versions.__name__] = versions
import transformers  # noqa: E402, F401
