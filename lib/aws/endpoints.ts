import { UserError } from "../user-error";

/**
 * The SDK says no more than `Invalid URL`.
 * @throws UserError for an endpoint of the AWS API in the environment or the stage file that is not a URL
 */
export function checkEndpoints(
  endpoints: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const given = [
    ...Object.entries(environment).filter(([name]) => /^AWS_ENDPOINT_URL(?:_[A-Z0-9_]+)?$/.test(name)),
    ...Object.entries(endpoints).map(([service, url]) => [`aws:endpoints: ${service}`, url] as const),
  ];
  for (const [name, url = ""] of given) {
    if (url === "" || /^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) continue;
    throw new UserError(
      `${name}: ${JSON.stringify(url)} is not the URL of an endpoint: expected http://HOST:PORT or https://HOST`,
      2,
    );
  }
}
