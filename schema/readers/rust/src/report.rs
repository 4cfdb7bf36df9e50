// Example code that deserializes and serializes the model.
// extern crate serde;
// #[macro_use]
// extern crate serde_derive;
// extern crate serde_json;
//
// use generated_module::Report;
//
// fn main() {
//     let json = r#"{"answer": 42}"#;
//     let model: Report = serde_json::from_str(&json).unwrap();
// }

use serde::{Serialize, Deserialize};
use std::collections::HashMap;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    #[serde(rename = "$schema")]
    pub schema: Schema,

    pub bench: Option<Bench>,

    pub caller: Option<Caller>,

    pub capabilities: Option<Vec<Capability>>,

    pub clock: Clock,

    pub collected_at: String,

    pub expires_at: String,

    pub hgm: Hgm,

    pub host: Host,

    pub latency: HashMap<String, Latency>,

    pub ledger: Vec<Ledger>,

    pub matrix: HashMap<String, HashMap<String, String>>,

    pub pools: Vec<Pool>,

    pub profiles: HashMap<String, ReportProfile>,

    pub ran_as: ReportRanAs,

    pub schema_version: String,

    pub serving: Option<HashMap<String, String>>,

    pub settings: Settings,

    pub stalls: Option<Vec<Stall>>,

    pub timings: Option<Vec<Timing>>,

    pub tool: Tool,

    pub untimed: Option<Vec<Untimed>>,

    pub userfaultfd: Userfaultfd,

    pub users: Option<Vec<User>>,

    pub ways: Option<Vec<Way>>,

    pub witnesses: Option<Vec<Witness>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bench {
    pub complete: bool,

    pub cpu: Option<i64>,

    pub duration_ms: Option<i64>,

    pub link_gbps: f64,

    pub samples: i64,

    pub sizes: Vec<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    pub differences: Vec<Difference>,

    pub ran_as: CallerRanAs,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Difference {
    pub gate: Option<Gate>,

    pub id: String,

    pub memory: Option<String>,

    pub reason: String,

    pub state: DifferenceState,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    Capability,

    #[serde(rename = "device_node")]
    DeviceNode,

    Lsm,

    Seccomp,

    Sysctl,

    Unknown,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceState {
    Absent,

    Advertised,

    Limited,

    #[serde(rename = "no_resources")]
    NoResources,

    #[serde(rename = "not_applicable")]
    NotApplicable,

    #[serde(rename = "not_permitted")]
    NotPermitted,

    #[serde(rename = "not_probed")]
    NotProbed,

    Supported,

    Unknown,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallerRanAs {
    pub capabilities: Option<String>,

    pub egid: i64,

    pub euid: i64,

    pub groups: Option<Vec<i64>>,

    pub initial_user_namespace: Option<bool>,

    pub lsm_label: Option<String>,

    pub no_new_privs: Option<bool>,

    pub seccomp_mode: Option<i64>,

    pub user: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Capability {
    pub action: Option<Action>,

    pub evidence: Vec<String>,

    pub gate: Option<Gate>,

    pub id: String,

    pub memory: Option<String>,

    pub reason: String,

    pub since: Option<String>,

    pub state: DifferenceState,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    pub commands: Option<Vec<Command>>,

    pub commands_all: Option<bool>,

    pub hint: String,

    pub who: Who,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Command {
    pub command: String,

    pub opens: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Caller,

    #[serde(rename = "kernel_build")]
    KernelBuild,

    #[serde(rename = "os_configuration")]
    OsConfiguration,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    pub grain_ns: Option<i64>,

    pub ioctl_ns: Option<i64>,

    pub pair_ns: Option<i64>,

    pub source: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hgm {
    pub dialect: Option<Dialect>,

    pub granule_bytes: Option<i64>,

    pub granules: Vec<Granule>,

    pub proof: Option<Proof>,

    pub reason: String,

    pub state: DifferenceState,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    #[serde(rename = "madv-split")]
    MadvSplit,

    #[serde(rename = "rfc-v1")]
    RfcV1,

    #[serde(rename = "rfc-v2")]
    RfcV2,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Granule {
    pub granule_bytes: i64,

    pub huge_page_bytes: i64,

    pub proof: Proof,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    Accepted,

    Mapped,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Host {
    pub arch: String,

    pub base_page_bytes: i64,

    pub boot_id: Option<String>,

    pub cpu_model: Option<String>,

    pub id: Option<String>,

    pub kernel_build: String,

    pub kernel_release: String,

    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    pub first_ns: Option<i64>,

    pub flags: Option<Vec<String>>,

    pub n: i64,

    pub p50_ns: Option<i64>,

    pub p99_ns: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    pub borrowed: i64,

    pub detail: Option<String>,

    pub free_after: Option<i64>,

    pub free_before: Option<i64>,

    pub page_bytes: i64,

    pub reason: String,

    pub reserved_after: Option<i64>,

    pub reserved_before: Option<i64>,

    pub total_after: Option<i64>,

    pub total_before: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pool {
    pub demote_bytes: Option<i64>,

    pub free: Option<i64>,

    pub nodes: Option<Vec<Node>>,

    pub obtainable: Option<Obtainable>,

    pub overcommit: Option<i64>,

    pub page_bytes: i64,

    pub reserved: Option<i64>,

    pub surplus: Option<i64>,

    pub total: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Node {
    pub free: Option<i64>,

    pub node: i64,

    pub surplus: Option<i64>,

    pub total: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Obtainable {
    pub certain: bool,

    pub limit: Option<Limit>,

    pub makeable: i64,

    pub nodes: Option<Vec<i64>>,

    pub pages: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Limit {
    pub detail: String,

    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReportProfile {
    pub missing: Option<Vec<String>>,

    pub reason: String,

    pub state: ProfileState,

    pub who: Option<Who>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileState {
    #[serde(rename = "not_ready")]
    NotReady,

    Ready,

    Restricted,

    Unknown,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportRanAs {
    pub capabilities: Option<String>,

    pub egid: i64,

    pub euid: i64,

    pub groups: Option<Vec<i64>>,

    pub initial_user_namespace: Option<bool>,

    pub lsm_label: Option<String>,

    pub no_new_privs: Option<bool>,

    pub not_taken_over: Vec<NotTakenOver>,

    pub seccomp_mode: Option<i64>,

    pub taken_on: Option<TakenOn>,

    pub user: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NotTakenOver {
    pub detail: String,

    pub layer: Layer,

    pub matters: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    Cpuset,

    #[serde(rename = "device_cgroup")]
    DeviceCgroup,

    #[serde(rename = "hugetlb_cgroup")]
    HugetlbCgroup,

    Landlock,

    Lsm,

    #[serde(rename = "memory_policy")]
    MemoryPolicy,

    #[serde(rename = "no_new_privs")]
    NoNewPrivs,

    Rlimits,

    Seccomp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakenOn {
    pub how: How,

    pub pid: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    As,

    #[serde(rename = "like_pid")]
    LikePid,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Schema {
    #[serde(rename = "urn:hgm-probe:report:1")]
    UrnHgmProbeReport1,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    pub boot_parameters: Option<Vec<String>>,

    pub fault_sizes: Option<FaultSizes>,

    pub hugetlb_optimize_vmemmap: Option<i64>,

    pub shmem_thp: Option<String>,

    pub thp: Option<String>,

    pub unprivileged_userfaultfd: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FaultSizes {
    pub anonymous: Anonymous,

    pub shmem: Shmem,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Anonymous {
    pub advised: Vec<i64>,

    pub anyhow: Vec<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shmem {
    pub advised: Vec<i64>,

    pub anyhow: Vec<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stall {
    pub first_granule_ns: Option<i64>,

    pub granular: Granular,

    pub huge_page_bytes: i64,

    pub link_gbps: f64,

    pub ratio: Option<f64>,

    pub whole: Whole,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Granular {
    pub bytes: i64,

    pub lower_bound: bool,

    pub parts: Vec<GranularPart>,

    pub total_ns: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GranularPart {
    pub basis: Basis,

    pub doubt: Option<Doubt>,

    pub from: String,

    pub ns: Option<i64>,

    pub part: PartEnum,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Assumed,

    Measured,

    Missing,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    #[serde(rename = "below_grain")]
    BelowGrain,

    Busy,

    #[serde(rename = "few_samples")]
    FewSamples,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartEnum {
    Continue,

    Copy,

    Fault,

    Link,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Whole {
    pub bytes: i64,

    pub lower_bound: bool,

    pub parts: Vec<WholePart>,

    pub total_ns: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WholePart {
    pub basis: Basis,

    pub doubt: Option<Doubt>,

    pub from: String,

    pub ns: Option<i64>,

    pub part: PartEnum,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    pub baseline: bool,

    pub batched_ns: Option<i64>,

    pub distribution: Option<Distribution>,

    pub first_ns: Option<i64>,

    pub flags: Vec<String>,

    pub granule_bytes: Option<i64>,

    pub id: String,

    pub max_ns: Option<i64>,

    pub mean_ns: Option<i64>,

    pub memory: Option<String>,

    pub min_ns: Option<i64>,

    pub n: i64,

    pub p50_ns: Option<i64>,

    pub p90_ns: Option<i64>,

    pub p999_ns: Option<i64>,

    pub p99_ns: Option<i64>,

    pub per_unit_ns: Option<i64>,

    pub run: Option<Run>,

    pub threads: i64,

    pub units: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Distribution {
    pub counts: Vec<i64>,

    pub ns: Vec<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub cpu: Option<i64>,

    pub interrupts: Option<i64>,

    pub involuntary_switches: Option<i64>,

    pub migrations: Option<i64>,

    pub minor_faults: Option<i64>,

    pub node: Option<i64>,

    pub voluntary_switches: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tool {
    pub name: Name,

    pub version: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    #[serde(rename = "hgm-probe")]
    HgmProbe,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Untimed {
    pub id: String,

    pub memory: Option<String>,

    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Userfaultfd {
    pub feature_names: Option<Vec<String>>,

    pub features: Option<String>,

    pub ioctl_names: Option<Vec<String>>,

    pub ioctls: Option<String>,

    pub unnamed_bits: Vec<i64>,

    pub unnamed_ioctls: Option<Vec<i64>>,

    pub unnamed_modes: Option<Vec<i64>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    pub name: String,

    pub profiles: HashMap<String, UserProfile>,

    pub uid: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserProfile {
    pub reason: Option<String>,

    pub state: ProfileState,

    pub who: Option<Who>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    pub alias_writes: Option<AliasWrites>,

    pub fault_bytes: i64,

    pub id: String,

    pub parts: Vec<WayPart>,

    pub reason: String,

    pub regain: Option<Regain>,

    pub rests: Vec<Rest>,

    pub stall_is: Option<StallIs>,

    pub stall_ns: Option<i64>,

    pub state: DifferenceState,

    pub through_kvm: Option<ThroughKvm>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AliasWrites {
    Exposed,

    #[serde(rename = "exposed_if_advised")]
    ExposedIfAdvised,

    Isolated,

    Unknown,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WayPart {
    pub basis: Basis,

    pub doubt: Option<Doubt>,

    pub from: String,

    pub ns: Option<i64>,

    pub part: PartEnum,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Regain {
    pub bytes: Option<i64>,

    pub doubt: Option<Doubt>,

    pub ns_per_gi_b: Option<i64>,

    pub state: DifferenceState,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rest {
    pub id: String,

    pub memory: Option<String>,

    pub reason: String,

    pub state: DifferenceState,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StallIs {
    #[serde(rename = "at_least")]
    AtLeast,

    #[serde(rename = "in_doubt")]
    InDoubt,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ThroughKvm {
    pub shown: bool,

    pub why: Option<Why>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Why {
    pub id: String,

    pub memory: Option<String>,

    pub reason: String,

    pub state: DifferenceState,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Witness {
    pub agrees: Option<bool>,

    pub detail: String,

    pub id: String,

    pub says: Says,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    Nothing,

    Off,

    On,

    Patched,
}
