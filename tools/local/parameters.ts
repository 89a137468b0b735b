/** The value of a parameter that a stage needs and nobody has created in its emulator. */
export const LOCAL_VALUE = "local value";

/**
 * Creates the parameters of `web.parameters` in the emulator, where they do not exist, so that a stage deploys without
 * further commands.
 * @returns the names of the created ones
 */
export async function createParameters(
  names: readonly string[],
  { endpoint, region }: { readonly endpoint: string; readonly region: string },
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { GetParametersCommand, PutParameterCommand, SSMClient } = await import("@aws-sdk/client-ssm");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const ssm = new SSMClient({ endpoint, region, credentials });
  const { InvalidParameters: missing = [] } = await ssm.send(new GetParametersCommand({ Names: [...names] }));
  for (const Name of missing) {
    await ssm.send(new PutParameterCommand({ Name, Value: LOCAL_VALUE, Type: "SecureString" }));
  }
  return missing;
}
