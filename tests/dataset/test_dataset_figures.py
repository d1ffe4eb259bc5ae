"""Figures: there, legible in size, and the same every time."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from dataset_examples import lesion, scan
from matplotlib.image import imread

from pet_ground.dataset import LesionCaption, OverviewMark, draw_lesion, draw_overview
from pet_ground.dataset.canvas import drawable, wrapped
from pet_ground.dataset.overview import spread
from pet_ground.dataset.view import Window, axial_grid, body_window, fused, sampled_suv, top_of_window
from pet_ground.imaging import LocalMask

MARKS = [OverviewMark(name, (84, 20, i), 8.0, "hilar node") for name, i in (("1", 38), ("2", 22))]


def test_the_same_lesion_gives_the_same_bytes_in_any_thread(tmp_path: Path) -> None:
    pet, ct, mask = scan()
    caption = LesionCaption.of(lesion())
    paths = [tmp_path / f"{n}.png" for n in range(3)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda path: draw_lesion(path, pet, ct, mask, caption), paths))
    assert len({path.read_bytes() for path in paths}) == 1
    content = paths[0].read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert b"tEXt" not in content
    assert b"tIME" not in content
    height, width, _ = imread(paths[0]).shape
    assert width == 1419
    assert 650 < height < 900


def test_contour_and_ring_are_drawn_where_the_lesion_is(tmp_path: Path) -> None:
    pet, ct, mask = scan()
    draw_lesion(tmp_path / "a.png", pet, ct, mask, LesionCaption.of(lesion()))
    picture = imread(tmp_path / "a.png")[..., :3]
    red = np.all(np.abs(picture - np.array([0.89, 0.09, 0.294])) < 0.05, axis=-1)
    cyan = np.all(np.abs(picture - np.array([0.176, 0.886, 1.0])) < 0.05, axis=-1)
    assert red[:, :350].sum() > 100
    assert red[:320, 350:850].sum() > 20
    assert red[340:, 350:850].sum() > 100
    assert cyan[340:, 880:].sum() > 100
    assert not cyan[:, :850].any()


def test_a_lesion_without_ct_or_of_one_voxel_is_drawn_too(tmp_path: Path) -> None:
    pet, _, _ = scan()
    odd = dataclasses.replace(LesionCaption.of(lesion()), sentence="$x^2 \N{CJK UNIFIED IDEOGRAPH-4E00}\t" * 200)
    draw_lesion(tmp_path / "a.png", pet, None, LocalMask((0, 0, 59), np.ones((1, 1, 1), bool)), odd)
    assert (tmp_path / "a.png").stat().st_size > 10_000


def test_an_empty_mask_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    pet, ct, _ = scan()
    with pytest.raises(ValueError, match="empty mask"):
        draw_lesion(
            tmp_path / "a.png", pet, ct, LocalMask((1, 1, 1), np.zeros((1, 1, 1), bool)), LesionCaption.of(lesion())
        )
    assert not list(tmp_path.iterdir())


def test_an_overview_is_the_same_every_time_and_may_have_no_lesion(tmp_path: Path) -> None:
    pet, _, _ = scan()
    for name, marks in (("a", MARKS), ("b", MARKS), ("c", [])):
        draw_overview(tmp_path / f"{name}.png", pet, marks, "S00000000000000aa")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "c.png").read_bytes()
    assert imread(tmp_path / "a.png").shape[:2] == (880, 1232)


def test_labels_keep_their_order_their_distance_and_their_bounds() -> None:
    levels = spread(np.array([0.0, 1.0, 1.1, 1.2, 9.9, 10.0]), 0.0, 10.0, 0.5)
    assert np.all(np.diff(levels) >= 0.5 - 1e-9)
    assert levels.min() >= 0.0
    assert levels.max() <= 10.0
    assert np.all(np.diff(spread(np.full(50, 5.0), 0.0, 10.0, 0.5)) > 0)
    assert spread(np.array([]), 0.0, 1.0, 0.5).size == 0


def test_a_window_takes_its_panels_shape_and_shows_the_body() -> None:
    assert Window(0, 10, 0, 10).shaped(2.0) == Window(-5, 15, 0, 10)
    assert Window(0, 10, 0, 10).holding(20, 5, 1) == Window(0, 21, 0, 10)
    warm = np.zeros((50, 40), bool)
    warm[10:30, 5:20] = True
    assert body_window(warm, 2.0, 3.0) == Window(0.0, 72.0, 5.0, 73.0)
    assert body_window(~np.ones((3, 4), bool), 1.0, 1.0) == Window(-15.0, 18.0, -15.0, 17.0)


def test_a_plane_is_sampled_at_its_place() -> None:
    pet, ct, _ = scan()
    window = Window(33 * 5.0 - 2.5, 43 * 5.0 - 2.5, 15 * 4.0 - 2.0, 25 * 4.0 - 2.0)
    grid = axial_grid(pet, 84, window, pixels=50)
    suv = sampled_suv(pet, grid)
    assert suv.shape == (40, 50)
    row, column = np.unravel_index(int(suv.argmax()), suv.shape)
    place = pet.to_index(grid.blank.to_lps((0, row, column)))
    assert np.abs(place - (84, 20, 38)).max() < 0.2
    colours = fused(suv, ct, grid, 8.0)
    assert colours.shape == (40, 50, 3)
    assert colours.min() >= 0.0
    assert colours.max() <= 1.0


def test_the_grey_scale_ends_between_5_and_15() -> None:
    assert [top_of_window(suv) for suv in (1.0, 8.0, 11.0, 80.0)] == [5.0, 7.0, 9.0, 15.0]


def test_a_long_sentence_is_cut_visibly_and_unknown_signs_show_as_squares() -> None:
    assert wrapped("word " * 100, 20, 2).endswith("…")
    assert wrapped("word " * 100, 20, 2).count("\n") == 1
    assert drawable("a\u4e00\tb") == "a□ b"
