"""Labelled sentences as different readers dictate them; all invented. Written as in ``report_corpus_forms``."""

MIXED: list[tuple[str, str]] = [
    (
        "Hypermetabolic soft tissue in the left iliacus muscle demonstrates SUV max up to 8.3, image 244 series 5.",
        "8.3@244 left",
    ),
    (
        "There is an FDG-avid 2.1 cm spiculated nodule within the superior segment of the left lower lobe (axial image 102), with maximum SUV of 9.7, previously 1.8 cm and maximum SUV of 7.2.",
        "9.7@102 left | 7.2 prior_study",
    ),
    (
        "Index lesion 3, right paratracheal station 2R: 1.4 cm, SUVmax 6.8 (CT image 76), previously 1.1 cm, SUVmax 4.9.",
        "6.8@76 right | 4.9 prior_study",
    ),
    (
        "Focal intense tracer uptake in the left lateral peripheral zone at the mid gland, SUVmax 14.6 on slice 281, suspicious for the known Gleason 4+4 primary.",
        "14.6@281 left",
    ),
    ("Diffuse moderate thyroid uptake, SUVmax 5.2 (image 66), consistent with thyroiditis.", "5.2@66"),
    (
        "New hypermetabolic retrocaval lymph node measures 9 mm short axis with SUV max 5.6 and is seen on image 178.",
        "5.6@178",
    ),
    (
        "The max SUV within the right adrenal nodule is 3.2, slightly above liver (max SUV 2.8), image 160.",
        "3.2@160 right | 2.8 reference_region",
    ),
    ("Interval resolution of the previously seen left axillary node (prior SUVmax 4.4, image 92).", "4.4 prior_study"),
    ("Right breast: 18 mm mass at 10 o'clock, SUVmax 7.1, slice 115. Left breast: no uptake.", "7.1@115 right"),
    (
        "Uptake in the right 6th and 8th ribs, SUVmax 2.9 (slice 128) and 3.4 (slice 139), likely posttraumatic.",
        "2.9@128 right | 3.4@139 right",
    ),
    ("SUVmax: 3.8 (image 88), right hilar node.", "3.8@88 right"),
    (
        "Mesenteric mass, 6.1 x 4.4 cm, SUVmax 11.9 (baseline 24.3), Deauville 4 (liver SUVmax 3.0), slice 188.",
        "11.9@188 | 24.3 prior_study | 3.0 reference_region",
    ),
    ("A 7 mm right upper lobe nodule (3:54) is below the resolution of PET but shows SUVmax of 1.3.", "1.3@54 right"),
    ("Left supraclavicular lymph node (series 604, image 71) SUV max 5.0.", "5.0@71 left"),
    ("Lesion in the uncinate process with SUV max of 6.6 and SUV mean of 3.9 (slice 171), MTV 12.4 cc.", "6.6@171"),
    (
        "Abnormal uptake at the esophagogastric junction extends over 5 cm, from slice 138 to slice 155, with SUV max 15.7.",
        "15.7@138",
    ),
    (
        "Marked heterogeneous activity in the spleen (SUVmax 8.8, image 150) exceeding the liver (SUVmax 3.3).",
        "8.8@150 | 3.3 reference_region",
    ),
    (
        "Two small foci in the right lobe of the prostate: apex SUVmax 5.5 (image 290) and base SUVmax 6.2 (image 278).",
        "5.5@290 right | 6.2@278 right",
    ),
    (
        "Soft tissue nodule in the subcutaneous fat of the left flank on image 199 has maximum SUV of 3.3; in 2021 the maximum SUV was 3.1.",
        "3.3@199 left | 3.1 prior_study",
    ),
    (
        "The dominant left renal upper pole mass is FDG avid (SUVmax 7.7, axial 163). Additional lesion at the lower pole (SUVmax 4.0, axial 175).",
        "7.7@163 left | 4.0@175",
    ),
    ("SUVmax decreased 54% to 4.8 from 10.4 in the sternal lesion (image 110).", "4.8@110 | 10.4 prior_study"),
    ("SUVmax in the L5 lesion: 9.1 (image 222); in the S1 lesion: 5.0 (image 236).", "9.1@222 | 5.0@236"),
    (
        "Compared to 03/2022, the dominant hepatic metastasis in segment 5/6 now has SUVmax 13.0 (was 17.9) on image 155.",
        "13.0@155 | 17.9 prior_study",
    ),
    (
        "Moderate FDG uptake (SUVmax 4.2) is noted in a left external iliac node measuring 1.3 cm (image 251).",
        "4.2@251 left",
    ),
    ("Physiologic uptake is seen in the brain, myocardium (SUVmax 9.4), kidneys and bladder.", "9.4 no_slice"),
    ("Rt tonsil SUV 8.8/slice 34, Lt tonsil SUV 8.1/slice 35.", "8.8@34 right | 8.1@35 left"),
    (
        "Increased uptake in the terminal ileum, SUVmax of 6.0, slice 232, is nonspecific; prior SUVmax 5.8 on slice 229.",
        "6.0@232 | 5.8 prior_study",
    ),
    (
        "Nodule #1 LUL SUV max 3.3 im 77; nodule #2 RLL SUV max 2.1 im 119; nodule #3 RML SUV max 1.7 im 108.",
        "3.3@77 left | 2.1@119 right | 1.7@108 right",
    ),
    (
        "The right pleural thickening is unchanged in extent; SUV max has increased from 3.3 to 6.6 (image 125).",
        "3.3 prior_study | 6.6@125 right",
    ),
    (
        "Mediastinal blood pool: SUVmax 2.0. Liver: SUVmax 3.2. Left inguinal node: SUVmax 4.9, slice 277.",
        "2.0 reference_region | 3.2 reference_region | 4.9@277 left",
    ),
    ("An ill-defined area of uptake in the right psoas (SUVmax 5.9) extends from slice 190 to 205.", "5.9@190 right"),
    (
        "The largest node is portacaval, 2.4 cm, and has SUVmax 7.0 (slice 161), while a 1.1 cm aortocaval node has SUVmax 3.9 (slice 176).",
        "7.0@161 | 3.9@176",
    ),
    ("Symmetric bilateral parotid uptake, SUVmax 3.0 right and 2.9 left, slice 38.", "3.0@38 right | 2.9@38 left"),
    (
        "Uptake time 58 minutes. Reference liver SUVmean 2.3. Axial slice numbers refer to the PET. Left lung nodule SUVmax 4.1 (96).",
        "4.1 no_slice",
    ),
    (
        "In the left lung base an 11 mm nodule with an SUV of 3.7 is present on image 139 of the fused series.",
        "3.7@139 left",
    ),
    ("FDG avidity in the gastric antrum is mild (max SUV 3.5, image 159), most likely gastritis.", "3.5@159"),
    ("Metabolically active left level Ib node: SUVmax = 6,3 (slice no 47), size 14 x 9 mm.", "6.3@47 left"),
    (
        "The previously noted lesion in T9 shows SUVmax of 5.1 on image 140 compared to SUVmax of 8.4 on image 138 previously.",
        "5.1@140 | 8.4 prior_study",
    ),
    (
        "Abdomen: 1.8cm gastrohepatic node w/ SUVmax 7.7 (img 152). 1.0cm celiac node w/ SUVmax 4.3 (img 158). No adrenal mass.",
        "7.7@152 | 4.3@158",
    ),
    (
        "SUVmax of 12.2 in the anal canal on slice 300, uptake that was SUVmax 13.0 on the previous study of 5 May 2020.",
        "12.2@300 | 13.0 prior_study",
    ),
    ("Right axillary nodes after vaccination, SUVmax up to 3.9 (slice 84), benign.", "3.9@84 right"),
    (
        "Avid lesion at the right femoral neck on slice 290 (SUVmax 8.0) and left femoral neck on slice 292 (SUVmax 6.1).",
        "8.0@290 right | 6.1@292 left",
    ),
]
