"""Whether TotalSegmentator can run, and its child process, as far as they go without the extra."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from phantom_labels import CLASS_FREE_CT, save

from pet_ground.anatomy import TotalSegmentatorHome, availability, segment, totalseg
from pet_ground.anatomy.weights import MODEL_FILES, MODELS, Mode, model_folder
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.reasons import Reason


def installed(monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    """Package metadata as if these versions were installed, and no other of the needed packages."""

    def version(package: str) -> str:
        if package not in versions:
            raise importlib.metadata.PackageNotFoundError(package)
        return versions[package]

    monkeypatch.setattr("pet_ground.anatomy.weights.version", version)


THE_EXTRA = {"TotalSegmentator": "2.18.0", "nnunetv2": "2.8.1", "torch": "2.13.0"}


def touch_weights(folder: Path, mode: Mode) -> TotalSegmentatorHome:
    for dataset, trainer in MODELS[mode]:
        for name in MODEL_FILES:
            path = folder / model_folder(dataset, trainer) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return TotalSegmentatorHome(folder)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed(monkeypatch, torch="2.13.0", nnunetv2="2.8.1")
    found = availability("fast", TotalSegmentatorHome(tmp_path))
    assert not found.ready
    assert "Missing packages: TotalSegmentator;" in found.why


def test_another_version_is_not_taken_because_its_ids_may_differ(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed(monkeypatch, **{**THE_EXTRA, "TotalSegmentator": "2.4.0"})
    found = availability("fast", touch_weights(tmp_path, "fast"))
    assert not found.ready
    assert "2.4.0 is installed" in found.why


def test_missing_weights_are_named_with_the_place_where_they_belong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed(monkeypatch, **THE_EXTRA)
    assert "TOTALSEG_WEIGHTS_PATH" in availability("fast", TotalSegmentatorHome(None)).why
    gone = availability("fast", TotalSegmentatorHome(tmp_path / "gone"))
    assert str(tmp_path / "gone") in gone.why
    assert "Dataset297" in gone.why
    assert "Dataset298" in availability("fastest", TotalSegmentatorHome(tmp_path)).why


@pytest.mark.parametrize("mode", ["full", "fast", "fastest"])
def test_every_file_of_every_model_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: Mode) -> None:
    installed(monkeypatch, **THE_EXTRA)
    home = touch_weights(tmp_path, mode)
    assert availability(mode, home).ready
    for dataset, trainer in MODELS[mode]:
        for name in MODEL_FILES:
            path = tmp_path / model_folder(dataset, trainer) / name
            path.unlink()
            found = availability(mode, home)
            assert not found.ready
            assert name in found.why
            path.touch()


def test_saying_no_imports_neither_torch_nor_totalsegmentator() -> None:
    code = (
        "import sys; from pet_ground.anatomy import availability, TotalSegmentatorHome;"
        "availability('fast', TotalSegmentatorHome(None));"
        "sys.exit(bool({'torch', 'totalsegmentator', 'nnunetv2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_segmenting_without_weights_drops_the_item(tmp_path: Path) -> None:
    with pytest.raises(ItemDropped) as caught:
        segment(tmp_path / "ct.nii.gz", tmp_path / "out.nii.gz", "fast", tmp_path, TotalSegmentatorHome(None))
    assert caught.value.reason is Reason.ANATOMY_UNAVAILABLE


def test_a_ct_that_is_gone_fails_the_item(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed(monkeypatch, **THE_EXTRA)
    home = touch_weights(tmp_path / "weights", "fastest")
    with pytest.raises(ItemFailed) as caught:
        segment(tmp_path / "ct.nii.gz", tmp_path / "out.nii.gz", "fastest", tmp_path, home)
    assert caught.value.reason is Reason.MISSING_FILE


WORKERS = {
    "dies": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "hangs": "import time; time.sleep(60)",
    "stops": "raise SystemExit(3)",
    "labels": """
import json, sys
from pathlib import Path
import nibabel as nib, numpy as np
run = Path(sys.argv[1])
assert json.loads((run / "home" / "config.json").read_text())["send_usage_stats"] is False
(dataset,) = (run / "weights").iterdir()
assert dataset.name.startswith("Dataset298") and list(dataset.glob("*/fold_0/checkpoint_final.pth"))
ct = nib.load(json.loads((run / "task.json").read_text())["ct"])
nib.save(nib.Nifti1Image(np.full(ct.shape, 5, np.uint8), ct.affine), run / "labels.nii.gz")
""",
}


def run_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> Path:
    """``segment`` with another child process in the place of TotalSegmentator's."""
    installed(monkeypatch, **THE_EXTRA)
    home = touch_weights(tmp_path / "weights", "fastest")
    ct = save(tmp_path / "ct.nii.gz", CLASS_FREE_CT.array, CLASS_FREE_CT)
    (tmp_path / f"worker_{name}.py").write_text(WORKERS[name])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(totalseg, "WORKER", f"worker_{name}")
    monkeypatch.setattr(totalseg, "TIME_LIMIT_S", 5.0 if name != "hangs" else 0.2)
    try:
        segment(ct, tmp_path / "out.nii.gz", "fastest", tmp_path / "scratch", home)
    finally:
        assert list((tmp_path / "scratch").iterdir()) == []
    return tmp_path / "out.nii.gz"


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("dies", Reason.WORKER_LOST, "signal 9"),
        ("hangs", Reason.WORKER_LOST, "more than 0 s"),
        ("stops", Reason.SERVICE_UNAVAILABLE, "exit status 3"),
    ],
)
def test_a_child_that_does_not_finish_fails_the_item(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, reason: Reason, said: str
) -> None:
    with pytest.raises(ItemFailed) as caught:
        run_worker(monkeypatch, tmp_path, name)
    assert caught.value.reason is reason
    assert said in caught.value.detail
    assert str(tmp_path) not in caught.value.detail
    assert not (tmp_path / "out.nii.gz").exists()


def test_the_run_has_a_home_of_its_own_and_the_result_moves_onto_the_cts_grid(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = nib.load(run_worker(monkeypatch, tmp_path, "labels"))
    assert out.get_data_dtype() == np.uint8
    assert nib.aff2axcodes(out.affine) == ("R", "A", "S")
    assert np.unique(np.asanyarray(out.dataobj)).tolist() == [5]


ASK_FOR_THE_NETWORK = """
import json, os, socket, sys, tempfile, urllib.request
from pathlib import Path
from pet_ground.anatomy import totalseg_worker
os.environ["NO_PROXY"] = "*"
totalseg_worker.set_environment(Path(sys.argv[1]))
for proxy in json.loads(sys.argv[2]):
    assert os.environ[proxy] == "http://127.0.0.1:9", proxy
assert "NO_PROXY" not in os.environ
assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(Path(sys.argv[1]) / "tmp")
try:
    urllib.request.urlopen(sys.argv[3], timeout=5)
except OSError:
    pass
else:
    raise AssertionError("a server was reached past the proxy")
sys.addaudithook(totalseg_worker.refuse_network)
for ask in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: socket.gethostbyname("localhost"),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
):
    try:
        ask()
    except totalseg_worker.NetworkRefusedError:
        continue
    raise AssertionError("the network was reached")
try:
    socket.socket(socket.AF_UNIX).connect(str(Path(sys.argv[1]) / "nobody"))
except FileNotFoundError:
    pass
"""


def test_the_child_process_cannot_reach_the_network(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    proxies = json.dumps(["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        subprocess.run([sys.executable, "-c", ASK_FOR_THE_NETWORK, str(tmp_path), proxies, address], check=True)
        server.shutdown()


def test_a_failed_run_leaves_type_and_place_of_its_error_and_no_message(tmp_path: Path) -> None:
    (tmp_path / "task.json").write_text('{"secret": "/data/name"}')
    command = [sys.executable, "-m", "pet_ground.anatomy.totalseg_worker", str(tmp_path)]
    ended = subprocess.run(command, check=False, capture_output=True)
    assert ended.returncode == 1
    assert (tmp_path / "failure.txt").read_text().startswith("KeyError in __main__, line ")
