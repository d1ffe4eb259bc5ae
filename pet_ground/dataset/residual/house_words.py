"""Words of institutions that name no house by themselves, as the gate knows them."""

from __future__ import annotations

_GENERIC_WORDS = (
    "of the and for in at los las del der des die van von und st saint sankt san santa hospital hospitals hosp "
    "hopital clinic clinics clinical clinica klinik kliniken klinikum university universities univ universitat "
    "medical med medicine medizin center centre centers centres ctr health healthcare institute institut "
    "school college foundation system group associates partners trust campus memorial general regional "
    "community county city state national veterans affairs department dept abteilung praxis service services "
    "unit ward room floor suite building division section program laboratory lab radiology radiologie imaging "
    "nuclear nuclearmedicine oncology cancer heart research surgery diagnostic diagnostics molecular isotope "
    "positron emission tomography therapy physics biology outpatient inpatient mobile advanced comprehensive "
    "integrated premier first new old women womens men mens child children childrens metropolitan municipal "
    "federal royal public private lake park hill valley river mountain mount island beach coast bay grand "
    "great holy good cross spring springs north south east west northern southern eastern western northeast "
    "northwest southeast southwest international american pet ct petct pt mr mri nm us spect scan scans "
    "scanner scanners study image images lesion lesions report reports none unknown anonymous hidden removed "
    "siemens philips elekta toshiba"
)
GENERIC_WORDS = frozenset(_GENERIC_WORDS.split())
"""An institution of such words alone (``NUCLEAR MEDICINE``) names no house, and none is looked for by itself."""
