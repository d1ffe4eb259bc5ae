"""The residual gate: a last search of everything that a build publishes for what identifies a patient.

``known`` holds what the archive and the reports know, ``patterns`` what has the form of an identifier, ``texts`` the
text of every file, and ``gate`` searches one for the other. The code shares nothing with the scrubbing of the reports:
a fault of the one does not blind the other.
"""

from pet_ground.dataset.residual.gate import Finding, Gate, search
from pet_ground.dataset.residual.known import Known, StudyFacts, study_facts

__all__ = ["Finding", "Gate", "Known", "StudyFacts", "search", "study_facts"]
