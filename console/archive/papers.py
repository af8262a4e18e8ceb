"""The documents of an archive, each held against the table that names it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from console.archive.content import MANIFEST, Loss, Spoiled
from models.documents import DocumentLost, contents, forgetting

SELECT = "SELECT id, name, sha256 FROM documents ORDER BY id"
SHOWN = 20
"""Losses that a sentence names; their number is said."""


@dataclass(frozen=True)
class Named:
    """A document as the table has it."""

    id: int
    name: str
    sha256: str

    @property
    def place(self) -> str:
        """Its bytes in an archive."""
        return f"documents/{self.sha256[:2]}/{self.sha256}"


def name_losses(losses: list[Loss]) -> str:
    """The losses in one sentence."""
    more = f", and {len(losses) - SHOWN} more" if len(losses) > SHOWN else ""
    return f"{len(losses)} lost: {'; '.join(map(str, losses[:SHOWN]))}{more}."


class Gathering:
    """The documents that a copy of the database names, taken out of the store one by one."""

    def __init__(self, named: Iterable[Named]) -> None:
        self._named = list(named)
        self.losses: list[Loss] = []
        self.swept: list[str] = []
        """Digests of those that nothing referred to, and that went while the copy was made."""

    def walk(self) -> Iterator[tuple[Named, IO[bytes]]]:
        """Each digest once, whole and proved; what is lost is noted."""
        taken, lost = set[str](), dict[str, str]()
        for named in self._named:
            if named.sha256 not in taken | lost.keys():
                try:
                    with closing(contents.fetch(named.sha256)) as file:
                        yield named, file
                    taken.add(named.sha256)
                except DocumentLost as loss:
                    lost[named.sha256] = str(loss.facts["why"])
        still = forgetting.held(lost)
        self.swept = sorted(lost.keys() - still)
        self.losses = [Loss(n.id, n.name, lost[n.sha256]) for n in self._named if n.sha256 in still]

    def facts(self) -> dict[str, object]:
        """What the manifest says of what the archive lacks."""
        return {"lost": [asdict(loss) for loss in self.losses], "swept": self.swept}


def put_back(named: Iterable[Named], work: Path, *, incomplete: bool) -> list[Loss]:
    """Brings the documents of an unpacked archive into the store of the installation, where they lack.

    Those that neither has are the losses: raises `Spoiled` before anything is put, unless `incomplete`.
    Documents that no row of the archive names stay as they are, each under its digest.
    """
    manifest = json.loads((work / MANIFEST).read_text())
    files, swept = manifest["files"], set(manifest.get("swept", ()))
    wanted = [each for each in named if each.sha256 not in swept]
    brought = {each.sha256 for each in wanted if files.get(each.place) == each.sha256}
    here = {digest: _why_lost(digest) for digest in {each.sha256 for each in wanted}}
    losses = [
        Loss(each.id, each.name, "changed" if each.place in files else why)
        for each in wanted
        if (why := here[each.sha256]) is not None and each.sha256 not in brought
    ]
    if losses and not incomplete:
        raise Spoiled(f"Documents are neither in the archive nor here, {name_losses(losses)}")
    for digest in brought:
        if here[digest] is not None:
            with open(work / "documents" / digest[:2] / digest, "rb") as file:
                contents.installed().put(digest, contents.blocks(file))
    return losses


def _why_lost(digest: str) -> str | None:
    try:
        contents.fetch(digest).close()
    except DocumentLost as loss:
        return str(loss.facts["why"])
    return None
