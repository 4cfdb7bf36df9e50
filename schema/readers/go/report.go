// Code generated from JSON Schema using quicktype. DO NOT EDIT.
// To parse and unparse this JSON data, add this code to your project and do:
//
//    report, err := UnmarshalReport(bytes)
//    bytes, err = report.Marshal()

package main

import "encoding/json"

func UnmarshalReport(data []byte) (Report, error) {
	var r Report
	err := json.Unmarshal(data, &r)
	return r, err
}

func (r *Report) Marshal() ([]byte, error) {
	return json.Marshal(r)
}

type Report struct {
	Schema        Schema                       `json:"$schema"`
	Bench         *Bench                       `json:"bench"`
	Caller        *CallerClass                 `json:"caller"`
	Capabilities  []CapabilityElement          `json:"capabilities,omitempty"`
	Clock         Clock                        `json:"clock"`
	CollectedAt   string                       `json:"collectedAt"`
	ExpiresAt     string                       `json:"expiresAt"`
	Hgm           Hgm                          `json:"hgm"`
	Host          Host                         `json:"host"`
	Latency       map[string]Latency           `json:"latency"`
	Ledger        []Ledger                     `json:"ledger"`
	Matrix        map[string]map[string]string `json:"matrix"`
	Pools         []Pool                       `json:"pools"`
	Profiles      map[string]ReportProfile     `json:"profiles"`
	RanAs         ReportRanAs                  `json:"ranAs"`
	SchemaVersion string                       `json:"schemaVersion"`
	Serving       map[string]string            `json:"serving,omitempty"`
	Settings      Settings                     `json:"settings"`
	Stalls        []Stall                      `json:"stalls,omitempty"`
	Timings       []Timing                     `json:"timings,omitempty"`
	Tool          Tool                         `json:"tool"`
	Untimed       []Untimed                    `json:"untimed,omitempty"`
	Userfaultfd   Userfaultfd                  `json:"userfaultfd"`
	Users         []User                       `json:"users,omitempty"`
	Ways          []Way                        `json:"ways,omitempty"`
	Witnesses     []Witness                    `json:"witnesses,omitempty"`
}

type Bench struct {
	Complete   bool    `json:"complete"`
	CPU        *int64  `json:"cpu"`
	DurationMS *int64  `json:"durationMs"`
	LinkGbps   float64 `json:"linkGbps"`
	Samples    int64   `json:"samples"`
	Sizes      []int64 `json:"sizes"`
}

type CallerClass struct {
	Differences []Difference `json:"differences"`
	RanAs       CallerRanAs  `json:"ranAs"`
}

type Difference struct {
	Gate   *Gate           `json:"gate,omitempty"`
	ID     string          `json:"id"`
	Memory *string         `json:"memory"`
	Reason string          `json:"reason"`
	State  DifferenceState `json:"state"`
}

type CallerRanAs struct {
	Capabilities         *string `json:"capabilities"`
	Egid                 int64   `json:"egid"`
	Euid                 int64   `json:"euid"`
	Groups               []int64 `json:"groups"`
	InitialUserNamespace *bool   `json:"initialUserNamespace"`
	LsmLabel             *string `json:"lsmLabel"`
	NoNewPrivs           *bool   `json:"noNewPrivs"`
	SeccompMode          *int64  `json:"seccompMode"`
	User                 *string `json:"user"`
}

type CapabilityElement struct {
	Action   *Action         `json:"action"`
	Evidence []string        `json:"evidence"`
	Gate     *Gate           `json:"gate,omitempty"`
	ID       string          `json:"id"`
	Memory   *string         `json:"memory"`
	Reason   string          `json:"reason"`
	Since    *string         `json:"since"`
	State    DifferenceState `json:"state"`
}

type Action struct {
	Commands    []Command `json:"commands,omitempty"`
	CommandsAll *bool     `json:"commandsAll,omitempty"`
	Hint        string    `json:"hint"`
	Who         Who       `json:"who"`
}

type Command struct {
	Command string `json:"command"`
	Opens   string `json:"opens"`
}

type Clock struct {
	GrainNS *int64 `json:"grainNs"`
	IoctlNS *int64 `json:"ioctlNs"`
	PairNS  *int64 `json:"pairNs"`
	Source  string `json:"source"`
}

type Hgm struct {
	Dialect      *Dialect        `json:"dialect"`
	GranuleBytes *int64          `json:"granuleBytes"`
	Granules     []Granule       `json:"granules"`
	Proof        *Proof          `json:"proof"`
	Reason       string          `json:"reason"`
	State        DifferenceState `json:"state"`
}

type Granule struct {
	GranuleBytes  int64 `json:"granuleBytes"`
	HugePageBytes int64 `json:"hugePageBytes"`
	Proof         Proof `json:"proof"`
}

type Host struct {
	Arch          string  `json:"arch"`
	BasePageBytes int64   `json:"basePageBytes"`
	BootID        *string `json:"bootId"`
	CPUModel      *string `json:"cpuModel"`
	ID            *string `json:"id"`
	KernelBuild   string  `json:"kernelBuild"`
	KernelRelease string  `json:"kernelRelease"`
	Name          string  `json:"name"`
}

type Latency struct {
	FirstNS *int64   `json:"firstNs"`
	Flags   []string `json:"flags,omitempty"`
	N       int64    `json:"n"`
	P50NS   *int64   `json:"p50Ns"`
	P99NS   *int64   `json:"p99Ns"`
}

type Ledger struct {
	Borrowed       int64   `json:"borrowed"`
	Detail         *string `json:"detail,omitempty"`
	FreeAfter      *int64  `json:"freeAfter"`
	FreeBefore     *int64  `json:"freeBefore"`
	PageBytes      int64   `json:"pageBytes"`
	Reason         string  `json:"reason"`
	ReservedAfter  *int64  `json:"reservedAfter"`
	ReservedBefore *int64  `json:"reservedBefore"`
	TotalAfter     *int64  `json:"totalAfter"`
	TotalBefore    *int64  `json:"totalBefore"`
}

type Pool struct {
	DemoteBytes *int64      `json:"demoteBytes,omitempty"`
	Free        *int64      `json:"free"`
	Nodes       []Node      `json:"nodes,omitempty"`
	Obtainable  *Obtainable `json:"obtainable,omitempty"`
	Overcommit  *int64      `json:"overcommit"`
	PageBytes   int64       `json:"pageBytes"`
	Reserved    *int64      `json:"reserved"`
	Surplus     *int64      `json:"surplus"`
	Total       *int64      `json:"total"`
}

type Node struct {
	Free    *int64 `json:"free"`
	Node    int64  `json:"node"`
	Surplus *int64 `json:"surplus"`
	Total   *int64 `json:"total"`
}

type Obtainable struct {
	Certain  bool    `json:"certain"`
	Limit    *Limit  `json:"limit,omitempty"`
	Makeable int64   `json:"makeable"`
	Nodes    []int64 `json:"nodes,omitempty"`
	Pages    *int64  `json:"pages"`
}

type Limit struct {
	Detail string `json:"detail"`
	Name   string `json:"name"`
}

type ReportProfile struct {
	Missing []string     `json:"missing,omitempty"`
	Reason  string       `json:"reason"`
	State   ProfileState `json:"state"`
	Who     *Who         `json:"who"`
}

type ReportRanAs struct {
	Capabilities         *string        `json:"capabilities"`
	Egid                 int64          `json:"egid"`
	Euid                 int64          `json:"euid"`
	Groups               []int64        `json:"groups"`
	InitialUserNamespace *bool          `json:"initialUserNamespace"`
	LsmLabel             *string        `json:"lsmLabel"`
	NoNewPrivs           *bool          `json:"noNewPrivs"`
	NotTakenOver         []NotTakenOver `json:"notTakenOver"`
	SeccompMode          *int64         `json:"seccompMode"`
	TakenOn              *TakenOn       `json:"takenOn"`
	User                 *string        `json:"user"`
}

type NotTakenOver struct {
	Detail  string `json:"detail"`
	Layer   Layer  `json:"layer"`
	Matters bool   `json:"matters"`
}

type TakenOn struct {
	How How    `json:"how"`
	PID *int64 `json:"pid"`
}

type Settings struct {
	BootParameters          []string    `json:"bootParameters"`
	FaultSizes              *FaultSizes `json:"faultSizes"`
	HugetlbOptimizeVmemmap  *int64      `json:"hugetlbOptimizeVmemmap"`
	ShmemThp                *string     `json:"shmemThp"`
	Thp                     *string     `json:"thp"`
	UnprivilegedUserfaultfd *int64      `json:"unprivilegedUserfaultfd"`
}

type FaultSizes struct {
	Anonymous Anonymous `json:"anonymous"`
	Shmem     Shmem     `json:"shmem"`
}

type Anonymous struct {
	Advised []int64 `json:"advised"`
	Anyhow  []int64 `json:"anyhow"`
}

type Shmem struct {
	Advised []int64 `json:"advised"`
	Anyhow  []int64 `json:"anyhow"`
}

type Stall struct {
	FirstGranuleNS *int64   `json:"firstGranuleNs"`
	Granular       Granular `json:"granular"`
	HugePageBytes  int64    `json:"hugePageBytes"`
	LinkGbps       float64  `json:"linkGbps"`
	Ratio          *float64 `json:"ratio"`
	Whole          Whole    `json:"whole"`
}

type Granular struct {
	Bytes      int64          `json:"bytes"`
	LowerBound bool           `json:"lowerBound"`
	Parts      []GranularPart `json:"parts"`
	TotalNS    int64          `json:"totalNs"`
}

type GranularPart struct {
	Basis Basis    `json:"basis"`
	Doubt *Doubt   `json:"doubt,omitempty"`
	From  string   `json:"from"`
	NS    *int64   `json:"ns"`
	Part  PartEnum `json:"part"`
}

type Whole struct {
	Bytes      int64       `json:"bytes"`
	LowerBound bool        `json:"lowerBound"`
	Parts      []WholePart `json:"parts"`
	TotalNS    int64       `json:"totalNs"`
}

type WholePart struct {
	Basis Basis    `json:"basis"`
	Doubt *Doubt   `json:"doubt,omitempty"`
	From  string   `json:"from"`
	NS    *int64   `json:"ns"`
	Part  PartEnum `json:"part"`
}

type Timing struct {
	Baseline     bool          `json:"baseline"`
	BatchedNS    *int64        `json:"batchedNs"`
	Distribution *Distribution `json:"distribution,omitempty"`
	FirstNS      *int64        `json:"firstNs"`
	Flags        []string      `json:"flags"`
	GranuleBytes *int64        `json:"granuleBytes"`
	ID           string        `json:"id"`
	MaxNS        *int64        `json:"maxNs"`
	MeanNS       *int64        `json:"meanNs"`
	Memory       *string       `json:"memory"`
	MinNS        *int64        `json:"minNs"`
	N            int64         `json:"n"`
	P50NS        *int64        `json:"p50Ns"`
	P90NS        *int64        `json:"p90Ns"`
	P999NS       *int64        `json:"p999Ns"`
	P99NS        *int64        `json:"p99Ns"`
	PerUnitNS    *int64        `json:"perUnitNs"`
	Run          *Run          `json:"run,omitempty"`
	Threads      int64         `json:"threads"`
	Units        int64         `json:"units"`
}

type Distribution struct {
	Counts []int64 `json:"counts"`
	NS     []int64 `json:"ns"`
}

type Run struct {
	CPU                 *int64 `json:"cpu"`
	Interrupts          *int64 `json:"interrupts"`
	InvoluntarySwitches *int64 `json:"involuntarySwitches"`
	Migrations          *int64 `json:"migrations"`
	MinorFaults         *int64 `json:"minorFaults"`
	Node                *int64 `json:"node"`
	VoluntarySwitches   *int64 `json:"voluntarySwitches"`
}

type Tool struct {
	Name    Name   `json:"name"`
	Version string `json:"version"`
}

type Untimed struct {
	ID     string  `json:"id"`
	Memory *string `json:"memory"`
	Reason string  `json:"reason"`
}

type Userfaultfd struct {
	FeatureNames  []string `json:"featureNames,omitempty"`
	Features      *string  `json:"features"`
	IoctlNames    []string `json:"ioctlNames,omitempty"`
	Ioctls        *string  `json:"ioctls"`
	UnnamedBits   []int64  `json:"unnamedBits"`
	UnnamedIoctls []int64  `json:"unnamedIoctls,omitempty"`
	UnnamedModes  []int64  `json:"unnamedModes,omitempty"`
}

type User struct {
	Name     string                 `json:"name"`
	Profiles map[string]UserProfile `json:"profiles"`
	Uid      int64                  `json:"uid"`
}

type UserProfile struct {
	Reason *string      `json:"reason,omitempty"`
	State  ProfileState `json:"state"`
	Who    *Who         `json:"who"`
}

type Way struct {
	AliasWrites *AliasWrites    `json:"aliasWrites,omitempty"`
	FaultBytes  int64           `json:"faultBytes"`
	ID          string          `json:"id"`
	Parts       []WayPart       `json:"parts"`
	Reason      string          `json:"reason"`
	Regain      *Regain         `json:"regain"`
	Rests       []REST          `json:"rests"`
	StallIs     *StallIs        `json:"stallIs,omitempty"`
	StallNS     *int64          `json:"stallNs"`
	State       DifferenceState `json:"state"`
	ThroughKVM  *ThroughKVM     `json:"throughKvm,omitempty"`
}

type WayPart struct {
	Basis Basis    `json:"basis"`
	Doubt *Doubt   `json:"doubt,omitempty"`
	From  string   `json:"from"`
	NS    *int64   `json:"ns"`
	Part  PartEnum `json:"part"`
}

type Regain struct {
	Bytes    *int64          `json:"bytes"`
	Doubt    *Doubt          `json:"doubt,omitempty"`
	NSPerGiB *int64          `json:"nsPerGiB"`
	State    DifferenceState `json:"state"`
}

type REST struct {
	ID     string          `json:"id"`
	Memory *string         `json:"memory"`
	Reason string          `json:"reason"`
	State  DifferenceState `json:"state"`
}

type ThroughKVM struct {
	Shown bool `json:"shown"`
	Why   *Why `json:"why"`
}

type Why struct {
	ID     string          `json:"id"`
	Memory *string         `json:"memory"`
	Reason string          `json:"reason"`
	State  DifferenceState `json:"state"`
}

type Witness struct {
	Agrees *bool  `json:"agrees"`
	Detail string `json:"detail"`
	ID     string `json:"id"`
	Says   Says   `json:"says"`
}

type Gate string

const (
	Capability  Gate = "capability"
	DeviceNode  Gate = "device_node"
	GateLsm     Gate = "lsm"
	GateSeccomp Gate = "seccomp"
	GateUnknown Gate = "unknown"
	Sysctl      Gate = "sysctl"
)

type DifferenceState string

const (
	Absent        DifferenceState = "absent"
	Advertised    DifferenceState = "advertised"
	Limited       DifferenceState = "limited"
	NoResources   DifferenceState = "no_resources"
	NotApplicable DifferenceState = "not_applicable"
	NotPermitted  DifferenceState = "not_permitted"
	NotProbed     DifferenceState = "not_probed"
	PurpleUnknown DifferenceState = "unknown"
	Supported     DifferenceState = "supported"
)

type Who string

const (
	Caller          Who = "caller"
	KernelBuild     Who = "kernel_build"
	OSConfiguration Who = "os_configuration"
)

type Dialect string

const (
	MadvSplit Dialect = "madv-split"
	RFCV1     Dialect = "rfc-v1"
	RFCV2     Dialect = "rfc-v2"
)

type Proof string

const (
	Accepted Proof = "accepted"
	Mapped   Proof = "mapped"
)

type ProfileState string

const (
	FluffyUnknown ProfileState = "unknown"
	NotReady      ProfileState = "not_ready"
	Ready         ProfileState = "ready"
	Restricted    ProfileState = "restricted"
)

type Layer string

const (
	Cpuset        Layer = "cpuset"
	DeviceCgroup  Layer = "device_cgroup"
	HugetlbCgroup Layer = "hugetlb_cgroup"
	Landlock      Layer = "landlock"
	LayerLsm      Layer = "lsm"
	LayerSeccomp  Layer = "seccomp"
	MemoryPolicy  Layer = "memory_policy"
	NoNewPrivs    Layer = "no_new_privs"
	Rlimits       Layer = "rlimits"
)

type How string

const (
	As      How = "as"
	LikePID How = "like_pid"
)

type Schema string

const (
	UrnHgmProbeReport1 Schema = "urn:hgm-probe:report:1"
)

type Basis string

const (
	Assumed  Basis = "assumed"
	Measured Basis = "measured"
	Missing  Basis = "missing"
)

type Doubt string

const (
	BelowGrain Doubt = "below_grain"
	Busy       Doubt = "busy"
	FewSamples Doubt = "few_samples"
)

type PartEnum string

const (
	Continue PartEnum = "continue"
	Copy     PartEnum = "copy"
	Fault    PartEnum = "fault"
	Link     PartEnum = "link"
)

type Name string

const (
	HgmProbe Name = "hgm-probe"
)

type AliasWrites string

const (
	AliasWritesUnknown AliasWrites = "unknown"
	Exposed            AliasWrites = "exposed"
	ExposedIfAdvised   AliasWrites = "exposed_if_advised"
	Isolated           AliasWrites = "isolated"
)

type StallIs string

const (
	AtLeast StallIs = "at_least"
	InDoubt StallIs = "in_doubt"
)

type Says string

const (
	Nothing Says = "nothing"
	Off     Says = "off"
	On      Says = "on"
	Patched Says = "patched"
)
