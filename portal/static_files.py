"""Collection of static files: bundled, named with a hash, and compressed.

A style sheet in `css/bundles/` imports those that its pages use, and so does a script in `js/bundles/`.
During development, browsers follow these imports; collected, each bundle is one file without imports.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli
from django.core.files.storage import Storage
from lightningcss import bundle_css
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLES = "css/bundles/"
SCRIPT_BUNDLES = "js/bundles/"
IMPORT = re.compile(r"^import \"([^\"]+)\";$", re.MULTILINE)
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
# Bytes. Larger files are not part of our pages, and the best quality would take seconds for them.
MAX_BEST_QUALITY_SIZE = 150_000


def bundle_styles(sheet: Path) -> str:
    """Return the bundle at `sheet` with all style sheets that it imports, minified."""
    return bundle_css(str(sheet), minify=True)


def bundle_script(script: Path) -> str:
    """Return the bundle at `script` with the modules that it imports, each in a block with names of its own.

    The modules run in this order, and must not import or export anything.
    """
    return IMPORT.sub(lambda match: f"{{\n{(script.parent / match[1]).read_text()}}}", script.read_text())


class SelectiveCompressor(Compressor):
    """WhiteNoise's compressor, with the best quality only for small files."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=11 if len(data) <= MAX_BEST_QUALITY_SIZE else 5)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Builds the bundles among the collected files, then hashes and compresses like WhiteNoise."""

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if not dry_run:
            for name in paths:
                if name.startswith(BUNDLES) and name.endswith(".css"):
                    self._build(bundle_styles, name, *paths[name])
                    paths[name] = (self, name)
                elif name.startswith(SCRIPT_BUNDLES) and name.endswith(".js"):
                    self._build(bundle_script, name, *paths[name])
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _build(
        self, bundle: Callable[[Path], str], name: str, source_storage: Storage, source_name: str
    ) -> None:
        path = Path(self.path(name))
        # The collected file may hold the result of an earlier collection.
        with source_storage.open(source_name) as source:
            path.write_bytes(source.read())
        path.write_text(bundle(path), encoding="utf-8")

    def create_compressor(self, **options: Any) -> SelectiveCompressor:
        return SelectiveCompressor(**options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress the files that pages link, whose names contain their hash, each only once."""
        return super().compress_files(
            {path for path in paths if HASHED.search(path) and not self.exists(f"{path}.gz")}
        )
