"""The helper process that decodes compressed pixels (``pet_ground.dicom.decoding``).

It reads the path of a DICOM file from each line of its input and writes the pixels, until its input ends.
"""

from __future__ import annotations

import resource
import sys
from typing import BinaryIO

import SimpleITK as sitk

from pet_ground.dicom.decoding import ANSWER

MOST_BYTES = 8 << 30
"""Address space of this process: a damaged image may ask for any amount, the largest honest one needs 2 GiB."""


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Decode the files whose paths come in, until there are no more."""
    for line in requests:
        reader = sitk.ImageFileReader()
        reader.SetImageIO("GDCMImageIO")
        try:
            reader.SetFileName(line.rstrip(b"\n").decode())
            image = reader.Execute()
        except (RuntimeError, MemoryError, ValueError):
            answers.write(ANSWER.pack(0, 0, 0, 0, b""))
        else:
            pixels = sitk.GetArrayViewFromImage(image)
            shape = pixels.shape if pixels.ndim == 3 else (1, *pixels.shape)
            answers.write(ANSWER.pack(*shape, pixels.nbytes, pixels.dtype.str[1:].encode()))
            answers.write(pixels.tobytes())
        answers.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    sitk.ProcessObject.SetGlobalWarningDisplay(False)
    serve(sys.stdin.buffer, sys.stdout.buffer)
