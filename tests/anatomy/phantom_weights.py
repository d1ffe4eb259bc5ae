"""Weights made here, in the folders and files of nnU-Net v2, so that the real code of TotalSegmentator runs offline.

``random``: their labels mean nothing, but every voxel depends on all that the code does around the network.
``real_size``: random too, in a network as large as the published ones. ``bands``: no training and no chance, weights that
name the HU bands of ``ct_phantom``, so that labels mean something there: left, right, above, below. ``tissues``: the
same for lung and bone of any CT, under the names of a lobe and of the sacrum. None is for patients.
"""

from __future__ import annotations

import itertools
import json
import warnings
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from ct_phantom import AIR_HU, BODY_HU, ORGANS
from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
from totalsegmentator.map_to_binary import class_map, class_map_5_parts, map_taskid_to_partname_ct

from pet_ground.anatomy.weights import MODEL_SPACING_MM, MODELS, Mode, model_folder

Kind = Literal["random", "bands", "tissues", "real_size"]

PATCH = {"random": [24, 32, 40], "bands": [32, 32, 32], "tissues": [32, 32, 32], "real_size": [112, 112, 128]}
POOLS = {
    "random": [[1, 1, 1], [2, 2, 2], [2, 2, 2]],
    "bands": [[1, 1, 1], [2, 2, 2]],
    "tissues": [[1, 1, 1], [2, 2, 2]],
    "real_size": [[1, 1, 1], *[[2, 2, 2]] * 4, [1, 1, 2]],
}
"""Of the published models as far as their folders tell: six stages, 32 to 320 features, a tile of 112 x 112 x 128."""

FEATURES = {"random": (4, 8), "real_size": (32, 320)}
CONVOLUTIONS = {"random": 1, "real_size": 2}
BANDS: dict[str, list[tuple[float, str]]] = {
    "bands": [(AIR_HU, "background"), (BODY_HU, "background"), *((hu, name) for name, hu, *_ in ORGANS)],
    "tissues": [
        (AIR_HU, "background"),
        (-850.0, "lung_upper_lobe_left"),
        (BODY_HU, "background"),
        (320.0, "sacrum"),
    ],
}
"""Tissues by their HU, for the kinds that name them."""

HU_MEAN, HU_STD, HU_RANGE = 0.0, 100.0, (-1020.0, 1000.0)


def write_weights(results: Path, mode: Mode, kind: Kind, seed: int = 7) -> None:
    """Every model of a mode, in the folder of the weights."""
    for number, model in enumerate(MODELS[mode]):
        _write_model(results / model_folder(*model), model, MODEL_SPACING_MM[mode], kind, seed + number)


def _write_model(folder: Path, model: tuple[str, str], spacing_mm: float, kind: Kind, seed: int) -> None:
    dataset, trainer = model
    (folder / "fold_0").mkdir(parents=True)
    task = int(dataset[7:10])
    labels = class_map_5_parts[map_taskid_to_partname_ct[task]] if task < 297 else class_map["total"]
    content = {
        "channel_names": {"0": "CT"},
        "labels": {"background": 0, **{name: number for number, name in labels.items()}},
        "numTraining": 1,
        "file_ending": ".nii.gz",
        "overwrite_image_reader_writer": "NibabelIOWithReorient",
    }
    plans = _plans(dataset, spacing_mm, kind)
    (folder / "plans.json").write_text(json.dumps(plans))
    (folder / "dataset.json").write_text(json.dumps(content))
    torch.manual_seed(seed)
    network = _network(plans, content)
    if kind in BANDS:
        _name_bands(network, {name: number for number, name in labels.items()}, BANDS[kind])
    checkpoint = {
        "network_weights": network.state_dict(),
        "trainer_name": trainer,
        "init_args": {"configuration": "3d_fullres", "plans": plans, "fold": 0, "dataset_json": content},
        "inference_allowed_mirroring_axes": None,
        "current_epoch": 0,
        # The log of a training holds numbers of numpy, which torch's safe loading does not know by itself.
        "_best_ema": np.float64(0.5),
    }
    torch.save(checkpoint, folder / "fold_0" / "checkpoint_final.pth")


def _knots(bands: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """HU at which a tissue begins, half way to the one before it."""
    bands = sorted(bands)
    starts = [HU_RANGE[0], *((a[0] + b[0]) / 2 for a, b in itertools.pairwise(bands))]
    return [(start, name) for start, (_, name) in zip(starts, bands, strict=True)]


def _name_bands(network: torch.nn.Module, number_of: dict[str, int], bands: list[tuple[float, str]]) -> None:
    """Weights by which each class's logit is a hat over the HU of its tissue.

    The first layer makes one ramp per HU at which a tissue begins; the decoder hands the ramps on; the last layer adds
    three ramps to a hat.
    """
    knots = _knots(bands)
    ends = [hu for hu, _ in knots] + [HU_RANGE[1]]
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        first = next(m for m in network.modules() if isinstance(m, torch.nn.Conv3d))
        last = network.decoder.seg_layers[-1]
        fused = next(m for m in network.decoder.stages[-1].modules() if isinstance(m, torch.nn.Conv3d))
        ramps = sorted({*ends, *((a + b) / 2 for a, b in itertools.pairwise(ends))})
        for n, hu in enumerate(ramps):
            first.weight[n, 0, 1, 1, 1] = HU_STD / 100
            first.bias[n] = -(hu - HU_MEAN) / 100
            # Behind the upsampled features come those that skip the lower stages.
            fused.weight[n, fused.in_channels - first.out_channels + n, 1, 1, 1] = 1.0
        last.bias[:] = -10.0
        for (start, name), end in zip(knots, ends[1:], strict=True):
            label = 0 if name == "background" else number_of[name]
            middle, height = (start + end) / 2, 20.0 / (end - start)
            last.bias[label] = 0.0
            for hu, slope in ((start, height), (middle, -2 * height), (end, height)):
                last.weight[label, ramps.index(hu), 0, 0, 0] += slope * 100 / 10


def _resampling(what: str) -> dict[str, Any]:
    options = {"is_seg": what == "seg", "order": 3 if what == "data" else 1, "order_z": 0, "force_separate_z": None}
    return {f"resampling_fn_{what}": "resample_data_or_seg_to_shape", f"resampling_fn_{what}_kwargs": options}


def _architecture(kind: Kind) -> dict[str, Any]:
    stages = len(POOLS[kind])
    if kind not in BANDS:
        (base, cap), convolutions = FEATURES[kind], CONVOLUTIONS[kind]
        # The old spelling, the one that the published weights use.
        return {
            "UNet_class_name": "PlainConvUNet",
            "UNet_base_num_features": base,
            "unet_max_num_features": cap,
            "n_conv_per_stage_encoder": [convolutions] * stages,
            "n_conv_per_stage_decoder": [convolutions] * (stages - 1),
            "num_pool_per_axis": [sum(pool[axis] > 1 for pool in POOLS[kind]) for axis in range(3)],
            "pool_op_kernel_sizes": POOLS[kind],
            "conv_kernel_sizes": [[3, 3, 3]] * stages,
        }
    ramps = 2 * len(BANDS[kind]) + 1
    return {
        "architecture": {
            "network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
            "arch_kwargs": {
                "n_stages": stages,
                "features_per_stage": [ramps, 2],
                "conv_op": "torch.nn.modules.conv.Conv3d",
                "kernel_sizes": [[3, 3, 3]] * stages,
                "strides": POOLS[kind],
                "n_conv_per_stage": [1] * stages,
                "n_conv_per_stage_decoder": [1],
                "conv_bias": True,
                "norm_op": None,
                "norm_op_kwargs": None,
                "dropout_op": None,
                "dropout_op_kwargs": None,
                "nonlin": "torch.nn.LeakyReLU",
                "nonlin_kwargs": {"negative_slope": 0.0, "inplace": True},
            },
            "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
        }
    }


def _plans(dataset: str, spacing_mm: float, kind: Kind) -> dict[str, Any]:
    configuration = {
        "data_identifier": "nnUNetPlans_3d_fullres",
        "preprocessor_name": "DefaultPreprocessor",
        "batch_size": 2,
        "patch_size": PATCH[kind],
        "median_image_size_in_voxels": [64.0, 64.0, 64.0],
        "spacing": [spacing_mm] * 3,
        "normalization_schemes": ["CTNormalization"],
        "use_mask_for_norm": [False],
        "batch_dice": False,
        **_architecture(kind),
        **_resampling("data"),
        **_resampling("seg"),
        **_resampling("probabilities"),
    }
    hu = {"max": 3000.0, "mean": HU_MEAN, "median": 20.0, "min": -1024.0, "std": HU_STD}
    return {
        "dataset_name": dataset,
        "plans_name": "nnUNetPlans",
        "original_median_spacing_after_transp": [spacing_mm] * 3,
        "original_median_shape_after_transp": [64, 64, 64],
        "image_reader_writer": "NibabelIOWithReorient",
        "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2],
        "configurations": {"3d_fullres": configuration},
        "experiment_planner_used": "ExperimentPlanner",
        "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": {
            "0": {**hu, "percentile_00_5": HU_RANGE[0], "percentile_99_5": HU_RANGE[1]}
        },
    }


def _network(plans: dict[str, Any], content: dict[str, Any]) -> torch.nn.Module:
    with warnings.catch_warnings():
        # nnU-Net warns that the plans have the old spelling.
        warnings.simplefilter("ignore")
        manager = PlansManager(json.loads(json.dumps(plans)))
        configuration = manager.get_configuration("3d_fullres")
    return get_network_from_plans(
        configuration.network_arch_class_name,
        configuration.network_arch_init_kwargs,
        configuration.network_arch_init_kwargs_req_import,
        1,
        manager.get_label_manager(content).num_segmentation_heads,
        allow_init=True,
        deep_supervision=False,
    )
