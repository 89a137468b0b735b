import type { Language } from "../texts";
import type { Kind } from "./picture/model";

/** Everything that the report says by itself. What the program, AWS and the policies call things stays as it is. */
export interface Texts {
  readonly language: Language;
  readonly page: {
    readonly title: (stages: readonly string[]) => string;
    readonly subtitle: (project: string) => string;
    /** Between the subtitle and the date of the file. */
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
  readonly routes: string;
  readonly destination: string;
  readonly target: string;
  /** What is in a subnet. */
  readonly contents: string;
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
