"""The scanner's resolution, which the default method takes from the site's profile or from its table of scanners."""

import numpy as np
import pytest
from grounding_phantoms import Sphere, mention_of, phantom

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.site import ScannerProfile
from pet_ground.grounding import Grounded, ground_mentions

SHARP, COARSE = "GE Discovery MI", "Siemens Biograph 16"
SITE = SiteProfile(
    psf_fwhm_mm=6.5,
    scanners=(ScannerProfile(scanner=SHARP, psf_fwhm_mm=4.5), ScannerProfile(scanner=COARSE, psf_fwhm_mm=8.0)),
)
TRUE_ML = np.pi / 6 * 1.4**3


def volume_error(seen_with_mm, site):
    """Of a sphere of 14 mm, on average over three places in the grid."""
    errors = []
    for shift in (0.0, 0.9, 1.7):
        sphere = Sphere((40.0 + shift, 42.0 - shift, 41.0 + 0.6 * shift), 14.0, 10.0)
        pet = phantom((28, 30, 29), (3.0, 2.8, 2.9), [sphere], fwhm_mm=seen_with_mm)
        (result,) = ground_mentions(pet, [mention_of(pet, sphere)], GroundSettings(agreement=False), site)
        assert isinstance(result, Grounded)
        errors.append(result.measures.mtv_ml / TRUE_ML - 1)
    return abs(float(np.mean(errors)))


@pytest.mark.parametrize(("scanner", "fwhm_mm"), [(SHARP, 4.5), (COARSE, 8.0), ("another one", 6.5)])
def test_the_contour_is_right_with_the_resolution_of_the_studys_scanner(scanner, fwhm_mm):
    assert volume_error(fwhm_mm, SITE.of_scanner(scanner.lower())) <= 0.08


def test_another_scanners_resolution_makes_small_lesions_wrong():
    assert volume_error(8.0, SITE.of_scanner(SHARP)) >= volume_error(8.0, SITE.of_scanner(COARSE)) + 0.05
