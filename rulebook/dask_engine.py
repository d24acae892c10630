"""Reading and building on a Dask cluster: the pieces of `rulebook.tasks` and the drafts of sheets are its tasks, the
documents and sheets the same as anywhere else.

What siblings say of each other, and writing, stay here, where the year comes together. The workers have to see the
sources under the same paths and run the same program; the second is checked. A worker that is lost costs the work it
had in hand: the scheduler gives that to another, and a file that takes three workers with it is a failure like any
other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rulebook.inputs import Input, SourceProblem
from rulebook.program import BUILDING, program_digest
from rulebook.reading import Outcome, failure, trace_of
from rulebook.tasks import Result, Task, outcomes, perform, tasks_of

if TYPE_CHECKING:
    from normalize.built import Build, Built
    from normalize.layout.draft import DraftSheet

LOCAL, SCHEME = "dask", "dask://"
WAIT = 30  # seconds for a scheduler and a first worker to answer
_ONE = threading.Lock()  # pdfium is not made for a worker's threads


class EngineProblem(SourceProblem):
    """A cluster that cannot be used, and what to do."""


class DaskEngine:
    """A client of the cluster at `engine` ("dask://host:port"), or of one begun here with `jobs` workers ("dask").

    Raises EngineProblem where there is none, it does not answer, or its workers run another program.
    """

    def __init__(self, engine: str, jobs: int, meanwhile: Callable[[], object] = lambda: None) -> None:
        self._meanwhile: Callable[[], object] | None = meanwhile
        self._client, self._cluster = _connect(engine, jobs)
        theirs = set(self._client.run(program_digest, BUILDING).values())
        if theirs - {program_digest(BUILDING)}:
            self.__exit__()
            raise EngineProblem(
                f"a worker of {engine} runs another program or other libraries than this: install the same on all",
                f"{engine} 的工作进程与本机的程序或组件版本不一致:请在所有机器上安装相同版本",
            )

    def __enter__(self) -> DaskEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    def read_all(self, inputs: Sequence[Input]) -> Iterator[Outcome]:
        """As `rulebook.reading.read_in_turn`, on the cluster."""
        tasks = tasks_of(inputs)
        return outcomes(tasks, self._results(tasks))

    def build_all(self, build: Build, drafts: list[DraftSheet]) -> Iterator[Built]:
        """The sheets of the drafts, in order; one that takes its workers with it is built here."""
        from distributed import KilledWorker

        waiting = self._client.map(build, drafts, pure=False)
        for draft, future in zip(drafts, waiting, strict=True):
            try:
                yield future.result()
            except KilledWorker:
                yield build(draft)

    def _results(self, tasks: Sequence[Task]) -> Iterator[Result]:
        order = sorted(range(len(tasks)), key=lambda index: -tasks[index].weight)
        begun = self._client.map(_perform, [tasks[index] for index in order], pure=False)
        waiting = dict(zip(order, begun, strict=True))
        if self._meanwhile is not None:
            self._meanwhile()
            self._meanwhile = None
        for index, task in enumerate(tasks):
            yield self._result(task, waiting.pop(index))

    def _result(self, task: Task, future: Any) -> Result:
        from distributed import KilledWorker

        try:
            result: Result = future.result()
        except KilledWorker as error:
            return failure(
                task.item.name,
                "the worker that read it came to a sudden end, several times (out of memory, or a fault of a library)",
                "读取该文件的工作进程多次异常终止(内存不足,或组件出错)",
                trace_of(error),
            )
        return result


def _perform(task: Task) -> Result:
    with _ONE:
        return perform(task)


def _connect(engine: str, jobs: int) -> tuple[Any, Any]:
    """A client, and the cluster where it was begun here."""
    try:
        import distributed
    except ImportError as error:
        raise EngineProblem(
            f"--engine {engine} needs {error.name}: pip install 'rulebook[dask]'",
            f"--engine {engine} 需要 {error.name}:请运行 pip install 'rulebook[dask]'",
        ) from error
    library: Any = distributed  # without types
    if engine == LOCAL:
        cluster = library.LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
        return library.Client(cluster), cluster
    address = f"tcp://{engine.removeprefix(SCHEME)}"
    try:
        client = library.Client(address, timeout=WAIT)
        client.wait_for_workers(1, timeout=WAIT)
    except (OSError, ValueError, TimeoutError) as error:
        raise EngineProblem(
            f"no Dask cluster with a worker answers at {address} ({error}): check the address, begin a worker",
            f"{address} 没有可用的 Dask 集群({error}):请核对地址并启动工作进程",
        ) from error
    return client, None
