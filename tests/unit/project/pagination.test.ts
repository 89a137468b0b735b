import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..");

/** The program's own calls of AWS; the emulator's client is in `tools/local`. */
const SOURCES = /^(?!tests\/|tools\/local\/|examples\/).*\.ts$/;

/** Calls whose first page is enough, with the reason. */
const FIRST_PAGE: Readonly<Record<string, string>> = {
  DescribeInstanceRefreshes: "the newest come first, and one of them is in progress at most",
  DescribeScalingActivities: "the newest come first, and only those of this rollout matter",
  "loadbalancer/reattach.ts DescribeLoadBalancers": "one group has at most 50",
  "preflight/replaced-servers.ts DescribeLaunchTemplateVersions": "it asks for one version",
  ListBuckets: "AWS returns all of them where no page size is given",
};

interface Call {
  readonly file: string;
  readonly operation: string;
  readonly input: string;
  readonly packages: readonly string[];
}

function callsOf(file: string): Call[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const packages = [...text.matchAll(/"(@aws-sdk\/client-[\w-]+)"/g)].map(([, name = ""]) => name);
  return [...text.matchAll(/new (?:\w+\.)?((?:Describe|List|Get)\w+)Command\(/g)].map((match) => {
    const [whole, operation = ""] = match;
    return { file, operation, packages, input: argumentsAfter(text, match.index + whole.length) };
  });
}

/** The text up to the parenthesis that closes the call. */
function argumentsAfter(text: string, start: number): string {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    depth += { "(": 1, ")": -1 }[text.charAt(at)] ?? 0;
    if (depth === 0) return text.slice(start, at);
  }
  return text.slice(start);
}

async function hasPages({ operation, packages }: Call): Promise<boolean> {
  const sdks = await Promise.all(packages.map((name) => import(name) as Promise<Readonly<Record<string, unknown>>>));
  return sdks.some((sdk) => `${operation}Command` in sdk && `paginate${operation}` in sdk);
}

/** Named resources are all in one answer; so is what has a token of the page before. */
const readsAll = ({ input }: Call): boolean =>
  /\b\w+(?<!Owner)(Ids|Names|Arns): ?\[|\b(InstanceIds|LoadBalancerNames)\b|[tT]oken|[mM]arker/.test(input);

describe("Calls of AWS that return a listing", () => {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
    cwd: ROOT,
    encoding: "utf8",
  }).split("\n");
  const calls = files.filter((file) => SOURCES.test(file)).flatMap(callsOf);

  it("read every page, since AWS may end a page early even where a filter matches few resources", async () => {
    const paged = await Promise.all(calls.map(hasPages));
    const listings = calls.filter((_, index) => paged[index]);
    expect(listings.length).to.be.greaterThan(40);
    const partial = listings
      .filter((call) => !readsAll(call))
      .filter(({ file, operation }) => !(operation in FIRST_PAGE) && !(`${file} ${operation}` in FIRST_PAGE))
      .map(({ file, operation }) => `${file}: ${operation}`);
    expect(partial).to.deep.equal([]);
  });
});
