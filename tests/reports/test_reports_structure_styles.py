"""Sentences in the styles of many hospitals: the region and the subsite that their words name."""

from __future__ import annotations

import pytest

from pet_ground.records import NOT_STATED
from pet_ground.reports import structure_by_rules

REGION_OF = {
    "H": "Head and neck",
    "C": "Chest",
    "A": "Abdomen",
    "P": "Pelvis",
    "S": "Spine",
    "U": "Upper extremity",
    "L": "Lower extremity",
    "N": NOT_STATED,
}

# sentence | SUV of the focus | region by its letter | subsite
CASES = """
SUV max of 5.1 and 8.3 in the sternum and T8 vertebral body, respectively (slices 130 and 150). | 5.1 | C | sternum
Right renal hilar lymph node is markedly hypermetabolic, max SUV 12.9, axial slice 184. | 12.9 | A | Right renal hilar
Lymph node at the porta hepatis, SUVmax 6.1 (slice 170). | 6.1 | A | porta hepatis
Focus at the hepatic hilum with SUV max of 5.5 (image 171). | 5.5 | A | hepatic hilum
Splenic hilar node SUV max 4.5 slice 165. | 4.5 | A | Splenic hilar
Left frontal scalp nodule, SUV max 4.4 (slice 10). | 4.4 | H | Left frontal scalp
Lytic lesion in the occipital calvarium with SUVmax 7.1 on slice 12. | 7.1 | H | occipital calvarium
Skull base lesion eroding the clivus, SUV max 11.2, slice 22. | 11.2 | H | Skull base
Enlarged left lower paratracheal node (1.8 cm), SUV max 9.0, slice 101. | 9.0 | C | left lower paratracheal
Linear activity in the left pelvis (SUVmax 13.7, slice 198) corresponds to the left ureter. | 13.7 | P | left pelvis
Left 5th rib lesion, SUV max 3.3 (slice 120). | 3.3 | C | Left 5th rib
Portacaval lymph node with uptake above liver, SUVmax 5.9 (slice 172). | 5.9 | A | Portacaval
Aortocaval adenopathy with SUVmax of 8.8 (slice 190), greater than blood pool. | 8.8 | A | Aortocaval
Uptake similar to spleen is seen in a left inguinal lymph node, SUV max 3.1 (slice 250). | 3.1 | P | left inguinal
Gastrohepatic ligament node, SUV max 6.6 (slice 160). | 6.6 | A | Gastrohepatic ligament
Perirectal node measuring 8 mm with SUVmax 4.9 (slice 236). | 4.9 | P | Perirectal
Presacral soft tissue thickening, SUV max 3.9, slice 222. | 3.9 | P | Presacral
Right external iliac chain lymph node SUVmax 7.7 (slice 218). | 7.7 | P | Right external iliac chain
There is a left popliteal node with SUV max 2.8 (slice 400). | 2.8 | L | left popliteal
Right epitrochlear lymph node, SUV max 3.6 (slice 210). | 3.6 | U | Right epitrochlear
Left internal mammary node SUV max 5.4 slice 110. | 5.4 | C | Left internal mammary
Right intramammary lymph node with SUVmax 2.7 on slice 122. | 2.7 | C | Right intramammary
Right cardiophrenic angle lymph node, SUV max 4.0 (slice 145). | 4.0 | C | Right cardiophrenic angle
Left retrocrural node, SUV max 6.2 (slice 158). | 6.2 | C | Left retrocrural
Mesenteric nodal mass with SUVmax 14.2 (slice 195). | 14.2 | A | Mesenteric
Peritoneal implant in the right pelvis, SUV max 7.9 (slice 220). | 7.9 | P | right pelvis
Omental caking with SUV max 9.1 (slice 190). | 9.1 | A | Omental
Left pleural thickening with SUVmax 8.0 (slice 130). | 8.0 | C | Left pleural
Right parotid gland nodule, SUV max 6.3 (slice 28). | 6.3 | H | Right parotid gland
Intense focus in the left lobe of the thyroid, SUV max 11.8 (slice 60). | 11.8 | H | left lobe of the thyroid
Asymmetric uptake in the right tongue base, SUVmax 9.2, slice 40. | 9.2 | H | right tongue base
Mass centered in the left nasopharynx (SUV max 15.3, slice 30). | 15.3 | H | left nasopharynx
Focal uptake in the left vocal cord, SUV max 4.8 (slice 55). | 4.8 | H | left vocal cord
Left breast mass in the upper outer quadrant, SUV max 6.9 (slice 125). | 6.9 | C | upper outer quadrant
Endometrial thickening, SUVmax 10.1 (slice 230). | 10.1 | P | Endometrial
Cystic left ovarian mass with peripheral uptake, SUV max 5.0 (slice 225). | 5.0 | P | left ovarian
Focus in the left testis, SUV max 5.9 (slice 268). | 5.9 | P | left testis
Circumferential rectal wall thickening, SUV max 17.2 (slice 240). | 17.2 | P | rectal wall
Focal uptake in the cecum with SUVmax 8.6 (slice 205). | 8.6 | A | cecum
Focus in the hepatic flexure of the colon, SUV max 6.4 (slice 180). | 6.4 | A | hepatic flexure of the colon
Anal canal mass, SUV max 13.0 (slice 256). | 13.0 | P | Anal canal
Hypodense lesion in segment VI of the liver, SUV max 8.5 (slice 178). | 8.5 | A | segment VI of the liver
Hypermetabolic hepatic dome lesion (SUVmax 6.8, slice 102). | 6.8 | A | hepatic dome
Mass in the tail of the pancreas, SUV max 7.0 (slice 176). | 7.0 | A | tail of the pancreas
Left adrenal nodule with uptake greater than liver (SUV max 5.6, slice 168). | 5.6 | A | Left adrenal
Left proximal humerus lytic lesion, SUVmax 9.3 (slice 96). | 9.3 | U | Left proximal humerus
Right ischial tuberosity uptake, SUV max 3.5 (slice 262). | 3.5 | P | Right ischial tuberosity
Left superior pubic ramus lesion SUV max 5.7 (slice 255). | 5.7 | P | Left superior pubic ramus
Sclerotic focus in the right sacral ala, SUV max 4.1 (slice 226). | 4.1 | P | right sacral ala
C7 spinous process uptake, SUVmax 3.8 (slice 70). | 3.8 | S | C7 spinous process
Compression deformity of L1 with SUV max 4.6 (slice 180). | 4.6 | S | L1
Left mandibular body lesion, SUV max 8.1 (slice 38). | 8.1 | H | Left mandibular body
Retroperitoneal left para-aortic lymph node, SUVmax 7.4 (slice 196). | 7.4 | A | Retroperitoneal left para-aortic
Subcarinal lymph node is FDG avid, SUVmax = 11.1 (PET series 4, image 126). | 11.1 | C | Subcarinal
Station 4R node measures 12 mm with SUV max 5.3 (slice 104). | 5.3 | C | Station 4R
AP window lymph node, SUV max 6.5 (slice 112). | 6.5 | C | AP window
RUL nodule 14 mm, SUVmax 4.2, sl. 88. | 4.2 | C | RUL
R axillary LN SUVmax 3.0 (slice 100). | 3.0 | C | R axillary
Subcutaneous nodule in the left flank, SUV max 2.9 (slice 200). | 2.9 | A | left flank
Right gluteus maximus intramuscular focus, SUV max 5.2 (slice 240). | 5.2 | L | Right gluteus maximus
Left psoas muscle deposit SUV max 6.0 (slice 205). | 6.0 | A | Left psoas muscle
Physiologic urinary activity in the bladder, SUV max 45.0 (slice 250). | 45.0 | P | bladder
Diffuse bone marrow uptake, SUV max 4.0 (slice 150). | 4.0 | N | N/A
Hypermetabolic lymph node, SUV max 5.0 (slice 77). | 5.0 | N | N/A
Subcutaneous nodule, SUV max 3.4 (slice 260), greater than muscle. | 3.4 | N | N/A
New focus of uptake above mediastinal blood pool, SUV max 3.7 (slice 133). | 3.7 | N | N/A
Known colon cancer with new FDG avid mass, SUV max 8.4 (slice 144). | 8.4 | N | N/A
Left hilar mass invading the left main pulmonary artery, SUV max 18.0 (slice 116). | 18.0 | C | Left hilar
Right lung base consolidation, SUV max 5.8 (slice 150), extending to the diaphragm. | 5.8 | C | Right lung base
Nodule adjacent to the left kidney, SUV max 6.7 (slice 190). | 6.7 | A | adjacent to the left kidney
Right retropharyngeal node SUVmax 7.5 slice 35, and left level V node SUVmax 4.3 slice 58. | 4.3 | H | left level V
Right supraclavicular lymphadenopathy: SUV max 9.6 (slice 80). | 9.6 | H | Right supraclavicular
Midesophageal mass with SUVmax 16.1 (slice 128). | 16.1 | C | Midesophageal
Distal esophageal thickening, SUV max 12.0 (slice 155). | 12.0 | C | Distal esophageal
Gastric antrum wall thickening with SUV max of 7.3 (slice 182). | 7.3 | A | Gastric antrum wall
Focal uptake in the terminal ileum (SUVmax 8.2, slice 215). | 8.2 | A | terminal ileum
Left acetabular lesion shows SUVmax of 6.3 (slice 246), compared to 9.0 previously. | 6.3 | P | Left acetabular
Manubrium lesion SUVmax 7.0 (slice 100). | 7.0 | C | Manubrium
Right medial clavicle lesion, SUV max 3.9 (slice 92). | 3.9 | C | Right medial clavicle
Left glenoid uptake, SUV max 4.4 (slice 95), degenerative. | 4.4 | C | Left glenoid
Right distal tibia, SUVmax 5.5 (slice 480). | 5.5 | L | Right distal tibia
Left calf soft tissue mass SUV max 8.8 (slice 430). | 8.8 | L | Left calf
Vaginal cuff nodule with SUV max 9.7 (slice 248). | 9.7 | P | Vaginal cuff
Left seminal vesicle focus, SUV max 5.1 (slice 240). | 5.1 | P | Left seminal vesicle
Mesorectal lymph node SUV 4.3 (slice 233). | 4.3 | P | Mesorectal
Hypermetabolic mass in the left thigh, SUV max 7.9 (slice 239). | 7.9 | L | left thigh
Left submandibular node, SUV max 4.2 (slice 42), adjacent to the submandibular gland. | 4.2 | H | Left submandibular
Right maxillary sinus mucosal thickening, SUV max 3.9 (slice 20), inflammatory. | 3.9 | H | Right maxillary sinus
Left temporal lobe lesion, SUV max 12.5 (slice 12). | 12.5 | H | Left temporal lobe
Right orbital mass, SUVmax 6.6, slice 16. | 6.6 | H | Right orbital
Anterior mediastinal mass, SUV max 13.4 (slice 108). | 13.4 | C | Anterior mediastinal
Left chest wall mass invading the ribs, SUV max 10.7 (slice 125). | 10.7 | C | Left chest wall
Pancreatic uncinate process mass SUV max 6.9 (slice 188). | 6.9 | A | Pancreatic uncinate process
Gallbladder fundus focus, SUV max 8.3 (slice 186). | 8.3 | A | Gallbladder fundus
Left lower pole renal mass SUV max 6.5 (slice 200). | 6.5 | A | Left lower pole renal
Common hepatic artery node, SUV max 5.5 (slice 170). | 5.5 | A | Common hepatic artery
Celiac axis lymph node SUVmax 6.2 (slice 168). | 6.2 | A | Celiac axis
Umbilical soft tissue nodule, SUV max 7.7 (slice 205). | 7.7 | A | Umbilical
Multiple mediastinal lymph nodes with SUV max of 4.2, 5.1, and 6.0 (slices 101, 108 and 115). | 5.1 | C | mediastinal
Right hilar and subcarinal lymph nodes, SUV max 8.0 (slice 120). | 8.0 | C | Right hilar and subcarinal
Left lung apex scarring without uptake; right apical nodule, SUV max 3.5 (slice 80). | 3.5 | N | right apical
Liver: 2 cm lesion in the right lobe, SUV max 7.1 (slice 170); background liver SUV max 3.0. | 7.1 | A | Liver
CHEST: Right paratracheal node with SUV max 4.9 (slice 103), mildly above blood pool. | 4.9 | C | Right paratracheal
Left renal cell carcinoma with new left adrenal metastasis, SUV max 6.6 (slice 178). | 6.6 | A | left adrenal
Post prostatectomy: focus in the left prostate bed, SUV max 5.8 (slice 250). | 5.8 | P | left prostate bed
Focus in the right paraspinal musculature at the level of T6, SUV max 4.9 (slice 118). | 4.9 | S | right paraspinal
Uptake in the right adrenal gland, not in the kidney, SUV max 5.1 (slice 180). | 5.1 | A | right adrenal gland
T3 and T9 vertebral body metastases with SUV max 6.1 and 7.4, respectively (slices 95 and 140). | 6.1 | S | T3
Diffuse uptake throughout the stomach, SUV max 4.6 (slice 165), likely physiologic or gastritis. | 4.6 | A | stomach
The index lesion in the right mid lung now measures 1.0 cm with SUV max of 2.2 (slice 110). | 2.2 | C | right mid lung
A hypermetabolic nodule along the left major fissure has SUV max 4.4 (slice 125). | 4.4 | C | left major fissure
Ill-defined uptake along the right pelvic sidewall, SUV max 6.1 (slice 228). | 6.1 | P | right pelvic sidewall
Uptake at the T12-L1 level facet joint on the left, SUV max 4.3 (slice 172), is degenerative. | 4.3 | S | facet joint on the left
Linear esophageal uptake extending to the gastroesophageal junction, SUV max 5.3 (slice 150). | 5.3 | C | esophageal
New uptake in the right deltoid at the site of recent vaccination, SUV max 3.7 (slice 100). | 3.7 | U | right deltoid
Bilateral hilar nodes, right greater than left, SUV max 4.8 (slice 118). | 4.8 | C | Bilateral hilar
Hypermetabolic activity in the region of the cervix with SUV max 13 (slice 242). | 13 | P | region of the cervix
Hypermetabolic nodule in the prevascular space, SUVmax 5.2 (slice 109). | 5.2 | C | prevascular space
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_region_and_subsite_are_those_of_the_focus(case: str) -> None:
    sentence, value, region, subsite = case.split(" | ")
    fields = structure_by_rules(sentence, sentence.index(value))
    assert (fields.region, fields.anatomic_subsite) == (REGION_OF[region], subsite)
    assert subsite == NOT_STATED or subsite in sentence
