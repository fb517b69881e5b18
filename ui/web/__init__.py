"""The page's widgets: the only package that imports gradio, which reads these when it is imported.

Uploads come into a folder that only this user can read, until they are taken in; it goes with the
process.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
if "GRADIO_TEMP_DIR" not in os.environ:
    _uploads = tempfile.mkdtemp(prefix="citeproof-")
    os.environ["GRADIO_TEMP_DIR"] = _uploads
    atexit.register(shutil.rmtree, _uploads, ignore_errors=True)
