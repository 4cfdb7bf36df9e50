from dataclasses import dataclass
from typing import List, Optional, Any, Dict, TypeVar, Callable, Type, cast
from enum import Enum


T = TypeVar("T")
EnumT = TypeVar("EnumT", bound=Enum)


def from_bool(x: Any) -> bool:
    assert isinstance(x, bool)
    return x


def from_float(x: Any) -> float:
    assert isinstance(x, (float, int)) and not isinstance(x, bool)
    return float(x)


def from_int(x: Any) -> int:
    assert isinstance(x, int) and not isinstance(x, bool)
    return x


def from_list(f: Callable[[Any], T], x: Any) -> List[T]:
    assert isinstance(x, list)
    return [f(y) for y in x]


def from_none(x: Any) -> Any:
    assert x is None
    return x


def from_union(fs, x):
    for f in fs:
        try:
            return f(x)
        except:
            pass
    assert False


def to_float(x: Any) -> float:
    assert isinstance(x, (int, float))
    return x


def from_str(x: Any) -> str:
    assert isinstance(x, str)
    return x


def to_enum(c: Type[EnumT], x: Any) -> EnumT:
    assert isinstance(x, c)
    return x.value


def to_class(c: Type[T], x: Any) -> dict:
    assert isinstance(x, c)
    return cast(Any, x).to_dict()


def from_dict(f: Callable[[Any], T], x: Any) -> Dict[str, T]:
    assert isinstance(x, dict)
    return { k: f(v) for (k, v) in x.items() }


@dataclass
class Bench:
    complete: bool
    link_gbps: float
    samples: int
    sizes: List[int]
    cpu: Optional[int] = None
    duration_ms: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Bench':
        assert isinstance(obj, dict)
        complete = from_bool(obj.get("complete"))
        link_gbps = from_float(obj.get("linkGbps"))
        samples = from_int(obj.get("samples"))
        sizes = from_list(from_int, obj.get("sizes"))
        cpu = from_union([from_int, from_none], obj.get("cpu"))
        duration_ms = from_union([from_int, from_none], obj.get("durationMs"))
        return Bench(complete, link_gbps, samples, sizes, cpu, duration_ms)

    def to_dict(self) -> dict:
        result: dict = {}
        result["complete"] = from_bool(self.complete)
        result["linkGbps"] = to_float(self.link_gbps)
        result["samples"] = from_int(self.samples)
        result["sizes"] = from_list(from_int, self.sizes)
        result["cpu"] = from_union([from_int, from_none], self.cpu)
        result["durationMs"] = from_union([from_int, from_none], self.duration_ms)
        return result


class Gate(Enum):
    CAPABILITY = "capability"
    DEVICE_NODE = "device_node"
    LSM = "lsm"
    SECCOMP = "seccomp"
    SYSCTL = "sysctl"
    UNKNOWN = "unknown"


class DifferenceState(Enum):
    ABSENT = "absent"
    ADVERTISED = "advertised"
    LIMITED = "limited"
    NOT_APPLICABLE = "not_applicable"
    NOT_PERMITTED = "not_permitted"
    NOT_PROBED = "not_probed"
    NO_RESOURCES = "no_resources"
    SUPPORTED = "supported"
    UNKNOWN = "unknown"


@dataclass
class Difference:
    id: str
    reason: str
    state: DifferenceState
    gate: Optional[Gate] = None
    memory: Optional[str] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Difference':
        assert isinstance(obj, dict)
        id = from_str(obj.get("id"))
        reason = from_str(obj.get("reason"))
        state = DifferenceState(obj.get("state"))
        gate = from_union([Gate, from_none], obj.get("gate"))
        memory = from_union([from_none, from_str], obj.get("memory"))
        return Difference(id, reason, state, gate, memory)

    def to_dict(self) -> dict:
        result: dict = {}
        result["id"] = from_str(self.id)
        result["reason"] = from_str(self.reason)
        result["state"] = to_enum(DifferenceState, self.state)
        if self.gate is not None:
            result["gate"] = from_union([lambda x: to_enum(Gate, x), from_none], self.gate)
        result["memory"] = from_union([from_none, from_str], self.memory)
        return result


@dataclass
class CallerRanAs:
    egid: int
    euid: int
    capabilities: Optional[str] = None
    groups: Optional[List[int]] = None
    initial_user_namespace: Optional[bool] = None
    lsm_label: Optional[str] = None
    no_new_privs: Optional[bool] = None
    seccomp_mode: Optional[int] = None
    user: Optional[str] = None

    @staticmethod
    def from_dict(obj: Any) -> 'CallerRanAs':
        assert isinstance(obj, dict)
        egid = from_int(obj.get("egid"))
        euid = from_int(obj.get("euid"))
        capabilities = from_union([from_none, from_str], obj.get("capabilities"))
        groups = from_union([lambda x: from_list(from_int, x), from_none], obj.get("groups"))
        initial_user_namespace = from_union([from_bool, from_none], obj.get("initialUserNamespace"))
        lsm_label = from_union([from_none, from_str], obj.get("lsmLabel"))
        no_new_privs = from_union([from_bool, from_none], obj.get("noNewPrivs"))
        seccomp_mode = from_union([from_int, from_none], obj.get("seccompMode"))
        user = from_union([from_none, from_str], obj.get("user"))
        return CallerRanAs(egid, euid, capabilities, groups, initial_user_namespace, lsm_label, no_new_privs, seccomp_mode, user)

    def to_dict(self) -> dict:
        result: dict = {}
        result["egid"] = from_int(self.egid)
        result["euid"] = from_int(self.euid)
        result["capabilities"] = from_union([from_none, from_str], self.capabilities)
        result["groups"] = from_union([lambda x: from_list(from_int, x), from_none], self.groups)
        result["initialUserNamespace"] = from_union([from_bool, from_none], self.initial_user_namespace)
        result["lsmLabel"] = from_union([from_none, from_str], self.lsm_label)
        result["noNewPrivs"] = from_union([from_bool, from_none], self.no_new_privs)
        result["seccompMode"] = from_union([from_int, from_none], self.seccomp_mode)
        result["user"] = from_union([from_none, from_str], self.user)
        return result


@dataclass
class Caller:
    differences: List[Difference]
    ran_as: CallerRanAs

    @staticmethod
    def from_dict(obj: Any) -> 'Caller':
        assert isinstance(obj, dict)
        differences = from_list(Difference.from_dict, obj.get("differences"))
        ran_as = CallerRanAs.from_dict(obj.get("ranAs"))
        return Caller(differences, ran_as)

    def to_dict(self) -> dict:
        result: dict = {}
        result["differences"] = from_list(lambda x: to_class(Difference, x), self.differences)
        result["ranAs"] = to_class(CallerRanAs, self.ran_as)
        return result


@dataclass
class Command:
    command: str
    opens: str

    @staticmethod
    def from_dict(obj: Any) -> 'Command':
        assert isinstance(obj, dict)
        command = from_str(obj.get("command"))
        opens = from_str(obj.get("opens"))
        return Command(command, opens)

    def to_dict(self) -> dict:
        result: dict = {}
        result["command"] = from_str(self.command)
        result["opens"] = from_str(self.opens)
        return result


class Who(Enum):
    CALLER = "caller"
    KERNEL_BUILD = "kernel_build"
    OS_CONFIGURATION = "os_configuration"


@dataclass
class Action:
    hint: str
    who: Who
    commands: Optional[List[Command]] = None
    commands_all: Optional[bool] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Action':
        assert isinstance(obj, dict)
        hint = from_str(obj.get("hint"))
        who = Who(obj.get("who"))
        commands = from_union([lambda x: from_list(Command.from_dict, x), from_none], obj.get("commands"))
        commands_all = from_union([from_bool, from_none], obj.get("commandsAll"))
        return Action(hint, who, commands, commands_all)

    def to_dict(self) -> dict:
        result: dict = {}
        result["hint"] = from_str(self.hint)
        result["who"] = to_enum(Who, self.who)
        if self.commands is not None:
            result["commands"] = from_union([lambda x: from_list(lambda x: to_class(Command, x), x), from_none], self.commands)
        if self.commands_all is not None:
            result["commandsAll"] = from_union([from_bool, from_none], self.commands_all)
        return result


@dataclass
class Capability:
    evidence: List[str]
    id: str
    reason: str
    state: DifferenceState
    action: Optional[Action] = None
    gate: Optional[Gate] = None
    memory: Optional[str] = None
    since: Optional[str] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Capability':
        assert isinstance(obj, dict)
        evidence = from_list(from_str, obj.get("evidence"))
        id = from_str(obj.get("id"))
        reason = from_str(obj.get("reason"))
        state = DifferenceState(obj.get("state"))
        action = from_union([Action.from_dict, from_none], obj.get("action"))
        gate = from_union([Gate, from_none], obj.get("gate"))
        memory = from_union([from_none, from_str], obj.get("memory"))
        since = from_union([from_none, from_str], obj.get("since"))
        return Capability(evidence, id, reason, state, action, gate, memory, since)

    def to_dict(self) -> dict:
        result: dict = {}
        result["evidence"] = from_list(from_str, self.evidence)
        result["id"] = from_str(self.id)
        result["reason"] = from_str(self.reason)
        result["state"] = to_enum(DifferenceState, self.state)
        result["action"] = from_union([lambda x: to_class(Action, x), from_none], self.action)
        if self.gate is not None:
            result["gate"] = from_union([lambda x: to_enum(Gate, x), from_none], self.gate)
        result["memory"] = from_union([from_none, from_str], self.memory)
        result["since"] = from_union([from_none, from_str], self.since)
        return result


@dataclass
class Clock:
    source: str
    grain_ns: Optional[int] = None
    ioctl_ns: Optional[int] = None
    pair_ns: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Clock':
        assert isinstance(obj, dict)
        source = from_str(obj.get("source"))
        grain_ns = from_union([from_int, from_none], obj.get("grainNs"))
        ioctl_ns = from_union([from_int, from_none], obj.get("ioctlNs"))
        pair_ns = from_union([from_int, from_none], obj.get("pairNs"))
        return Clock(source, grain_ns, ioctl_ns, pair_ns)

    def to_dict(self) -> dict:
        result: dict = {}
        result["source"] = from_str(self.source)
        result["grainNs"] = from_union([from_int, from_none], self.grain_ns)
        result["ioctlNs"] = from_union([from_int, from_none], self.ioctl_ns)
        result["pairNs"] = from_union([from_int, from_none], self.pair_ns)
        return result


class Dialect(Enum):
    MADV_SPLIT = "madv-split"
    RFC_V1 = "rfc-v1"
    RFC_V2 = "rfc-v2"


class Proof(Enum):
    ACCEPTED = "accepted"
    MAPPED = "mapped"


@dataclass
class Granule:
    granule_bytes: int
    huge_page_bytes: int
    proof: Proof

    @staticmethod
    def from_dict(obj: Any) -> 'Granule':
        assert isinstance(obj, dict)
        granule_bytes = from_int(obj.get("granuleBytes"))
        huge_page_bytes = from_int(obj.get("hugePageBytes"))
        proof = Proof(obj.get("proof"))
        return Granule(granule_bytes, huge_page_bytes, proof)

    def to_dict(self) -> dict:
        result: dict = {}
        result["granuleBytes"] = from_int(self.granule_bytes)
        result["hugePageBytes"] = from_int(self.huge_page_bytes)
        result["proof"] = to_enum(Proof, self.proof)
        return result


@dataclass
class Hgm:
    granules: List[Granule]
    reason: str
    state: DifferenceState
    dialect: Optional[Dialect] = None
    granule_bytes: Optional[int] = None
    proof: Optional[Proof] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Hgm':
        assert isinstance(obj, dict)
        granules = from_list(Granule.from_dict, obj.get("granules"))
        reason = from_str(obj.get("reason"))
        state = DifferenceState(obj.get("state"))
        dialect = from_union([from_none, Dialect], obj.get("dialect"))
        granule_bytes = from_union([from_int, from_none], obj.get("granuleBytes"))
        proof = from_union([from_none, Proof], obj.get("proof"))
        return Hgm(granules, reason, state, dialect, granule_bytes, proof)

    def to_dict(self) -> dict:
        result: dict = {}
        result["granules"] = from_list(lambda x: to_class(Granule, x), self.granules)
        result["reason"] = from_str(self.reason)
        result["state"] = to_enum(DifferenceState, self.state)
        result["dialect"] = from_union([from_none, lambda x: to_enum(Dialect, x)], self.dialect)
        result["granuleBytes"] = from_union([from_int, from_none], self.granule_bytes)
        result["proof"] = from_union([from_none, lambda x: to_enum(Proof, x)], self.proof)
        return result


@dataclass
class Host:
    arch: str
    base_page_bytes: int
    kernel_build: str
    kernel_release: str
    name: str
    boot_id: Optional[str] = None
    cpu_model: Optional[str] = None
    id: Optional[str] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Host':
        assert isinstance(obj, dict)
        arch = from_str(obj.get("arch"))
        base_page_bytes = from_int(obj.get("basePageBytes"))
        kernel_build = from_str(obj.get("kernelBuild"))
        kernel_release = from_str(obj.get("kernelRelease"))
        name = from_str(obj.get("name"))
        boot_id = from_union([from_none, from_str], obj.get("bootId"))
        cpu_model = from_union([from_none, from_str], obj.get("cpuModel"))
        id = from_union([from_none, from_str], obj.get("id"))
        return Host(arch, base_page_bytes, kernel_build, kernel_release, name, boot_id, cpu_model, id)

    def to_dict(self) -> dict:
        result: dict = {}
        result["arch"] = from_str(self.arch)
        result["basePageBytes"] = from_int(self.base_page_bytes)
        result["kernelBuild"] = from_str(self.kernel_build)
        result["kernelRelease"] = from_str(self.kernel_release)
        result["name"] = from_str(self.name)
        result["bootId"] = from_union([from_none, from_str], self.boot_id)
        result["cpuModel"] = from_union([from_none, from_str], self.cpu_model)
        result["id"] = from_union([from_none, from_str], self.id)
        return result


@dataclass
class Latency:
    n: int
    first_ns: Optional[int] = None
    flags: Optional[List[str]] = None
    p50_ns: Optional[int] = None
    p99_ns: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Latency':
        assert isinstance(obj, dict)
        n = from_int(obj.get("n"))
        first_ns = from_union([from_int, from_none], obj.get("firstNs"))
        flags = from_union([lambda x: from_list(from_str, x), from_none], obj.get("flags"))
        p50_ns = from_union([from_int, from_none], obj.get("p50Ns"))
        p99_ns = from_union([from_int, from_none], obj.get("p99Ns"))
        return Latency(n, first_ns, flags, p50_ns, p99_ns)

    def to_dict(self) -> dict:
        result: dict = {}
        result["n"] = from_int(self.n)
        result["firstNs"] = from_union([from_int, from_none], self.first_ns)
        if self.flags is not None:
            result["flags"] = from_union([lambda x: from_list(from_str, x), from_none], self.flags)
        result["p50Ns"] = from_union([from_int, from_none], self.p50_ns)
        result["p99Ns"] = from_union([from_int, from_none], self.p99_ns)
        return result


@dataclass
class Ledger:
    borrowed: int
    page_bytes: int
    reason: str
    detail: Optional[str] = None
    free_after: Optional[int] = None
    free_before: Optional[int] = None
    reserved_after: Optional[int] = None
    reserved_before: Optional[int] = None
    total_after: Optional[int] = None
    total_before: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Ledger':
        assert isinstance(obj, dict)
        borrowed = from_int(obj.get("borrowed"))
        page_bytes = from_int(obj.get("pageBytes"))
        reason = from_str(obj.get("reason"))
        detail = from_union([from_str, from_none], obj.get("detail"))
        free_after = from_union([from_int, from_none], obj.get("freeAfter"))
        free_before = from_union([from_int, from_none], obj.get("freeBefore"))
        reserved_after = from_union([from_int, from_none], obj.get("reservedAfter"))
        reserved_before = from_union([from_int, from_none], obj.get("reservedBefore"))
        total_after = from_union([from_int, from_none], obj.get("totalAfter"))
        total_before = from_union([from_int, from_none], obj.get("totalBefore"))
        return Ledger(borrowed, page_bytes, reason, detail, free_after, free_before, reserved_after, reserved_before, total_after, total_before)

    def to_dict(self) -> dict:
        result: dict = {}
        result["borrowed"] = from_int(self.borrowed)
        result["pageBytes"] = from_int(self.page_bytes)
        result["reason"] = from_str(self.reason)
        if self.detail is not None:
            result["detail"] = from_union([from_str, from_none], self.detail)
        result["freeAfter"] = from_union([from_int, from_none], self.free_after)
        result["freeBefore"] = from_union([from_int, from_none], self.free_before)
        result["reservedAfter"] = from_union([from_int, from_none], self.reserved_after)
        result["reservedBefore"] = from_union([from_int, from_none], self.reserved_before)
        result["totalAfter"] = from_union([from_int, from_none], self.total_after)
        result["totalBefore"] = from_union([from_int, from_none], self.total_before)
        return result


@dataclass
class Node:
    node: int
    free: Optional[int] = None
    surplus: Optional[int] = None
    total: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Node':
        assert isinstance(obj, dict)
        node = from_int(obj.get("node"))
        free = from_union([from_int, from_none], obj.get("free"))
        surplus = from_union([from_int, from_none], obj.get("surplus"))
        total = from_union([from_int, from_none], obj.get("total"))
        return Node(node, free, surplus, total)

    def to_dict(self) -> dict:
        result: dict = {}
        result["node"] = from_int(self.node)
        result["free"] = from_union([from_int, from_none], self.free)
        result["surplus"] = from_union([from_int, from_none], self.surplus)
        result["total"] = from_union([from_int, from_none], self.total)
        return result


@dataclass
class Limit:
    detail: str
    name: str

    @staticmethod
    def from_dict(obj: Any) -> 'Limit':
        assert isinstance(obj, dict)
        detail = from_str(obj.get("detail"))
        name = from_str(obj.get("name"))
        return Limit(detail, name)

    def to_dict(self) -> dict:
        result: dict = {}
        result["detail"] = from_str(self.detail)
        result["name"] = from_str(self.name)
        return result


@dataclass
class Obtainable:
    certain: bool
    makeable: int
    limit: Optional[Limit] = None
    nodes: Optional[List[int]] = None
    pages: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Obtainable':
        assert isinstance(obj, dict)
        certain = from_bool(obj.get("certain"))
        makeable = from_int(obj.get("makeable"))
        limit = from_union([Limit.from_dict, from_none], obj.get("limit"))
        nodes = from_union([lambda x: from_list(from_int, x), from_none], obj.get("nodes"))
        pages = from_union([from_int, from_none], obj.get("pages"))
        return Obtainable(certain, makeable, limit, nodes, pages)

    def to_dict(self) -> dict:
        result: dict = {}
        result["certain"] = from_bool(self.certain)
        result["makeable"] = from_int(self.makeable)
        if self.limit is not None:
            result["limit"] = from_union([lambda x: to_class(Limit, x), from_none], self.limit)
        if self.nodes is not None:
            result["nodes"] = from_union([lambda x: from_list(from_int, x), from_none], self.nodes)
        result["pages"] = from_union([from_int, from_none], self.pages)
        return result


@dataclass
class Pool:
    page_bytes: int
    demote_bytes: Optional[int] = None
    free: Optional[int] = None
    nodes: Optional[List[Node]] = None
    obtainable: Optional[Obtainable] = None
    overcommit: Optional[int] = None
    reserved: Optional[int] = None
    surplus: Optional[int] = None
    total: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Pool':
        assert isinstance(obj, dict)
        page_bytes = from_int(obj.get("pageBytes"))
        demote_bytes = from_union([from_int, from_none], obj.get("demoteBytes"))
        free = from_union([from_int, from_none], obj.get("free"))
        nodes = from_union([lambda x: from_list(Node.from_dict, x), from_none], obj.get("nodes"))
        obtainable = from_union([Obtainable.from_dict, from_none], obj.get("obtainable"))
        overcommit = from_union([from_int, from_none], obj.get("overcommit"))
        reserved = from_union([from_int, from_none], obj.get("reserved"))
        surplus = from_union([from_int, from_none], obj.get("surplus"))
        total = from_union([from_int, from_none], obj.get("total"))
        return Pool(page_bytes, demote_bytes, free, nodes, obtainable, overcommit, reserved, surplus, total)

    def to_dict(self) -> dict:
        result: dict = {}
        result["pageBytes"] = from_int(self.page_bytes)
        if self.demote_bytes is not None:
            result["demoteBytes"] = from_union([from_int, from_none], self.demote_bytes)
        result["free"] = from_union([from_int, from_none], self.free)
        if self.nodes is not None:
            result["nodes"] = from_union([lambda x: from_list(lambda x: to_class(Node, x), x), from_none], self.nodes)
        if self.obtainable is not None:
            result["obtainable"] = from_union([lambda x: to_class(Obtainable, x), from_none], self.obtainable)
        result["overcommit"] = from_union([from_int, from_none], self.overcommit)
        result["reserved"] = from_union([from_int, from_none], self.reserved)
        result["surplus"] = from_union([from_int, from_none], self.surplus)
        result["total"] = from_union([from_int, from_none], self.total)
        return result


class ProfileState(Enum):
    NOT_READY = "not_ready"
    READY = "ready"
    RESTRICTED = "restricted"
    UNKNOWN = "unknown"


@dataclass
class ReportProfile:
    reason: str
    state: ProfileState
    missing: Optional[List[str]] = None
    who: Optional[Who] = None

    @staticmethod
    def from_dict(obj: Any) -> 'ReportProfile':
        assert isinstance(obj, dict)
        reason = from_str(obj.get("reason"))
        state = ProfileState(obj.get("state"))
        missing = from_union([lambda x: from_list(from_str, x), from_none], obj.get("missing"))
        who = from_union([from_none, Who], obj.get("who"))
        return ReportProfile(reason, state, missing, who)

    def to_dict(self) -> dict:
        result: dict = {}
        result["reason"] = from_str(self.reason)
        result["state"] = to_enum(ProfileState, self.state)
        if self.missing is not None:
            result["missing"] = from_union([lambda x: from_list(from_str, x), from_none], self.missing)
        result["who"] = from_union([from_none, lambda x: to_enum(Who, x)], self.who)
        return result


class Layer(Enum):
    CPUSET = "cpuset"
    DEVICE_CGROUP = "device_cgroup"
    HUGETLB_CGROUP = "hugetlb_cgroup"
    LANDLOCK = "landlock"
    LSM = "lsm"
    MEMORY_POLICY = "memory_policy"
    NO_NEW_PRIVS = "no_new_privs"
    RLIMITS = "rlimits"
    SECCOMP = "seccomp"


@dataclass
class NotTakenOver:
    detail: str
    layer: Layer
    matters: bool

    @staticmethod
    def from_dict(obj: Any) -> 'NotTakenOver':
        assert isinstance(obj, dict)
        detail = from_str(obj.get("detail"))
        layer = Layer(obj.get("layer"))
        matters = from_bool(obj.get("matters"))
        return NotTakenOver(detail, layer, matters)

    def to_dict(self) -> dict:
        result: dict = {}
        result["detail"] = from_str(self.detail)
        result["layer"] = to_enum(Layer, self.layer)
        result["matters"] = from_bool(self.matters)
        return result


class How(Enum):
    AS = "as"
    LIKE_PID = "like_pid"


@dataclass
class TakenOn:
    how: How
    pid: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'TakenOn':
        assert isinstance(obj, dict)
        how = How(obj.get("how"))
        pid = from_union([from_int, from_none], obj.get("pid"))
        return TakenOn(how, pid)

    def to_dict(self) -> dict:
        result: dict = {}
        result["how"] = to_enum(How, self.how)
        result["pid"] = from_union([from_int, from_none], self.pid)
        return result


@dataclass
class ReportRanAs:
    egid: int
    euid: int
    not_taken_over: List[NotTakenOver]
    capabilities: Optional[str] = None
    groups: Optional[List[int]] = None
    initial_user_namespace: Optional[bool] = None
    lsm_label: Optional[str] = None
    no_new_privs: Optional[bool] = None
    seccomp_mode: Optional[int] = None
    taken_on: Optional[TakenOn] = None
    user: Optional[str] = None

    @staticmethod
    def from_dict(obj: Any) -> 'ReportRanAs':
        assert isinstance(obj, dict)
        egid = from_int(obj.get("egid"))
        euid = from_int(obj.get("euid"))
        not_taken_over = from_list(NotTakenOver.from_dict, obj.get("notTakenOver"))
        capabilities = from_union([from_none, from_str], obj.get("capabilities"))
        groups = from_union([lambda x: from_list(from_int, x), from_none], obj.get("groups"))
        initial_user_namespace = from_union([from_bool, from_none], obj.get("initialUserNamespace"))
        lsm_label = from_union([from_none, from_str], obj.get("lsmLabel"))
        no_new_privs = from_union([from_bool, from_none], obj.get("noNewPrivs"))
        seccomp_mode = from_union([from_int, from_none], obj.get("seccompMode"))
        taken_on = from_union([TakenOn.from_dict, from_none], obj.get("takenOn"))
        user = from_union([from_none, from_str], obj.get("user"))
        return ReportRanAs(egid, euid, not_taken_over, capabilities, groups, initial_user_namespace, lsm_label, no_new_privs, seccomp_mode, taken_on, user)

    def to_dict(self) -> dict:
        result: dict = {}
        result["egid"] = from_int(self.egid)
        result["euid"] = from_int(self.euid)
        result["notTakenOver"] = from_list(lambda x: to_class(NotTakenOver, x), self.not_taken_over)
        result["capabilities"] = from_union([from_none, from_str], self.capabilities)
        result["groups"] = from_union([lambda x: from_list(from_int, x), from_none], self.groups)
        result["initialUserNamespace"] = from_union([from_bool, from_none], self.initial_user_namespace)
        result["lsmLabel"] = from_union([from_none, from_str], self.lsm_label)
        result["noNewPrivs"] = from_union([from_bool, from_none], self.no_new_privs)
        result["seccompMode"] = from_union([from_int, from_none], self.seccomp_mode)
        result["takenOn"] = from_union([lambda x: to_class(TakenOn, x), from_none], self.taken_on)
        result["user"] = from_union([from_none, from_str], self.user)
        return result


class Schema(Enum):
    URN_HGM_PROBE_REPORT_1 = "urn:hgm-probe:report:1"


@dataclass
class Anonymous:
    advised: List[int]
    anyhow: List[int]

    @staticmethod
    def from_dict(obj: Any) -> 'Anonymous':
        assert isinstance(obj, dict)
        advised = from_list(from_int, obj.get("advised"))
        anyhow = from_list(from_int, obj.get("anyhow"))
        return Anonymous(advised, anyhow)

    def to_dict(self) -> dict:
        result: dict = {}
        result["advised"] = from_list(from_int, self.advised)
        result["anyhow"] = from_list(from_int, self.anyhow)
        return result


@dataclass
class Shmem:
    advised: List[int]
    anyhow: List[int]

    @staticmethod
    def from_dict(obj: Any) -> 'Shmem':
        assert isinstance(obj, dict)
        advised = from_list(from_int, obj.get("advised"))
        anyhow = from_list(from_int, obj.get("anyhow"))
        return Shmem(advised, anyhow)

    def to_dict(self) -> dict:
        result: dict = {}
        result["advised"] = from_list(from_int, self.advised)
        result["anyhow"] = from_list(from_int, self.anyhow)
        return result


@dataclass
class FaultSizes:
    anonymous: Anonymous
    shmem: Shmem

    @staticmethod
    def from_dict(obj: Any) -> 'FaultSizes':
        assert isinstance(obj, dict)
        anonymous = Anonymous.from_dict(obj.get("anonymous"))
        shmem = Shmem.from_dict(obj.get("shmem"))
        return FaultSizes(anonymous, shmem)

    def to_dict(self) -> dict:
        result: dict = {}
        result["anonymous"] = to_class(Anonymous, self.anonymous)
        result["shmem"] = to_class(Shmem, self.shmem)
        return result


@dataclass
class Settings:
    boot_parameters: Optional[List[str]] = None
    fault_sizes: Optional[FaultSizes] = None
    hugetlb_optimize_vmemmap: Optional[int] = None
    shmem_thp: Optional[str] = None
    thp: Optional[str] = None
    unprivileged_userfaultfd: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Settings':
        assert isinstance(obj, dict)
        boot_parameters = from_union([lambda x: from_list(from_str, x), from_none], obj.get("bootParameters"))
        fault_sizes = from_union([FaultSizes.from_dict, from_none], obj.get("faultSizes"))
        hugetlb_optimize_vmemmap = from_union([from_int, from_none], obj.get("hugetlbOptimizeVmemmap"))
        shmem_thp = from_union([from_none, from_str], obj.get("shmemThp"))
        thp = from_union([from_none, from_str], obj.get("thp"))
        unprivileged_userfaultfd = from_union([from_int, from_none], obj.get("unprivilegedUserfaultfd"))
        return Settings(boot_parameters, fault_sizes, hugetlb_optimize_vmemmap, shmem_thp, thp, unprivileged_userfaultfd)

    def to_dict(self) -> dict:
        result: dict = {}
        if self.boot_parameters is not None:
            result["bootParameters"] = from_union([lambda x: from_list(from_str, x), from_none], self.boot_parameters)
        if self.fault_sizes is not None:
            result["faultSizes"] = from_union([lambda x: to_class(FaultSizes, x), from_none], self.fault_sizes)
        result["hugetlbOptimizeVmemmap"] = from_union([from_int, from_none], self.hugetlb_optimize_vmemmap)
        result["shmemThp"] = from_union([from_none, from_str], self.shmem_thp)
        result["thp"] = from_union([from_none, from_str], self.thp)
        result["unprivilegedUserfaultfd"] = from_union([from_int, from_none], self.unprivileged_userfaultfd)
        return result


class Basis(Enum):
    ASSUMED = "assumed"
    MEASURED = "measured"
    MISSING = "missing"


class Doubt(Enum):
    BELOW_GRAIN = "below_grain"
    BUSY = "busy"
    FEW_SAMPLES = "few_samples"


class PartEnum(Enum):
    CONTINUE = "continue"
    COPY = "copy"
    FAULT = "fault"
    LINK = "link"


@dataclass
class GranularPart:
    basis: Basis
    part_from: str
    part: PartEnum
    doubt: Optional[Doubt] = None
    ns: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'GranularPart':
        assert isinstance(obj, dict)
        basis = Basis(obj.get("basis"))
        part_from = from_str(obj.get("from"))
        part = PartEnum(obj.get("part"))
        doubt = from_union([Doubt, from_none], obj.get("doubt"))
        ns = from_union([from_int, from_none], obj.get("ns"))
        return GranularPart(basis, part_from, part, doubt, ns)

    def to_dict(self) -> dict:
        result: dict = {}
        result["basis"] = to_enum(Basis, self.basis)
        result["from"] = from_str(self.part_from)
        result["part"] = to_enum(PartEnum, self.part)
        if self.doubt is not None:
            result["doubt"] = from_union([lambda x: to_enum(Doubt, x), from_none], self.doubt)
        result["ns"] = from_union([from_int, from_none], self.ns)
        return result


@dataclass
class Granular:
    bytes: int
    lower_bound: bool
    parts: List[GranularPart]
    total_ns: int

    @staticmethod
    def from_dict(obj: Any) -> 'Granular':
        assert isinstance(obj, dict)
        bytes = from_int(obj.get("bytes"))
        lower_bound = from_bool(obj.get("lowerBound"))
        parts = from_list(GranularPart.from_dict, obj.get("parts"))
        total_ns = from_int(obj.get("totalNs"))
        return Granular(bytes, lower_bound, parts, total_ns)

    def to_dict(self) -> dict:
        result: dict = {}
        result["bytes"] = from_int(self.bytes)
        result["lowerBound"] = from_bool(self.lower_bound)
        result["parts"] = from_list(lambda x: to_class(GranularPart, x), self.parts)
        result["totalNs"] = from_int(self.total_ns)
        return result


@dataclass
class WholePart:
    basis: Basis
    part_from: str
    part: PartEnum
    doubt: Optional[Doubt] = None
    ns: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'WholePart':
        assert isinstance(obj, dict)
        basis = Basis(obj.get("basis"))
        part_from = from_str(obj.get("from"))
        part = PartEnum(obj.get("part"))
        doubt = from_union([Doubt, from_none], obj.get("doubt"))
        ns = from_union([from_int, from_none], obj.get("ns"))
        return WholePart(basis, part_from, part, doubt, ns)

    def to_dict(self) -> dict:
        result: dict = {}
        result["basis"] = to_enum(Basis, self.basis)
        result["from"] = from_str(self.part_from)
        result["part"] = to_enum(PartEnum, self.part)
        if self.doubt is not None:
            result["doubt"] = from_union([lambda x: to_enum(Doubt, x), from_none], self.doubt)
        result["ns"] = from_union([from_int, from_none], self.ns)
        return result


@dataclass
class Whole:
    bytes: int
    lower_bound: bool
    parts: List[WholePart]
    total_ns: int

    @staticmethod
    def from_dict(obj: Any) -> 'Whole':
        assert isinstance(obj, dict)
        bytes = from_int(obj.get("bytes"))
        lower_bound = from_bool(obj.get("lowerBound"))
        parts = from_list(WholePart.from_dict, obj.get("parts"))
        total_ns = from_int(obj.get("totalNs"))
        return Whole(bytes, lower_bound, parts, total_ns)

    def to_dict(self) -> dict:
        result: dict = {}
        result["bytes"] = from_int(self.bytes)
        result["lowerBound"] = from_bool(self.lower_bound)
        result["parts"] = from_list(lambda x: to_class(WholePart, x), self.parts)
        result["totalNs"] = from_int(self.total_ns)
        return result


@dataclass
class Stall:
    granular: Granular
    huge_page_bytes: int
    link_gbps: float
    whole: Whole
    first_granule_ns: Optional[int] = None
    ratio: Optional[float] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Stall':
        assert isinstance(obj, dict)
        granular = Granular.from_dict(obj.get("granular"))
        huge_page_bytes = from_int(obj.get("hugePageBytes"))
        link_gbps = from_float(obj.get("linkGbps"))
        whole = Whole.from_dict(obj.get("whole"))
        first_granule_ns = from_union([from_int, from_none], obj.get("firstGranuleNs"))
        ratio = from_union([from_float, from_none], obj.get("ratio"))
        return Stall(granular, huge_page_bytes, link_gbps, whole, first_granule_ns, ratio)

    def to_dict(self) -> dict:
        result: dict = {}
        result["granular"] = to_class(Granular, self.granular)
        result["hugePageBytes"] = from_int(self.huge_page_bytes)
        result["linkGbps"] = to_float(self.link_gbps)
        result["whole"] = to_class(Whole, self.whole)
        result["firstGranuleNs"] = from_union([from_int, from_none], self.first_granule_ns)
        result["ratio"] = from_union([to_float, from_none], self.ratio)
        return result


@dataclass
class Distribution:
    counts: List[int]
    ns: List[int]

    @staticmethod
    def from_dict(obj: Any) -> 'Distribution':
        assert isinstance(obj, dict)
        counts = from_list(from_int, obj.get("counts"))
        ns = from_list(from_int, obj.get("ns"))
        return Distribution(counts, ns)

    def to_dict(self) -> dict:
        result: dict = {}
        result["counts"] = from_list(from_int, self.counts)
        result["ns"] = from_list(from_int, self.ns)
        return result


@dataclass
class Run:
    cpu: Optional[int] = None
    interrupts: Optional[int] = None
    involuntary_switches: Optional[int] = None
    migrations: Optional[int] = None
    minor_faults: Optional[int] = None
    node: Optional[int] = None
    voluntary_switches: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Run':
        assert isinstance(obj, dict)
        cpu = from_union([from_int, from_none], obj.get("cpu"))
        interrupts = from_union([from_int, from_none], obj.get("interrupts"))
        involuntary_switches = from_union([from_int, from_none], obj.get("involuntarySwitches"))
        migrations = from_union([from_int, from_none], obj.get("migrations"))
        minor_faults = from_union([from_int, from_none], obj.get("minorFaults"))
        node = from_union([from_int, from_none], obj.get("node"))
        voluntary_switches = from_union([from_int, from_none], obj.get("voluntarySwitches"))
        return Run(cpu, interrupts, involuntary_switches, migrations, minor_faults, node, voluntary_switches)

    def to_dict(self) -> dict:
        result: dict = {}
        result["cpu"] = from_union([from_int, from_none], self.cpu)
        result["interrupts"] = from_union([from_int, from_none], self.interrupts)
        result["involuntarySwitches"] = from_union([from_int, from_none], self.involuntary_switches)
        result["migrations"] = from_union([from_int, from_none], self.migrations)
        result["minorFaults"] = from_union([from_int, from_none], self.minor_faults)
        result["node"] = from_union([from_int, from_none], self.node)
        result["voluntarySwitches"] = from_union([from_int, from_none], self.voluntary_switches)
        return result


@dataclass
class Timing:
    baseline: bool
    flags: List[str]
    id: str
    n: int
    threads: int
    units: int
    batched_ns: Optional[int] = None
    distribution: Optional[Distribution] = None
    first_ns: Optional[int] = None
    granule_bytes: Optional[int] = None
    max_ns: Optional[int] = None
    mean_ns: Optional[int] = None
    memory: Optional[str] = None
    min_ns: Optional[int] = None
    p50_ns: Optional[int] = None
    p90_ns: Optional[int] = None
    p999_ns: Optional[int] = None
    p99_ns: Optional[int] = None
    per_unit_ns: Optional[int] = None
    run: Optional[Run] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Timing':
        assert isinstance(obj, dict)
        baseline = from_bool(obj.get("baseline"))
        flags = from_list(from_str, obj.get("flags"))
        id = from_str(obj.get("id"))
        n = from_int(obj.get("n"))
        threads = from_int(obj.get("threads"))
        units = from_int(obj.get("units"))
        batched_ns = from_union([from_int, from_none], obj.get("batchedNs"))
        distribution = from_union([Distribution.from_dict, from_none], obj.get("distribution"))
        first_ns = from_union([from_int, from_none], obj.get("firstNs"))
        granule_bytes = from_union([from_int, from_none], obj.get("granuleBytes"))
        max_ns = from_union([from_int, from_none], obj.get("maxNs"))
        mean_ns = from_union([from_int, from_none], obj.get("meanNs"))
        memory = from_union([from_none, from_str], obj.get("memory"))
        min_ns = from_union([from_int, from_none], obj.get("minNs"))
        p50_ns = from_union([from_int, from_none], obj.get("p50Ns"))
        p90_ns = from_union([from_int, from_none], obj.get("p90Ns"))
        p999_ns = from_union([from_int, from_none], obj.get("p999Ns"))
        p99_ns = from_union([from_int, from_none], obj.get("p99Ns"))
        per_unit_ns = from_union([from_int, from_none], obj.get("perUnitNs"))
        run = from_union([Run.from_dict, from_none], obj.get("run"))
        return Timing(baseline, flags, id, n, threads, units, batched_ns, distribution, first_ns, granule_bytes, max_ns, mean_ns, memory, min_ns, p50_ns, p90_ns, p999_ns, p99_ns, per_unit_ns, run)

    def to_dict(self) -> dict:
        result: dict = {}
        result["baseline"] = from_bool(self.baseline)
        result["flags"] = from_list(from_str, self.flags)
        result["id"] = from_str(self.id)
        result["n"] = from_int(self.n)
        result["threads"] = from_int(self.threads)
        result["units"] = from_int(self.units)
        result["batchedNs"] = from_union([from_int, from_none], self.batched_ns)
        if self.distribution is not None:
            result["distribution"] = from_union([lambda x: to_class(Distribution, x), from_none], self.distribution)
        result["firstNs"] = from_union([from_int, from_none], self.first_ns)
        result["granuleBytes"] = from_union([from_int, from_none], self.granule_bytes)
        result["maxNs"] = from_union([from_int, from_none], self.max_ns)
        result["meanNs"] = from_union([from_int, from_none], self.mean_ns)
        result["memory"] = from_union([from_none, from_str], self.memory)
        result["minNs"] = from_union([from_int, from_none], self.min_ns)
        result["p50Ns"] = from_union([from_int, from_none], self.p50_ns)
        result["p90Ns"] = from_union([from_int, from_none], self.p90_ns)
        result["p999Ns"] = from_union([from_int, from_none], self.p999_ns)
        result["p99Ns"] = from_union([from_int, from_none], self.p99_ns)
        if self.per_unit_ns is not None:
            result["perUnitNs"] = from_union([from_int, from_none], self.per_unit_ns)
        if self.run is not None:
            result["run"] = from_union([lambda x: to_class(Run, x), from_none], self.run)
        return result


class Name(Enum):
    HGM_PROBE = "hgm-probe"


@dataclass
class Tool:
    name: Name
    version: str

    @staticmethod
    def from_dict(obj: Any) -> 'Tool':
        assert isinstance(obj, dict)
        name = Name(obj.get("name"))
        version = from_str(obj.get("version"))
        return Tool(name, version)

    def to_dict(self) -> dict:
        result: dict = {}
        result["name"] = to_enum(Name, self.name)
        result["version"] = from_str(self.version)
        return result


@dataclass
class Untimed:
    id: str
    reason: str
    memory: Optional[str] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Untimed':
        assert isinstance(obj, dict)
        id = from_str(obj.get("id"))
        reason = from_str(obj.get("reason"))
        memory = from_union([from_none, from_str], obj.get("memory"))
        return Untimed(id, reason, memory)

    def to_dict(self) -> dict:
        result: dict = {}
        result["id"] = from_str(self.id)
        result["reason"] = from_str(self.reason)
        result["memory"] = from_union([from_none, from_str], self.memory)
        return result


@dataclass
class Userfaultfd:
    unnamed_bits: List[int]
    feature_names: Optional[List[str]] = None
    features: Optional[str] = None
    ioctl_names: Optional[List[str]] = None
    ioctls: Optional[str] = None
    unnamed_ioctls: Optional[List[int]] = None
    unnamed_modes: Optional[List[int]] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Userfaultfd':
        assert isinstance(obj, dict)
        unnamed_bits = from_list(from_int, obj.get("unnamedBits"))
        feature_names = from_union([lambda x: from_list(from_str, x), from_none], obj.get("featureNames"))
        features = from_union([from_none, from_str], obj.get("features"))
        ioctl_names = from_union([lambda x: from_list(from_str, x), from_none], obj.get("ioctlNames"))
        ioctls = from_union([from_none, from_str], obj.get("ioctls"))
        unnamed_ioctls = from_union([lambda x: from_list(from_int, x), from_none], obj.get("unnamedIoctls"))
        unnamed_modes = from_union([lambda x: from_list(from_int, x), from_none], obj.get("unnamedModes"))
        return Userfaultfd(unnamed_bits, feature_names, features, ioctl_names, ioctls, unnamed_ioctls, unnamed_modes)

    def to_dict(self) -> dict:
        result: dict = {}
        result["unnamedBits"] = from_list(from_int, self.unnamed_bits)
        if self.feature_names is not None:
            result["featureNames"] = from_union([lambda x: from_list(from_str, x), from_none], self.feature_names)
        result["features"] = from_union([from_none, from_str], self.features)
        if self.ioctl_names is not None:
            result["ioctlNames"] = from_union([lambda x: from_list(from_str, x), from_none], self.ioctl_names)
        result["ioctls"] = from_union([from_none, from_str], self.ioctls)
        if self.unnamed_ioctls is not None:
            result["unnamedIoctls"] = from_union([lambda x: from_list(from_int, x), from_none], self.unnamed_ioctls)
        if self.unnamed_modes is not None:
            result["unnamedModes"] = from_union([lambda x: from_list(from_int, x), from_none], self.unnamed_modes)
        return result


@dataclass
class UserProfile:
    state: ProfileState
    reason: Optional[str] = None
    who: Optional[Who] = None

    @staticmethod
    def from_dict(obj: Any) -> 'UserProfile':
        assert isinstance(obj, dict)
        state = ProfileState(obj.get("state"))
        reason = from_union([from_str, from_none], obj.get("reason"))
        who = from_union([from_none, Who], obj.get("who"))
        return UserProfile(state, reason, who)

    def to_dict(self) -> dict:
        result: dict = {}
        result["state"] = to_enum(ProfileState, self.state)
        if self.reason is not None:
            result["reason"] = from_union([from_str, from_none], self.reason)
        if self.who is not None:
            result["who"] = from_union([from_none, lambda x: to_enum(Who, x)], self.who)
        return result


@dataclass
class User:
    name: str
    profiles: Dict[str, UserProfile]
    uid: int

    @staticmethod
    def from_dict(obj: Any) -> 'User':
        assert isinstance(obj, dict)
        name = from_str(obj.get("name"))
        profiles = from_dict(UserProfile.from_dict, obj.get("profiles"))
        uid = from_int(obj.get("uid"))
        return User(name, profiles, uid)

    def to_dict(self) -> dict:
        result: dict = {}
        result["name"] = from_str(self.name)
        result["profiles"] = from_dict(lambda x: to_class(UserProfile, x), self.profiles)
        result["uid"] = from_int(self.uid)
        return result


class AliasWrites(Enum):
    EXPOSED = "exposed"
    EXPOSED_IF_ADVISED = "exposed_if_advised"
    ISOLATED = "isolated"
    UNKNOWN = "unknown"


@dataclass
class WayPart:
    basis: Basis
    part_from: str
    part: PartEnum
    doubt: Optional[Doubt] = None
    ns: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'WayPart':
        assert isinstance(obj, dict)
        basis = Basis(obj.get("basis"))
        part_from = from_str(obj.get("from"))
        part = PartEnum(obj.get("part"))
        doubt = from_union([Doubt, from_none], obj.get("doubt"))
        ns = from_union([from_int, from_none], obj.get("ns"))
        return WayPart(basis, part_from, part, doubt, ns)

    def to_dict(self) -> dict:
        result: dict = {}
        result["basis"] = to_enum(Basis, self.basis)
        result["from"] = from_str(self.part_from)
        result["part"] = to_enum(PartEnum, self.part)
        if self.doubt is not None:
            result["doubt"] = from_union([lambda x: to_enum(Doubt, x), from_none], self.doubt)
        result["ns"] = from_union([from_int, from_none], self.ns)
        return result


@dataclass
class Regain:
    state: DifferenceState
    bytes: Optional[int] = None
    doubt: Optional[Doubt] = None
    ns_per_gi_b: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Regain':
        assert isinstance(obj, dict)
        state = DifferenceState(obj.get("state"))
        bytes = from_union([from_int, from_none], obj.get("bytes"))
        doubt = from_union([Doubt, from_none], obj.get("doubt"))
        ns_per_gi_b = from_union([from_int, from_none], obj.get("nsPerGiB"))
        return Regain(state, bytes, doubt, ns_per_gi_b)

    def to_dict(self) -> dict:
        result: dict = {}
        result["state"] = to_enum(DifferenceState, self.state)
        result["bytes"] = from_union([from_int, from_none], self.bytes)
        if self.doubt is not None:
            result["doubt"] = from_union([lambda x: to_enum(Doubt, x), from_none], self.doubt)
        result["nsPerGiB"] = from_union([from_int, from_none], self.ns_per_gi_b)
        return result


@dataclass
class REST:
    id: str
    reason: str
    state: DifferenceState
    memory: Optional[str] = None

    @staticmethod
    def from_dict(obj: Any) -> 'REST':
        assert isinstance(obj, dict)
        id = from_str(obj.get("id"))
        reason = from_str(obj.get("reason"))
        state = DifferenceState(obj.get("state"))
        memory = from_union([from_none, from_str], obj.get("memory"))
        return REST(id, reason, state, memory)

    def to_dict(self) -> dict:
        result: dict = {}
        result["id"] = from_str(self.id)
        result["reason"] = from_str(self.reason)
        result["state"] = to_enum(DifferenceState, self.state)
        result["memory"] = from_union([from_none, from_str], self.memory)
        return result


class StallIs(Enum):
    AT_LEAST = "at_least"
    IN_DOUBT = "in_doubt"


@dataclass
class Why:
    id: str
    reason: str
    state: DifferenceState
    memory: Optional[str] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Why':
        assert isinstance(obj, dict)
        id = from_str(obj.get("id"))
        reason = from_str(obj.get("reason"))
        state = DifferenceState(obj.get("state"))
        memory = from_union([from_none, from_str], obj.get("memory"))
        return Why(id, reason, state, memory)

    def to_dict(self) -> dict:
        result: dict = {}
        result["id"] = from_str(self.id)
        result["reason"] = from_str(self.reason)
        result["state"] = to_enum(DifferenceState, self.state)
        result["memory"] = from_union([from_none, from_str], self.memory)
        return result


@dataclass
class ThroughKVM:
    shown: bool
    why: Optional[Why] = None

    @staticmethod
    def from_dict(obj: Any) -> 'ThroughKVM':
        assert isinstance(obj, dict)
        shown = from_bool(obj.get("shown"))
        why = from_union([Why.from_dict, from_none], obj.get("why"))
        return ThroughKVM(shown, why)

    def to_dict(self) -> dict:
        result: dict = {}
        result["shown"] = from_bool(self.shown)
        result["why"] = from_union([lambda x: to_class(Why, x), from_none], self.why)
        return result


@dataclass
class Way:
    fault_bytes: int
    id: str
    parts: List[WayPart]
    reason: str
    rests: List[REST]
    state: DifferenceState
    alias_writes: Optional[AliasWrites] = None
    regain: Optional[Regain] = None
    stall_is: Optional[StallIs] = None
    stall_ns: Optional[int] = None
    through_kvm: Optional[ThroughKVM] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Way':
        assert isinstance(obj, dict)
        fault_bytes = from_int(obj.get("faultBytes"))
        id = from_str(obj.get("id"))
        parts = from_list(WayPart.from_dict, obj.get("parts"))
        reason = from_str(obj.get("reason"))
        rests = from_list(REST.from_dict, obj.get("rests"))
        state = DifferenceState(obj.get("state"))
        alias_writes = from_union([AliasWrites, from_none], obj.get("aliasWrites"))
        regain = from_union([Regain.from_dict, from_none], obj.get("regain"))
        stall_is = from_union([StallIs, from_none], obj.get("stallIs"))
        stall_ns = from_union([from_int, from_none], obj.get("stallNs"))
        through_kvm = from_union([ThroughKVM.from_dict, from_none], obj.get("throughKvm"))
        return Way(fault_bytes, id, parts, reason, rests, state, alias_writes, regain, stall_is, stall_ns, through_kvm)

    def to_dict(self) -> dict:
        result: dict = {}
        result["faultBytes"] = from_int(self.fault_bytes)
        result["id"] = from_str(self.id)
        result["parts"] = from_list(lambda x: to_class(WayPart, x), self.parts)
        result["reason"] = from_str(self.reason)
        result["rests"] = from_list(lambda x: to_class(REST, x), self.rests)
        result["state"] = to_enum(DifferenceState, self.state)
        if self.alias_writes is not None:
            result["aliasWrites"] = from_union([lambda x: to_enum(AliasWrites, x), from_none], self.alias_writes)
        result["regain"] = from_union([lambda x: to_class(Regain, x), from_none], self.regain)
        if self.stall_is is not None:
            result["stallIs"] = from_union([lambda x: to_enum(StallIs, x), from_none], self.stall_is)
        result["stallNs"] = from_union([from_int, from_none], self.stall_ns)
        if self.through_kvm is not None:
            result["throughKvm"] = from_union([lambda x: to_class(ThroughKVM, x), from_none], self.through_kvm)
        return result


class Says(Enum):
    NOTHING = "nothing"
    OFF = "off"
    ON = "on"
    PATCHED = "patched"


@dataclass
class Witness:
    detail: str
    id: str
    says: Says
    agrees: Optional[bool] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Witness':
        assert isinstance(obj, dict)
        detail = from_str(obj.get("detail"))
        id = from_str(obj.get("id"))
        says = Says(obj.get("says"))
        agrees = from_union([from_bool, from_none], obj.get("agrees"))
        return Witness(detail, id, says, agrees)

    def to_dict(self) -> dict:
        result: dict = {}
        result["detail"] = from_str(self.detail)
        result["id"] = from_str(self.id)
        result["says"] = to_enum(Says, self.says)
        result["agrees"] = from_union([from_bool, from_none], self.agrees)
        return result


@dataclass
class Report:
    schema: Schema
    clock: Clock
    collected_at: str
    expires_at: str
    hgm: Hgm
    host: Host
    latency: Dict[str, Latency]
    ledger: List[Ledger]
    matrix: Dict[str, Dict[str, str]]
    pools: List[Pool]
    profiles: Dict[str, ReportProfile]
    ran_as: ReportRanAs
    schema_version: str
    settings: Settings
    tool: Tool
    userfaultfd: Userfaultfd
    bench: Optional[Bench] = None
    caller: Optional[Caller] = None
    capabilities: Optional[List[Capability]] = None
    serving: Optional[Dict[str, str]] = None
    stalls: Optional[List[Stall]] = None
    timings: Optional[List[Timing]] = None
    untimed: Optional[List[Untimed]] = None
    users: Optional[List[User]] = None
    ways: Optional[List[Way]] = None
    witnesses: Optional[List[Witness]] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Report':
        assert isinstance(obj, dict)
        schema = Schema(obj.get("$schema"))
        clock = Clock.from_dict(obj.get("clock"))
        collected_at = from_str(obj.get("collectedAt"))
        expires_at = from_str(obj.get("expiresAt"))
        hgm = Hgm.from_dict(obj.get("hgm"))
        host = Host.from_dict(obj.get("host"))
        latency = from_dict(Latency.from_dict, obj.get("latency"))
        ledger = from_list(Ledger.from_dict, obj.get("ledger"))
        matrix = from_dict(lambda x: from_dict(from_str, x), obj.get("matrix"))
        pools = from_list(Pool.from_dict, obj.get("pools"))
        profiles = from_dict(ReportProfile.from_dict, obj.get("profiles"))
        ran_as = ReportRanAs.from_dict(obj.get("ranAs"))
        schema_version = from_str(obj.get("schemaVersion"))
        settings = Settings.from_dict(obj.get("settings"))
        tool = Tool.from_dict(obj.get("tool"))
        userfaultfd = Userfaultfd.from_dict(obj.get("userfaultfd"))
        bench = from_union([Bench.from_dict, from_none], obj.get("bench"))
        caller = from_union([Caller.from_dict, from_none], obj.get("caller"))
        capabilities = from_union([lambda x: from_list(Capability.from_dict, x), from_none], obj.get("capabilities"))
        serving = from_union([lambda x: from_dict(from_str, x), from_none], obj.get("serving"))
        stalls = from_union([lambda x: from_list(Stall.from_dict, x), from_none], obj.get("stalls"))
        timings = from_union([lambda x: from_list(Timing.from_dict, x), from_none], obj.get("timings"))
        untimed = from_union([lambda x: from_list(Untimed.from_dict, x), from_none], obj.get("untimed"))
        users = from_union([lambda x: from_list(User.from_dict, x), from_none], obj.get("users"))
        ways = from_union([lambda x: from_list(Way.from_dict, x), from_none], obj.get("ways"))
        witnesses = from_union([lambda x: from_list(Witness.from_dict, x), from_none], obj.get("witnesses"))
        return Report(schema, clock, collected_at, expires_at, hgm, host, latency, ledger, matrix, pools, profiles, ran_as, schema_version, settings, tool, userfaultfd, bench, caller, capabilities, serving, stalls, timings, untimed, users, ways, witnesses)

    def to_dict(self) -> dict:
        result: dict = {}
        result["$schema"] = to_enum(Schema, self.schema)
        result["clock"] = to_class(Clock, self.clock)
        result["collectedAt"] = from_str(self.collected_at)
        result["expiresAt"] = from_str(self.expires_at)
        result["hgm"] = to_class(Hgm, self.hgm)
        result["host"] = to_class(Host, self.host)
        result["latency"] = from_dict(lambda x: to_class(Latency, x), self.latency)
        result["ledger"] = from_list(lambda x: to_class(Ledger, x), self.ledger)
        result["matrix"] = from_dict(lambda x: from_dict(from_str, x), self.matrix)
        result["pools"] = from_list(lambda x: to_class(Pool, x), self.pools)
        result["profiles"] = from_dict(lambda x: to_class(ReportProfile, x), self.profiles)
        result["ranAs"] = to_class(ReportRanAs, self.ran_as)
        result["schemaVersion"] = from_str(self.schema_version)
        result["settings"] = to_class(Settings, self.settings)
        result["tool"] = to_class(Tool, self.tool)
        result["userfaultfd"] = to_class(Userfaultfd, self.userfaultfd)
        if self.bench is not None:
            result["bench"] = from_union([lambda x: to_class(Bench, x), from_none], self.bench)
        if self.caller is not None:
            result["caller"] = from_union([lambda x: to_class(Caller, x), from_none], self.caller)
        if self.capabilities is not None:
            result["capabilities"] = from_union([lambda x: from_list(lambda x: to_class(Capability, x), x), from_none], self.capabilities)
        if self.serving is not None:
            result["serving"] = from_union([lambda x: from_dict(from_str, x), from_none], self.serving)
        if self.stalls is not None:
            result["stalls"] = from_union([lambda x: from_list(lambda x: to_class(Stall, x), x), from_none], self.stalls)
        if self.timings is not None:
            result["timings"] = from_union([lambda x: from_list(lambda x: to_class(Timing, x), x), from_none], self.timings)
        if self.untimed is not None:
            result["untimed"] = from_union([lambda x: from_list(lambda x: to_class(Untimed, x), x), from_none], self.untimed)
        if self.users is not None:
            result["users"] = from_union([lambda x: from_list(lambda x: to_class(User, x), x), from_none], self.users)
        if self.ways is not None:
            result["ways"] = from_union([lambda x: from_list(lambda x: to_class(Way, x), x), from_none], self.ways)
        if self.witnesses is not None:
            result["witnesses"] = from_union([lambda x: from_list(lambda x: to_class(Witness, x), x), from_none], self.witnesses)
        return result


def report_from_dict(s: Any) -> Report:
    return Report.from_dict(s)


def report_to_dict(x: Report) -> Any:
    return to_class(Report, x)
