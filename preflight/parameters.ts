import type { AwsClients } from "../lib/aws";
import type { PreflightCheck } from "./check";

/** Checks that the SSM parameters of `web.parameters` exist. Their values are not read. */
export function parametersExist(
  { region, names }: { readonly region: string; readonly names: readonly string[] },
  clients: Pick<AwsClients, "ssm">,
): PreflightCheck {
  return {
    what: "look for the parameters of web.parameters",
    run: async () => {
      const { paginateDescribeParameters } = await import("@aws-sdk/client-ssm");
      const found = new Set<string | undefined>();
      const ParameterFilters = [{ Key: "Name", Option: "Equals", Values: [...names] }];
      for await (const { Parameters = [] } of paginateDescribeParameters(
        { client: await clients.ssm() },
        { ParameterFilters },
      )) {
        for (const { Name } of Parameters) found.add(Name);
      }
      return names
        .filter((name) => !found.has(name))
        .map(
          (name) =>
            `web.parameters: ${name} does not exist in ${region}. Create it, or remove it from web.parameters: ` +
            `aws ssm put-parameter --region ${region} --type SecureString --name ${name} --value VALUE`,
        );
    },
  };
}
