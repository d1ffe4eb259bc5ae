"""Random weights in the folders and files of nnU-Net v2, so that the real code of TotalSegmentator runs offline.

The labels that come out mean nothing: the weights prove the path, not the anatomy. Never for patients.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import torch
from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
from totalsegmentator.map_to_binary import class_map

SPACING_MM = {"fast": 3.0, "fastest": 6.0}
PATCH = [32, 32, 32]
STAGES = 3


def write_phantom_weights(results: Path, dataset: str, trainer: str, mode: str, seed: int = 7) -> Path:
    """A model of 118 classes with a few thousand random weights; the folder that holds it."""
    folder = results / dataset / f"{trainer}__nnUNetPlans__3d_fullres"
    (folder / "fold_0").mkdir(parents=True)
    plans, content = _plans(dataset, SPACING_MM[mode]), _dataset()
    (folder / "plans.json").write_text(json.dumps(plans))
    (folder / "dataset.json").write_text(json.dumps(content))
    torch.manual_seed(seed)
    checkpoint = {
        "network_weights": _network(plans, content).state_dict(),
        "trainer_name": trainer,
        "init_args": {"configuration": "3d_fullres", "plans": plans, "fold": 0, "dataset_json": content},
        "inference_allowed_mirroring_axes": None,
        "current_epoch": 0,
    }
    torch.save(checkpoint, folder / "fold_0" / "checkpoint_final.pth")
    return folder


def _dataset() -> dict[str, Any]:
    return {
        "channel_names": {"0": "CT"},
        "labels": {"background": 0, **{name: number for number, name in class_map["total"].items()}},
        "numTraining": 1,
        "file_ending": ".nii.gz",
        "overwrite_image_reader_writer": "NibabelIOWithReorient",
    }


def _resampling(what: str) -> dict[str, Any]:
    options = {"is_seg": what == "seg", "order": 3 if what == "data" else 1, "order_z": 0, "force_separate_z": None}
    return {f"resampling_fn_{what}": "resample_data_or_seg_to_shape", f"resampling_fn_{what}_kwargs": options}


def _plans(dataset: str, spacing_mm: float) -> dict[str, Any]:
    pools = [[1, 1, 1]] + [[2, 2, 2]] * (STAGES - 1)
    configuration = {
        "data_identifier": "nnUNetPlans_3d_fullres",
        "preprocessor_name": "DefaultPreprocessor",
        "batch_size": 2,
        "patch_size": PATCH,
        "median_image_size_in_voxels": [64.0, 64.0, 64.0],
        "spacing": [spacing_mm] * 3,
        "normalization_schemes": ["CTNormalization"],
        "use_mask_for_norm": [False],
        "UNet_class_name": "PlainConvUNet",
        "UNet_base_num_features": 4,
        "unet_max_num_features": 8,
        "n_conv_per_stage_encoder": [1] * STAGES,
        "n_conv_per_stage_decoder": [1] * (STAGES - 1),
        "num_pool_per_axis": [STAGES - 1] * 3,
        "pool_op_kernel_sizes": pools,
        "conv_kernel_sizes": [[3, 3, 3]] * STAGES,
        "batch_dice": False,
        **_resampling("data"),
        **_resampling("seg"),
        **_resampling("probabilities"),
    }
    hu = {"max": 3000.0, "mean": 0.0, "median": 20.0, "min": -1024.0, "std": 350.0}
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
            "0": {**hu, "percentile_00_5": -1000.0, "percentile_99_5": 1000.0}
        },
    }


def _network(plans: dict[str, Any], content: dict[str, Any]) -> torch.nn.Module:
    with warnings.catch_warnings():
        # nnU-Net warns that the plans have the old spelling, the one that the published weights use.
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
