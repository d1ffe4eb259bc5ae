"""Labelled sentences on current and earlier values, written for the tests; no patient's report is among them.

Each entry: text, then its mentions in order as (SUVmax, slice, outcome); only kept mentions have their slice compared.
"""

K, PR, NS = "kept", "prior_study", "no_slice"

SENTENCES_ON_TIME: list[tuple[str, list[tuple[float, int | None, str]]]] = [
    (
        "Nodes with SUVmax of 5.1 and 4.2 respectively (slices 90 and 95), previously 6.0 and 7.0.",
        [(5.1, 90, K), (4.2, 95, K), (6.0, None, PR), (7.0, None, PR)],
    ),
    (
        "Node SUVmax 5.1 (slice 90), was 9.9, 7.2 and 6.5 on prior studies.",
        [(5.1, 90, K), (9.9, None, PR), (7.2, None, PR), (6.5, None, PR)],
    ),
    (
        "Nodes SUVmax 5.1 and 4.2 (slices 90, 95), compared to 6.0/7.0 on [DATE].",
        [(5.1, 90, K), (4.2, 95, K), (6.0, None, PR), (7.0, None, PR)],
    ),
    ("Two nodes, prior SUVmax 5.0 and 6.1 on slices 88 and 95.", [(5.0, None, PR), (6.1, None, PR)]),
    (
        "Nodes SUVmax 5.1 and 4.2 (slices 90 and 95); 6.0 and 7.0 previously.",
        [(5.1, 90, K), (4.2, 95, K), (6.0, None, PR), (7.0, None, PR)],
    ),
    (
        "Nodes SUVmax 5.1 and 4.2 (slices 90 and 95), 6.0 and 7.0 on the prior study.",
        [(5.1, 90, K), (4.2, 95, K), (6.0, None, PR), (7.0, None, PR)],
    ),
    ("Node A SUVmax 3.1 and node B 4.2 on slices 90 and 97 respectively.", [(3.1, 90, K), (4.2, 97, K)]),
    (
        "Node A SUVmax 3.1, node B SUVmax 4.2 and node C SUVmax 5.0 on slices 90, 97 and 101.",
        [(3.1, 90, K), (4.2, 97, K), (5.0, 101, K)],
    ),
    (
        "Node A SUVmax 3.1, node B SUVmax 4.2 and node C SUVmax 5.0 on slices 90 and 97.",
        [(3.1, None, NS), (4.2, None, NS), (5.0, None, NS)],
    ),
    (
        "Left hilar node with SUVmax of 3.1 and right hilar node with SUVmax of 4.2 (images 90 and 97, respectively).",
        [(3.1, 90, K), (4.2, 97, K)],
    ),
    (
        "Liver lesions in segments II, IVa and VIII have SUVmax of 6.2, 7.4 and 5.5 (axial slices 140/143/150).",
        [(6.2, 140, K), (7.4, 143, K), (5.5, 150, K)],
    ),
    ("On slices 90 and 97 there are two nodes with SUVmax 3.1 and 4.2.", [(3.1, 90, K), (4.2, 97, K)]),
    ("Nodes on slices 90, 97 and 99 with SUVmax 3.1 and 4.2.", [(3.1, None, NS), (4.2, None, NS)]),
    (
        "Right axillary node SUVmax 3.1 (prior 4.4) and left axillary node SUVmax 4.2 (prior 5.5) on slices 90 and 97, respectively.",
        [(3.1, 90, K), (4.4, None, PR), (4.2, 97, K), (5.5, None, PR)],
    ),
    ("[DATE]: SUVmax 5.6; today 4.3 (slice 90).", [(5.6, None, PR), (4.3, 90, K)]),
    (
        "Left lung nodule (slice 90): SUVmax 4.3 today, 5.6 on [DATE], 7.0 on [DATE].",
        [(4.3, 90, K), (5.6, None, PR), (7.0, None, PR)],
    ),
    (
        "Left lung nodule SUVmax 4.3 (slice 90) [[DATE]: 5.6, [DATE]: 7.0].",
        [(4.3, 90, K), (5.6, None, PR), (7.0, None, PR)],
    ),
    (
        "Mass SUVmax 8.8 (slice 120), 12.1 in 2019 and 10.4 in 2020.",
        [(8.8, 120, K), (12.1, None, PR), (10.4, None, PR)],
    ),
    (
        "SUVmax on 03/04/2011 was 7.4, on 05/06/2010 9.9, and is now 4.0 (slice 90).",
        [(7.4, None, PR), (9.9, None, PR), (4.0, 90, K)],
    ),
    ("Mass SUVmax 8.8 (slice 120; [DATE] 12.1).", [(8.8, 120, K), (12.1, None, PR)]),
    ("Right hilar node is stable at SUVmax 3.2 (slice 90).", [(3.2, 90, K)]),
    ("Right hilar node, stable SUVmax at 3.2, slice 90.", [(3.2, 90, K)]),
    ("Unchanged SUVmax 3.2 (previously 3.2) of the right hilar node, slice 90.", [(3.2, 90, K), (3.2, None, PR)]),
    ("Right hilar node SUVmax 3.2 (slice 90), unchanged from 3.2.", [(3.2, 90, K), (3.2, None, PR)]),
    ("Right hilar node SUVmax 3.2 (slice 90), unchanged from prior.", [(3.2, 90, K)]),
    ("Right hilar node with SUVmax of 3.2, previously also 3.2 (image 90).", [(3.2, 90, K), (3.2, None, PR)]),
    ("Similar SUVmax of 3.2 compared with 3.3 previously (slice 90).", [(3.2, 90, K), (3.3, None, PR)]),
    ("Left node SUVmax 4.0 (slice 90), down from 7.4.", [(4.0, 90, K), (7.4, None, PR)]),
    ("Left node SUVmax 4.0, down from 7.4 (slice 90).", [(4.0, 90, K), (7.4, None, PR)]),
    ("Left node SUVmax increased to 5 from 4 (slice 90).", [(5.0, 90, K), (4.0, None, PR)]),
    ("Left node SUVmax has increased to 5.2 from 4.1, slice 90.", [(5.2, 90, K), (4.1, None, PR)]),
    ("Left node SUVmax went from 7.4 to 4.0 (slice 90).", [(7.4, None, PR), (4.0, 90, K)]),
    ("Left node with SUVmax from 7.4 to 4.0 (slice 90).", [(7.4, None, PR), (4.0, 90, K)]),
    ("Left node, SUVmax 7.4 --> 4.0 (slice 90).", [(7.4, None, PR), (4.0, 90, K)]),
    ("Left node, SUVmax 10.2 -> 7.4 -> 4.0 (slice 90).", [(10.2, None, PR), (7.4, None, PR), (4.0, 90, K)]),
    (
        "Nodes with SUVmax decreased from 7.4 and 6.6 to 4.0 and 3.1 (slices 90 and 97).",
        [(7.4, None, PR), (6.6, None, PR), (4.0, 90, K), (3.1, 97, K)],
    ),
    ("Interval decrease in SUVmax of the left node to 4.0 (slice 90) from 7.4.", [(4.0, 90, K), (7.4, None, PR)]),
    ("The left node has decreased in SUVmax, 7.4 to 4.0 (slice 90).", [(7.4, None, PR), (4.0, 90, K)]),
    ("SUVmax rose to 9.9 (slice 90) after a nadir of 2.1.", [(9.9, 90, K), (2.1, None, PR)]),
    ("Left node SUVmax 9.9 (slice 90), nadir SUVmax 2.1.", [(9.9, 90, K), (2.1, None, PR)]),
    (
        "Left node: baseline SUVmax 10.2, interim 3.1, now 2.2 (slice 90).",
        [(10.2, None, PR), (3.1, None, PR), (2.2, 90, K)],
    ),
    ("Left node SUVmax 4.0 (slice 90), delta SUV -65%.", [(4.0, 90, K)]),
    (
        "Left node SUVmax 4.0 (slice 90), a 65% reduction from baseline SUVmax of 11.4.",
        [(4.0, 90, K), (11.4, None, PR)],
    ),
    ("Left node SUVmax 4.1 versus 5.0 before (slice 90).", [(4.1, 90, K), (5.0, None, PR)]),
    (
        "Left node SUVmax 4.1 vs. 5.0 and 6.2 on the two prior exams (slice 90).",
        [(4.1, 90, K), (5.0, None, PR), (6.2, None, PR)],
    ),
    ("Left node SUVmax 4.1 (slice 90; prev 5.0, 6.2).", [(4.1, 90, K), (5.0, None, PR), (6.2, None, PR)]),
    (
        "Left node SUVmax 4.1 [prior 5.0] slice 90; right node SUVmax 3.3 [prior 6.6] slice 97.",
        [(4.1, 90, K), (5.0, None, PR), (3.3, 97, K), (6.6, None, PR)],
    ),
    (
        "Left node (slice 90) SUVmax 4.1/prior 5.0; right node (slice 97) SUVmax 3.3/prior 6.6.",
        [(4.1, 90, K), (5.0, None, PR), (3.3, 97, K), (6.6, None, PR)],
    ),
    (
        "Previously SUVmax 5.0 and 6.1, now 3.3 and 2.2 (slices 90 and 97).",
        [(5.0, None, PR), (6.1, None, PR), (3.3, 90, K), (2.2, 97, K)],
    ),
    (
        "Current SUVmax 3.3 and 2.2 (slices 90 and 97), prior SUVmax 5.0 and 6.1 (slices 88 and 95).",
        [(3.3, 90, K), (2.2, 97, K), (5.0, None, PR), (6.1, None, PR)],
    ),
    (
        "Prior SUVmax 5.0 and 6.1 (slices 88 and 95), current SUVmax 3.3 and 2.2 (slices 90 and 97).",
        [(5.0, None, PR), (6.1, None, PR), (3.3, 90, K), (2.2, 97, K)],
    ),
    ("Left node SUVmax 3.3 (slice 90), SUVmax 5.0 (slice 88) on prior.", [(3.3, 90, K), (5.0, None, PR)]),
    ("Left node SUVmax (current/prior) 3.3/5.0, slice 90.", [(3.3, 90, K), (5.0, None, PR)]),
    ("Left node, SUVmax prior/current: 5.0/3.3, slice 90.", [(5.0, None, PR), (3.3, 90, K)]),
    (
        "Lesion 1: slice 90, SUVmax 3.3, prior SUVmax 5.0; Lesion 2: slice 97, SUVmax 2.2, prior SUVmax 6.1.",
        [(3.3, 90, K), (5.0, None, PR), (2.2, 97, K), (6.1, None, PR)],
    ),
    ("Lesion 1 | SUVmax 3.3 | prior 5.0 | slice 90", [(3.3, 90, K), (5.0, None, PR)]),
    (
        "Retroperitoneal nodes with SUVmax 3.3, previously 5.0 (slice 140), and 2.2, previously 6.1 (slice 145).",
        [(3.3, 140, K), (5.0, None, PR), (2.2, 145, K), (6.1, None, PR)],
    ),
    (
        "Retroperitoneal nodes with SUVmax 3.3 (slice 140, previously 5.0) and 2.2 (slice 145, previously 6.1).",
        [(3.3, 140, K), (5.0, None, PR), (2.2, 145, K), (6.1, None, PR)],
    ),
    (
        "SUVmax of the nodes ranged from 5.0 to 7.0 previously; today they range from 2.2 to 3.3 (slice 90).",
        [(7.0, None, PR), (3.3, 90, K)],
    ),
    (
        "Hepatic lesion SUVmax 6.1 (slice 140); on the prior examination of [DATE] SUVmax was 8.0 and 9.5 before that.",
        [(6.1, 140, K), (8.0, None, PR), (9.5, None, PR)],
    ),
    ("New left node SUVmax 6.1 (slice 140), not seen on prior.", [(6.1, 140, K)]),
    ("New compared to [DATE]: left node SUVmax 6.1 (slice 140).", [(6.1, 140, K)]),
    (
        "In comparison to the previous study, the left node SUVmax has increased, 6.1 (slice 140) vs 4.4.",
        [(6.1, 140, K), (4.4, None, PR)],
    ),
    ("Previously noted nodes have SUVmax 3.3 and 2.2 (slices 90 and 97).", [(3.3, 90, K), (2.2, 97, K)]),
    ("The lesion which previously had SUVmax 8.0 now measures 3.3 (slice 90).", [(8.0, None, PR), (3.3, 90, K)]),
    (
        "Mass SUVmax of 8.0, 7.5, and 6.0 on the last three studies.",
        [(8.0, None, PR), (7.5, None, PR), (6.0, None, PR)],
    ),
    ("Mass SUVmax 5.5 (slice 100), formerly 8.0, then 7.5.", [(5.5, 100, K), (8.0, None, PR), (7.5, None, PR)]),
    (
        "There are two hypermetabolic mediastinal nodes, station 4R with SUVmax 6.4 and station 7 with SUVmax 5.1 (images 101 and 109), previously 3.0 and 2.8, respectively.",
        [(6.4, 101, K), (5.1, 109, K), (3.0, None, PR), (2.8, None, PR)],
    ),
    (
        "Right lower lobe mass (slice 120) now has an SUVmax of 12.3; it was 15.6 in January 2015.",
        [(12.3, 120, K), (15.6, None, PR)],
    ),
    (
        "SUVmax in the right adrenal is 5.5 on slice 140, having been 9.0 and 8.1 on the two previous scans.",
        [(5.5, 140, K), (9.0, None, PR), (8.1, None, PR)],
    ),
    ("Portacaval node, SUVmax = 3.9 (was 7.7), axial image 133.", [(3.9, 133, K), (7.7, None, PR)]),
    (
        "Index lesion 1 (slice 88): SUVmax 14.0 => 6.0. Index lesion 2 (slice 99): SUVmax 9.0 => 4.4.",
        [(14.0, None, PR), (6.0, 88, K), (9.0, None, PR), (4.4, 99, K)],
    ),
    (
        "Three osseous lesions with SUVmax 4.4, 5.5 and 6.6 on slices 150, 160 and 170 (prior 8.8, 9.9 and 11.1).",
        [(4.4, 150, K), (5.5, 160, K), (6.6, 170, K), (8.8, None, PR), (9.9, None, PR), (11.1, None, PR)],
    ),
    (
        "Left supraclavicular node SUVmax 3.7 [slice 60], versus 8.8 on [DATE] and 10.1 on [DATE].",
        [(3.7, 60, K), (8.8, None, PR), (10.1, None, PR)],
    ),
    (
        "On [DATE] the left supraclavicular node had SUVmax of 8.8; on the current study it has SUVmax of 3.7 (slice 60).",
        [(8.8, None, PR), (3.7, 60, K)],
    ),
    (
        "Compared with the exam of [DATE], the hepatic dome lesion is larger with SUVmax of 9.1 (slice 135).",
        [(9.1, 135, K)],
    ),
    ("Since [DATE], new rib lesion with SUVmax 4.6 (slice 111).", [(4.6, 111, K)]),
    (
        "Splenic hilum node SUVmax 2.9 (slice 142), essentially unchanged (2.8 on prior).",
        [(2.9, 142, K), (2.8, None, PR)],
    ),
    ("Splenic hilum node, SUVmax 2.9 on slice 142, 2.8 on the prior.", [(2.9, 142, K), (2.8, None, PR)]),
    (
        "Presacral mass SUVmax 7.2 (previously 7.9 and 8.4) at slice 210.",
        [(7.2, 210, K), (7.9, None, PR), (8.4, None, PR)],
    ),
    (
        "SUVmax of the pleural deposit fell from 11.0 at baseline to 6.2 at interim and 3.3 now (slice 125).",
        [(11.0, None, PR), (6.2, None, PR), (3.3, 125, K)],
    ),
    ("Thyroid nodule: SUVmax 22.1 (slice 50), SUVmax on the outside PET 18.4.", [(22.1, 50, K), (18.4, None, PR)]),
    ("Left and right parotid foci SUVmax 5.0/6.0 (slices 30/31).", [(5.0, 30, K), (6.0, 31, K)]),
    (
        "Left parotid focus SUVmax 5.0, right parotid focus SUVmax 6.0; slices 30 and 31 respectively.",
        [(5.0, 30, K), (6.0, 31, K)],
    ),
    (
        "Prior study showed SUVmax 6.0 (slice 77), 5.0 (slice 80) and 4.0 (slice 83).",
        [(6.0, None, PR), (5.0, None, PR), (4.0, None, PR)],
    ),
    (
        "Residual mass SUVmax 2.7 (slice 104), initially 19.5, then 6.1 after two cycles.",
        [(2.7, 104, K), (19.5, None, PR), (6.1, None, PR)],
    ),
    (
        "Residual mass (slice 104) with maximum SUV 2.7 compared to initial value of 19.5.",
        [(2.7, 104, K), (19.5, None, PR)],
    ),
    (
        "The SUVmax has risen 2.2 -> 3.4 -> 5.6 across three studies (slice 93).",
        [(2.2, None, PR), (3.4, None, PR), (5.6, 93, K)],
    ),
    ("Slice 90: SUVmax 3.1, slice 95: SUVmax 4.2.", [(3.1, 90, K), (4.2, 95, K)]),
    (
        "Image 45 left tonsil SUVmax 8.1 (prior 6.0), image 61 left level III node SUVmax 5.2 (prior 4.0).",
        [(8.1, 45, K), (6.0, None, PR), (5.2, 61, K), (4.0, None, PR)],
    ),
    (
        "Paraaortic nodes (slices 150, 155) with SUVmax 4.0 and 5.0; prior SUVmax 6.0 and 7.0 (slices 149, 153).",
        [(4.0, 150, K), (5.0, 155, K), (6.0, None, PR), (7.0, None, PR)],
    ),
    (
        "SUVmax values of 4.0, 5.0, and 6.0 were recorded on slices 90, 95, and 99.",
        [(4.0, 90, K), (5.0, 95, K), (6.0, 99, K)],
    ),
    (
        "SUVmax today 4.0 and 5.0 (slices 90 and 95), last time 6.0 and 7.0.",
        [(4.0, 90, K), (5.0, 95, K), (6.0, None, PR), (7.0, None, PR)],
    ),
    ("Lymph node conglomerate with SUVmax 13.3 (slice 166; 6 months ago 7.1).", [(13.3, 166, K), (7.1, None, PR)]),
    ("Lymph node conglomerate with SUVmax 13.3 (slice 166), 7.1 six months ago.", [(13.3, 166, K), (7.1, None, PR)]),
    (
        "Nodule in the lingula, SUVmax 1.9 on slice 98 (1.8 on [DATE], 1.7 on [DATE]).",
        [(1.9, 98, K), (1.8, None, PR), (1.7, None, PR)],
    ),
    (
        "Previously treated lesion in L2 with SUVmax of 2.0 (slice 180) and new lesion in L4 with SUVmax 7.0 (slice 195).",
        [(2.0, 180, K), (7.0, 195, K)],
    ),
    (
        "Sternal lesion SUVmax 6.6 on slice 102, increased compared to SUVmax of 4.1 and 3.0 on the studies of [DATE] and [DATE].",
        [(6.6, 102, K), (4.1, None, PR), (3.0, None, PR)],
    ),
    ("Sternal lesion SUVmax 6.6 on slice 102, delta SUVmax +61% (prior 4.1).", [(6.6, 102, K), (4.1, None, PR)]),
    (
        "Liver segment 6 lesion, 3.1 x 2.2 cm (prev 4.0 x 3.1 cm), SUVmax 5.8 (prev 9.3), slice 144.",
        [(5.8, 144, K), (9.3, None, PR)],
    ),
    (
        "FDG-avid mass in the cecum, SUVmax 16.8 and 17.2 on early and delayed images (slice 201).",
        [(16.8, 201, K), (17.2, 201, K)],
    ),
    (
        "Right hilar SUVmax 4.8 vs 4.8 prior, left hilar SUVmax 5.3 vs 5.1 prior (slices 100 and 102).",
        [(4.8, 100, K), (4.8, None, PR), (5.3, 102, K), (5.1, None, PR)],
    ),
    ("Mass SUVmax 8.8 in 2014, 6.6 in 2015, 5.5 today (slice 120).", [(8.8, None, PR), (6.6, None, PR), (5.5, 120, K)]),
    ("Ileal focus with SUVmax up to 6.1 (slice 188), nonspecific; prior: not seen.", [(6.1, 188, K)]),
    ("Stable left lung nodule, SUVmax 1.4 (slice 87), unchanged SUVmax since [DATE].", [(1.4, 87, K)]),
    (
        "Two left rib foci, SUVmax 3.0 and 3.5 (slice 92 and slice 110), formerly 2.0 and 2.5.",
        [(3.0, 92, K), (3.5, 110, K), (2.0, None, PR), (2.5, None, PR)],
    ),
    (
        "Left iliac lesion: current SUVmax 4.9 (slice 222), prior exam SUVmax 8.0 (slice 219), exam before that SUVmax 9.9 (slice 220).",
        [(4.9, 222, K), (8.0, None, PR), (9.9, None, PR)],
    ),
    ("The node's SUVmax was 7.7 on slice 88 and is 3.9 on slice 90.", [(7.7, None, PR), (3.9, 90, K)]),
    ("The hilar nodes had SUVmax of 3.1 and 4.2 (slices 90 and 97).", [(3.1, 90, K), (4.2, 97, K)]),
    ("SUVmax was 3.1 on slice 90 and 4.2 on slice 97.", [(3.1, 90, K), (4.2, 97, K)]),
    ("Uterine mass SUVmax 21.5 (slice 230) [previously 19.0 (slice 228)].", [(21.5, 230, K), (19.0, None, PR)]),
    ("Ovarian lesion SUVmax 7.5, slice 225 (7.9, slice 226 on prior study).", [(7.5, 225, K), (7.9, None, PR)]),
    ("Interval increase: prior SUVmax 3.0, current SUVmax 5.0 (slice 133).", [(3.0, None, PR), (5.0, 133, K)]),
    ("Interval increase in uptake (SUVmax 3.0 to 5.0, slice 133).", [(3.0, None, PR), (5.0, 133, K)]),
    (
        "Left cervical nodes IIA, III and IV: SUVmax 4.1, 5.2, 6.3 (slices 40, 48, 55); on [DATE] 8.1, 9.2, 10.3.",
        [(4.1, 40, K), (5.2, 48, K), (6.3, 55, K), (8.1, None, PR), (9.2, None, PR), (10.3, None, PR)],
    ),
    ("Left psoas focus SUVmax: 8.8 (previous), 5.5 (current), slice 199.", [(8.8, None, PR), (5.5, 199, K)]),
    ("Left psoas focus SUVmax (previous, current): 8.8, 5.5, slice 199.", [(8.8, None, PR), (5.5, 199, K)]),
    (
        "Brain lesion with SUVmax of 10.1 on slice 12, compared to a previous SUVmax of 12.0 on slice 13.",
        [(10.1, 12, K), (12.0, None, PR)],
    ),
    ("Comparing to 2018 when SUVmax was 6.0, the node now has SUVmax 4.4 (slice 77).", [(6.0, None, PR), (4.4, 77, K)]),
    ("Comparison: PET/CT [DATE], where the left breast mass had SUVmax 13.0.", [(13.0, None, PR)]),
    (
        "Left breast mass, SUVmax 6.5 (slice 100), had SUVmax of 13.0 before chemotherapy.",
        [(6.5, 100, K), (13.0, None, PR)],
    ),
    ("Post-treatment SUVmax 2.0, pre-treatment SUVmax 13.0 (slice 100).", [(2.0, 100, K), (13.0, None, PR)]),
    (
        "Pre-treatment SUVmax 13.0 and 12.0, post-treatment SUVmax 2.0 and 3.0 (slices 100 and 104).",
        [(13.0, None, PR), (12.0, None, PR), (2.0, 100, K), (3.0, 104, K)],
    ),
    (
        "Pulmonary nodules on slices 80, 85 and 90 have SUVmax of 1.1, 2.2 and 3.3, respectively (prior 1.0, 2.0 and 3.0).",
        [(1.1, 80, K), (2.2, 85, K), (3.3, 90, K), (1.0, None, PR), (2.0, None, PR), (3.0, None, PR)],
    ),
    (
        "Right iliac node SUVmax 3.3 and left iliac node SUVmax 4.4 on slices 200, 203 and 205.",
        [(3.3, None, NS), (4.4, None, NS)],
    ),
    ("Right iliac node SUVmax 3.3 (prior 2.2, slice 198) on slice 200.", [(3.3, 200, K), (2.2, None, PR)]),
    ("Right iliac node SUVmax 3.3 on slice 200, 2.2 on slice 198 previously.", [(3.3, 200, K), (2.2, None, PR)]),
    (
        "Mesenteric mass demonstrates SUVmax 15.2, previously measured at 18.0 and 20.1 on the exams dated [DATE] and [DATE], image 175.",
        [(15.2, 175, K), (18.0, None, PR), (20.1, None, PR)],
    ),
    (
        "Bone lesions SUVmax 5.0 (T5, slice 105) and 6.0 (T9, slice 121), previously 7.0 and 8.0.",
        [(5.0, 105, K), (6.0, 121, K), (7.0, None, PR), (8.0, None, PR)],
    ),
    (
        "T5 SUVmax 5.0/prior 7.0 (slice 105), T9 SUVmax 6.0/prior 8.0 (slice 121).",
        [(5.0, 105, K), (7.0, None, PR), (6.0, 121, K), (8.0, None, PR)],
    ),
    ("Peak SUVmax remains 4.0 (slice 77) vs 4.0 at last PET.", [(4.0, 77, K), (4.0, None, PR)]),
    ("There has been improvement with SUVmax of 4.0 (from 9.0) on slice 77.", [(4.0, 77, K), (9.0, None, PR)]),
    (
        "Dominant right lung mass with SUVmax of 14.1 (previously 18.2) on axial image 99; satellite nodule with SUVmax of 3.3 (previously 3.9) on axial image 104.",
        [(14.1, 99, K), (18.2, None, PR), (3.3, 104, K), (3.9, None, PR)],
    ),
    (
        "FDG avid nodes: level IIB (SUVmax 7.1, slice 33), level III (SUVmax 6.0, slice 41); both decreased from 12.0 and 11.0.",
        [(7.1, 33, K), (6.0, 41, K), (12.0, None, PR), (11.0, None, PR)],
    ),
    (
        "Right femur lesion SUVmax 5.9 (slice 290) compared with 6.4 and 7.7 on prior PETs of [DATE] and [DATE].",
        [(5.9, 290, K), (6.4, None, PR), (7.7, None, PR)],
    ),
    ("Left femur lesion, prior SUVmax 5.9 (slice 290), has resolved.", [(5.9, None, PR)]),
    (
        "Two liver lesions measure SUVmax 8.8 (slice 133) and 7.7 (slice 139), and previously measured 11.2 and 10.3.",
        [(8.8, 133, K), (7.7, 139, K), (11.2, None, PR), (10.3, None, PR)],
    ),
    (
        "Two liver lesions previously measured 11.2 and 10.3 in SUVmax and now measure 8.8 (slice 133) and 7.7 (slice 139).",
        [(11.2, None, PR), (10.3, None, PR), (8.8, 133, K), (7.7, 139, K)],
    ),
    (
        "SUVmax 11.2/10.3 previously, 8.8/7.7 now (slices 133/139).",
        [(11.2, None, PR), (10.3, None, PR), (8.8, 133, K), (7.7, 139, K)],
    ),
    ("Sacral focus SUVmax 4.5 on slice 205 (stable from 4.4).", [(4.5, 205, K), (4.4, None, PR)]),
    ("Pancreatic tail mass: SUVmax 9.4 [slice 148]; comparison 9.9.", [(9.4, 148, K), (9.9, None, PR)]),
    (
        "Pancreatic tail mass with an SUVmax of 9.4, not significantly changed from 9.9, slice 148.",
        [(9.4, 148, K), (9.9, None, PR)],
    ),
    (
        "Nodes in the left axilla and left neck have SUVmax of 6.0 and 5.0 on slices 98 and 60, compared to 9.0 and 8.0 previously.",
        [(6.0, 98, K), (5.0, 60, K), (9.0, None, PR), (8.0, None, PR)],
    ),
    (
        "Nodes in the left axilla and left neck have SUVmax of 6.0 and 5.0, compared to 9.0 and 8.0 previously, on slices 98 and 60.",
        [(6.0, 98, K), (5.0, 60, K), (9.0, None, PR), (8.0, None, PR)],
    ),
    (
        "Compared to 9.0 and 8.0 previously, the two nodes now have SUVmax 6.0 and 5.0 (slices 98 and 60).",
        [(9.0, None, PR), (8.0, None, PR), (6.0, 98, K), (5.0, 60, K)],
    ),
    (
        "Node A: SUVmax 6.0 (slice 98), previously 9.0, 8.0 and 7.0. Node B: SUVmax 5.0 (slice 60), previously 4.0.",
        [(6.0, 98, K), (9.0, None, PR), (8.0, None, PR), (7.0, None, PR), (5.0, 60, K), (4.0, None, PR)],
    ),
    (
        "New left pleural nodule (SUVmax 3.0, slice 117) and right pleural nodule (SUVmax 4.0, slice 118), the latter previously 6.0.",
        [(3.0, 117, K), (4.0, 118, K), (6.0, None, PR)],
    ),
    (
        "Esophageal mass SUVmax 20.5 on slice 102, 85% decreased from baseline of 136.7.",
        [(20.5, 102, K), (136.7, None, PR)],
    ),
    (
        "Esophageal mass: SUVmax [DATE] 20.5, [DATE] 12.2, today 8.1 (slice 102).",
        [(20.5, None, PR), (12.2, None, PR), (8.1, 102, K)],
    ),
    (
        "Right renal fossa nodule SUVmax 5.1 on PET slice 160/CT slice 320, formerly 6.1.",
        [(5.1, 160, K), (6.1, None, PR)],
    ),
    (
        "Nodes SUVmax 5.1, 4.2 and 3.3 (slices 90, 95 and 97) were 6.1, 5.2 and 4.3 on [DATE].",
        [(5.1, 90, K), (4.2, 95, K), (3.3, 97, K), (6.1, None, PR), (5.2, None, PR), (4.3, None, PR)],
    ),
    (
        "Focus in the left breast with SUVmax 2.6 (axial 110), versus SUVmax 2.5 prior; focus in the right breast with SUVmax 3.6 (axial 112), versus SUVmax 4.5 prior.",
        [(2.6, 110, K), (2.5, None, PR), (3.6, 112, K), (4.5, None, PR)],
    ),
    (
        "The nodule SUVmax, which was 2.5, 3.0 and 3.3 on three prior studies, is 4.4 (slice 88).",
        [(2.5, None, PR), (3.0, None, PR), (3.3, None, PR), (4.4, 88, K)],
    ),
    (
        "SUVmax of 4.4 and 5.5 in the right lobe lesions (slices 130 and 135), earlier values 7.7 and 8.8.",
        [(4.4, 130, K), (5.5, 135, K), (7.7, None, PR), (8.8, None, PR)],
    ),
    # a wrong word order or a doubt: dropped, never guessed
    (
        "Axillary node maximum SUV 2.2, on the previous exam 3.4, and on the one before 5.6 (slice 95).",
        [(2.2, None, NS), (3.4, None, PR), (5.6, None, PR)],
    ),
    (
        "Esophageal mass SUVmax at diagnosis 20.5, after induction 12.2, currently 8.1 (slice 102).",
        [(20.5, None, PR), (12.2, None, NS), (8.1, 102, K)],
    ),
    ("Left psoas focus SUVmax: 5.5 (current), 8.8 (previous), slice 199.", [(5.5, 199, K), (8.8, None, PR)]),
    ("Node SUVmax 3.1 (5.0), slice 90.", [(3.1, 90, K), (5.0, None, NS)]),
    ("Node SUVmax 5.4, MTV 12.3, TLG 66.4 (slice 90).", [(5.4, 90, K)]),
    ("Left node SUVmax 4.0 in previously irradiated field (slice 90).", [(4.0, 90, K)]),
    ("Nodes with SUVmax between 3.0 and 5.0 (slices 133-140).", [(5.0, 133, K)]),
]
