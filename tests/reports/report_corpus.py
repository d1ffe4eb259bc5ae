"""Labelled sentences in the styles of several hospitals, written for the tests; no patient's report is among them.

Each entry: text, then its mentions in order as (SUVmax, slice, outcome, side), where the outcome is ``kept`` or the reason
and the side is "" where none is named. Dropped mentions are compared by SUVmax and reason only.
"""

K = "kept"
NV, NS, PR, RR, NG, NA = "no_value", "no_slice", "prior_study", "reference_region", "negated", "not_axial"

SENTENCES: list[tuple[str, list[tuple[float | None, int | None, str, str]]]] = [
    # how the SUV is written
    ("Left axillary node with SUV max of 5.4 (slice 90).", [(5.4, 90, K, "left")]),
    ("Left axillary node, SUVmax: 5.4 (slice 90).", [(5.4, 90, K, "left")]),
    ("Left axillary node, SUVmax = 5.4, slice 90.", [(5.4, 90, K, "left")]),
    ("Left axillary node, SUV (max) 5.4 on slice 90.", [(5.4, 90, K, "left")]),
    ("Left axillary node, SUVmax, 5.4, image 90.", [(5.4, 90, K, "left")]),
    ("Left axillary node, SUV-max 5.4, axial image 90.", [(5.4, 90, K, "left")]),
    ("Left axillary node has a maximum standardized uptake value of 5.4 on image 90.", [(5.4, 90, K, "left")]),
    ("Node with a maximum standardised uptake value (SUVmax) of 5.4 (slice 90).", [(5.4, 90, K, "")]),
    ("Left axillary node, max SUV 5.4 (slice 90).", [(5.4, 90, K, "left")]),
    ("Left axillary node, max. SUV 5.4 (slice 90).", [(5.4, 90, K, "left")]),
    ("Left axillary node SUVbw max 5.4 g/ml (slice 90).", [(5.4, 90, K, "left")]),
    ("Left axillary node SUVmax5.4 (slice 90).", [(5.4, 90, K, "left")]),
    ("Rechte lung nodule right upper lobe SUV max 14,9 (slice 90).", [(14.9, 90, K, "right")]),
    ("Right hilar node SUV 5 (slice 90).", [(5.0, 90, K, "right")]),
    ("Node with S.U.V. max of 5.4 on slice 90.", [(5.4, 90, K, "")]),
    ("Nodes with SUV up to 12.4 (slices 90-95).", [(12.4, 90, K, "")]),
    ("Nodes with SUVs of 3.1 to 4.5, slice 90.", [(4.5, 90, K, "")]),
    ("Nodes with SUV max ranging from 3.1 to 4.5 (slice 90).", [(4.5, 90, K, "")]),
    ("Left node SUVmax/SUVmean 5.1/3.0, slice 90.", [(5.1, 90, K, "left")]),
    ("Left node SUVmax and SUVmean of 5.1 and 3.0, slice 90.", [(5.1, 90, K, "left")]),
    ("Left node SUV max (mean) 5.1 (3.0), slice 90.", [(5.1, 90, K, "left")]),
    ("Left node with SUVmean 3.0, slice 90.", [(None, None, NV, "")]),
    ("Left node with mean SUV of 3.0, slice 90.", [(None, None, NV, "")]),
    ("Left node with SUVpeak 3.0, slice 90.", [(None, None, NV, "")]),
    ("A left hilar node is FDG avid.", [(None, None, NV, "")]),
    ("SUV was normalized to body weight.", [(None, None, NV, "")]),
    ("The 1.4 cm nodule has SUV max of .9 (slice 90).", [(0.9, 90, K, "")]),
    # how the slice is written
    ("Mass SUV max 7.9 (PET/CT axial slice 239).", [(7.9, 239, K, "")]),
    ("Mass SUV max 7.9 (series 3, image 78).", [(7.9, 78, K, "")]),
    ("Mass SUV max 7.9 (se 3, im 78).", [(7.9, 78, K, "")]),
    ("Mass SUV max 7.9 (image 78 of series 3).", [(7.9, 78, K, "")]),
    ("Mass SUV max 7.9 (slice 78 of 267).", [(7.9, 78, K, "")]),
    ("Mass SUV max 7.9 (#102).", [(7.9, 102, K, "")]),
    ("Lesion #2 in the left lobe with SUV max 7.9 (slice 102).", [(7.9, 102, K, "left")]),
    ("Mass SUV max 7.9 (coronal slice 98 and axial slice 51).", [(7.9, 51, K, "")]),
    ("Mass (axial 51, coronal 98) with SUV max 7.9.", [(7.9, 51, K, "")]),
    ("Mass on axial and coronal slices 51 and 98 with SUV max 7.9.", [(7.9, 51, K, "")]),
    ("Mass with SUV max 7.9 on coronal slice 98.", [(7.9, None, NA, "")]),
    ("Mass with SUV max 7.9 (sagittal image 12).", [(7.9, None, NA, "")]),
    ("Mass with SUV max 7.9.", [(7.9, None, NS, "")]),
    ("On slice 90 there is a mass in the right lung with SUV max 7.9.", [(7.9, 90, K, "right")]),
    ("A mass in the left lung on slice 90 measures 3.2 x 1.1 cm and has an SUV max of 7.9.", [(7.9, 90, K, "left")]),
    ("SUV max on slice 90 is 4.2 in the left lung nodule.", [(4.2, 90, K, "left")]),
    # neighbours
    ("A left node is seen on slice 90. Its SUV max is 4.2.", [(4.2, 90, K, "left")]),
    ("There is a left axillary node. Its SUV max is 4.2 (slice 90).", [(4.2, 90, K, "left")]),
    ("Right lung mass with SUV max 9.9. This is best seen on slice 120.", [(9.9, 120, K, "right")]),
    ("Avid left node. SUVmax 4.2, slice 90.", [(4.2, 90, K, "left")]),
    ("No avid nodes. Left lung mass SUV max 4.2 (slice 90).", [(None, None, NV, ""), (4.2, 90, K, "left")]),
    # several lesions
    (
        "Node A (SUV max 3.1, slice 90) and node B (SUV max 4.2, slice 97).",
        [(3.1, 90, K, ""), (4.2, 97, K, "")],
    ),
    (
        "Right and left nodes have SUV max 3.2 and 4.4 respectively (slices 150 and 158).",
        [(3.2, 150, K, "right"), (4.4, 158, K, "left")],
    ),
    ("Two nodes, SUV max 3.2 and 4.4 (slices 150, 158).", [(3.2, 150, K, ""), (4.4, 158, K, "")]),
    (
        "Three nodes, SUV max 3.2, 4.4 and 5.0 (slices 150, 158 and 160).",
        [(3.2, 150, K, ""), (4.4, 158, K, ""), (5.0, 160, K, "")],
    ),
    (
        "Three nodes, SUV max 3.2, 4.4 and 5.0 (slices 150 and 158).",
        [(3.2, None, NS, ""), (4.4, None, NS, ""), (5.0, None, NS, "")],
    ),
    ("Nodes with SUV max of 3.1 on slice 90 and 4.2 on slice 97.", [(3.1, 90, K, ""), (4.2, 97, K, "")]),
    ("Nodes with SUV max 3.1 (slice 90) and 4.2 (slice 97).", [(3.1, 90, K, ""), (4.2, 97, K, "")]),
    (
        "Node on slice 90 with SUV max 3.1 and node on slice 97 with SUV max 4.2.",
        [(3.1, 90, K, ""), (4.2, 97, K, "")],
    ),
    (
        "Left axillary node SUV max 3.1 (slice 90), right hilar node SUV max 4.2 (slice 97), and liver lesion SUV max 6.0 (slice 140).",
        [(3.1, 90, K, "left"), (4.2, 97, K, "right"), (6.0, 140, K, "")],
    ),
    (
        "Left node SUV max 3.1 (slice 90); right node SUV max 4.2 (slice 97); mass SUV max 5.5; nodule SUV max 6.6 (slice 99).",
        [(3.1, 90, K, "left"), (4.2, 97, K, "right"), (5.5, None, NS, ""), (6.6, 99, K, "")],
    ),
    ("Left node SUV max 3.1, and a mass in the liver on slice 120.", [(3.1, None, NS, "")]),
    ("Left node SUV max 3.1 and right node with SUV max 4.2 (slice 97).", [(3.1, None, NS, ""), (4.2, 97, K, "right")]),
    # time
    ("Left node SUV max 4.0 (slice 90), previously 9.1.", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("Left node SUV max 4.0, previously 9.1 (slice 90).", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("Left node SUV max 4.0 (slice 90), prior SUV max 9.1.", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("Left node SUV max 4.0 (previously SUV max 9.1), slice 90.", [(4.0, 90, K, "left"), (9.1, None, PR, "")]),
    ("Left node SUV max of 4.0 (slice 90), compared to 6.2 on [DATE].", [(4.0, 90, K, "left"), (6.2, None, PR, "")]),
    ("Left node SUV max 4.0 versus 7.4 on 03/04/2011 (slice 90).", [(4.0, 90, K, "left"), (7.4, None, PR, "")]),
    ("Left node SUV max decreased from 7.4 to 4.0 (slice 90).", [(7.4, None, PR, ""), (4.0, 90, K, "left")]),
    ("Left node SUV max 7.4 -> 4.0 (slice 90).", [(7.4, None, PR, ""), (4.0, 90, K, "left")]),
    ("Left node SUV max 4.0 (slice 90), was 7.4.", [(4.0, 90, K, "left"), (7.4, None, PR, "")]),
    ("SUV max of the left node was 9.1, now 4.0 (slice 90).", [(9.1, None, PR, ""), (4.0, 90, K, "left")]),
    (
        "The left node has now SUV max 4.0 (slice 90), 9.1 on the prior study.",
        [(4.0, 90, K, "left"), (9.1, None, PR, "")],
    ),
    ("On the prior study, SUV max was 9.1; now SUV max 4.0 (slice 90).", [(9.1, None, PR, ""), (4.0, 90, K, "")]),
    ("Previously seen left node has SUV max 4.0 (slice 90).", [(4.0, 90, K, "left")]),
    ("Stable compared to prior, left node SUV max 4.0 (slice 90).", [(4.0, 90, K, "left")]),
    ("The left node had SUV max of 4.0 on slice 90.", [(4.0, 90, K, "left")]),
    ("The left node has resolved, SUV max was 9.1.", [(9.1, None, PR, "")]),
    (
        "Left axillary node, now 0.9 cm with SUV max 2.1 (slice 88), previously 1.6 cm with SUV max 7.7.",
        [(2.1, 88, K, "left"), (7.7, None, PR, "")],
    ),
    (
        "Lesion, SUV max 5.9 on today's exam versus 8.1 on the prior exam (slice 160).",
        [(5.9, 160, K, ""), (8.1, None, PR, "")],
    ),
    (
        "Nodule (SUV max 10.2, axial slice 141), increased from SUV max 6.8 on [DATE].",
        [(10.2, 141, K, ""), (6.8, None, PR, "")],
    ),
    ("Focal uptake extending from the hilum SUV max 5.1 (slice 90).", [(5.1, 90, K, "")]),
    ("SUV max 7.4 previously, 4.0 now (slice 90).", [(7.4, None, PR, ""), (4.0, 90, K, "")]),
    # reference regions
    ("The SUV max of the mass is 5.5 (slice 120) versus 2.9 in the liver.", [(5.5, 120, K, ""), (2.9, None, RR, "")]),
    ("New FDG-avid focus at T7 (SUV 9.0; slice 130).", [(9.0, 130, K, "")]),
    ("Node adjacent to liver, SUV max 5.0 (slice 90), no CT correlate.", [(5.0, 90, K, "")]),
    ("Background mediastinal blood pool metabolic activity SUV max 1.9.", [(1.9, None, RR, "")]),
    ("Liver background SUV max 2.9.", [(2.9, None, RR, "")]),
    ("Reference liver SUV max is 2.9.", [(2.9, None, RR, "")]),
    ("Blood pool SUV max: 1.8; liver SUV max: 2.9.", [(1.8, None, RR, ""), (2.9, None, RR, "")]),
    ("Uptake in the contralateral tonsil SUV max 2.2.", [(2.2, None, RR, "")]),
    ("Contralateral hilar node SUV max 5.5 (slice 90).", [(5.5, 90, K, "")]),
    ("Uptake in the mass with SUV 5.4 (slice 90) is above liver (SUV 2.9).", [(5.4, 90, K, ""), (2.9, None, RR, "")]),
    (
        "Left node SUV max 5.4 (slice 90), greater than blood pool SUV max 1.9.",
        [(5.4, 90, K, "left"), (1.9, None, RR, "")],
    ),
    ("Left adrenal uptake similar to blood pool, SUV max 2.2 (slice 140).", [(2.2, 140, K, "left")]),
    ("Liver lesion with SUV max 6.1 (slice 140).", [(6.1, 140, K, "")]),
    ("Node adjacent to the aorta, SUV max 5.0 (slice 90).", [(5.0, 90, K, "")]),
    # negation
    ("No focal uptake above SUV 2.5.", [(2.5, None, NG, "")]),
    ("No lesions with SUV greater than 2.5.", [(2.5, None, NG, "")]),
    ("No abnormal uptake in the right node, SUV max 0.9 (slice 90).", [(0.9, None, NG, "")]),
    ("No avid nodes except a left hilar node with SUV max 3.1 (slice 90).", [(3.1, 90, K, "left")]),
    ("No significant change in left node with SUV max 4.2 (slice 90).", [(4.2, 90, K, "left")]),
    ("Focal uptake in the left rib without CT correlate, SUV max 4.2 (slice 90).", [(4.2, 90, K, "left")]),
    # numbers that are something else
    ("A 3.2 x 1.1 cm mass in the right lung, SUV max 8.8 (slice 120).", [(8.8, 120, K, "right")]),
    ("Nodes of 1.1 and 0.8 cm with SUV max 3.3 (slice 90).", [(3.3, 90, K, "")]),
    ("SUV measurements obtained 60 minutes after injection of 10.5 mCi.", [(None, None, NV, "")]),
    ("L3 lesion with SUV max 8.8 (slice 180).", [(8.8, 180, K, "")]),
    ("Level 2 node of 1.2 cm (SUV max 8.8, slice 40), Deauville 4.", [(8.8, 40, K, "")]),
    ("Left node with SUV max 8.8 at 45% threshold, slice 40.", [(8.8, 40, K, "left")]),
    # side
    ("Left-sided pleural lesion SUV max 8.8 (slice 100).", [(8.8, 100, K, "left")]),
    ("Rt. hilar node SUV max 8.8 (slice 100).", [(8.8, 100, K, "right")]),
    ("Bilateral hilar nodes, SUV max 8.8 (slice 100).", [(8.8, 100, K, "bilateral")]),
    ("Uptake near the left ventricle, SUV max 8.8 (slice 100).", [(8.8, 100, K, "")]),
    ("Left greater than right tonsil, SUV max 8.8 (slice 30).", [(8.8, 30, K, "left")]),
]

INTERPRETED: list[tuple[str, str]] = [
    ("Uptake in the left tonsil SUV max 6.7 (slice 29), likely physiologic.", "physiologic"),
    ("Physiologic uptake in the left tonsil, SUV max 6.7 (slice 29).", "physiologic"),
    ("Brown fat in the left neck, SUV max 6.7 (slice 29).", "physiologic"),
    ("Reactive left hilar node, SUV max 6.7 (slice 29).", "benign"),
    ("Degenerative uptake at L4, SUV max 6.7 (slice 29).", "benign"),
    ("Left node SUV max 6.7 (slice 29), reactive versus metastatic.", "unspecified"),
    ("Left node SUV max 6.7 (slice 29), unlikely to be physiologic.", "unspecified"),
    ("Non-physiologic uptake in the left node, SUV max 6.7 (slice 29).", "unspecified"),
    ("Left node SUV max 6.7 (slice 29).", "unspecified"),
]

REPORT_COLUMNS_STYLE = """\
EXAM: PET/CT skull base to mid thigh.
CLINICAL HISTORY: Lymphoma. Prior PET showed a left axillary node with SUV max 9.1 (slice 88).
TECHNIQUE: 10 mCi F-18 FDG. A SUV threshold of 2.5 was used. Liver SUV max 2.9.
FINDINGS:
HEAD AND NECK
1. Right level II lymph node, 1.1 x 0.8 cm, SUV max 5.1 (slice 40).
2. No other avid nodes.
CHEST
Left axillary node, SUV max 4.0 (slice 90), previously 9.1.
IMPRESSION:
1. Left axillary node, SUV max 4.0 (slice 90), improved.
2. New splenic focus with SUV max 6.6 (slice 130).
"""

REPORT_ONE_PER_LINE = """\
Findings:
Left lung nodule SUVmax 4.4 slice 101
Right adrenal mass SUVmax 7.7 slice 155
Liver: SUVmax 2.4
Conclusion:
Right adrenal mass SUVmax 7.7 slice 155
"""
