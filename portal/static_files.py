"""How static files are collected: style sheets joined, names with a hash, compressed beside the plain file.

A sheet in `css/bundles/` imports the sheets that its pages need, and so does a script in `js/bundles/`. A
browser follows these imports as they stand; collected, each bundle is one file without imports.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import brotli
from lightningcss import bundle_css
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLES = "css/bundles/"
SCRIPT_BUNDLES = "js/bundles/"
IMPORT = re.compile(r"^import \"([^\"]+)\";$", re.MULTILINE)
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
# Bytes. Larger files are no part of our pages, and the best quality would take seconds for them.
MAX_BEST_QUALITY = 150_000


def joined(sheet: Path, source: str) -> str:
    """The text of a bundle with all that it imports, minified.

    Args:
        sheet: where the bundle stands, so that its imports are found.
        source: the bundle as it was written; at `sheet` itself an earlier result may stand.
    """
    with NamedTemporaryFile("w", dir=sheet.parent, suffix=".css", encoding="utf-8") as written:
        written.write(source)
        written.flush()
        return bundle_css(written.name, minify=True)


def joined_script(script: Path, source: str) -> str:
    """The text of a bundle of modules, each in a block, which keeps its names to itself as a module does.

    The modules run for what they do, in their order: they import and export nothing.
    """
    return IMPORT.sub(lambda found: f"{{\n{(script.parent / found[1]).read_text()}}}", source)


class QuickCompressor(Compressor):
    """WhiteNoise's, which spends time only where it pays."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=11 if len(data) <= MAX_BEST_QUALITY else 5)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins the bundles among the collected files, then hashes and compresses as WhiteNoise does."""

    def post_process(self, paths: dict, dry_run: bool = False, **options) -> Iterator[tuple]:
        if not dry_run:
            for name in paths:
                if name.startswith(BUNDLES) and name.endswith(".css"):
                    self._join(joined, name, *paths[name])
                    paths[name] = (self, name)
                elif name.startswith(SCRIPT_BUNDLES) and name.endswith(".js"):
                    self._join(joined_script, name, *paths[name])
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _join(self, join: Callable[[Path, str], str], name: str, source_storage, source_name: str) -> None:
        place = Path(self.path(name))
        with source_storage.open(source_name) as source:
            text = source.read().decode()
        place.write_text(join(place, text), encoding="utf-8")

    def create_compressor(self, **options) -> QuickCompressor:
        return QuickCompressor(**options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compresses what pages link: files whose name holds their hash, each once for all runs."""
        return super().compress_files(
            {path for path in paths if HASHED.search(path) and not self.exists(f"{path}.gz")}
        )
