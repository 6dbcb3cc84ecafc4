"""Run by the Python of ``.venv-ofd-reader``: read an OFD with easyofd, print what it found as JSON, and leave its pages as a PDF.

``python easyofd_reading.py FILE.ofd OUT.pdf FONT.ttf``. The font stands for every face: easyofd draws with one face, which it looks for
under the name 宋体. With ``--write FILE.pdf OUT.ofd`` it makes an OFD of a PDF instead and prints the seconds that took.
"""

import json
import logging
import sys
import time
from pathlib import Path


def read(path: str, out: str, font: str) -> dict[str, object]:
    from easyofd import OFD
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("宋体", font))
    file = OFD()
    file.read(path, fmt="path")
    found = file.data[0]
    Path(out).write_bytes(file.to_pdf())
    pages = found["page_info"]
    texts = [[text["text"] for text in pages[number]["text_list"]] for number in sorted(pages)]
    return {"texts": texts, "fonts": sorted(font["FontName"] for font in found["fonts"].values())}


def write(path: str, out: str) -> dict[str, object]:
    from easyofd import OFD

    data = Path(path).read_bytes()
    began = time.process_time()
    made = OFD().pdf2ofd(data, optional_text=True)
    spent = time.process_time() - began
    Path(out).write_bytes(made)
    return {"seconds": spent}


def main() -> int:
    from loguru import logger

    logger.remove()
    logging.disable(logging.CRITICAL)
    output, sys.stdout = sys.stdout, sys.stderr  # it prints as it goes
    found = write(*sys.argv[2:4]) if sys.argv[1] == "--write" else read(*sys.argv[1:4])
    json.dump(found, output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
