"""Labelled sentences on several lesions, neighbours, time, reference, negation and side; all invented.

Written as in ``report_corpus_forms``; a second telling of the same lesion is ``4.0 duplicate``.
"""

SEVERAL_LESIONS: list[tuple[str, str]] = [
    (
        "Right hilar, subcarinal and left hilar nodes with SUVmax of 5.1, 6.2 and 7.3, respectively (slices 110, 115 and 112).",
        "5.1@110 right | 6.2@115 | 7.3@112 left",
    ),
    (
        "Lesions in segments 2, 4a, 7 and 8 show SUVmax 4.1, 5.2, 6.3 and 7.4 on images 130, 135, 140 and 144, respectively.",
        "4.1@130 | 5.2@135 | 6.3@140 | 7.4@144",
    ),
    (
        "Right hilar, subcarinal and left hilar nodes are hypermetabolic. SUVmax is 5.1, 6.2 and 7.3, respectively (slices 110, 115 and 112).",
        "5.1@110 right | 6.2@115 | 7.3@112 left",
    ),
    (
        "Bilateral hilar nodes: right SUVmax 5.1 (slice 110), left SUVmax 7.3 (slice 112).",
        "5.1@110 right | 7.3@112 left",
    ),
    ("Hilar nodes, right 5.1 SUVmax (slice 110) and left 7.3 SUVmax (slice 112).", "5.1@110 right | 7.3@112 left"),
    ("Left FDG avid hilar node with SUVmax 5.1 (slice 110).", "5.1@110 left"),
    (
        "FDG avid left hilar node SUVmax 5.1 (slice 110), right paratracheal node SUVmax 4.4 (slice 96).",
        "5.1@110 left | 4.4@96 right",
    ),
    (
        "1. Left hilar node, SUVmax 5.1, slice 110\n2. Right adrenal mass, SUVmax 8.8, slice 155\n3. L2, SUVmax 4.4, slice 180",
        "5.1@110 left | 8.8@155 right | 4.4@180",
    ),
    (
        "1) Left hilar node SUVmax 5.1 slice 110; 2) right adrenal mass SUVmax 8.8 slice 155; 3) L2 SUVmax 4.4 slice 180.",
        "5.1@110 left | 8.8@155 right | 4.4@180",
    ),
    (
        "(a) left hilar node, SUVmax 5.1 (slice 110); (b) right adrenal mass, SUVmax 8.8 (slice 155).",
        "5.1@110 left | 8.8@155 right",
    ),
    (
        "Lesion              SUVmax    Slice\nLeft hilar node     5.1       110\nRight adrenal       8.8       155\nL2 vertebra         4.4       180\n",
        "5.1@110 left | 8.8@155 right | 4.4@180",
    ),
    (
        "Lesion | SUVmax | Slice\nLeft hilar node | 5.1 | 110\nRight adrenal | 8.8 | 155\n",
        "5.1@110 left | 8.8@155 right",
    ),
    ("Site\tSlice\tSUVmax\nLeft hilar node\t110\t5.1\nRight adrenal\t155\t8.8\n", "5.1@110 left | 8.8@155 right"),
    (
        "| Lesion | Size (cm) | Slice | SUVmax | Prior SUVmax |\n|---|---|---|---|---|\n| Left hilar node | 1.2 | 110 | 5.1 | 7.7 |\n| Right adrenal | 3.3 | 155 | 8.8 | 4.2 |\n",
        "5.1@110 left | 7.7 prior_study | 8.8@155 right | 4.2 prior_study",
    ),
    (
        "Left hilar node (slice 110, SUVmax 5.1), right adrenal mass (slice 155, SUVmax 8.8).",
        "5.1@110 left | 8.8@155 right",
    ),
    ("Slice 110 left hilar node SUVmax 5.1, slice 155 right adrenal mass SUVmax 8.8.", "5.1@110 left | 8.8@155 right"),
    ("Lesion A left hilum SUVmax 5.1 (slice 110), B right adrenal 8.8 (slice 155).", "5.1@110 left | 8.8@155 right"),
    ("Two right axillary nodes with SUVmax of 3.1 and 2.8 on slice 92.", "3.1@92 right | 2.8@92 right"),
    (
        "Two right axillary nodes, the larger with SUVmax 3.1 (slice 92), the smaller with SUVmax 2.8 (slice 94).",
        "3.1@92 right | 2.8@94 right",
    ),
    (
        "Nodes in the left axilla (SUVmax 3.1), left breast (SUVmax 2.8) and left lung (SUVmax 4.4).",
        "3.1 no_slice | 2.8 no_slice | 4.4 no_slice",
    ),
    (
        "Numerous bone metastases, e.g. right ilium SUVmax 9.1 (slice 230) and left ischium SUVmax 7.0 (slice 262).",
        "9.1@230 right | 7.0@262 left",
    ),
    (
        "Peritoneal implants: perihepatic SUVmax 6.0 (slice 140), left paracolic gutter SUVmax 5.0 (slice 190) and pelvic SUVmax 8.0 (slice 240).",
        "6.0@140 | 5.0@190 left | 8.0@240",
    ),
    (
        "Liver metastases with SUVmax 6.0 (slice 140), 5.0 (slice 145), and 8.0 (slice 151).",
        "6.0@140 | 5.0@145 | 8.0@151",
    ),
    ("Liver metastases on slices 140, 145, and 151 with SUVmax of 6.0, 5.0, and 8.0.", "6.0@140 | 5.0@145 | 8.0@151"),
    (
        "Left neck level II (image 44, SUVmax 7.1), level III (image 52, SUVmax 5.0), and level IV (image 60, SUVmax 3.3) nodes.",
        "7.1@44 left | 5.0@52 left | 3.3@60 left",
    ),
    (
        "Right > left axillary uptake, SUVmax 3.3 on the right (slice 90) and 2.2 on the left (slice 92).",
        "3.3@90 right | 2.2@92 left",
    ),
    (
        "Uptake in both adrenals with SUVmax of 4.4 on the right (slice 150) and 4.1 on the left (slice 152).",
        "4.4@150 right | 4.1@152 left",
    ),
]

NEIGHBOURS: list[tuple[str, str]] = [
    (
        "There is a spiculated nodule in the right upper lobe (slice 88). It measures 1.9 cm. SUVmax 7.7.",
        "7.7@88 right",
    ),
    ("Right upper lobe nodule, 1.9 cm. SUVmax 7.7. Slice 88.", "7.7@88 right"),
    (
        "The right upper lobe nodule has an SUVmax of 7.7. Previously 10.4. (Slice 88)",
        "7.7@88 right | 10.4 prior_study",
    ),
    ("Left hilar node SUVmax 5.1 (slice 110). Previously 7.4.", "5.1@110 left | 7.4 prior_study"),
    ("Left hilar node SUVmax 5.1 (slice 110). It was 6.1 on the prior.", "5.1@110 left | 6.1 prior_study"),
    ("Left hilar node SUVmax 5.1 (slice 110). Prior: 6.1.", "5.1@110 left | 6.1 prior_study"),
    ("Left hilar node SUVmax 5.1 (slice 110). On [DATE] it was 6.1.", "5.1@110 left | 6.1 prior_study"),
    ("Left hilar node SUVmax 5.1 (slice 110). This compares to 6.1 previously.", "5.1@110 left | 6.1 prior_study"),
    ("Left hilar node SUVmax 5.1 (slice 110). Prior SUVmax 6.1.", "5.1@110 left | 6.1 prior_study"),
    ("Left hilar node SUVmax 5.1 (slice 110). Liver SUVmax 2.9.", "5.1@110 left | 2.9 reference_region"),
    ("FDG avid soft tissue mass in the left pelvis. On slice 240 the SUVmax is 12.2.", "12.2@240 left"),
    (
        "FDG avid soft tissue mass in the left pelvis on slice 240. The maximum SUV of this mass is 12.2.",
        "12.2@240 left",
    ),
    ("FDG avid soft tissue mass in the left pelvis on slice 240. SUV: 12.2", "12.2@240 left"),
    (
        "Two nodes in the right groin are seen on slices 255 and 260. They have SUVmax of 4.0 and 5.0, respectively.",
        "4.0@255 right | 5.0@260 right",
    ),
    ("Left axillary node on slice 90. The right adrenal mass has SUVmax 8.8 (slice 155).", "8.8@155 right"),
    ("Left axillary node on slice 90. The right adrenal mass has SUVmax 8.8.", "8.8 no_slice"),
    ("Left axillary node on slice 90 is unchanged. Liver SUVmax is 2.9.", "2.9 reference_region"),
    ("Mass in the cecum, SUVmax 13.1. See axial image 210.", "13.1@210"),
    ("Mass in the cecum, SUVmax 13.1. Axial slice 210.", "13.1@210"),
    ("Mass in the cecum, SUVmax 13.1. Image 210 shows a separate node.", "13.1 no_slice"),
    ("Mass in the cecum with intense uptake (SUVmax\n13.1, slice 210).", "13.1@210"),
    ("Mass in the cecum with intense uptake (SUVmax 13.1, slice\n210), suspicious for primary.", "13.1@210"),
    (
        "There is a mass in the cecum with intense uptake, which has an\nSUVmax of 13.1 and is best seen on slice 210 of the\nPET.",
        "13.1@210",
    ),
    ("Mass in the cecum,SUVmax 13.1,slice 210.No other lesion.Liver is normal.", "13.1@210"),
    ("Cecal mass slice 210. SUVmax 13.1. Sigmoid mass slice 240. SUVmax 9.9.", "13.1@210 | 9.9@240"),
    (
        "FINDINGS: Cecal mass SUVmax 13.1 (slice 210). IMPRESSION: Cecal mass with SUVmax 13.1 (slice 210), likely primary.",
        "13.1@210 | 13.1 duplicate",
    ),
    (
        "FINDINGS: Cecal mass SUVmax 13.1 (slice 210). IMPRESSION: Cecal mass with SUVmax 13.1, likely primary.",
        "13.1@210 | 13.1 no_slice",
    ),
]

TIME: list[tuple[str, str]] = [
    ("Mediastinal mass SUVmax 3.0 (slice 100), prior SUVmax of 9.5, a decrease of 68%.", "3.0@100 | 9.5 prior_study"),
    ("Mediastinal mass has decreased in uptake with SUVmax now 3.0, was 9.5 (slice 100).", "3.0@100 | 9.5 prior_study"),
    ("Mediastinal mass: current SUVmax 3.0, prior 9.5, slice 100.", "3.0@100 | 9.5 prior_study"),
    (
        "Mediastinal mass, SUVmax 3.0 on image 100 (image 95 and SUVmax 9.5 on the prior study).",
        "3.0@100 | 9.5 prior_study",
    ),
    ("Interval decrease of the SUVmax from 9.5 on 12 March 2019 to 3.0 today, slice 100.", "9.5 prior_study | 3.0@100"),
    ("SUVmax 9.5 on PET of 3/12/2019, slice 100.", "9.5 prior_study"),
    ("The previously described mass with SUVmax 9.5 is no longer seen.", "9.5 prior_study"),
    ("Mediastinal mass SUVmax 3.0, slice 100 (9.5 on 3/12/19).", "3.0@100 | 9.5 prior_study"),
    (
        "Mediastinal mass SUVmax 3.0 (baseline 9.5; interim 4.1), slice 100.",
        "3.0@100 | 9.5 prior_study | 4.1 prior_study",
    ),
    ("Mediastinal mass SUVmax 9.5 \u2192 3.0, slice 100.", "9.5 prior_study | 3.0@100"),
    ("Mediastinal mass SUVmax unchanged at 3.0 (slice 100).", "3.0@100"),
    ("Mediastinal mass SUVmax 3.0, prev. 9.5, sl. 100.", "3.0@100 | 9.5 prior_study"),
    ("Mediastinal mass SUVmax 3.0/9.5 (current/prior), slice 100.", "3.0@100 | 9.5 prior_study"),
    ("Mediastinal mass: SUVmax was 9.5 and is 3.0 on slice 100.", "9.5 prior_study | 3.0@100"),
    ("New right rib focus SUVmax 4.5 (slice 140), not present on the prior study from 2018.", "4.5@140 right"),
    ("Prior outside report describes SUVmax 9.5 in the mediastinum.", "9.5 prior_study"),
    (
        "Mediastinal mass SUVmax 3.0 (slice 100), compared with 9.5 (slice 102) on the prior.",
        "3.0@100 | 9.5 prior_study",
    ),
]

REFERENCE_AND_NEGATION: list[tuple[str, str]] = [
    (
        "Mediastinal blood pool SUVmax 1.9, liver SUVmax 2.8 for reference.",
        "1.9 reference_region | 2.8 reference_region",
    ),
    ("For reference, liver SUVmean 2.1 and blood pool SUVmax 1.6.", "1.6 reference_region"),
    (
        "Reference values: liver SUV 2.8 (slice 150), aorta SUV 1.7 (slice 120).",
        "2.8 reference_region | 1.7 reference_region",
    ),
    ("Background liver activity has a maximum SUV of 3.1.", "3.1 reference_region"),
    (
        "Right parotid nodule SUVmax 9.0 (slice 33); contralateral parotid SUVmax 2.2.",
        "9.0@33 right | 2.2 reference_region",
    ),
    (
        "Right parotid nodule SUVmax 9.0 (slice 33) compared to 2.2 in the normal left parotid.",
        "9.0@33 right | 2.2 reference_region",
    ),
    ("Gluteal muscle SUVmax 0.9.", "0.9 reference_region"),
    ("Nodes with uptake less than mediastinal blood pool (SUVmax 1.9).", "1.9 reference_region"),
    ("Segment 8 focus SUVmax 5.9 (slice 133) against a liver background of 2.8.", "5.9@133 | 2.8 reference_region"),
    ("No FDG avid adenopathy; no focus exceeds SUVmax 2.0.", "2.0 negated"),
    ("The nodule shows no significant FDG uptake (SUVmax 0.8, slice 101).", "0.8@101"),
    ("No evidence of hypermetabolic nodes (SUVmax < 1.5).", "1.5 negated"),
    ("No additional hypermetabolic lesions. Right iliac focus with SUVmax 3.9, slice 232.", "3.9@232 right"),
    ("Without associated CT abnormality, a focus in the left acetabulum has SUVmax 3.9 (slice 250).", "3.9@250 left"),
    ("Not FDG avid: right lung nodule, SUVmax 0.7, slice 104.", "0.7@104 right"),
]

SIDES: list[tuple[str, str]] = [
    ("Mass in the lower lobe of the left lung, SUVmax 7.9, slice 130.", "7.9@130 left"),
    ("RUL nodule SUVmax 7.9, slice 90.", "7.9@90 right"),
    ("LLL nodule SUVmax 7.9, slice 130.", "7.9@130 left"),
    ("L axillary node SUVmax 7.9, slice 90.", "7.9@90 left"),
    ("Lt axilla node SUVmax 7.9, slice 90, Rt axilla clear.", "7.9@90 left"),
    ("Right-sided rib fracture with SUVmax 3.1 (slice 130), healing.", "3.1@130 right"),
    ("Uptake in the left-sided pleura, SUVmax 3.1 (slice 130).", "3.1@130 left"),
    ("Midline pelvic mass abutting the left ureter, SUVmax 9.1, slice 250.", "9.1@250"),
    ("Focus just left of midline in the prostate, SUVmax 9.1, slice 270.", "9.1@270 left"),
    ("Subcarinal node SUVmax 4.1 (slice 112), status post right upper lobectomy.", "4.1@112"),
    ("History of left mastectomy; right axillary node with SUVmax 4.1 (slice 92).", "4.1@92 right"),
    ("Bilaterally symmetric tonsillar uptake, SUVmax 5.5 (slice 35), physiologic.", "5.5@35 bilateral"),
    ("Asymmetric tonsillar uptake, right more than left, SUVmax 8.1 (slice 35).", "8.1@35 right"),
    ("Gastric mass along the left gastric artery, SUVmax 8.1 (slice 150).", "8.1@150"),
]
