"""The many ways in which reports give a lesion its value and its slice.

Fields: ``p`` and ``P`` the place (lower case and with a capital), ``v`` the SUVmax, ``s`` the slice, ``mm`` a size,
``lower`` and ``higher`` prior values, ``d`` a prior date, ``m`` and ``n`` modality and
number of the series; in pairs with 1 and 2.
"""

from __future__ import annotations

SINGLE: tuple[str, ...] = (
    "FDG avid {p} with SUV max of {v} (PET/CT axial slice {s}).",
    "Hypermetabolic {p} (SUVmax {v}, slice {s}).",
    "There is intense FDG uptake in the {p}, SUVmax: {v}, best seen on image {s}.",
    "{P} demonstrates a maximum standardized uptake value of {v} on axial image {s}.",
    "FDG avid {p} measures {mm} mm. Its SUV max is {v} (slice {s}).",
    "Interval increase in FDG avidity of the {p}, now with SUVmax {v} (slice {s}), previously {lower}.",
    "{P} has decreased in metabolic activity with SUV max {v} (PET/CT axial slice {s}), compared to {higher} on {d}.",
    "{P} is FDG avid, SUVmax = {v} ({m} series {n}, image {s}).",
    "Abnormal FDG accumulation in the {p} with SUV (max) {v}, axial slice {s}.",
    "{P} is markedly hypermetabolic, max SUV {v}, PET/CT axial slice {s}, suspicious for metastasis.",
    "On slice {s} there is a focal FDG avid {p}, SUVmax, {v}.",
    "{P} with increased FDG uptake, maximal SUV of {v} (axial slice {s}), measuring {mm} mm in long axis.",
)

PAIR: tuple[str, ...] = (
    "FDG avid {p1} and {p2} with SUV max of {v1} and {v2} respectively (PET/CT axial slices {s1} and {s2}).",
    "{P1} (SUV max {v1}, slice {s1}) and {p2} (SUV max {v2}, slice {s2}) are hypermetabolic.",
    "Hypermetabolic {p1}, SUVmax {v1} on slice {s1}, and {p2}, SUVmax {v2} on slice {s2}.",
)

PHYSIOLOGIC: tuple[str, ...] = (
    "Focal uptake in the {p} with SUV max of {v} (PET/CT axial slice {s}), likely physiologic.",
    "Physiologic FDG uptake is seen in the {p} (SUVmax {v}, slice {s}).",
)

QUIET: dict[str, tuple[str, ...]] = {
    "Head/Neck": (
        "Physiologic FDG uptake is present in the brain and salivary glands.",
        "No FDG avid mass in the nasopharynx or larynx.",
        "The paranasal sinuses are clear.",
        "Mucosal thickening in the left maxillary sinus without FDG avidity.",
    ),
    "Chest": (
        "No pleural or pericardial effusion.",
        "A 4 mm calcified granuloma in the right lower lobe (CT image {ct}) is not FDG avid.",
        "Coronary artery calcifications are present.",
        "No FDG avid endobronchial lesion.",
    ),
    "Abdomen/Pelvis": (
        "Physiologic activity is seen in the kidneys, ureters and urinary bladder.",
        "A simple cyst of the right kidney measures 18 x 15 mm (CT image {ct}) and shows no uptake.",
        "No FDG avid lesion in the spleen or pancreas.",
        "Diffuse bowel activity is physiologic.",
    ),
    "Musculoskeletal": (
        "Degenerative changes of the spine without increased uptake.",
        "No FDG avid fracture.",
        "Mild symmetric uptake about the shoulders is degenerative.",
    ),
}
"""Sentences without a lesion's value, by section; ``ct`` is the number of a CT image."""

HISTORIES: tuple[str, ...] = (
    "Lymphoma, restaging after two cycles of chemotherapy.",
    "Malignant melanoma, assessment of treatment response.",
    "Non-small cell lung cancer, initial staging.",
    "Breast carcinoma with rising tumor markers.",
    "Soft tissue sarcoma, suspected recurrence.",
    "Carcinoma of unknown primary.",
)
