import type { Language } from "../texts";
import type { Kind } from "./picture/scene";

/** Everything that the report says by itself. What the program, AWS and the policies call things stays as it is. */
export interface Texts {
  readonly language: Language;
  readonly page: {
    readonly title: (stages: readonly string[]) => string;
    readonly subtitle: (project: string) => string;
    /** Before the date of the file. */
    readonly written: string;
    readonly contents: string;
    readonly search: string;
    /** `#` stands for the number. */
    readonly found: string;
    readonly stage: (stage: string, region: string) => string;
  };
  /** Sections of a stage, in the page and in its navigation. */
  readonly sections: Readonly<Record<Section, string>>;
  readonly summary: SummaryTexts;
  readonly comparison: ComparisonTexts;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly picture: PictureTexts;
  readonly panel: PanelTexts;
  readonly tables: TableTexts;
}

export type Section = "overview" | "costs" | "traffic" | "checks" | "resources" | "settings" | "outputs";

interface SummaryTexts {
  readonly title: string;
  readonly cost: string;
  readonly perMonth: string;
  readonly open: string;
  readonly nothingOpen: string;
  readonly nothingElse: string;
  readonly to: (endpoint: string) => string;
  readonly unclear: (parts: number) => string;
  readonly checks: string;
  readonly failed: (violations: number) => string;
  readonly suppressed: (findings: number) => string;
  readonly size: string;
  readonly resources: (resources: number) => string;
  readonly zones: (zones: number) => string;
  readonly addresses: (used: number, quota: number) => string;
  readonly next: string;
  /** Commands with what they do. */
  readonly steps: (stage: string) => readonly (readonly [command: string, what: string])[];
}

interface ComparisonTexts {
  readonly title: string;
  readonly from: (from: string, to: string) => string;
  readonly none: string;
  readonly glance: string;
  readonly nothing: string;
  readonly difference: string;
  readonly rows: Readonly<Record<"cost" | "violations" | "resources", string>>;
  /** What is open in both plans, or in each. */
  readonly open: (before: string, after: string) => string;
  readonly money: string;
  readonly settings: string;
  readonly setting: string;
  readonly unset: string;
  readonly charge: string;
  readonly total: string;
  readonly everything: (changes: number) => string;
  readonly columns: readonly [what: string, name: string, sign: string, change: string];
  readonly added: string;
  readonly removed: string;
  readonly changed: string;
}

interface PictureTexts {
  readonly label: string;
  readonly scroll: string;
  readonly region: string;
  readonly zone: string;
  readonly publicSubnet: string;
  readonly privateSubnet: string;
  readonly stopped: string;
  readonly elasticIp: string;
  readonly gatewayEndpoint: string;
  readonly selfSigned: string;
  readonly acm: string;
  readonly legend: Readonly<Record<"out" | "in" | "both", string>>;
  readonly omitted: string;
}

interface PanelTexts {
  readonly title: string;
  readonly hint: string;
  readonly close: string;
  readonly gateway: string;
  readonly from: string;
  readonly to: string;
  readonly nothing: string;
  readonly cost: string;
  readonly free: string;
  readonly unknownPrice: string;
  readonly properties: string;
  readonly securityGroup: string;
  readonly policies: string;
  readonly checks: (violations: number, suppressed: number) => string;
  readonly suppressed: string;
  readonly inputs: string;
  readonly input: string;
  readonly value: string;
}

interface TableTexts {
  readonly costs: string;
  readonly small: (charges: number) => string;
  readonly unknown: string;
  readonly charge: string;
  readonly quantity: string;
  readonly total: string;
  readonly prices: string;
  readonly price: string;
  readonly allowed: (paths: number) => string;
  readonly allowedTitle: string;
  readonly why: string;
  readonly blocked: (pairs: number) => string;
  readonly blockedTitle: string;
  readonly from: string;
  readonly to: string;
  readonly traffic: string;
  readonly because: string;
  readonly notUnderstood: string;
  readonly noViolations: string;
  readonly violations: string;
  readonly severity: string;
  readonly resource: string;
  readonly finding: string;
  readonly policy: string;
  readonly suppressed: (findings: number) => string;
  readonly suppressedTitle: string;
  readonly reason: string;
  readonly resources: (resources: number, components: number) => string;
  readonly kind: string;
  readonly name: string;
  readonly details: string;
  readonly setting: string;
  readonly value: string;
  readonly origin: string;
  readonly settings: string;
  readonly defaults: (settings: number) => string;
  readonly defaultsTitle: string;
  readonly outputs: (outputs: number, known: number) => string;
  readonly outputsTitle: string;
  readonly output: string;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

export const ENGLISH: Texts = {
  language: "en",
  page: {
    title: (stages) => `Plan of ${stages.join(" and ")}`,
    subtitle: (project) => `${project}, offline plan (no AWS account used)`,
    written: "written",
    contents: "Contents",
    search: "Search resources",
    found: "# found",
    stage: (stage, region) => `${stage} in ${region}`,
  },
  sections: {
    overview: "Overview",
    costs: "Costs",
    traffic: "Traffic",
    checks: "Security",
    resources: "Resources",
    settings: "Settings",
    outputs: "Outputs",
  },
  summary: {
    title: "Summary",
    cost: "Cost",
    perMonth: "USD/month",
    open: "Open to the internet",
    nothingOpen: "Nothing",
    nothingElse: "Everything else is blocked.",
    to: (endpoint) => `on the ${endpoint.toLowerCase()}`,
    unclear: (parts) => `${count(parts, "part")} not understood: more may be open.`,
    checks: "Security",
    failed: (violations) => (violations === 0 ? "No violations" : count(violations, "violation")),
    suppressed: (findings) => `${count(findings, "suppressed finding")}, each with a reason`,
    size: "Size",
    resources: (resources) => count(resources, "resource"),
    zones: (zones) => count(zones, "Availability Zone"),
    addresses: (used, quota) => `${used} of ${quota} Elastic IPs`,
    next: "Next",
    steps: (stage) => [
      [`npm run local -- ${stage}`, "deploy to a local AWS emulator, without an account"],
      [`pulumi preview --stack ${stage}`, "see what would change in your account"],
    ],
  },
  comparison: {
    title: "Comparison",
    from: (from, to) => `from ${from} to ${to}`,
    none: "No difference.",
    glance: "At a glance",
    nothing: "nothing",
    difference: "difference",
    rows: { cost: "USD/month", violations: "violations", resources: "resources" },
    open: (before, after) =>
      before === after ? `Open in both: ${after}.` : `Open before: ${before}. Open after: ${after}.`,
    money: "USD/month by part",
    settings: "Settings that differ",
    setting: "setting",
    unset: "–",
    charge: "part",
    total: "total",
    everything: (changes) => `All differences (${changes})`,
    columns: ["what", "name", "is", "change"],
    added: "added",
    removed: "removed",
    changed: "changed",
  },
  kinds: {
    internet: "Internet",
    range: "Address range",
    gateway: "Internet gateway",
    loadBalancer: "Load balancer",
    servers: "Web servers",
    build: "Build instance",
    bastion: "Bastion",
    natInstance: "NAT instance",
    natGateway: "NAT gateway",
    instance: "Instance",
    s3: "Amazon S3",
  },
  picture: {
    label: "Network with allowed traffic",
    scroll: "Scroll sideways to see the whole picture.",
    region: "Region",
    zone: "Zone",
    publicSubnet: "Public subnet",
    privateSubnet: "Private subnet",
    stopped: "stopped",
    elasticIp: "Elastic IP",
    gatewayEndpoint: "gateway endpoint",
    selfSigned: "HTTPS, self-signed",
    acm: "HTTPS, ACM certificate",
    legend: { out: "can reach", in: "can be reached by", both: "both" },
    omitted:
      "Faint: only while an image is built. Not drawn: connections from inside the VPC to what is open to the internet anyway.",
  },
  panel: {
    title: "Details",
    hint: "Select something in the picture to see its traffic, cost, properties and policies.",
    close: "Close",
    gateway: "All traffic between the VPC and the internet passes here.",
    from: "Can be reached by",
    to: "Can reach",
    nothing: "nothing",
    cost: "USD/month",
    free: "no charge of its own",
    unknownPrice: "price unknown",
    properties: "Properties",
    securityGroup: "Security group",
    policies: "Security",
    checks: (violations, suppressed) =>
      `${violations === 0 ? "No violations" : count(violations, "violation")}, ${count(suppressed, "suppressed finding")}`,
    suppressed: "Suppressed findings",
    inputs: "All inputs",
    input: "input",
    value: "value",
  },
  tables: {
    costs: "Charges",
    small: (charges) => `${count(charges, "charge")} below 1 USD`,
    unknown: "price unknown",
    charge: "charge",
    quantity: "quantity",
    total: "total",
    prices: "All charges, prices, and what is not counted",
    price: "price",
    allowed: (paths) => `Allowed: ${count(paths, "path")}, with the reason for each`,
    allowedTitle: "Allowed traffic",
    why: "why",
    blocked: (pairs) => `Blocked: ${count(pairs, "pair")}, with what blocks each first`,
    blockedTitle: "Blocked traffic",
    from: "from",
    to: "to",
    traffic: "traffic",
    because: "because",
    notUnderstood: "Not understood:",
    noViolations: "No violations.",
    violations: "Violations",
    severity: "severity",
    resource: "resource",
    finding: "finding",
    policy: "policy",
    suppressed: (findings) => `${count(findings, "suppressed finding")}, with the reason for each`,
    suppressedTitle: "Suppressed findings",
    reason: "reason",
    resources: (resources, components) => `${count(resources, "resource")} in ${count(components, "component")}`,
    kind: "kind",
    name: "name",
    details: "details",
    setting: "setting",
    value: "value",
    origin: "origin",
    settings: "Settings that are not defaults",
    defaults: (settings) => count(settings, "default"),
    defaultsTitle: "Defaults in effect",
    outputs: (outputs, known) => `${count(outputs, "output")}, ${known} known before deployment`,
    outputsTitle: "Outputs",
    output: "output",
  },
};
