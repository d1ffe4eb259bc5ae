"""Whether TotalSegmentator can run, and the process that keeps its networks, as far as they go without the extra."""

from __future__ import annotations

import importlib.metadata
import json
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from phantom_labels import CLASS_FREE_CT, save

from pet_ground.anatomy import TotalSegmentatorHome, availability, memory, segment, totalseg_process
from pet_ground.anatomy.totalseg_process import KEPT
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
    nowhere = availability("fast", TotalSegmentatorHome(None)).why
    assert "TOTALSEG_WEIGHTS_PATH" in nowhere
    assert "Dataset297" in nowhere
    gone = availability("fast", TotalSegmentatorHome(tmp_path / "gone")).why
    assert str(tmp_path / "gone" / model_folder(*MODELS["fast"][0])) in gone
    assert "releases/download/v2.0.0-weights/Dataset297_TotalSegmentator_total_3mm_1559subj.zip" in gone
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
            assert f"{path.parents[name.count('/')]} lacks {name}" in found.why
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


STAND_IN = """
import json, os, signal, sys, time
from pathlib import Path
run = Path(sys.argv[1])
assert json.loads((run / "home" / "config.json").read_text())["send_usage_stats"] is False
(dataset,) = (run / "weights").iterdir()
assert dataset.name.startswith("Dataset298") and list(dataset.glob("*/fold_0/checkpoint_final.pth"))
setup = json.loads(sys.stdin.readline())
assert setup["mode"] == "fastest"
print(json.dumps({"ready": "cpu"}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    todo = Path(job["ct"]).with_name("todo").read_text()
    if todo == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if todo == "stop":
        sys.exit(3)
    if todo == "hang":
        time.sleep(60)
    if todo == "fail":
        print(json.dumps({"failed": "KeyError in somewhere, line 7"}), flush=True)
        continue
    Path(job["out"]).write_text(f"{os.getpid()} {job['grid']}")
    print(json.dumps({"done": 2**40 if todo == "grow" else 2**20}), flush=True)
"""


class Segmenter:
    """``segment`` with another program in the place of TotalSegmentator's process; what it does stands in a file."""

    def __init__(self, folder: Path) -> None:
        self.home = touch_weights(folder / "weights", "fastest")
        self.ct = save(folder / "ct.nii.gz", CLASS_FREE_CT.array, CLASS_FREE_CT)
        self.scratch = folder / "scratch"

    def run(self, todo: str = "label") -> int:
        """The process that did it."""
        self.ct.with_name("todo").write_text(todo)
        out = self.ct.with_name("out.nii.gz")
        out.unlink(missing_ok=True)
        segment(self.ct, out, "fastest", self.scratch, self.home, "3mm")
        pid, grid = out.read_text().split()
        assert grid == "3mm"
        return int(pid)

    def folders(self) -> int:
        return len(list(self.scratch.iterdir()))


@pytest.fixture
def segmenter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Segmenter]:
    KEPT.close()
    installed(monkeypatch, **THE_EXTRA)
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    monkeypatch.setattr(totalseg_process, "COMMAND", (sys.executable, str(tmp_path / "stand_in.py")))
    yield Segmenter(tmp_path)
    KEPT.close()


def test_one_process_serves_ct_after_ct_and_its_folder_goes_with_it(segmenter: Segmenter) -> None:
    assert segmenter.run() == segmenter.run() == segmenter.run()
    assert segmenter.folders() == 1
    KEPT.close()
    assert segmenter.folders() == 0


@pytest.mark.parametrize(
    ("todo", "reason", "said"),
    [
        ("die", Reason.WORKER_LOST, "signal 9"),
        ("hang", Reason.WORKER_LOST, "more than 1 s"),
        ("stop", Reason.WORKER_LOST, "exit status 3"),
        ("fail", Reason.SERVICE_UNAVAILABLE, "KeyError in somewhere, line 7"),
    ],
)
def test_a_process_that_does_not_finish_fails_the_item_and_the_next_one_gets_another(
    segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, todo: str, reason: Reason, said: str
) -> None:
    first = segmenter.run()
    monkeypatch.setattr(totalseg_process, "CT_LIMIT_S", 1.0 if todo == "hang" else 30.0)
    with pytest.raises(ItemFailed) as caught:
        segmenter.run(todo)
    assert caught.value.reason is reason
    assert said in caught.value.detail
    assert str(tmp_path) not in caught.value.detail
    assert segmenter.folders() == 0
    monkeypatch.setattr(totalseg_process, "CT_LIMIT_S", 30.0)
    assert segmenter.run() != first


def test_a_process_that_was_killed_between_two_cts_is_replaced(segmenter: Segmenter) -> None:
    first = segmenter.run()
    os.killpg(first, signal.SIGKILL)
    time.sleep(0.2)
    assert segmenter.run() != first
    assert segmenter.folders() == 1


def test_a_process_that_has_grown_is_ended_after_its_ct(segmenter: Segmenter) -> None:
    assert segmenter.run("grow") != segmenter.run()


def test_threads_ask_one_after_the_other(segmenter: Segmenter) -> None:
    pids: list[int] = []
    home, ct = segmenter.home, segmenter.ct
    ct.with_name("todo").write_text("label")

    def ask(n: int) -> None:
        out = ct.with_name(f"{n}.nii.gz")
        segment(ct, out, "fastest", segmenter.scratch, home)
        pids.append(int(out.read_text().split()[0]))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 4
    assert len(set(pids)) == 1


def test_a_forked_process_leaves_the_one_of_its_parent_alone(segmenter: Segmenter) -> None:
    first = segmenter.run()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of other tests: the child does next to nothing
        child = os.fork()
    if child == 0:
        KEPT.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert segmenter.run() == first


def test_weights_that_cannot_be_loaded_fail_the_item_by_type_and_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    KEPT.close()
    installed(monkeypatch, **THE_EXTRA)
    home = touch_weights(tmp_path / "weights", "fastest")
    ct = save(tmp_path / "ct.nii.gz", CLASS_FREE_CT.array, CLASS_FREE_CT)
    with pytest.raises(ItemFailed) as caught:
        segment(ct, tmp_path / "out.nii.gz", "fastest", tmp_path / "scratch", home)
    assert caught.value.reason is Reason.SERVICE_UNAVAILABLE
    assert "Error in " in caught.value.detail
    assert "/" not in caught.value.detail


STARTS_ONE = """
import sys, time
from pathlib import Path
from pet_ground.anatomy.totalseg_process import Setup, _Running
running = _Running(Setup("fastest", Path(sys.argv[1]), {}), Path(sys.argv[2]))
print(running._process.pid, flush=True)
time.sleep(60)
"""


def ended(pid: int) -> bool:
    """Whether a process is gone, or waits only for someone to take note."""
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_the_process_ends_with_the_one_that_asks_however_that_ends(tmp_path: Path) -> None:
    home = touch_weights(tmp_path / "weights", "fastest")
    command = [sys.executable, "-c", STARTS_ONE, str(home.weights), str(tmp_path / "scratch")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        pid = int(asking.stdout.readline())
        assert len(list((tmp_path / "scratch").iterdir())) == 1
        asking.kill()
    until = time.monotonic() + 20
    while not ended(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert ended(pid)
    assert list((tmp_path / "scratch").iterdir()) == []


ASK_FOR_THE_NETWORK = """
import json, os, socket, sys, tempfile, urllib.request
from pathlib import Path
from pet_ground.anatomy import totalseg_offline
os.environ["NO_PROXY"] = "*"
totalseg_offline.set_environment(Path(sys.argv[1]))
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
totalseg_offline.shut_off(Path(sys.argv[1]))
for ask in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: socket.gethostbyname("localhost"),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
):
    try:
        ask()
    except totalseg_offline.NetworkRefusedError:
        continue
    raise AssertionError("the network was reached")
try:
    socket.socket(socket.AF_UNIX).connect(str(Path(sys.argv[1]) / "nobody"))
except FileNotFoundError:
    pass
"""


def test_the_process_cannot_reach_the_network(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    proxies = json.dumps(["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        subprocess.run([sys.executable, "-c", ASK_FOR_THE_NETWORK, str(tmp_path), proxies, address], check=True)
        server.shutdown()


def test_memory_is_waited_for_and_then_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    memory.require(1)
    free = memory.available_bytes()
    assert free is None or free > 2**20
    monkeypatch.setattr(memory, "LOOK_AGAIN_S", 0.01)
    monkeypatch.setattr(memory, "PATIENCE_S", 0.05)
    if free is not None:
        with pytest.raises(MemoryError):
            memory.require(2**60)
    assert memory.used_bytes() >= 0
