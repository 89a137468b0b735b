import type { Range } from "../costs";
import { count, range } from "./words";

/** The summary's words in a language. Everything else of a plan is in English. */
export interface Texts {
  /** Stands between two sentences. */
  readonly between: string;
  /** Follows the stage. */
  readonly about: (service: string, region: string, zones: readonly string[]) => string;
  readonly internet: string;
  readonly loadBalancer: string;
  readonly webServers: string;
  readonly servers: (servers: Range) => string;
  readonly nat: (kind: string, count: number) => string;
  readonly noNat: string;
  /** Labels of the lines. */
  readonly labels: Readonly<Record<"cost" | "open" | "security" | "size" | "next", string>>;
  /** Names of cost parts; one without an entry keeps its own. */
  readonly parts: Readonly<Record<string, string>>;
  /** Names of endpoints; one without an entry keeps its own. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly usd: (usd: Range) => string;
  readonly moreThan: (usd: string) => string;
  /** Between the ends of a range. */
  readonly to: string;
  readonly cost: (total: string, parts: readonly string[]) => string;
  readonly unknownPrices: (names: readonly string[]) => string;
  readonly usage: (gbOut: number) => string;
  readonly opening: (traffic: string, endpoint: string, from: string) => string;
  readonly openings: (openings: readonly string[]) => string;
  readonly unclear: (parts: number, stage: string) => string;
  readonly findings: (violations: number, suppressed: number) => string;
  readonly size: (resources: number, isProtected: number) => string;
  readonly elasticIps: (now: number, duringNatSwitch: number, quota: number) => string;
  readonly whole: string;
  readonly part: (sections: readonly string[]) => string;
  readonly local: string;
  readonly config: string;
  readonly preview: string;
}

const money = (value: number): string => value.toFixed(2);

const en: Texts = {
  between: " ",
  about: (service, region, zones) =>
    `${service} in ${region} (${zones.join(", ")}), offline plan (no AWS account used)`,
  internet: "internet",
  loadBalancer: "load balancer",
  webServers: "web servers",
  servers: (servers) => `${range(servers, String)} web server${servers.max === 1 ? "" : "s"}`,
  nat: (kind, number) => (number === 1 ? `NAT ${kind}` : `${number} NAT ${kind}s`),
  noNat: "no NAT: web servers reach Amazon S3, but not the internet",
  labels: { cost: "Cost", open: "Open", security: "Security", size: "Size", next: "Next" },
  parts: {},
  endpoints: { "load-balancer": "the load balancer", "web-group": "the web servers", bastion: "the bastion" },
  usd: (usd) => range(usd, money),
  moreThan: (usd) => `more than ${usd}`,
  to: " to ",
  cost: (total, parts) => `${total} USD a month: ${parts.join(", ")}.`,
  unknownPrices: (names) => `Price unknown: ${names.join(", ")}.`,
  usage: (gbOut) => `With ${gbOut} GB of traffic to the internet (--gb-out), before taxes.`,
  opening: (traffic, endpoint, from) => `${traffic} on ${endpoint} to ${from}`,
  openings: (openings) => (openings.length === 0 ? "Nothing." : `${openings.join("; ")}. Nothing else.`),
  unclear: (parts, stage) =>
    `${count(parts, "part")} of the network could not be analyzed: npm start -- ${stage} access`,
  findings: (violations, suppressed) =>
    `${violations === 0 ? "No violations" : count(violations, "violation")}, ` +
    `${count(suppressed, "suppressed finding")} (reasons: docs/security.md).`,
  size: (resources, isProtected) =>
    `${count(resources, "resource")}, ${isProtected === 0 ? "none" : isProtected} with deletion protection.`,
  elasticIps: (now, duringNatSwitch, quota) =>
    `${count(now, "Elastic IP")}${duringNatSwitch > now ? `, ${duringNatSwitch} during a NAT switch` : ""}; AWS's default quota is ${quota}.`,
  whole: "the whole plan",
  part: (sections) => `a part of it: ${sections.join(", ")}`,
  local: "run it on this computer, without an account",
  config: "write the change into the stage file",
  preview: "see what would change in your account",
};

const ja: Texts = {
  between: "",
  about: (service, region, zones) => `${service}、${region} (${zones.join("、")})。AWS に接続せずに計画しました。`,
  internet: "インターネット",
  loadBalancer: "ロードバランサー",
  webServers: "サーバー",
  servers: (servers) => `サーバー ${range(servers, String, "〜")} 台`,
  nat: (kind, number) =>
    `NAT ${kind === "gateway" ? "ゲートウェイ" : "インスタンス"}${number === 1 ? "" : ` ${number} 台`}`,
  noNat: "NAT なし: Web サーバーは Amazon S3 に接続できますが、インターネットには接続できません",
  labels: { cost: "料金", open: "公開", security: "検査", size: "規模", next: "次に" },
  parts: {
    "load balancer": "ロードバランサー",
    "web servers": "Web サーバー",
    "web image": "AMI とその作成用インスタンス",
    "data transfer": "データ転送",
    "logs and alarms": "ログとアラーム",
    bastion: "踏み台サーバー",
  },
  endpoints: {
    "load-balancer": "ロードバランサー",
    "web-group": "Web サーバー",
    bastion: "踏み台サーバー",
    "the internet": "すべてのアドレス",
  },
  usd: (usd) => range(usd, money, "〜"),
  moreThan: (usd) => `${usd} 以上`,
  to: "〜",
  cost: (total, parts) => `月額 ${total} USD。内訳: ${parts.join("、")}。`,
  unknownPrices: (names) => `価格不明: ${names.join("、")}。`,
  usage: (gbOut) => `インターネットへの転送量は ${gbOut} GB として計算(--gb-out)。税別。`,
  opening: (traffic, endpoint, from) => `${endpoint}の ${traffic} を${from}に`,
  openings: (openings) => (openings.length === 0 ? "なし。" : `${openings.join("、")}公開。ほかはすべて非公開。`),
  unclear: (parts, stage) => `ネットワークのうち ${parts} か所は解析できませんでした: npm start -- ${stage} access`,
  findings: (violations, suppressed) =>
    `ポリシー違反${violations === 0 ? "なし" : ` ${violations} 件`}、抑制した検出結果 ${suppressed} 件(理由は docs/security.md)。`,
  size: (resources, isProtected) => `リソース ${resources} 個、うち削除保護 ${isProtected} 個。`,
  elasticIps: (now, duringNatSwitch, quota) =>
    `Elastic IP ${now} 個${duringNatSwitch > now ? `(NAT の切り替え中は ${duringNatSwitch} 個)` : ""}。AWS のデフォルトのクォータは ${quota} 個。`,
  whole: "計画の全体",
  part: (sections) => `計画の一部: ${sections.join(", ")}`,
  local: "AWS アカウントなしで、このコンピューターで動かす",
  config: "変更をステージの設定ファイルに書き込む",
  preview: "自分のアカウントで何が変わるかを確認する",
};

export const TEXTS = { en, ja } as const;

export type Language = keyof typeof TEXTS;
